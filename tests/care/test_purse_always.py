"""Whatever is done to the purse in whatever order, its invariants hold."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from goodwill.care.purse import MINUTES, MONEY, Ask, Purse
from goodwill.problems import UsageError
from tests.care.givers import NOON, PEOPLE, SETTINGS

GIVERS = st.sampled_from(PEOPLE)
AMOUNTS = st.integers(1, 2500)
MINUTES_TAKEN = st.sampled_from((0, 1, 45, 200))


class Giving(RuleBasedStateMachine):
    """Promises, gifts, loans, charges and corrections in any order, while time goes on."""

    @initialize()
    def begin(self):
        self.folder = tempfile.TemporaryDirectory()
        self.purse = Purse(Path(self.folder.name), SETTINGS)
        self.now = NOON
        self.promised: list[int] = []
        self.gifts: list[int] = []
        self.loans: list[int] = []
        self.numbers = 0
        self.purse.stock("till", ["T0"], now=NOON)

    @rule(
        giver=GIVERS, money=AMOUNTS, minutes=MINUTES_TAKEN, time_of=st.sampled_from((None, "dirk"))
    )
    def reserve(self, giver, money, minutes, time_of):
        ask = Ask(giver, money=money, minutes=minutes, time_of=time_of, party="acme")
        decision = self.purse.reserve(ask, self.now)
        if decision.allowed:
            self.promised.append(decision.reservation)

    @precondition(lambda self: self.promised)
    @rule(which=st.integers(0), share=st.floats(0, 1))
    def give(self, which, share):
        number = self.promised.pop(which % len(self.promised))
        money = round(self.purse.entry(number)[0].money * share)
        try:
            self.gifts.append(self.purse.give(number, self.now, money=money))
        except UsageError:  # it has lapsed
            assert self.purse.entry(number)[0].settled_by

    @precondition(lambda self: self.promised)
    @rule(which=st.integers(0))
    def give_back(self, which):
        number = self.promised.pop(which % len(self.promised))
        try:
            self.purse.give_back(number, self.now)
        except UsageError:
            assert self.purse.entry(number)[0].settled_by

    @rule(giver=GIVERS)
    def lend(self, giver):
        decision, loan = self.purse.lend(Ask(giver, loan="till"), self.now)
        if decision.allowed:
            self.loans.append(loan)

    @precondition(lambda self: self.loans)
    @rule(which=st.integers(0))
    def take_back(self, which):
        self.purse.returned(self.loans.pop(which % len(self.loans)), self.now)

    @rule()
    def stock(self):
        self.numbers += 1
        self.purse.stock("till", [f"T{self.numbers}"], now=self.now)

    @rule(giver=GIVERS, money=st.integers(0, 30_000), minutes=st.integers(1, 2000))
    def charge(self, giver, money, minutes):
        self.purse.charge(giver, minutes, money, now=self.now, time_of="dirk")

    @rule(money=st.integers(-30_000, 30_000))
    def fund(self, money):
        there = self.purse.balance("reserve", MONEY, self.now)
        try:
            self.purse.fund(money, now=self.now)
        except UsageError:
            assert money == 0 or there + money < 0

    @precondition(lambda self: self.gifts)
    @rule(which=st.integers(0))
    def reverse(self, which):
        self.purse.reverse(self.gifts.pop(which % len(self.gifts)), self.now)

    @rule(days=st.integers(0, 20))
    def time_goes_on(self, days):
        self.now += timedelta(days=days)

    @invariant()
    def every_entry_balances(self):
        assert self.purse.unbalanced() == []

    @invariant()
    def nothing_held_is_below_nothing(self):
        for (account, unit), amount in self.purse.balances(self.now).items():
            assert amount >= 0 or account in {"source", "load"}, (account, unit)
        assert self.purse.balance("load", MINUTES, self.now) == 0

    @invariant()
    def what_is_promised_is_the_sum_of_open_promises(self):
        held = self.purse.commitments(self.now)
        for unit in (MONEY, MINUTES):
            there = self.purse.balance("promised", unit, self.now)
            assert there == sum(getattr(each, unit) for each in held)

    @invariant()
    def a_unit_is_where_it_is_once(self):
        units = self.purse.units()
        states = Counter(unit.state for unit in units)
        assert len({unit.number for unit in units}) == len(units)
        for account, state in (("shelf", "shelf"), ("lent", "lent"), ("promised", "promised")):
            assert self.purse.balance(account, "loan:till", self.now) == states[state]
        assert sorted(self.loans) == sorted(u.entry for u in units if u.state == "lent")

    @invariant()
    def promises_never_exceed_a_limit(self):
        for giver in PEOPLE:
            since = self.purse.terms.period(self.now).begin
            mine = self.purse.entries("e.kind = 'promise' AND e.bearer = ?", (giver,), most=-1)
            kept = sum(
                each.money for each in mine
                if each.at >= since and each.reversed_by is None and not self.undone(each)
            )  # fmt: skip
            assert kept <= 7000

    def undone(self, promise):
        if promise.settled_by is None:
            return False
        by = self.purse.entry(promise.settled_by)[0]
        return by.kind in {"back", "lapse"} or by.money < promise.money

    def teardown(self):
        if hasattr(self, "purse"):
            self.purse.close()
            self.folder.cleanup()


Giving.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
TestTheInvariants = Giving.TestCase
