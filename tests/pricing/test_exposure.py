"""Exposures against a slow, obvious reckoning, and what may never leak into them."""

# ruff: noqa: N803, N806 -- T is the symbol of the papers

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.pricing.design import Design, Events, Family
from goodwill.pricing.exposure import Terms, panel
from goodwill.pricing.exposure import weeks as laying_out
from goodwill.pricing.exposure.memory import AGES, remembered


def events(rows, sizes=None):
    """Build events from (customer, time) or (customer, time, size) rows."""
    rows = sorted((*row, 1.0)[:3] for row in rows)
    customer, time, size = (
        (np.array(column) for column in zip(*rows, strict=True)) if rows else (np.zeros(0),) * 3
    )
    return Events(
        customer.astype(np.int64), time.astype(float), size.astype(float),
        np.full(len(rows), -1, dtype=np.int64),
    )  # fmt: skip


def drawn(seed, customers=12, families=2, weeks=60):
    """Draw a design with everything in it."""
    rng = np.random.default_rng(seed)
    T = np.round(rng.uniform(0, weeks, customers) * 7) / 7
    T[0] = 0.0

    def some(number):
        who = rng.integers(customers, size=number)
        return [
            (int(i), float(rng.uniform(0, T[i])), float(rng.choice([1.0, 1.5, 2.25]))) for i in who
        ]

    kinds = [("waiting", "breach"), ("waiting", "grace"), ("promise", "breach")][:families]
    happened = [some(25) for _ in kinds]
    dealt = [(i, t) for rows in happened for i, t, _ in rows] + [(i, t) for i, t, _ in some(60)]
    return Design(
        born=rng.uniform(0, 52, customers),
        T=T,
        purchases=events([row[:2] for row in some(60)]),
        contacts=events([row[:2] for row in some(40)]),
        dealings=events(dealt),
        families=tuple(
            Family(name, verdict, events(rows), grievance=False)
            for (name, verdict), rows in zip(kinds, happened, strict=True)
        ),
    )


def weight(age, half_life, lag=1):
    """What an event so many weeks ago weighs, by looking through the buckets."""
    memory = remembered(half_life, lag)
    for level, one, two in zip(memory.level, memory.edge, memory.edge[1:], strict=False):
        if one <= age < two:
            return level
    return 0.0


def slow_stock(happened, customer, week, half_life, T, lag=1):
    """The stock in one week of one life, event by event."""
    last = max(math.ceil(T) - 1, 0)
    return sum(
        size * weight(week - min(math.floor(time), last), half_life, lag)
        for who, time, size in zip(happened.customer, happened.time, happened.size, strict=True)
        if who == customer
    )


def by_week(made, customer, matrix="leaving"):
    """Give the covariates of one customer in every week, from the pieces."""
    at = slice(made.start[customer], made.start[customer + 1])
    ends = np.cumsum(made.length[at])
    number = max(math.ceil(ends[-1]), 1)
    place = np.searchsorted(ends, np.arange(number), side="right")
    return getattr(made, matrix)[at][np.minimum(place, len(ends) - 1)]


@pytest.mark.parametrize("lag", [1, 5])
@pytest.mark.parametrize("half_life", [2.0, 6.0, 26.0])
def test_stocks_are_those_reckoned_event_by_event(half_life, lag):
    design = drawn(1)
    made, names = panel(design, [half_life, 4.0], dealing_memory=9.0, lag=lag)
    kinds = [(f.events, h) for f, h in zip(design.families, (half_life, 4.0), strict=True)]
    kinds.append((design.dealings._replace(size=np.ones(len(design.dealings.size))), 9.0))
    seen = 0.0
    for customer, T in enumerate(design.T):
        table = by_week(made, customer)
        for week in range(len(table)):
            slow = [slow_stock(what, customer, week, h, T, lag) for what, h in kinds]
            assert table[week][:3] == pytest.approx(slow, abs=1e-5)
            seen += sum(slow)
    assert seen > 10
    assert [str(column) for column in names.leaving] == [
        "stock:waiting:breach", "stock:waiting:grace", "dealings", "share",
    ]  # fmt: skip


@pytest.mark.parametrize("half_life", [0.7, 2.0, 6.0, 26.0, 52.0])
def test_the_buckets_of_memory_keep_its_sum_and_stay_near_it(half_life):
    memory = remembered(half_life)
    ages = np.arange(1, memory.edge[-1])
    true = 2.0 ** (-ages / half_life)
    ours = np.array([weight(age, half_life) for age in ages])
    assert ours.sum() == pytest.approx(true.sum())
    assert np.abs(ours - true).max() < 0.17
    assert 2.0 ** (-memory.edge[-1] / half_life) < 0.0111
    assert len(memory.level) <= 9
    assert set(memory.edge) <= set(AGES)


def test_a_lag_begins_the_first_bucket_and_none_lets_the_week_itself_in():
    assert remembered(6.0, 5.0).edge[0] == 5
    assert remembered(6.0, 0.0).edge[0] == 0
    with pytest.raises(ValueError, match="lag"):
        remembered(6.0, -1.0)
    with pytest.raises(ValueError, match="half-life"):
        remembered(0.0)


def test_purchases_and_contacts_find_the_covariates_of_their_week():
    design = drawn(3)
    made, _ = panel(design, [6.0, 6.0], dealing_memory=6.0, terms=Terms(season="months"))
    for name, happened, counted in (
        ("buying", design.purchases, (made.x, made.bought)),
        ("calling", design.contacts, (made.n, made.called)),
    ):
        number, sums = counted
        for customer in range(len(design.T)):
            table = by_week(made, customer, name)
            times = sorted(set(happened.time[happened.customer == customer]) - {0.0})
            rows = [table[min(math.floor(time), len(table) - 1)] for time in times]
            assert number[customer] == len(rows)
            assert sums[customer] == pytest.approx(np.sum(rows, axis=0) if rows else 0 * table[0])
    signs = [design.purchases, design.contacts]
    for customer in range(len(design.T)):
        times = np.concatenate([s.time[s.customer == customer] for s in signs])
        assert made.last[customer] == times.max(initial=0.0)


def test_purchases_of_one_instant_are_one_and_the_first_is_not_counted():
    design = drawn(4)._replace(
        T=np.array([10.0, 10.0]),
        born=np.zeros(2),
        purchases=events([(0, 0.0), (0, 2.0), (0, 2.0), (0, 3.0), (1, 3.0)]),
        contacts=events([]),
        dealings=events([]),
        families=(),
    )
    made, names = panel(design, [], dealing_memory=6.0)
    assert made.x.tolist() == [2, 1]
    assert made.n is None
    assert made.last.tolist() == [3.0, 3.0]
    assert names.buying == ()
    assert made.length.tolist() == [10.0, 10.0]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), cut=st.floats(0.5, 40))
def test_what_happens_later_changes_nothing_before(seed, cut):
    design = drawn(seed)
    terms = Terms(share="none", tenure="dealings", constancy=True)
    later = design._replace(
        dealings=_after(design.dealings, cut),
        families=tuple(f._replace(events=_after(f.events, cut)) for f in design.families),
    )
    one, two = (
        panel(each, [6.0, 9.0], dealing_memory=6.0, terms=terms)[0] for each in (design, later)
    )
    for customer in range(len(design.T)):
        until = math.floor(cut) + 1
        known = by_week(one, customer)[:until]
        assert np.array_equal(known, by_week(two, customer)[:until])


def _after(happened, cut):
    """Treble everything that happened after a moment."""
    return happened._replace(size=np.where(happened.time > cut, 3 * happened.size, happened.size))


def test_what_happens_later_does_change_what_follows():
    design = drawn(5)
    twice = design._replace(
        families=tuple(f._replace(events=_after(f.events, 5.0)) for f in design.families)
    )
    one, two = (panel(each, [6.0, 9.0], dealing_memory=6.0)[0] for each in (design, twice))
    assert two.leaving[:, 0].max() > 2 * one.leaving[:, 0].max()


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), half_life=st.sampled_from([1.5, 6.0, 30.0]))
def test_pieces_are_as_long_as_nothing_changes_and_no_longer(seed, half_life):
    design = drawn(seed, families=3)
    made, _ = panel(
        design, [half_life] * 3, dealing_memory=half_life, terms=Terms(season="wave", share="each")
    )
    assert np.add.reduceat(made.length, made.start[:-1]) == pytest.approx(design.T)
    for customer in range(len(design.T)):
        at = slice(made.start[customer], made.start[customer + 1])
        rows = np.hstack([made.buying[at], made.leaving[at]])
        assert (np.diff(rows, axis=0) != 0).any(axis=1).all()


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), moved=st.integers(1, 5))
def test_customers_do_not_touch_each_other(seed, moved):
    design = drawn(seed)
    more = _with_strangers(design, moved)
    terms = Terms(share="none", tenure="weeks", constancy=True)
    one, two = (panel(d, [6.0, 6.0], dealing_memory=6.0, terms=terms)[0] for d in (design, more))
    pieces = two.start[moved]
    assert np.array_equal(two.start[moved:] - pieces, one.start)
    assert np.array_equal(two.leaving[pieces:], one.leaving)
    assert np.array_equal(two.bought[moved:], one.bought)
    assert np.array_equal(two.last[moved:], one.last)


def _with_strangers(design, number):
    """Put so many customers without any history before the others."""

    def shifted(happened):
        return happened._replace(customer=happened.customer + number)

    return Design(
        born=np.concatenate([np.zeros(number), design.born]),
        T=np.concatenate([np.full(number, 11.0), design.T]),
        purchases=shifted(design.purchases),
        contacts=shifted(design.contacts),
        dealings=shifted(design.dealings),
        families=tuple(f._replace(events=shifted(f.events)) for f in design.families),
    )


def test_blocks_change_nothing(monkeypatch):
    design = drawn(6, customers=40)
    terms = Terms(tenure="weeks", season="wave", constancy=True, theirs=design.contacts)
    whole, _ = panel(design, [6.0, 12.0], dealing_memory=6.0, terms=terms)
    monkeypatch.setattr(laying_out, "CELLS_OF_A_BLOCK", 100)
    parts, _ = panel(design, [6.0, 12.0], dealing_memory=6.0, terms=terms)
    for one, two in zip(whole, parts, strict=True):
        assert one is two is None or np.array_equal(one, two)


def test_the_own_mean_is_shrunk_and_rises_with_the_share_breached():
    rng = np.random.default_rng(7)
    customers, each = 400, 10
    chance = rng.beta(1, 9, customers)
    dealt = [(i, t) for i in range(customers) for t in np.sort(rng.uniform(0, 50, each))]
    broken = [row for row in dealt if rng.random() < chance[row[0]]]
    design = drawn(8)._replace(
        born=np.zeros(customers), T=np.full(customers, 50.0), purchases=events([]),
        contacts=events([]), dealings=events(dealt),
        families=(Family("waiting", "breach", events(broken), grievance=False),),
    )  # fmt: skip
    made, names = panel(design, [6.0], dealing_memory=6.0)
    column = [str(each) for each in names.leaving].index("share")
    own = made.leaving[made.start[:-1], column]
    raw = np.bincount(design.families[0].events.customer, minlength=customers) / each
    # what is told of a customer never contradicts the order of the shares
    assert np.all(np.diff(own[np.argsort(raw, kind="stable")]) >= -1e-12)
    truth = np.log(chance / chance.mean())
    assert np.corrcoef(own, truth)[0, 1] > 0.5
    assert own.std() < truth.std()
    assert (raw == 0).any()
    assert np.isfinite(own).all()


def test_shares_are_alike_where_customers_differ_no_more_than_by_chance():
    design = drawn(9)._replace(
        T=np.full(12, 50.0), dealings=events([(i, 5.0 + i) for i in range(12)]),
        families=(
            Family("waiting", "breach", events([(i, 5.0 + i) for i in range(12)]), grievance=False),
        ),
    )  # fmt: skip
    made, _ = panel(design, [6.0], dealing_memory=6.0)
    assert not made.leaving[:, 2].any()


def test_tenure_lets_a_stock_weigh_less_or_more_with_time():
    T = np.array([200.0])
    broken = events([(0, 3.0), (0, 150.0)])
    design = drawn(10)._replace(
        born=np.zeros(1), T=T, purchases=events([]), contacts=events([]), dealings=events([]),
        families=(Family("waiting", "breach", broken, grievance=False),),
    )  # fmt: skip
    made, names = panel(design, [6.0], dealing_memory=6.0, terms=Terms(tenure="weeks"))
    assert [str(c) for c in names.leaving] == ["stock:waiting:breach", "share", "tenure"]
    stock, tenure = by_week(made, 0)[:, 0], by_week(made, 0)[:, 2]
    assert tenure[4] == pytest.approx(stock[4] * np.log(3.5 / 26))
    assert tenure[151] == pytest.approx(stock[151] * np.log(129.5 / 26))
    assert not tenure[stock == 0].any()


def test_constancy_is_the_spread_of_treatment_so_far():
    dealt = [(0, t + 0.5) for t in range(8)]
    broken = [(0, 2.5, 2.0), (0, 3.5, 2.0)]
    design = drawn(11)._replace(
        born=np.zeros(1), T=np.array([20.0]), purchases=events([]), contacts=events([]),
        dealings=events(dealt), families=(
            Family("waiting", "breach", events(broken), grievance=False),
        ),
    )  # fmt: skip
    made, names = panel(design, [6.0], dealing_memory=6.0, terms=Terms(constancy=True))
    told = by_week(made, 0)[
        :, names.leaving.index(next(c for c in names.leaving if c.kind == "constancy"))
    ]
    for week in range(20):
        past = [2.0 * (t in (2, 3)) for t in range(8) if t <= week - 1]
        spread = np.std(past) if len(past) > 1 else 0.0
        assert told[week] == pytest.approx(np.rint(spread * 4) / 4)
    assert told.max() > 0.5


def test_who_broke_first_has_a_column_of_its_own():
    theirs = events([(0, 5.0), (1, 9.0)])
    ours = events([(0, 6.0), (0, 3.0), (0, 45.0), (1, 6.0)])
    design = drawn(12)._replace(
        born=np.zeros(2), T=np.full(2, 60.0), purchases=events([]), contacts=events([]),
        dealings=events([]), families=(Family("waiting", "breach", ours, grievance=False),),
    )  # fmt: skip
    made, names = panel(design, [6.0], dealing_memory=6.0, terms=Terms(theirs=theirs, share="none"))
    assert [str(c) for c in names.leaving] == ["stock:waiting:breach", "theirs_first"]
    after = events([(0, 6.0)])
    for week in range(60):
        slow = slow_stock(after, 0, week, 6.0, 60.0)
        assert by_week(made, 0)[week, 1] == pytest.approx(slow)
    assert not by_week(made, 1)[:, 1].any()
    quiet, _ = panel(design, [6.0], dealing_memory=6.0, terms=Terms(theirs=events([])))
    assert not quiet.leaving[:, -1].any()


def test_the_calendar_stands_on_buying_and_calling_and_never_on_leaving():
    design = drawn(13)
    made, names = panel(design, [6.0, 6.0], dealing_memory=6.0, terms=Terms(season="wave"))
    assert {c.kind for c in names.leaving} == {"stock", "dealings", "share"}
    assert names.buying[:-2] == names.leaving
    assert [str(c) for c in names.calling[-2:]] == ["season:1", "season:2"]
    assert made.buying[:, -2:] == pytest.approx(made.calling[:, -2:])
    assert np.hypot(*made.buying[:, -2:].T) == pytest.approx(1.0)
    only, seasonal = panel(
        design, [6.0, 6.0], dealing_memory=6.0, terms=Terms(season="months", calling=False)
    )
    assert {c.kind for c in seasonal.calling} == {"season"}
    assert only.calling.shape[1] == 12


def test_alike_customers_become_one_weighted_row():
    design = drawn(14, customers=30)
    many = 200
    quiet = design._replace(
        born=np.concatenate([design.born, np.zeros(many)]),
        T=np.concatenate([design.T, np.repeat([9.0, 11.0], many // 2)]),
    )
    terms = Terms(share="none")
    full, _ = panel(quiet, [6.0, 6.0], dealing_memory=6.0, terms=terms)
    made, names = panel(quiet, [6.0, 6.0], dealing_memory=6.0, terms=terms._replace(alike=True))
    assert made.weight.sum() == len(quiet.T) == len(names.row)
    assert len(made.x) <= 32
    for customer, row in enumerate(names.row):
        assert made.x[row] == full.x[customer]
        assert made.last[row] == full.last[customer]
        one = slice(full.start[customer], full.start[customer + 1])
        two = slice(made.start[row], made.start[row + 1])
        assert np.array_equal(full.length[one], made.length[two])
        assert np.array_equal(full.leaving[one], made.leaving[two])


def test_a_leaving_that_was_seen_is_passed_on():
    design = drawn(15)
    seen = (np.arange(12) % 2).astype(np.int64)
    made, _ = panel(design._replace(left=seen), [6.0, 6.0], dealing_memory=6.0)
    assert made.left.tolist() == seen.astype(bool).tolist()


@pytest.mark.parametrize(
    ("change", "word"),
    [({"share": "some"}, "some"), ({"tenure": "days"}, "days"), ({"season": "tides"}, "tides")],
)
def test_a_switch_that_does_not_exist_is_refused(change, word):
    with pytest.raises(ValueError, match=word):
        panel(drawn(16), [6.0, 6.0], dealing_memory=6.0, terms=Terms()._replace(**change))


def test_what_cannot_be_laid_out_is_refused():
    design = drawn(17)
    with pytest.raises(ValueError, match="half-lives"):
        panel(design, [6.0], dealing_memory=6.0)
    double = design._replace(families=(design.families[0],) * 2)
    with pytest.raises(ValueError, match="same name"):
        panel(double, [6.0, 6.0], dealing_memory=6.0)
    nobody = design._replace(T=np.zeros(0), born=np.zeros(0))
    with pytest.raises(ValueError, match="no customers"):
        panel(nobody, [6.0, 6.0], dealing_memory=6.0)


def test_names_say_the_coefficients_in_the_order_of_the_kernel():
    _, names = panel(drawn(18), [6.0, 6.0], dealing_memory=6.0)
    assert names.theta()[0] == "buying stock:waiting:breach"
    assert names.theta()[4] == "leaving stock:waiting:breach"
    assert len(names.theta()) == 12
