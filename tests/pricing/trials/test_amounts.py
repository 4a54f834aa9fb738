"""Amounts: the bound for all looks keeps its error with heavy tails, and a covariate narrows it."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from goodwill.pricing.trials.amounts import FEWEST, Sums, difference, interval, margin, one_sided
from tests.pricing.trials.looks import spent, sums

TAILS = [(0.3, 1.0, None), (0.05, 1.5, 500.0), (0.9, 1.5, None)]


def misled(rng, runs, q, share, sigma, cap):
    play, held = spent(rng, runs, 100, 40, q, share=share, sigma=sigma, cap=cap)
    found = difference(play, held)
    worth = 0.15 * np.nanmedian(found.spread)
    low, high = interval(found, worth, 0.05)
    stopped = found.effect + one_sided(found.variance, worth, 0.10) < 0
    wrong = ((low > 0) | (high < 0)).reshape(runs, -1).any(axis=1)
    return wrong.mean(), stopped.reshape(runs, -1).any(axis=1).mean()


@pytest.mark.parametrize("q", [0.5, 0.8])
@pytest.mark.parametrize(("share", "sigma", "cap"), TAILS)
def test_who_looks_every_day_is_misled_in_one_of_twenty_at_most(q, share, sigma, cap):
    wrong, stopped = misled(np.random.default_rng(5), 200, q, share, sigma, cap)
    assert wrong <= 0.05
    assert stopped <= 0.10


@pytest.mark.slow
@pytest.mark.parametrize("q", [0.5, 0.8])
@pytest.mark.parametrize(("share", "sigma", "cap"), TAILS)
def test_two_thousand_runs_are_misled_in_one_of_twenty_at_most(q, share, sigma, cap):
    rng = np.random.default_rng(6)
    parts = [misled(rng, 200, q, share, sigma, cap) for _part in range(10)]
    wrong, stopped = np.mean(parts, axis=0)
    sys.stdout.write(f"q {q}, {share} spend, sigma {sigma}, cap {cap}: {wrong:.2%} {stopped:.2%}\n")
    assert wrong <= 0.05
    assert stopped <= 0.10


def test_a_gain_shows_and_the_interval_holds_it():
    play, held = spent(np.random.default_rng(7), 100, 100, 40, 0.5, share=0.3, sigma=1, effect=12)
    found = difference(play, held)
    low, high = (each.reshape(100, -1) for each in interval(found, 12, 0.05))
    assert ((low <= 12) & (high >= 12)).all(axis=1).mean() >= 0.95
    assert (low[:, -1] > 0).mean() > 0.8


def test_what_customers_brought_along_is_taken_out():
    rng = np.random.default_rng(8)
    n = (1, 4_000)
    taste = rng.gamma(2, 50, n)
    arm = rng.random(n) < 0.5
    y, x = taste + rng.normal(0, 20, n) + 10 * arm, taste + rng.normal(0, 20, n)
    with_x = difference(sums(arm, y, x, 4_000), sums(~arm, y, x, 4_000))
    without = difference(sums(arm, y, 0 * x, 4_000), sums(~arm, y, 0 * x, 4_000))
    assert with_x.told[0] == pytest.approx(1 - with_x.variance[0] / without.variance[0])
    assert with_x.told[0] > 0.7
    assert without.told[0] == pytest.approx(0.0)
    columns = np.column_stack([np.ones(4_000), arm[0], x[0]])
    regressed = np.linalg.lstsq(columns, y[0], rcond=None)[0][1]
    assert with_x.effect[0] == pytest.approx(regressed)  # the same as regression on both
    assert abs(with_x.effect[0] - 10) < abs(without.effect[0] - 10) + 5


def test_nothing_is_said_before_enough_have_spent_anything():
    few = Sums(*(np.array([value]) for value in (500.0, FEWEST - 1.0, 900.0, 9e4, 0.0, 0.0, 0.0)))
    low, high = interval(difference(few, few), 5.0, 0.05)
    assert np.isnan(difference(few, few).effect[0])
    assert (low[0], high[0]) == (-np.inf, np.inf)
    enough = few._replace(some=np.array([float(FEWEST)]))
    assert difference(enough, enough).effect[0] == 0.0


def test_the_bounds_are_those_of_the_papers():
    # asymptotic confidence sequences, equation 2.1: n = 1000, sigma = 2, rho = worth / sigma
    n, sigma, rho, alpha = 1_000, 2.0, 0.1, 0.05
    published = sigma * np.sqrt(
        2 * (n * rho**2 + 1) / (n**2 * rho**2) * np.log(np.sqrt(n * rho**2 + 1) / alpha)
    )
    assert margin(np.array([sigma**2 / n]), rho * sigma, alpha)[0] == pytest.approx(published)
    half = sigma * np.sqrt(
        2 * (n * rho**2 + 1) / (n**2 * rho**2) * np.log(1 + np.sqrt(n * rho**2 + 1) / (2 * alpha))
    )
    assert one_sided(np.array([sigma**2 / n]), rho * sigma, alpha)[0] == pytest.approx(half)


def test_a_small_arm_that_lacks_its_rare_large_sums_does_not_make_a_play_work():
    few = Sums(*(np.array([v]) for v in (100.0, 90.0, 900.0, 9_100.0, 0.0, 0.0, 0.0)))
    many = Sums(*(np.array([v]) for v in (400.0, 360.0, 6_000.0, 4e5, 0.0, 0.0, 0.0)))
    own = (9_100 - 900**2 / 100) / 99 / 100 + (4e5 - 6_000**2 / 400) / 399 / 400
    assert difference(many, few).variance[0] > 2 * own
