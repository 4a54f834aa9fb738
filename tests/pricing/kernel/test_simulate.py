"""Simulated customers follow the rates laid down, and forecasts tell what they then do."""

from __future__ import annotations

import numpy as np
import pytest

from goodwill.pricing.kernel import forecast, likelihood, simulate
from goodwill.pricing.kernel import panel as panels
from tests.pricing.kernel.lives import CALLING, one_life, weekly

THETA = np.concatenate([np.log([1.5, 10.0, 1.2, 40.0]), [0.8, -0.4, 0.3, 0.7]])


def test_everything_drawn_lies_within_the_life():
    panel = weekly(40, n=500, calls=True)
    theta = np.concatenate([THETA[:4], CALLING, THETA[4:], [0.2]])
    drawn, leave = simulate.customers(np.random.default_rng(40), theta, panel)
    assert np.all(drawn.last <= np.minimum(leave, panels.observed(panel)) + 1e-9)
    assert np.all((drawn.last > 0) == (drawn.x + drawn.n > 0))
    assert 0.2 < np.mean(np.isfinite(leave)) < 0.9
    assert drawn.x.sum() > 500
    assert drawn.n.sum() > 500
    # a season of 0 or 1 can have been in force at no more purchases than there were
    assert np.all(drawn.bought[:, 0] <= drawn.x)


def test_a_contract_ends_the_life_where_leaving_is_seen():
    panel = weekly(41, n=500)
    drawn, leave = simulate.customers(np.random.default_rng(41), THETA, panel, contract=True)
    assert np.array_equal(drawn.left, np.isfinite(leave))
    age = panels.observed(drawn)
    assert age[drawn.left] == pytest.approx(leave[drawn.left])
    assert age[~drawn.left] == pytest.approx(panels.observed(panel)[~drawn.left])
    assert np.all(drawn.last <= age + 1e-9)


def test_purchases_come_as_often_as_the_rates_say():
    """Nobody leaves; the season doubles buying."""
    theta = np.concatenate([np.log([2.0, 20.0, 1.0, 1e9]), [np.log(2.0), 0.0, 0.0, 0.0]])
    panel = weekly(42, n=4000)
    drawn, _ = simulate.customers(np.random.default_rng(42), theta, panel)
    season = panel.buying[:, 0]
    weeks = season.sum() * 2 + (1 - season).sum()
    assert drawn.x.sum() == pytest.approx(0.1 * weeks, rel=0.05)
    in_season = drawn.bought[:, 0].sum() / drawn.x.sum()
    assert in_season == pytest.approx(season.sum() * 2 / weeks, abs=0.02)


def test_the_chance_of_being_alive_is_the_share_who_are():
    panel = weekly(43, n=6000)
    drawn, leave = simulate.customers(np.random.default_rng(43), THETA, panel)
    alive = likelihood.state(THETA, drawn).alive
    there = np.isinf(leave)
    for low, high in ((0.0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 1.0)):
        some = (alive >= low) & (alive <= high)
        error = np.sqrt((alive[some] * (1 - alive[some])).sum()) / some.sum()
        assert there[some].mean() == pytest.approx(alive[some].mean(), abs=4 * error)


def test_forecasts_tell_what_customers_then_buy():
    whole = weekly(44, n=6000, weeks=104)
    lived = panels.chosen(whole, np.flatnonzero(np.diff(whole.start) == 104))
    n = len(lived.x)
    rng = np.random.default_rng(45)
    past = lived._replace(
        start=np.arange(n + 1) * 52,
        **{name: _half(getattr(lived, name), n, 0) for name in ("length", *COVARIATES)},
    )
    ahead = np.stack([lived.buying.reshape(n, 104, 2)[:, 52:]] * 2)
    course = forecast.Course(np.ones(52), *ahead)
    expected, came = np.zeros(2)
    for _ in range(20):
        drawn, leave = simulate.customers(rng, THETA, past)
        now = likelihood.state(THETA, drawn)
        expected += forecast.expected(THETA, drawn, now, course).sum()
        came += _bought_after(rng, drawn, leave, course)
    assert expected > 1000
    assert came == pytest.approx(expected, rel=0.1)


COVARIATES = ("buying", "leaving", "calling")


def _half(column, n, first):
    return column.reshape(n, 104, *column.shape[1:])[:, first : first + 52].reshape(
        n * 52, *column.shape[1:]
    )


def _bought_after(rng, drawn, leave, course):
    """Purchases ahead of customers whose rates are drawn from what is known of them."""
    a = np.exp(course.buying @ THETA[4:6])
    h = np.exp(course.leaving @ THETA[6:])
    now = likelihood.state(THETA, drawn)
    rate = rng.gamma(now.shape, 1 / now.p)
    reading = rng.exponential(1 / rng.gamma(np.exp(THETA[2]), 1 / now.q))
    there = np.isinf(leave)[:, None] * np.clip(reading[:, None] - np.cumsum(h, axis=1) + h, 0, h)
    return rng.poisson(rate * (a * there / h).sum(axis=1)).sum()


def test_a_steady_course_is_the_pareto_nbds():
    from goodwill.pricing import attrition, residual

    theta = np.log([0.7, 9, 0.8, 30])
    panel = one_life([50.0], x=4, last=41.0)
    now = likelihood.state(theta, panel)
    nothing = np.zeros((1, 3, 0))
    course = forecast.Course(np.array([10.0, 25.0, 165.0]), nothing, nothing)
    plain = attrition.expected(theta, now, 200.0)
    assert forecast.expected(theta, panel, now, course) == pytest.approx(plain, rel=1e-12)
    worth = residual.discounted_purchases(now, 0.8, 200.0, 0.003)
    assert forecast.expected(theta, panel, now, course, rate=0.003) == pytest.approx(
        worth, rel=1e-10
    )
