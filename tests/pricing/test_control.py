"""Control charts and weeks of stress: what was planted is found, and alarms are as rare as said."""

from __future__ import annotations

import numpy as np
import pytest

from goodwill.pricing.control import control, under_stress
from goodwill.pricing.funnel import apart


def weeks(rng, number, share, dealings):
    judged = np.full(number, float(dealings))
    return rng.binomial(dealings, share, number).astype(float), judged


def until_alarm(rng, dealings, share, most, times):
    """How many weeks pass until the chart says that the share of 95 % has fallen."""
    passed = []
    for _ in range(times):
        kept, judged = weeks(rng, 52, 0.95, dealings)
        more, judged_more = weeks(rng, most, share, dealings)
        chart = control(np.append(kept, more), np.append(judged, judged_more), 52)
        alarms = np.flatnonzero(chart.fallen)
        passed.append(alarms[0] - 51 if len(alarms) else most)
    return np.mean(passed)


@pytest.mark.parametrize(("dealings", "said"), [(20, 8.4), (50, 3.8), (100, 2.3)])
def test_a_fall_is_found_as_soon_as_the_module_says(dealings, said):
    rng = np.random.default_rng(dealings)
    assert until_alarm(rng, dealings, 0.90, 100, 300) == pytest.approx(said, rel=0.2)


def test_false_falls_are_as_rare_as_the_module_says():
    rng = np.random.default_rng(4)
    alarmed = []
    for dealings, share in ((5, 0.9), (20, 0.95), (50, 0.98), (200, 0.9)):
        for _ in range(150):
            kept, judged = weeks(rng, 104, share, dealings)
            alarmed.append(control(kept, judged, 52).fallen.any())
    assert 0.15 < np.mean(alarmed) < 0.28  # about one chart in five within a year


@pytest.mark.slow
def test_a_false_fall_comes_every_400_weeks():
    rng = np.random.default_rng(9)
    assert 300 < until_alarm(rng, 50, 0.95, 2500, 300) < 550


def test_more_unrest_than_chance_widens_the_band_and_is_told():
    rng = np.random.default_rng(5)
    judged = np.full(104, 50.0)
    calm = rng.binomial(50, 0.9, 104).astype(float)
    restless = rng.binomial(50, rng.beta(9, 1, 104)).astype(float)
    still, moved = (control(kept, judged, 52) for kept in (calm, restless))
    assert still.unrest == pytest.approx(1, abs=0.25)
    assert moved.unrest > 1.8
    assert (moved.high - moved.low)[60] > 1.5 * (still.high - still.low)[60]


def test_weeks_without_a_case_change_nothing_and_are_not_zero():
    kept, judged = np.full(80, 9.0), np.full(80, 10.0)
    kept[::2] = 8
    kept[60], judged[60] = 0, 0
    chart = control(kept, judged, 40)
    assert np.isnan(chart.share[60])
    assert chart.average[60] == chart.average[59]


@pytest.mark.parametrize("kept", [0, 10])
def test_where_all_were_alike_before_there_is_no_band(kept):
    chart = control(np.full(60, float(kept)), np.full(60, 10.0), 30)
    assert chart.centre in (0, 1)
    assert np.isnan(chart.average).all()
    assert not chart.fallen.any()


def test_too_few_weeks_give_no_band():
    chart = control(np.full(20, 9.0), np.full(20, 10.0), 10)
    assert np.isnan(chart.centre)


def company(rng, dip):
    """Three teams over a year; each has its level, and keeps less in its heavy weeks."""
    team, week = (one.ravel() for one in np.meshgrid(range(3), range(52), indexing="ij"))
    heavy = rng.random(156) < 0.2
    judged = rng.poisson(np.where(heavy, 40, 20)).astype(float)
    share = np.array([0.95, 0.9, 0.8])[team] - dip * heavy
    return team, week, heavy, rng.binomial(judged.astype(int), share).astype(float), judged


def test_a_planted_dip_under_stress_is_found_with_its_size():
    rng = np.random.default_rng(6)
    found = [under_stress(*company(rng, 0.08)) for _ in range(40)]
    assert np.mean([one.difference for one in found]) == pytest.approx(-0.08, abs=0.01)
    assert np.mean([one.high < 0 for one in found]) > 0.85
    covered = [one.low <= -0.08 <= one.high for one in found]
    assert np.mean(covered) >= 0.87


def test_without_a_dip_the_stress_is_silent_though_worse_teams_have_more_of_it():
    rng = np.random.default_rng(7)
    silent = []
    for _ in range(200):
        team, week, heavy, kept, judged = company(rng, 0.0)
        heavy |= (team == 2) & (rng.random(156) < 0.4)  # the worst team is under stress more often
        one = under_stress(team, week, heavy, kept, judged)
        silent.append(one.low <= 0 <= one.high)
    assert np.mean(silent) >= 0.91


def test_too_few_weeks_of_stress_tell_nothing():
    rng = np.random.default_rng(8)
    team, week, _heavy, kept, judged = company(rng, 0.5)
    found = under_stress(team, week, week < 3, kept, judged)
    assert np.isnan(found.difference)
    assert found.weeks == 3


@pytest.mark.parametrize(("levels", "dealings"), [(3, 20), (12, 10)])
def test_where_all_are_alike_hardly_anybody_is_called_apart(levels, dealings):
    rng = np.random.default_rng(levels)
    called = []
    for _ in range(300):
        level = np.repeat(np.arange(levels), 13)
        judged = rng.poisson(dealings, levels * 13).astype(float)
        broken = rng.binomial(judged.astype(int), 0.1).astype(float)
        called.append(apart(level, judged, broken).any())
    assert np.mean(called) <= 0.08  # at most one table in twenty, and what 300 runs may stray


def test_restless_weeks_are_not_taken_for_a_bad_team_and_a_bad_team_is_found():
    rng = np.random.default_rng(10)
    level = np.repeat(np.arange(4), 26)
    judged = np.full(104, 30.0)
    false, right = [], []
    for _ in range(150):
        restless = rng.binomial(30, rng.beta(2, 18, 104)).astype(float)
        false.append(apart(level, judged, restless).any())
        bad = rng.binomial(30, np.where(level == 2, 0.2, 0.1)).astype(float)
        right.append(apart(level, judged, bad)[2] == 1)
    assert np.mean(false) <= 0.1
    assert np.mean(right) > 0.95
