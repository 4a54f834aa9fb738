"""Prices of breaches and graces: exact differences of worth, modest, and with honest limits."""

# ruff: noqa: N806 -- T is the symbol of the papers

from __future__ import annotations

import mpmath
import numpy as np
import pytest

from goodwill.pricing import treatment
from goodwill.pricing.price import price
from goodwill.pricing.treatment import Effect, Future, dose, ein, lost, lost_by_table, wear_weeks
from goodwill.pricing.worth import Terms, worth
from tests.pricing.test_worth import shop  # noqa: F401 -- a fixture

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


def _future(q, s, stock, effect, future):
    pace = np.log(2) / effect.half_life

    def clock(v):
        return (
            v
            + (
                float(ein(effect.delta * stock))
                - _ein(effect.delta * stock * mpmath.exp(-pace * v))
            )
            / pace
        )

    def _ein(y):
        return mpmath.ei(y) - mpmath.log(y) - mpmath.euler if y > 0 else mpmath.mpf(0)

    stops = [0, 0.1, 1, 5, 10, 30, 100, 300, future.weeks]
    return mpmath.quad(lambda v: mpmath.exp(-future.rate * v) * (q / (q + clock(v))) ** s, stops)


@pytest.mark.parametrize(
    ("q", "size", "stock"), [(0.5, 1.0, 0.0), (50.0, 2.0, 0.0), (400.0, 0.5, 1.5)]
)
def test_what_is_lost_agrees_with_adaptive_quadrature(q, size, stock):
    effect = Effect(0.5, 0.2, 6, 2)
    ours = lost(np.array([q]), np.array([size]), 0.8, effect, TEN_YEARS, stock)[0]
    theirs = _future(q, 0.8, stock, effect, TEN_YEARS) - _future(
        q, 0.8, stock + size, effect, TEN_YEARS
    )
    assert ours == pytest.approx(float(theirs), rel=1e-11)


@pytest.mark.parametrize("delta", [0.5, 0.13, -0.03])
def test_the_table_for_many_dealings_agrees_with_one_by_one(delta):
    rng = np.random.default_rng(2)
    q, size = np.exp(rng.uniform(np.log(1), np.log(900), 2000)), rng.uniform(1, 3, 2000)
    effect = USUAL._replace(delta=delta)
    table = lost_by_table(q, np.arange(2000), size, 0.8, effect, TEN_YEARS)
    assert table == pytest.approx(lost(q, size, 0.8, effect, TEN_YEARS), rel=1e-9)
    one_size = lost_by_table(q, np.arange(2000), np.ones(2000), 0.8, effect, TEN_YEARS)
    assert one_size == pytest.approx(lost(q, np.ones(2000), 0.8, effect, TEN_YEARS), rel=1e-9)


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
    pieces = lost(beta + T, np.full(len(T), 1.5), s, USUAL, Future(terms.weeks, terms.rate))
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
    assert sure.amount == pytest.approx(wide.amount)


def test_what_has_no_source_or_no_size_or_no_customer_has_no_price(shop):  # noqa: F811
    fit, spend_fit, _ = shop
    assert np.isnan(price(fit, spend_fit, [2], [5], [10], [20], 1.0, None).amount).all()
    assert np.isnan(price(fit, None, [2], [5], [10], [20], 1.0, USUAL).amount).all()
    found = price(fit, spend_fit, [2] * 4, [5, 50, 5, 5], 10, 20, [1, 1, np.nan, 0], USUAL)
    assert np.isfinite(found.amount).tolist() == [True, False, False, False]


def test_the_size_of_a_breach_counts_by_its_logarithm_and_within_bounds():
    assert dose([1, np.e, 1e9, np.nan, 0.2]).tolist() == pytest.approx([1, 2, 3, 1, 1])
    assert treatment.LARGEST_DOSE == 3
