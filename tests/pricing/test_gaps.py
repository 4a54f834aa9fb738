from __future__ import annotations

import math

import numpy as np
import pytest

from goodwill.pricing import gaps as g
from goodwill.pricing.gaps import Dealings, gaps

CLOSE = 104.0


def dealings(*rows):
    """Lay out dealings: customer, time, known, treated."""
    customer, time, known, treated = (np.array(column) for column in zip(*rows, strict=True))
    return Dealings(
        customer, time.astype(float), known.astype(float), treated.astype(float),
        np.empty((len(rows), 0)),
    )  # fmt: skip


def test_the_wait_runs_from_when_the_treatment_was_known_to_the_next_dealing():
    found = gaps(dealings((7, 10, 12, 1), (7, 20, 21, 0), (8, 1, 1, 0)), CLOSE)
    assert found.customer.tolist() == [7, 7, 8]
    assert found.number.tolist() == [1, 2, 1]
    assert found.length.tolist() == [8, 83, 103]
    assert found.returned.tolist() == [True, False, False]


def test_who_was_back_before_the_treatment_was_known_is_left_out_and_counted():
    found = gaps(dealings((1, 10, 15, 1), (1, 12, 13, 0), (1, 40, 40, 0)), CLOSE)
    assert found.early == 1
    assert found.number.tolist() == [2, 3]  # the first is still the first
    assert found.length.tolist() == [27, 64]


def test_returns_may_be_of_another_kind_and_beyond_the_horizon_nothing_is_seen():
    told = (np.array([1, 1, 2]), np.array([30.0, 12.0, 11.0]))
    found = gaps(dealings((1, 10, 10, 1), (2, 11, 11, 0)), CLOSE, returns=told)
    assert found.length.tolist() == [2, 93]  # the return at the very instant is none
    found = gaps(dealings((1, 10, 13, 1), (1, 12, 12, 1)), CLOSE, returns=told, horizon=5)
    assert (found.length.tolist(), found.returned.tolist()) == ([5], [False])


def test_what_became_known_after_the_close_is_left_out():
    found = gaps(dealings((1, 10, 300, 1), (2, 10, 20, 1)), CLOSE)
    assert found.customer.tolist() == [2]
    assert found.early == 0


def test_the_order_of_the_rows_does_not_matter():
    rows = [(2, 5, 6, 1), (1, 10, 12, 1), (1, 3, 4, 0), (2, 50, 51, 0), (1, 30, 30, 1)]
    one, other = gaps(dealings(*rows), CLOSE), gaps(dealings(*rows[::-1]), CLOSE)
    for mine, theirs in zip(one, other, strict=True):
        assert np.array_equal(mine, theirs)


def shop(seed, customers=250, effect=0.0, confounding=0.0, trend=0.0):
    """Plant a shop: lively customers (u) come soon, and are treated badly more or less often.

    The effect is on the log rate of coming back; confounding ties bad treatment to the customer,
    the trend to the number of the dealing.
    """
    rng = np.random.default_rng(seed)
    lively = 0.7 * rng.normal(size=customers)
    now, number = rng.uniform(0, 20, customers), 0
    rows = []
    while (now < CLOSE).any():
        number += 1
        line = -0.85 - confounding * lively - trend * math.log(number)
        treated = rng.random(customers) < 1 / (1 + np.exp(-line))
        here = np.flatnonzero(now < CLOSE)
        rows.append(np.column_stack([here, now[here], now[here], treated[here]]))
        now = now + rng.exponential(10 * np.exp(-lively - effect * treated))
    return dealings(*np.concatenate(rows))


def covered(contrasts, truth):
    return np.mean([abs(each.effect - truth) < g.NORMAL_95 * each.se for each in contrasts])


def test_within_customers_the_planted_effect_is_found_where_between_them_it_is_not():
    seeds = range(30)
    found = [gaps(shop(seed, effect=-0.4, confounding=1.0), CLOSE) for seed in seeds]
    within = [g.within(each) for each in found]
    assert np.mean([each.effect for each in within]) == pytest.approx(-0.4, abs=0.04)
    assert covered(within, -0.4) >= 0.86
    assert np.mean([g.between(each).effect for each in found]) < -0.6
    assert covered([g.between(each) for each in found], -0.4) <= 0.1


def test_where_nothing_was_planted_nothing_is_claimed_although_the_association_is_strong():
    found = [gaps(shop(seed, confounding=1.0), CLOSE) for seed in range(30)]
    assert np.mean([g.later(each).told for each in found]) <= 0.14
    assert np.mean([g.between(each).told for each in found]) >= 0.95


@pytest.mark.slow
@pytest.mark.parametrize(
    ("effect", "confounding", "trend"),
    [(-0.4, 1.0, 0.0), (-0.4, 0.0, 0.0), (0.0, 1.0, 0.0), (-0.4, 1.0, 0.3)],
)
def test_the_intervals_within_customers_cover_as_they_say(effect, confounding, trend):
    found = [gaps(shop(seed, 250, effect, confounding, trend), CLOSE) for seed in range(400)]
    assert 0.92 <= covered([g.within(each) for each in found], effect) <= 0.98
    assert 0.92 <= covered([g.later(each) for each in found], effect) <= 0.98


def test_a_customer_without_a_second_dealing_says_nothing_within():
    alone = gaps(dealings(*((n, n, n, n % 2) for n in range(40))), CLOSE)
    seen = g.observe(alone)
    assert seen.within.returns == 0
    assert math.isnan(seen.within.effect)
    assert not seen.within.told
    assert math.isnan(seen.later.effect)


def test_a_first_dealing_has_no_price_and_later_ones_never_have_the_newcomers_figure():
    seen = g.observe(gaps(shop(1, effect=-0.4, confounding=1.0), CLOSE))
    effect, se = g.priceable(seen, np.array([1, 2, 3, 40]))
    assert np.isnan([effect[0], se[0]]).all()
    assert (effect[1:] == seen.usable.effect).all()
    assert (se[1:] == seen.usable.se).all()
    assert seen.usable == seen.later == seen.later_begun  # known at once: the clocks are one
    assert seen.later.effect != seen.first.effect


def served(seed, *, bouts, effect=0.0, customers=200):
    """Plant a desk with waits of days to weeks, of which only `effect` bears on the return.

    In bouts, customers come soon after they came, however long they wait: half of them within days.
    Otherwise they begin to think of coming when they are answered.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for customer in range(customers):
        now, level = rng.uniform(0, 20), math.exp(0.5 * rng.normal())
        while now < 3 * CLOSE:
            wait = rng.exponential(1.5)
            rows.append((customer, now, now + wait, math.log1p(wait)))
            slowed = level * (1 + wait) ** -effect
            if bouts and rng.random() < 0.6:
                now += rng.exponential(2.0)
            else:
                now += (0 if bouts else wait) + rng.exponential(12 * slowed)
    return dealings(*rows)


def test_where_people_come_in_bouts_one_clock_claims_what_the_other_denies():
    found = [gaps(served(seed, bouts=True), 3 * CLOSE) for seed in range(6)]
    assert np.mean([g.later(each).told for each in found]) > 0.9  # a trap: no effect was planted
    assert np.mean([g.later(each, begun=True).told for each in found]) <= 0.2
    assert np.mean([g.observe(each).usable.told for each in found]) <= 0.2


def test_what_both_clocks_see_may_be_used():
    found = [
        g.observe(gaps(served(seed, bouts=False, effect=-0.5), 3 * CLOSE)) for seed in range(8)
    ]
    assert all(each.usable.told for each in found)
    assert np.mean([each.later.effect for each in found]) == pytest.approx(-0.5, abs=0.07)


def test_clocks_that_contradict_one_another_leave_nothing_to_use():
    seen = g.observe(gaps(shop(1, effect=-0.4), CLOSE))
    down, up = seen.later, seen.later._replace(effect=-seen.later.effect)
    assert down.told
    assert math.isnan(seen._replace(later_begun=up).usable.effect)
    weak = up._replace(effect=0.01, se=0.2)
    assert seen._replace(later_begun=weak).usable == weak


def test_that_the_effect_fades_with_tenure_is_told():
    rng = np.random.default_rng(4)
    rows = []
    for customer in range(600):
        now = rng.uniform(0, 20)
        for number in range(1, 12):
            treated = rng.random() < 0.4
            rows.append((customer, now, now, treated))
            now += rng.exponential(8 * math.exp(0.9 / number * treated))
    found = g.fading(gaps(dealings(*rows), 10 * CLOSE))
    assert found.told
    assert found.effect > 0  # the harm shrinks


def test_the_number_of_the_dealing_and_what_else_was_known_stand_beside():
    plain = gaps(shop(3, customers=400), CLOSE)
    rng = np.random.default_rng(0)
    mood = plain.treated[:, None] + 0.1 * rng.normal(size=(len(plain.length), 1))
    beside = plain._replace(beside=mood)
    assert g.adjusted(beside).se > 3 * g.adjusted(plain).se  # nearly the same thing twice
    assert g.adjusted(plain).returns == g.between(plain).returns
