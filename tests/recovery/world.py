"""One planted company, lived week by week: who buys, calls, is treated badly, and leaves.

Within a week of a customer's life every rate is constant, so that counts are Poisson, moments are
uniform and leaving is exponential: exact, not approximate. A breach weighs from the week after the
one it happened in: in week w one of week v weighs 2^(-(w - v) / half-life).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.design import Design, Events, Family

if TYPE_CHECKING:
    from goodwill.pricing.rows import Flags, Floats, Integers

OPEN, WEEKS = 52.0, 104.0
"""New customers come during the first year; the records end after two."""
LAST_WEEKS = 4
"""How long before leaving those who have decided behave otherwise."""
NO_SERVER = -1


class Plan(NamedTuple):
    """How a company is; the defaults are the base plant. Rates are per week."""

    loss: float = 0.5  # what one breach adds to the log rate of leaving
    lull: float = 0.0  # and to the log rate of buying
    half_life: float = 6.0
    loss_spread: float = 0.0  # standard deviation of the loss between customers
    r: float = 1.0
    alpha: float = 8.0
    s: float = 0.8
    beta: float = 60.0
    dealings: str = "always"  # always | there | contacts | purchases
    pace: float = 0.15  # mean dealings a week, where they are neither contacts nor purchases
    bad: float = 0.1  # share of dealings breached
    bad_with_mu: float = 0.0  # power of the fragility by which customers are treated worse
    calls: float = 0.15  # mean contacts a week
    calls_with_lambda: float = 0.0  # power of the rate of buying by which they contact more
    calls_with_mu: float = 0.0  # power of the fragility by which they contact more
    calls_alike: float = 1.5  # shape of the gamma of the customers' own rates of contact
    louder: float = 0.0  # what one breach adds to the log rate of contact
    surge: float = 1.0  # contacts in the last weeks, as a multiple
    complaints: float = 0.0  # complaints a week in the last weeks: contact, dealing and breach
    grievance: bool = False  # whether the records admit that complaints make them
    season: float = 0.0  # amplitude of the log rate of buying over the calendar year
    servers: int = 12
    servers_spread: float = 0.3  # of the log of their propensities to breach
    contract: bool = False  # leaving is seen


class Lives(NamedTuple):
    """What no company knows of its N customers."""

    buying: Floats  # lambda, purchases a week
    fragility: Floats  # mu, the untroubled rate of leaving a week
    calling: Floats  # contacts a week
    gone: Floats  # weeks from the first purchase to leaving; inf where it is after the close


class _Traits(NamedTuple):
    """What each of N customers brings along."""

    buying: Floats
    fragility: Floats
    calling: Floats
    dealing: Floats  # dealings a week that are neither contacts nor purchases
    bad: Floats  # chance that a dealing is breached, but for the server
    loss: Floats
    patience: Floats  # the run of the leaving clock, times mu, at which they leave: Exp(1)


class _Week(NamedTuple):
    """The customers of one week of life, and for what part of it each is there."""

    number: int
    who: Integers
    there: Floats
    open: Floats  # the part before the close, there or not


class _Log:
    """Happenings in the order they are made, to be sorted at the end."""

    def __init__(self) -> None:
        self.parts: list[tuple[Integers, Floats, Integers, Flags]] = []

    def add(self, who: Integers, time: Floats, server: Integers, bad: Flags) -> None:
        self.parts.append((who, time, server, bad))

    def events(self, end: Floats, *, only_bad: bool = False) -> Events:
        """All of them, or the breached ones, up to the end of each customer's records."""
        who, time, server, bad = (
            np.concatenate(column) for column in zip(*self.parts, strict=True)
        )
        kept = (time <= end[who]) & (bad | (not only_bad))
        order = np.lexsort((time[kept], who[kept]))
        who, time, server = (column[kept][order] for column in (who, time, server))
        return Events(who.astype(np.int64), time, np.ones(len(who)), server.astype(np.int64))


class _Logs(NamedTuple):
    purchases: _Log
    contacts: _Log
    dealings: _Log


def lived(plan: Plan, rng: np.random.Generator, customers: int) -> tuple[Design, Lives]:
    """Let a company live for two years; give its records and what they hide."""
    born = rng.uniform(0, OPEN, customers)
    traits = _traits(plan, rng, customers)
    habits = rng.normal(size=plan.servers) * plan.servers_spread
    share = np.exp(habits) / np.exp(habits).mean()
    logs = _Logs(_Log(), _Log(), _Log())
    if plan.dealings == "purchases":
        _deal(plan, rng, traits, share, logs.dealings, np.arange(customers), np.zeros(customers))
    gone = _years(plan, rng, traits, share, born, logs)
    window = WEEKS - born
    end = np.minimum(window, gone) if plan.contract else window
    breaches = logs.dealings.events(end, only_bad=True)
    design = Design(
        born=born,
        T=end,
        purchases=logs.purchases.events(end),
        contacts=logs.contacts.events(end),
        dealings=logs.dealings.events(end),
        families=(Family("waiting", "breach", breaches, plan.grievance),),
        left=(gone <= window).astype(np.int64) if plan.contract else None,
    )
    seen = np.where(gone <= window, gone, np.inf)
    return design, Lives(traits.buying, traits.fragility, traits.calling, seen)


def _traits(plan: Plan, rng: np.random.Generator, n: int) -> _Traits:
    """Draw N customers."""
    buying = rng.gamma(plan.r, 1 / plan.alpha, n)
    fragility = rng.gamma(plan.s, 1 / plan.beta, n)
    own = rng.gamma(plan.calls_alike, 1 / plan.calls_alike, n)
    leaning = _leaning(buying, plan.calls_with_lambda) * _leaning(fragility, plan.calls_with_mu)
    return _Traits(
        buying,
        fragility,
        calling=plan.calls * own * leaning,
        dealing=plan.pace * rng.gamma(plan.calls_alike, 1 / plan.calls_alike, n),
        bad=plan.bad * _leaning(fragility, plan.bad_with_mu),
        loss=plan.loss + plan.loss_spread * rng.normal(size=n),
        patience=rng.exponential(size=n),
    )


def _leaning(trait: Floats, power: float) -> Floats:
    """A multiple of mean one that rises with the power of a trait."""
    raised = trait**power
    return np.asarray(raised / raised.mean())


def _years(
    plan: Plan,
    rng: np.random.Generator,
    traits: _Traits,
    share: Floats,
    born: Floats,
    logs: _Logs,
) -> Floats:
    """Live week after week until the close; when each customer left, inf if later."""
    window = WEEKS - born
    gone, clock, stock, fresh = (np.full(len(born), start) for start in (np.inf, 0.0, 0.0, 0.0))
    fade = 2.0 ** (-1 / plan.half_life)
    for number in range(int(WEEKS)):
        stock = (stock + fresh) * fade
        who = np.flatnonzero(window > number)
        left = np.clip(traits.patience[who] - clock[who], 0, None)
        hazard = traits.fragility[who] * np.exp(traits.loss[who] * stock[who])
        leaves = np.where(gone[who] < np.inf, 0.0, left / np.maximum(hazard, 1e-300))
        open_ = np.minimum(window[who] - number, 1.0)
        going = np.isinf(gone[who]) & (leaves <= open_)
        gone[who[going]] = number + leaves[going]
        week = _Week(number, who, np.minimum(leaves, open_), open_)
        before = len(logs.dealings.parts) if number else 0
        deciding = _deciding(plan, traits, who, left, stock[who]) & (week.there > 0)
        _happenings(plan, rng, traits, share, logs, week, stock, born, deciding)
        clock[who] += hazard
        fresh = _breached(logs.dealings, before, len(born))
    return gone


def _deciding(plan: Plan, traits: _Traits, who: Integers, left: Floats, stock: Floats) -> Flags:
    """Who leaves within the last weeks if nothing more happens to them."""
    fade = 2.0 ** (-np.arange(LAST_WEEKS) / plan.half_life)
    ahead = np.exp(traits.loss[who, None] * stock[:, None] * fade).sum(axis=1)
    return np.asarray(left <= traits.fragility[who] * ahead)


def _happenings(
    plan: Plan,
    rng: np.random.Generator,
    traits: _Traits,
    share: Floats,
    logs: _Logs,
    week: _Week,
    stock: Floats,
    born: Floats,
    deciding: Flags,
) -> None:
    """Draw the purchases, contacts and dealings of one week."""
    who, there = week.who, week.there
    year = np.cos(2 * np.pi * (born[who] + week.number + 0.5) / 52)
    pull = np.exp(plan.lull * stock[who] + plan.season * year)
    bought = _moments(rng, week, traits.buying[who] * pull, there)
    nobody = np.full(len(bought[0]), NO_SERVER)
    logs.purchases.add(*bought, nobody, np.zeros(len(nobody), bool))
    eager = np.where(deciding, plan.surge, 1.0) * np.exp(plan.louder * stock[who])
    called = _moments(rng, week, traits.calling[who] * eager, there)
    nobody = np.full(len(called[0]), NO_SERVER)
    logs.contacts.add(*called, nobody, np.zeros(len(nobody), bool))
    if plan.dealings in {"contacts", "purchases"}:
        dealt = called if plan.dealings == "contacts" else bought
    else:
        present = there if plan.dealings == "there" else week.open
        dealt = _moments(rng, week, traits.dealing[who], present)
    _deal(plan, rng, traits, share, logs.dealings, *dealt)
    if plan.complaints:
        angry = _moments(rng, week, np.where(deciding, plan.complaints, 0.0), there)
        server = rng.integers(plan.servers, size=len(angry[0]))
        logs.contacts.add(*angry, server, np.ones(len(server), bool))
        logs.dealings.add(*angry, server, np.ones(len(server), bool))


def _moments(
    rng: np.random.Generator, week: _Week, rate: Floats, part: Floats
) -> tuple[Integers, Floats]:
    """Poisson happenings, spread evenly over the part of the week."""
    count = rng.poisson(rate * part)
    times = week.number + rng.random(int(count.sum())) * np.repeat(part, count)
    return np.repeat(week.who, count), times


def _deal(
    plan: Plan,
    rng: np.random.Generator,
    traits: _Traits,
    share: Floats,
    log: _Log,
    who: Integers,
    time: Floats,
) -> None:
    """Somebody of ours serves each dealing, met by chance, and keeps or breaks the standard."""
    server = rng.integers(plan.servers, size=len(who))
    chance = traits.bad[who] * share[server]
    log.add(who, time, server, rng.random(len(who)) < chance)


def _breached(log: _Log, since: int, n: int) -> Floats:
    """How many breaches each of N customers suffered in the parts of the log since then."""
    breaches = np.zeros(n)
    for who, _, _, bad in log.parts[since:]:
        np.add.at(breaches, who[bad], 1.0)
    return breaches
