"""Worth in money: the chain, its intervals, and what cannot be told."""

# ruff: noqa: N803, N806 -- T is the symbol of the papers

from __future__ import annotations

import mpmath
import numpy as np
import pytest

from goodwill.pricing import attrition, buying, residual, simulate, spend, waiting
from goodwill.pricing.attrition import State
from goodwill.pricing.rows import merge
from goodwill.pricing.worth import WEEKS_IN_A_YEAR, Terms, worth
from tests.pricing.conftest import rows_of

TRUTH = np.log([0.8, 9.0, 0.8, 25.0])
SPENDING = np.log([6.0, 4.0, 15.0])


def a_shop(rng, n):
    T = rng.integers(30, 104 * 7, n) / 7
    x, t_x, _ = simulate.customers(rng, TRUTH, T)
    return x, t_x, T, simulate.spending(rng, SPENDING, x)


def fits(x, t_x, T, zbar):
    return (
        buying.fit(merge(x, t_x, T), prior=None),
        spend.fit(spend.spenders(x, zbar), prior=None),
    )


@pytest.fixture(scope="module")
def shop():
    columns = a_shop(np.random.default_rng(30), 2000)
    return (*fits(*columns), columns)


@pytest.mark.parametrize(
    ("q", "s", "rate"),
    [(0.5, 0.6, 0.002), (2000.0, 0.6, 0.002), (50.0, 30.0, 0.01), (12.0, 1.0, 0.0005)],
)
@pytest.mark.parametrize("weeks", [1.0, 520.0, np.inf])
def test_the_discounted_future_agrees_with_adaptive_quadrature(q, s, rate, weeks):
    ours = residual.discounted(np.array([q]), s, weeks, rate)[0]
    stops = [t for t in (0, 0.1, 1, 10, 100, 1000, 10_000, 100_000) if t < weeks]
    last = mpmath.inf if weeks == np.inf else weeks
    theirs = mpmath.quad(lambda v: mpmath.exp(-rate * v) * (q / (q + v)) ** s, [*stops, last])
    assert ours == pytest.approx(float(theirs), rel=1e-12)


def test_the_table_for_many_customers_agrees_with_one_by_one():
    q = np.exp(np.random.default_rng(0).uniform(np.log(0.05), np.log(3000), 500))
    together = residual.discounted(q, 0.6, 520, 0.002)
    alone = [residual.discounted(q[i : i + 1], 0.6, 520, 0.002)[0] for i in range(0, 500, 25)]
    assert together[::25] == pytest.approx(alone, rel=1e-10)
    same = residual.discounted(np.full(500, 7.0), 0.6, 520, 0.002)
    assert same == pytest.approx(residual.discounted(np.array([7.0]), 0.6, 520, 0.002)[0])


def test_without_discount_the_future_is_the_expected_stay():
    q = np.array([3.0, 30.0])
    ours = residual.discounted(q, 0.7, 52, 0.0)
    assert ours == pytest.approx(attrition.survived(q, 0.7, 52), rel=1e-12)


def test_for_ever_without_a_discount_is_refused():
    with pytest.raises(ValueError, match="positive discount"):
        residual.discounted(np.array([3.0]), 0.5, np.inf, 0.0)
    with pytest.raises(ValueError, match="longer than nothing"):
        residual.discounted(np.array([3.0]), 0.5, 0.0, 0.1)


def test_worth_is_margin_times_spend_times_discounted_purchases(shop):
    fit, spend_fit, (x, t_x, T, zbar) = shop
    terms = Terms(years=5, discount=0.15, margin=0.4)
    found = worth(fit, spend_fit, x, t_x, T, zbar, terms)
    for i in (0, 1, 500, 1999):
        now = attrition.state(fit.theta, rows_of(x[i], t_x[i], T[i]))
        weeks = 5 * WEEKS_IN_A_YEAR
        rate = np.log(1.15) / WEEKS_IN_A_YEAR
        value = residual.discounted_purchases(now, np.exp(fit.theta[2]), weeks, rate)[0]
        amount = spend.expected(spend_fit.theta, x[i : i + 1], zbar[i : i + 1])[0]
        assert found.worth[i] == pytest.approx(0.4 * amount * value, rel=1e-10)
        assert found.alive[i] == pytest.approx(now.alive[0], rel=1e-12)
        assert found.spend[i] == pytest.approx(amount)
        year = attrition.expected(fit.theta, now, WEEKS_IN_A_YEAR)[0]
        assert found.expected[i] == pytest.approx(year)
    assert np.all((found.low < found.worth) & (found.worth < found.high))
    assert found.total.mid == pytest.approx(found.worth.sum())
    assert found.counted == 2000


def test_the_interval_of_the_total_is_not_the_sum_of_intervals(shop):
    fit, spend_fit, columns = shop
    found = worth(fit, spend_fit, *columns)
    width = found.total.high - found.total.low
    assert 0 < width < (found.high - found.low).sum()


def test_a_longer_horizon_a_lower_discount_and_a_higher_margin_are_worth_more(shop):
    fit, spend_fit, columns = shop
    totals = [
        worth(fit, spend_fit, *columns, Terms(*terms)).total.mid
        for terms in ((1, 0.1, 0.5), (10, 0.1, 0.5), (np.inf, 0.1, 0.5), (np.inf, 0.05, 0.5))
    ]
    assert np.all(np.diff(totals) > 0)
    double = worth(fit, spend_fit, *columns, Terms(1, 0.1, 1.0)).total.mid
    assert double == pytest.approx(2 * totals[0])


def test_the_intervals_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(31)
    totals, customers = [], []
    for _ in range(40):
        columns = a_shop(rng, 500)
        fit, spend_fit = fits(*columns)
        found = worth(fit, spend_fit, *columns)
        true = worth(fit._replace(theta=TRUTH), spend_fit._replace(theta=SPENDING), *columns)
        totals.append(found.total.low < true.total.mid < found.total.high)
        inside = (found.low < true.worth) & (true.worth < found.high)
        customers.append(inside.mean())
    assert np.mean(totals) >= 0.85
    assert np.mean(customers) >= 0.85


def test_what_cannot_be_told_is_nan_and_left_out_of_the_total(shop):
    fit, spend_fit, _ = shop
    found = worth(
        fit, spend_fit, [2, 2, np.nan, 0], [5, 50, 5, 0], [10, 10, 10, 10], [20, 20, 20, np.nan]
    )
    assert np.isfinite(found.worth).tolist() == [True, False, False, True]
    for column in found[:6]:
        assert np.isnan(column[1:3]).all()
    assert found.counted == 2
    assert found.total.mid == pytest.approx(found.worth[[0, 3]].sum())


def test_without_amounts_the_customer_is_known_and_the_money_is_not(shop):
    fit, _, (x, t_x, T, zbar) = shop
    found = worth(fit, None, x, t_x, T, zbar)
    assert np.isnan(found.worth).all()
    assert np.isnan(found.total).all()
    assert found.counted == 0
    assert np.isfinite(found.alive).all()
    assert np.isfinite(found.expected).all()


def test_without_a_covariance_the_figure_stands_without_limits(shop):
    fit, spend_fit, columns = shop
    blind = fit._replace(covariance=np.full((4, 4), np.nan))
    found = worth(blind, spend_fit, *columns)
    assert np.isfinite(found.worth).all()
    assert np.isnan(found.low).all()
    assert np.isnan(found.total.high)
    assert np.isfinite(found.total.mid)


def test_no_customers_are_worth_nothing_that_can_be_told(shop):
    fit, spend_fit, _ = shop
    found = worth(fit, spend_fit, [], [], [], [])
    assert found.worth.shape == (0,)
    assert np.isnan(found.total).all()


def test_the_next_purchase_is_the_median_that_simulation_gives():
    rng, n = np.random.default_rng(32), 400_000
    now = State(np.ones(1), np.array([2.5]), np.array([49.0]), np.array([50.0]))
    median = waiting.next_purchase(TRUTH, now)
    bought = rng.exponential(1 / rng.gamma(2.5, 1 / 49, n))
    left = rng.exponential(1 / rng.gamma(0.8, 1 / 50, n))
    first = np.where(bought < left, bought, np.inf)
    assert np.mean(first < median[0]) == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(n))
    assert waiting.bought_within(TRUTH, now, median)[0] == pytest.approx(0.5, abs=1e-9)


def test_who_is_likelier_to_leave_than_to_buy_again_has_no_next_purchase():
    now = State(np.ones(2), np.array([0.1, 5.0]), np.array([50.0, 50.0]), np.array([20.0, 20.0]))
    weeks = waiting.next_purchase(TRUTH, now)
    assert np.isnan(weeks[0])
    assert 0 < weeks[1] < 50
