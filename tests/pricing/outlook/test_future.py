"""The expected future against brute force: customers who live, buy, are hurt and leave."""

# ruff: noqa: N806 -- T is the symbol of the papers

from __future__ import annotations

import numpy as np
import pytest

from goodwill.pricing.outlook.captive import captives
from goodwill.pricing.outlook.newcomers import Inflow, future_of_newcomers
from goodwill.pricing.outlook.present import future_of_present, present, spend_of
from goodwill.pricing.outlook.purchases import Seen
from goodwill.pricing.outlook.regime import Change, Regime, pace
from goodwill.pricing.outlook.tides import STILL, learn_tide
from goodwill.pricing.treatment import Effect, strengths, wear_limits, wear_weeks

SHOP = np.log([1.0, 8.0, 0.8, 60.0])
SPENDING = np.log([6.0, 5.0, 15.0])
HURT = Effect(0.5, 0.0, 6.0, 1.0, gamma=-0.3)
RATE = 1 / 52
YEARS = 52.0 * np.arange(11)
ONE = np.ones(1)


def newborn(number):
    none = np.zeros(number)
    return Seen(none.astype(np.int64), none, none, none * np.nan, none, none * np.nan)


def lives(rng, number, weeks, rate, theta=SHOP):
    """Simulate week by week: who is there at each week's end, and what each buys in it.

    Breaches come by chance at a rate; each adds to a stock that halves every six weeks, which
    multiplies the customer's own rates of leaving and of buying.
    """
    r, alpha, s, beta = np.exp(theta)
    leaving, buying = rng.gamma(s, 1 / beta, number), rng.gamma(r, 1 / alpha, number)
    # the regime has been going on for long, so everybody starts with a stock
    stock = np.zeros(number)
    for _ in range(120):
        stock = stock / 2 ** (1 / 6) + rng.poisson(rate, number) * 2 ** (-rng.random(number) / 6)
    there, bought = np.ones(number, dtype=bool), []
    active = [number]
    for _ in range(weeks):
        hurt = rng.poisson(rate, number)
        share = rng.random(number)
        middle = stock * 2 ** (-0.5 / 6) + hurt * (1 - share) * 2 ** (-(1 - share) / 12)
        pays = there * buying * np.exp(HURT.gamma * middle)
        gone = rng.random(number) < -np.expm1(-leaving * np.exp(HURT.delta * middle))
        bought.append(rng.poisson(pays * np.where(there & gone, 0.5, 1.0)))
        there &= ~gone
        stock = stock * 2 ** (-1 / 6) + hurt * 2 ** (-(1 - share) / 6)
        active.append(int(there.sum()))
    return np.array(active), np.array(bought)


def test_a_branch_agrees_with_customers_simulated_one_by_one():
    """KERNEL A4: the mean field is right to 0.3 to 2 %."""
    rng, number = np.random.default_rng(1), 20_000
    today = lives(rng, number, 520, RATE)
    kept = lives(rng, number, 520, 0.0)
    hurting = float(wear_weeks(HURT)) * RATE
    paused = pace(rng, Regime((Change(HURT, RATE, ONE, ONE),)), 10).buying
    as_treated = SHOP + np.array([0, -paused, 0, -hurting])
    known = newborn(number)
    here = present(as_treated, None, known)
    going = pace(rng, Regime((Change(HURT, -RATE, ONE, ONE),)), 10)
    assert going.leaving == pytest.approx(-hurting)
    assert going.leaving_drawn == pytest.approx(going.leaving)
    for simulated, m, b in ((today, 0.0, 0.0), (kept, going.leaving, going.buying)):
        part = future_of_present(here, 0.8, np.exp(m), YEARS[:-1], YEARS[1:])
        customers, purchases, sales = part.free * part.kept
        active, bought = simulated
        assert customers == pytest.approx(active[52::52], rel=0.03)
        by_year = bought.sum(axis=1).reshape(10, 52).sum(axis=1)
        assert np.exp(b) * purchases == pytest.approx(by_year, rel=0.04)
        assert np.isnan(sales).all()


def test_the_chance_of_a_branch_is_that_of_customers_simulated_one_by_one():
    rng, number = np.random.default_rng(2), 20_000
    known = newborn(number)._replace(T=np.full(number, 10.0))
    r, alpha, s, beta = np.exp(SHOP)
    here = present(SHOP, SPENDING, known)
    alive = here.alive.sum() / number
    buying = rng.gamma(r, 1 / (alpha + 10), number)
    left = rng.exponential(1 / rng.gamma(s, 1 / (beta + 10), number))
    left[rng.random(number) > alive] = 0.0
    start, end = np.array([0.0, 52.0]), np.array([52.0, 104.0])
    part = future_of_present(here, s, 1.0, start, end)
    for year in (0, 1):
        weeks = np.clip(left, start[year], end[year]) - start[year]
        count = rng.poisson(buying * weeks)
        p, q, v = np.exp(SPENDING)
        own = rng.gamma(q, 1 / v, number)
        total = np.where(count > 0, rng.gamma(p * np.maximum(count, 1)) / own, 0.0)
        for measure, came in ((0, left > end[year]), (1, count), (2, total)):
            mean, variance = came.mean(), came.var()
            expected = (part.free * part.kept)[measure, year] / number
            assert mean == pytest.approx(expected, abs=4 * np.sqrt(variance / number))
            spread = part.variance[measure, year] / number
            assert variance == pytest.approx(spread, rel=0.06 if measure < 2 else 0.2)


def test_newcomers_agree_with_customers_who_join_one_by_one():
    rng, weekly, weeks = np.random.default_rng(3), 30.0, 156
    r, alpha, s, beta = np.exp(SHOP)
    coming = Inflow(weekly, learn_tide(STILL, *(np.zeros(0),) * 3), 20.0, 500.0)
    start, end = 52.0 * np.arange(3), 52.0 * np.arange(1, 4)
    first, later = future_of_newcomers(SHOP, SPENDING, coming, 1.0, start, end)
    draws = []
    for _ in range(300):
        number = rng.poisson(weekly * weeks)
        born = weeks * rng.random(number)
        left = born + rng.exponential(1 / rng.gamma(s, 1 / beta, number))
        buying = rng.gamma(r, 1 / alpha, number)
        row = []
        for a, b in zip(start, end, strict=True):
            stay = np.clip(np.minimum(left, b) - np.maximum(born, a), 0, None)
            new = (born >= a) & (born < b)
            row.append(
                [((born < b) & (left > b)).sum(), new.sum() + rng.poisson(buying * stay).sum()]
            )
        draws.append(row)
    mean, spread = np.mean(draws, axis=0), np.var(draws, axis=0)
    expected = (first.free * first.kept + later.free * later.kept)[:2].T
    assert mean == pytest.approx(expected, rel=0.02)
    assert spread == pytest.approx((first.variance + later.variance)[:2].T, rel=0.3)
    assert np.all(later.kept < 1)
    assert np.all(first.free[2] == 20.0 * weekly * 52)
    assert np.all(np.diff(later.free[2] * later.kept[2]) > 0)


def test_customers_gathered_in_bins_lose_nothing():
    rng = np.random.default_rng(4)
    T = rng.integers(30, 700, 500) / 7
    x = rng.poisson(3, 500)
    known = newborn(500)._replace(x=x, T=T, t_x=np.where(x > 0, T * 0.7, 0), spend=T)
    here = present(SHOP, SPENDING, known)
    part = future_of_present(here, 0.8, 1.0, np.zeros(1), np.array([52.0]))
    each = [
        future_of_present(
            present(SHOP, SPENDING, Seen(*(column[i : i + 1] for column in known))),
            0.8, 1.0, np.zeros(1), np.array([52.0]),
        )
        for i in range(500)
    ]  # fmt: skip
    for field in ("free", "variance"):
        total = np.sum([getattr(one, field) for one in each], axis=0)
        assert getattr(part, field) == pytest.approx(total, rel=1e-5)
    total = np.sum([one.free * one.kept for one in each], axis=0)
    assert part.free * part.kept == pytest.approx(total, rel=1e-5)


def test_a_customers_own_spend_has_the_moments_of_draws_from_its_posterior():
    rng = np.random.default_rng(5)
    p, q, v = np.exp(SPENDING)
    money = spend_of(SPENDING, np.array([4.0]), np.array([30.0]))
    own = p / rng.gamma(4 * p + q, 1 / (v + 4 * 30.0), 400_000)
    assert money.mean[0] == pytest.approx(own.mean(), rel=1e-2)
    assert money.mean_squared[0] == pytest.approx((own**2).mean(), rel=1e-2)
    assert money.each_squared[0] == pytest.approx((rng.gamma(p, own / p) ** 2).mean(), rel=2e-2)


def test_effects_are_drawn_as_they_are_believed():
    effect = Effect(0.3, 0.1, 6, 3, gamma=-0.2, gamma_sd=0.05, together=-0.6)
    delta, gamma, lives_drawn = strengths(np.random.default_rng(6), effect, 100_000)
    assert delta.mean() == pytest.approx(0.3, abs=2e-3)
    assert gamma.std() == pytest.approx(0.05, rel=0.02)
    assert np.corrcoef(delta, gamma)[0, 1] == pytest.approx(-0.6, abs=0.01)
    assert np.quantile(lives_drawn, [0.025, 0.5, 0.975]) == pytest.approx([2, 6, 18], rel=0.03)
    regime = Regime((Change(effect, 0.02, ONE, ONE),))
    drawn = pace(np.random.default_rng(7), regime, 100_000).leaving_drawn / 0.02
    _, low, high = wear_limits(effect)
    assert 0.93 < np.mean((drawn > low) & (drawn < high)) < 0.98


def test_stored_ill_will_falls_due_at_release():
    """Bound customers whose wish to leave comes by the same clock, quickened by breaches."""
    rng, number, m = np.random.default_rng(8), 20_000, 1.4
    s, q = 0.8, rng.uniform(60, 120, number)
    alive = rng.uniform(0.5, 1.0, number)
    release = rng.uniform(0, 200, number)
    wish = rng.exponential(1 / rng.gamma(s, 1 / q)) / m
    wish[rng.random(number) > alive] = 0.0
    left = np.maximum(wish, release)
    edges = 52.0 * np.arange(6)
    found = captives(alive, q, s, release, edges, m)
    for year in range(5):
        there = (left > edges[year + 1]).sum()
        due = ((wish <= release) & (release > edges[year]) & (release <= edges[year + 1])).sum()
        assert found.there[year] == pytest.approx(there, abs=4 * np.sqrt(number) / 2)
        assert found.due[year] == pytest.approx(due, abs=4 * np.sqrt(number) / 2)
    free = captives(alive, q, s, np.zeros(number), edges, m)
    assert np.all(found.there[:3] > free.there[:3])
    assert found.there[4] == pytest.approx(free.there[4])
