"""Orders by lot: exact p values, intervals that cover, and silence where there are too few."""

from __future__ import annotations

import math

import numpy as np
import pytest

from goodwill.pricing.trials.wedge import smallest_p, steps, wedge, weeks_by_lot


def firm(rng, plan, effect):
    """Let teams and weeks have levels of their own, and each team's weeks hang together."""
    teams, weeks = plan.shape
    levels = rng.normal(0, 1, (teams, 1)) + rng.normal(0, 1, (1, weeks))
    own = 0.1 * rng.normal(0, 1, plan.shape).cumsum(axis=1) + rng.normal(0, 0.3, plan.shape)
    return levels + own + effect * plan


def test_one_more_team_is_on_at_every_step():
    plan = steps(4, 10)
    assert plan.argmax(axis=1).tolist() == [2, 4, 6, 8]
    assert (plan[:, 0] == 0).all()
    assert (plan[:, -1] == 1).all()


@pytest.mark.parametrize(("effect", "least", "most"), [(0.0, 0.0, 0.08), (0.8, 0.75, 1.0)])
def test_an_effect_is_found_and_none_is_not(effect, least, most):
    rng = np.random.default_rng(1)
    found = []
    for seed in range(100):
        plan = steps(5, 12)[rng.permutation(5)]
        found.append(wedge(firm(rng, plan, effect), plan, 0.05, seed))
    rejected = np.mean([each.p <= 0.05 for each in found])
    assert least <= rejected <= most
    assert np.mean([each.low <= effect <= each.high for each in found]) >= 0.92


def test_the_interval_leaves_out_no_effect_just_where_the_p_value_says_so():
    rng = np.random.default_rng(2)
    plan, agreed = steps(5, 12), []
    for seed in range(60):
        each = wedge(firm(rng, plan, 0.4), plan, 0.05, seed)
        agreed.append((each.p <= 0.05) == (not each.low <= 0 <= each.high))
    assert all(agreed)


def test_the_interval_is_the_set_of_effects_that_are_not_left_out():
    rng = np.random.default_rng(3)
    plan = steps(5, 8)
    outcome = firm(rng, plan, 0.5)
    found = wedge(outcome, plan, 0.05, 1)
    for effect in np.linspace(found.low - 0.5, found.high + 0.5, 41):
        kept = wedge(outcome - effect * plan, plan, 0.05, 1).p > 0.05
        assert kept == (found.low < effect < found.high)


def test_two_teams_prove_nothing_and_say_so():
    assert smallest_p(2) == 0.5
    assert smallest_p(4) == pytest.approx(1 / 24)
    found = wedge(np.arange(12.0).reshape(2, 6), steps(2, 6), 0.05, 1)
    assert (found.low, found.high) == (-math.inf, math.inf)


def test_many_teams_are_judged_by_orders_drawn_with_the_one_that_was():
    rng = np.random.default_rng(4)
    plan = steps(9, 12)
    found = wedge(firm(rng, plan, 1.0), plan, 0.05, 1)
    assert found.orders == 5_040
    assert found.p == pytest.approx(1 / 5_040)
    assert found.low < 1.0 < found.high


@pytest.mark.parametrize("weeks", [12, 26])
def test_weeks_on_and_off_by_lot_are_compared_without_their_trend(weeks):
    rng = np.random.default_rng(5)
    rejected, covered = [], []
    for seed in range(40):
        on = rng.permutation(np.r_[np.ones(weeks // 2), np.zeros(weeks - weeks // 2)])
        plain = 0.3 * np.arange(weeks) + rng.normal(0, 1, weeks)
        rejected.append(weeks_by_lot(plain, on, 0.05, seed).p <= 0.05)
        each = weeks_by_lot(plain + 2 * on, on, 0.05, seed)
        covered.append(each.low <= 2 <= each.high)
    assert np.mean(rejected) <= 0.13
    assert np.mean(covered) >= 0.87
