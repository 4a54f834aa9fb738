"""Prices of breaches and graces: exact differences of worth, modest, and with honest limits."""

# ruff: noqa: N806 -- T is the symbol of the papers

from __future__ import annotations

import mpmath
import numpy as np
import pytest

from goodwill.pricing import simulate, treatment
from goodwill.pricing.attrition import state
from goodwill.pricing.evidence.finding import Estimate, Finding
from goodwill.pricing.losses import Dealings, lost_by_table, lost_on_average
from goodwill.pricing.price import price
from goodwill.pricing.slopes import turning
from goodwill.pricing.treatment import (
    Effect,
    Future,
    Point,
    Trace,
    Traces,
    dose,
    effect_of,
    ein,
    lost,
    paused_weeks,
    traces,
    wear_limits,
    wear_weeks,
)
from goodwill.pricing.worth import Money, Terms, log_slopes, worth
from tests.pricing.conftest import rows_of
from tests.pricing.test_worth import TRUTH, shop  # noqa: F401 -- a fixture

USUAL = Effect(delta=0.13, sd=0.065, half_life=6, half_life_factor=3)
TEN_YEARS = Future(weeks=520, rate=0.0019)


@pytest.mark.parametrize("y", [-30.0, -5.0, -2.0, -1.9, -0.1, 0.0, 1e-9, 0.1, 1.9, 2.0, 5.0, 20.0])
def test_the_entire_exponential_integral_is_its_series(y):
    with mpmath.workdps(40):
        series = sum(mpmath.mpf(y) ** k / (k * mpmath.fac(k)) for k in range(1, 150))
    assert float(ein(y)) == pytest.approx(float(series), rel=1e-13, abs=1e-15)


@pytest.mark.parametrize(
    ("delta", "half_life", "weeks"), [(0.5, 2, 1.65), (0.5, 6, 4.94), (0.5, 26, 21.4), (1, 6, 11.4)]
)
def test_one_breach_ages_the_relation_by_the_weeks_once_measured(delta, half_life, weeks):
    wear = float(wear_weeks(Effect(delta, 0, half_life, 1), 1.0))
    assert wear == pytest.approx(weeks, rel=4e-3)


def _worth(q, s, stock, trace, future):
    """D(q, stock) by adaptive quadrature, in 18 digits."""
    pace = mpmath.log(2) / trace.half_life

    def clock(v):
        full = trace.delta * mpmath.mpf(stock)
        return v + (_ein(full) - _ein(full * mpmath.exp(-pace * v))) / pace

    def integrand(v):
        slower = mpmath.exp(trace.gamma * stock * mpmath.exp(-pace * v))
        return mpmath.exp(-future.rate * v) * slower * (q / (q + clock(v))) ** s

    stops = [0, 0.1, 1, 5, 10, 30, 100, 300, future.weeks]
    with mpmath.workdps(18):
        return mpmath.quad(integrand, stops)


def _ein(y):
    if y == 0:
        return mpmath.mpf(0)
    return (mpmath.ei(y) if y > 0 else -mpmath.e1(-y)) - mpmath.log(abs(y)) - mpmath.euler


@pytest.mark.parametrize(
    ("q", "size", "stock"), [(0.5, 1.0, 0.0), (50.0, 2.0, 0.0), (400.0, 0.5, 1.5)]
)
@pytest.mark.parametrize(
    "trace", [Trace(0.5, 0.0, 6), Trace(0.3, -0.5, 6), Trace(0.0, -0.2, 26), Trace(-0.1, 0.1, 2)]
)
def test_what_is_lost_agrees_with_adaptive_quadrature(q, size, stock, trace):
    parts = lost(np.array([q]), np.array([size]), 0.8, trace, TEN_YEARS, stock)
    theirs = _worth(q, 0.8, stock, trace, TEN_YEARS) - _worth(
        q, 0.8, stock + size, trace, TEN_YEARS
    )
    assert parts.leaving[0] + parts.lull[0] == pytest.approx(float(theirs), rel=1e-10)
    assert np.sign(parts.leaving[0]) == np.sign(trace.delta)
    assert np.sign(parts.lull[0]) == -np.sign(trace.gamma)


def _many(seed, largest):
    rng = np.random.default_rng(seed)
    q, size = np.exp(rng.uniform(np.log(1), np.log(900), 2000)), rng.uniform(1, 3, 2000)
    return Dealings(
        q, np.arange(2000), size, rng.uniform(0, largest, 2000) * (rng.random(2000) < 0.7)
    )


@pytest.mark.parametrize("delta", [0.5, 0.13, -0.03])
@pytest.mark.parametrize("gamma", [0.0, -0.5, 0.02])
def test_the_table_for_many_dealings_agrees_with_one_by_one(delta, gamma):
    many = _many(2, 0)
    believed = traces(USUAL._replace(delta=delta, gamma=gamma))
    some = slice(None, None, 20)
    one_by_one = lost_on_average(many.q[some], many.dose[some], 0.8, believed, TEN_YEARS)
    size = np.abs(one_by_one.leaving) + np.abs(one_by_one.lull)
    table = lost_by_table(many, 0.8, [believed], TEN_YEARS)[0][some]
    assert np.all(np.abs(table - sum(one_by_one)) < 1e-9 * size)
    one_by_one = sum(lost_on_average(many.q[some], np.ones(100), 0.8, believed, TEN_YEARS))
    alike = many._replace(dose=np.ones(2000))
    table = lost_by_table(alike, 0.8, [believed], TEN_YEARS)[0][some]
    assert np.all(np.abs(table - one_by_one) < 1e-9 * size)


@pytest.mark.parametrize("largest", [2.0, 10.0])
def test_what_is_fresh_of_earlier_dealings_is_reckoned_with(largest):
    many, trace = _many(3, largest), Trace(0.35, -0.2, 6)
    table = lost_by_table(many, 0.8, [Traces((trace,), (1.0,))], TEN_YEARS)[0]
    for k in range(0, 2000, 100):
        alone = lost(many.q[k : k + 1], many.dose[k : k + 1], 0.8, trace, TEN_YEARS, many.stock[k])
        assert table[k] == pytest.approx(sum(alone)[0], rel=1e-6)


def test_a_lull_alone_costs_the_weeks_of_buying_it_says():
    """With nobody leaving and no discount, D is the weeks that are bought less."""
    effect = Effect(0, 0, 6, 1, gamma=-0.5)
    parts = lost(np.array([1e9]), np.array([1.0]), 0.8, Trace(0, -0.5, 6), Future(2000, 0.0))
    assert parts.lull[0] == pytest.approx(float(paused_weeks(effect)), rel=1e-6)
    assert 0 < parts.lull[0] < 0.5 * 6 / np.log(2)


def test_the_slopes_of_a_state_are_its_differences():
    rng = np.random.default_rng(8)
    T = rng.integers(30, 300, 300) / 7
    x, t_x, _ = simulate.customers(rng, TRUTH, T)
    rows = rows_of(x, t_x, T)
    found = turning(TRUTH, rows)

    def rate(theta):
        now = state(theta, rows)
        return now.alive * now.shape / now.p

    assert found.rate == pytest.approx(rate(TRUTH), rel=1e-12)
    assert found.slopes == pytest.approx(log_slopes(rate, TRUTH), abs=1e-6)


def test_the_error_of_a_price_is_that_of_the_whole_chain(shop):  # noqa: F811
    """Against differences of the chain from parameters to money, for a sure effect."""
    fit, spend_fit, (x, t_x, T, zbar) = shop
    sure = Effect(0.3, 0.0, 6, 1, gamma=-0.1)
    found = price(fit, spend_fit, x, t_x, T, zbar, 1.0, sure, Terms())

    def chain(theta):
        moved = fit._replace(theta=theta)
        return price(moved, spend_fit, x, t_x, T, zbar, 1.0, sure, Terms()).amount

    told = np.isfinite(found.amount)
    slopes = log_slopes(chain, fit.theta)[:, told]
    variance = np.einsum("pn,pq,qn->n", slopes, fit.covariance, slopes)
    money = Money(spend_fit, x[told], zbar[told])
    slopes = log_slopes(money.per_purchase, spend_fit.theta)
    variance += np.einsum("pn,pq,qn->n", slopes, spend_fit.covariance, slopes)
    error = (found.high - found.low)[told] / 2 / 1.959964
    assert error == pytest.approx(-found.amount[told] * np.sqrt(variance), rel=1e-3)


def test_half_lives_that_are_believed_are_averaged_over():
    points = tuple(
        Point(weight, life, delta, 0.1, 0.0, 0.0, 0.0)
        for weight, life, delta in ((0.2, 2.0, 0.5), (0.5, 6.0, 0.3), (0.3, 18.0, 0.2))
    )
    listed = Effect(0.3, 0.1, 6, 3, points=points)
    q, one = np.array([60.0]), np.ones(1)
    by_hand = sum(
        each.weight * sum(lost(q, one, 0.8, Trace(each.delta, 0, each.half_life), TEN_YEARS))[0]
        for each in points
    )
    found = sum(lost_on_average(q, one, 0.8, traces(listed), TEN_YEARS))[0]
    assert found == pytest.approx(by_hand, rel=1e-12)
    spread = np.log(3) / 1.959964
    lives = 6 * np.exp(spread * np.random.default_rng(4).normal(size=100_000))
    drawn = ein(0.3) * lives.mean() / np.log(2)
    assert wear_weeks(USUAL._replace(delta=0.3)) == pytest.approx(drawn, rel=0.01)


def test_limits_hold_95_of_100_draws_of_what_is_believed():
    """The strengths and the half-life drawn together from what is believed of them."""
    effect = Effect(0.3, 0.1, 6, 3, gamma=-0.2, gamma_sd=0.1, together=-0.5)
    _, low, high = wear_limits(effect)
    rng = np.random.default_rng(5)
    lives = 6 * np.exp(np.log(3) / 1.959964 * rng.normal(size=100_000))
    drawn = ein(0.3 + 0.1 * rng.normal(size=100_000)) * lives / np.log(2)
    assert 0.93 < np.mean((drawn > low) & (drawn < high)) < 0.98


def test_a_finding_is_priced_by_its_own_effect_and_half_lives(shop):  # noqa: F811
    fit, spend_fit, columns = shop
    covariance = np.array([[0.01, -0.002], [-0.002, 0.004]])
    effects = tuple(Estimate(loss, -0.1, covariance) for loss in (0.1, 0.3, 0.2))
    found = Finding(
        family="waiting",
        verdict="breach",
        grade="observed",
        effect=Estimate(0.2, -0.1, covariance),
        half_lives=np.array([12.0, 3.0, 6.0]),
        half_life_weights=np.array([0.3, 0.2, 0.5]),
        effects=effects,
        own=None,
        between=None,
        prior_share=0.4,
        guards=(),
        withheld=None,
    )
    effect = effect_of(found)
    assert [(each.half_life, each.weight, each.delta) for each in effect.points] == [
        (3, 0.2, 0.3), (6, 0.5, 0.2), (12, 0.3, 0.1)
    ]  # fmt: skip
    assert 4 < effect.half_life < 9
    assert effect.together == pytest.approx(-0.002 / np.sqrt(0.01 * 0.004))
    by_finding = price(fit, spend_fit, *columns, 1.0, found)
    by_effect = price(fit, spend_fit, *columns, 1.0, effect)
    assert np.array_equal(by_finding.amount, by_effect.amount, equal_nan=True)
    told = np.isfinite(by_finding.amount)
    assert told.any()
    assert np.all((by_finding.low < by_finding.amount)[told])


def test_a_lull_costs_more_than_none_and_its_doubt_widens_the_limits(shop):  # noqa: F811
    fit, spend_fit, columns = shop
    none = price(fit, spend_fit, *columns, 1.0, USUAL)
    lull = price(fit, spend_fit, *columns, 1.0, USUAL._replace(gamma=-0.1))
    unsure = price(fit, spend_fit, *columns, 1.0, USUAL._replace(gamma_sd=0.065))
    told = np.isfinite(none.amount)
    assert np.all(lull.amount[told] < none.amount[told])
    assert unsure.amount[told] == pytest.approx(none.amount[told])
    assert np.all((unsure.high - unsure.low)[told] > (none.high - none.low)[told])


def test_no_effect_has_the_price_nought_and_a_grace_the_other_sign(shop):  # noqa: F811
    fit, spend_fit, columns = shop
    nothing = price(fit, spend_fit, *columns, 1.0, USUAL._replace(delta=0.0))
    assert not nothing.amount.any()
    grace = price(fit, spend_fit, *columns, 1.0, USUAL._replace(delta=-0.03, sd=0.03))
    assert np.all(grace.amount > 0)
    assert np.all((grace.low < 0) & (grace.high > grace.amount))


def test_a_price_is_the_difference_of_worth_in_money(shop):  # noqa: F811
    fit, spend_fit, (x, t_x, T, zbar) = shop
    terms = Terms(years=10, discount=0.1, margin=0.4)
    found = price(fit, spend_fit, x, t_x, T, zbar, 1.5, USUAL, terms)
    base = worth(fit, spend_fit, x, t_x, T, zbar, terms)
    r, alpha, s, beta = np.exp(fit.theta)
    future = Future(terms.weeks, terms.rate)
    pieces = sum(lost_on_average(beta + T, np.full(len(T), 1.5), s, traces(USUAL), future))
    by_hand = -0.4 * base.spend * base.alive * (r + x) / (alpha + T) * pieces
    assert found.amount == pytest.approx(by_hand, rel=1e-8)
    assert np.all((found.low < found.amount) & (found.amount < found.high))


def test_an_ordinary_breach_costs_a_modest_part_of_the_worth(shop):  # noqa: F811
    fit, spend_fit, columns = shop
    share = (
        -price(fit, spend_fit, *columns, 1.0, USUAL).amount / worth(fit, spend_fit, *columns).worth
    )
    assert np.all((share > 0) & (share < 0.03))


def test_worse_breaches_longer_memory_and_stronger_effects_cost_more(shop):  # noqa: F811
    fit, spend_fit, columns = shop
    total = [
        -price(fit, spend_fit, *columns, size, effect).amount.sum()
        for size, effect in (
            (1.0, USUAL),
            (2.0, USUAL),
            (2.0, USUAL._replace(half_life=12)),
            (2.0, USUAL._replace(half_life=12, delta=0.3)),
        )
    ]
    assert np.all(np.diff(total) > 0)


def test_the_customers_of_many_dealings_are_priced_like_alone(shop):  # noqa: F811
    fit, spend_fit, (x, t_x, T, zbar) = shop
    rng = np.random.default_rng(3)
    who, size = rng.integers(0, 2000, 5000), rng.uniform(1, 3, 5000)
    many = price(fit, spend_fit, x[who], t_x[who], T[who], zbar[who], size, USUAL)
    for k in range(0, 5000, 1250):
        i = who[k]
        alone = price(fit, spend_fit, x[i], t_x[i], T[i], zbar[i], size[k], USUAL)
        for ours, theirs in zip(many, alone, strict=True):
            assert ours[k] == pytest.approx(theirs[0], rel=1e-7)


def test_a_surer_effect_has_a_narrower_interval(shop):  # noqa: F811
    fit, spend_fit, columns = shop
    wide = price(fit, spend_fit, *columns, 1.0, USUAL)
    sure = price(fit, spend_fit, *columns, 1.0, USUAL._replace(sd=0.001, half_life_factor=1.01))
    assert np.all(sure.high - sure.low < wide.high - wide.low)
    told = np.isfinite(sure.amount)
    middle = price(fit, spend_fit, *columns, 1.0, USUAL._replace(sd=0, half_life_factor=1))
    assert sure.amount[told] == pytest.approx(middle.amount[told], rel=1e-3)


def test_what_has_no_source_or_no_size_or_no_customer_has_no_price(shop):  # noqa: F811
    fit, spend_fit, _ = shop
    assert np.isnan(price(fit, spend_fit, [2], [5], [10], [20], 1.0, None).amount).all()
    assert np.isnan(price(fit, None, [2], [5], [10], [20], 1.0, USUAL).amount).all()
    found = price(fit, spend_fit, [2] * 4, [5, 50, 5, 5], 10, 20, [1, 1, np.nan, 0], USUAL)
    assert np.isfinite(found.amount).tolist() == [True, False, False, False]


def test_the_size_of_a_breach_counts_by_its_logarithm_and_within_bounds():
    assert dose([1, np.e, 1e9, np.nan, 0.2]).tolist() == pytest.approx([1, 2, 3, 1, 1])
    assert treatment.LARGEST_DOSE == 3
