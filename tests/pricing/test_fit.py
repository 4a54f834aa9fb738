"""Fits find a planted truth again, say how sure they are, and say when they cannot know."""

# ruff: noqa: N806 -- T is the symbol of the papers

from __future__ import annotations

import numpy as np
import pytest

from goodwill.pricing import bgbb, buying, simulate, spend
from goodwill.pricing.fit import Caution, climb
from goodwill.pricing.rows import merge

TRUTH = np.log([0.8, 9.0, 0.8, 25.0])
SPENDING = np.log([6.0, 4.0, 15.0])


def a_shop(rng, n, theta=TRUTH):
    T = rng.integers(30, 104 * 7, n) / 7
    x, t_x, _ = simulate.customers(rng, theta, T)
    return x, t_x, T


def covered(fit, truth):
    return np.abs(fit.theta - truth) < 1.96 * np.sqrt(np.diag(fit.covariance))


def test_buying_is_recovered_with_honest_errors():
    rng = np.random.default_rng(20)
    fits = [buying.fit(merge(*a_shop(rng, 1000)), prior=None) for _ in range(50)]
    share = np.mean([covered(fit, TRUTH) for fit in fits], axis=0)
    # fifty replications of a true 95 % give 84 % or more with a chance above .998
    assert np.all(share >= 0.84), share
    assert all(not fit.cautions for fit in fits)
    errors = np.mean([np.sqrt(np.diag(fit.covariance)) for fit in fits], axis=0)
    found = np.array([fit.theta for fit in fits])
    assert errors == pytest.approx(found.std(axis=0), rel=0.35)
    assert np.all(np.abs(found.mean(axis=0) - TRUTH) < 4 * errors / np.sqrt(50) + 0.06)


def test_spending_is_recovered_with_honest_errors():
    rng = np.random.default_rng(21)
    shares = []
    for _ in range(50):
        x = rng.poisson(2.0, 1000)
        z = simulate.spending(rng, SPENDING, x)
        shares.append(covered(spend.fit(spend.spenders(x, z), prior=None), SPENDING))
    assert np.all(np.mean(shares, axis=0) >= 0.84)


def test_donors_are_recovered_with_honest_errors():
    rng, truth = np.random.default_rng(22), np.log([1.2, 0.75, 0.66, 2.78])
    shares = []
    for _ in range(30):
        n = rng.integers(6, 12, 3000)
        x, last = simulate.donors(rng, truth, n)
        kinds, weight = np.unique(np.stack([x, last, n]), axis=1, return_counts=True)
        shares.append(covered(bgbb.fit(bgbb.chances(*kinds, weight)), truth))
    assert np.all(np.mean(shares, axis=0) >= 0.80)


@pytest.mark.parametrize("start", [[-3, 5, -3, 6], [0, 0, 0, 0], [2, 4, 2, 6]])
def test_every_start_ends_at_the_same_place(start):
    rows = merge(*a_shop(np.random.default_rng(5), 2000))
    fit = buying.fit(rows, prior=None)
    top = climb(lambda theta: buying.slope(theta, rows), np.array(start, dtype=float), None)
    assert top.settled
    assert top.theta == pytest.approx(fit.theta, abs=2e-3)
    assert top.slope.value == pytest.approx(fit.loglik, abs=1e-6)


def test_a_sample_of_the_rows_leads_to_the_same_maximum(monkeypatch):
    rows = merge(*a_shop(np.random.default_rng(6), 3000))
    whole = buying.fit(rows, prior=None)
    monkeypatch.setattr(buying, "SAMPLE", 300)
    from_sample = buying.fit(rows, prior=None)
    assert from_sample.theta == pytest.approx(whole.theta, abs=1e-6)
    assert from_sample.loglik == pytest.approx(whole.loglik, abs=1e-9)


def test_weak_knowledge_barely_moves_a_large_shop_and_steadies_a_small_one():
    rows = merge(*a_shop(np.random.default_rng(7), 20_000))
    free, led = buying.fit(rows, prior=None), buying.fit(rows)
    assert np.all(np.abs(free.theta - led.theta) < 0.3 * np.sqrt(np.diag(free.covariance)))
    small = buying.fit(merge(*a_shop(np.random.default_rng(8), 40)))
    assert Caution.FEW in small.cautions
    assert np.all(np.isfinite(small.covariance))
    assert np.all(np.abs(small.theta) < 8)


def test_when_nobody_came_back_it_says_so_and_stays_finite():
    fit = buying.fit(merge(np.zeros(200), np.zeros(200), np.linspace(5, 60, 200)))
    assert Caution.NO_REPEATS in fit.cautions
    assert np.all(np.isfinite(fit.theta))
    assert np.all(np.isfinite(fit.covariance))


def test_a_single_customer_gives_a_fit_with_a_warning():
    fit = buying.fit(merge([3], [20], [25]))
    assert Caution.FEW in fit.cautions
    assert np.all(np.isfinite(fit.covariance))


def test_customers_of_one_rate_who_never_leave_are_said_to_be_so():
    rng = np.random.default_rng(9)
    T = np.full(800, 52.0)
    x = rng.binomial(52, 0.2, 800)
    t_x = np.where(x > 0, T * rng.random(800) ** (1 / np.maximum(x, 1)), 0)
    free = buying.fit(merge(x, t_x, T), prior=None)
    assert Caution.NOBODY_LEAVES in free.cautions
    led = buying.fit(merge(x, t_x, T))
    assert np.all(np.isfinite(led.covariance))


def test_customers_who_do_not_differ_are_said_to_be_alike():
    rng = np.random.default_rng(12)
    alike = np.log([3000.0, 30_000.0, 0.8, 25.0])
    fits = [buying.fit(merge(*a_shop(rng, 400, alike)), prior=None) for _ in range(4)]
    assert any(Caution.ALIKE in fit.cautions for fit in fits)


def test_errors_are_nan_where_a_direction_is_flat():
    zero = np.zeros(50)
    fit = buying.fit(merge(zero, zero, zero + 10), prior=None)
    assert Caution.FLAT in fit.cautions
    assert np.all(np.isnan(list(fit.errors.values())))


def test_nothing_to_fit_is_an_error_with_its_reason():
    with pytest.raises(ValueError, match="at least one customer"):
        buying.fit(merge([], [], []))
    with pytest.raises(ValueError, match="at least one customer"):
        buying.fit(merge([0], [0], [0]))
    with pytest.raises(ValueError, match="an amount"):
        spend.fit(spend.spenders([0, 2], [10, np.nan]))


def test_spend_of_an_unknown_customer_is_the_populations_and_nan_where_that_is_infinite():
    p, q, v = 6.0, 4.0, 15.0
    theta = np.log([p, q, v])
    amounts = spend.expected(theta, [0, 3, 3, 2], [np.nan, np.nan, 0.0, -1.0])
    assert amounts[:2] == pytest.approx([p * v / (q - 1)] * 2)
    assert amounts[2] == pytest.approx(p * v / (3 * p + q - 1))
    assert np.isnan(amounts[3])
    heavy = spend.expected(np.log([6.0, 0.9, 15.0]), [0, 2], [np.nan, 30.0])
    assert np.isnan(heavy[0])
    assert heavy[1] > 0


def test_spend_moves_from_the_population_to_the_customer_as_purchases_grow():
    amounts = spend.expected(SPENDING, [1, 5, 50, 5000], [100.0] * 4)
    assert np.all(np.diff(amounts) > 0)
    assert 99 < amounts[-1] < 100


def test_spend_by_weight_is_spend_by_repetition():
    rng = np.random.default_rng(11)
    x = rng.poisson(2, 300) + 1
    z = simulate.spending(rng, SPENDING, x)
    weight = rng.integers(0, 4, 300)
    weighted = spend.fit(spend.spenders(x, z, weight), prior=None)
    repeated = spend.fit(spend.spenders(np.repeat(x, weight), np.repeat(z, weight)), prior=None)
    assert weighted.theta == pytest.approx(repeated.theta, abs=1e-7)
    assert weighted.errors == pytest.approx(repeated.errors, rel=1e-6)


def test_impossible_donors_are_refused():
    with pytest.raises(ValueError, match="every row"):
        bgbb.chances([3], [2], [6])
