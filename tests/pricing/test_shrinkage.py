"""A negligent person is found once there are cases enough; an unlucky average one is not."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from goodwill.pricing.shrinkage import (
    CREDENCE,
    MATERIAL,
    comparable,
    dispersion,
    shrink,
    with_team,
)

COMPANIES, PERSONS = 50, 40


def judged(seed, cases, *, ratio=1.0, spread=400.0, share=0.12):
    """Let the persons of many companies work; the first of each breaks `ratio` times as often."""
    rng = np.random.default_rng(seed)
    found = []
    for _company in range(COMPANIES):
        n = np.full(PERSONS, float(cases))
        true = rng.beta(spread * share, spread * (1 - share), PERSONS)
        true[0] = share * ratio
        bad = rng.binomial(cases, true).astype(float)
        found.append((shrink(n, n * share, bad).worse > CREDENCE, true > MATERIAL * share))
    return found


@pytest.mark.parametrize(
    ("cases", "least", "most"), [(50, 0.0, 0.3), (200, 0.5, 0.9), (400, 0.9, 1)]
)
def test_who_breaks_twice_as_often_is_found_once_there_are_cases_enough(cases, least, most):
    found = judged(1, cases, ratio=2.0)
    power = np.mean([named[0] for named, _worse in found])
    unlucky = np.mean([named & ~worse for named, worse in found])
    sys.stdout.write(
        f"{cases} cases: found {power:.1%}, average persons named {unlucky:.3%}" + "\n"
    )
    assert least <= power <= most
    assert unlucky < 0.001


@pytest.mark.parametrize("cases", [10, 50, 200, 800])
def test_where_all_are_alike_hardly_anybody_is_named(cases):
    found = judged(2, cases, spread=1e6)
    persons = np.mean([named for named, _worse in found])
    companies = np.mean([named.any() for named, _worse in found])
    sys.stdout.write(
        f"{cases} cases, all alike: persons named {persons:.3%}, companies {companies:.1%}" + "\n"
    )
    assert persons < 0.002
    assert companies <= 0.04


def test_the_interval_holds_the_true_share_as_often_as_it_says():
    rng = np.random.default_rng(3)
    inside = []
    for _company in range(60):
        true = rng.beta(60, 340, PERSONS)
        n = rng.integers(10, 300, PERSONS).astype(float)
        one = shrink(n, n * 0.15, rng.binomial(n.astype(int), true).astype(float))
        inside.append((one.low < true) & (true < one.high))
    assert np.mean(inside) == pytest.approx(0.95, abs=0.02)


def test_a_lucky_or_unlucky_handful_is_drawn_to_the_others():
    n = np.array([5.0, 5.0, *[400.0] * 30])
    bad = np.array([3.0, 0.0, *[40.0] * 30])
    one = shrink(n, 0.1 * n, bad)
    assert one.rate[0] == pytest.approx(0.1, abs=0.01)
    assert one.rate[1] == pytest.approx(0.1, abs=0.01)
    assert one.worse[0] < CREDENCE


def test_who_has_no_case_has_no_rate():
    one = shrink(np.array([0.0, 100.0]), np.array([0.0, 10.0]), np.array([0.0, 12.0]))
    assert np.isnan(one.rate[0])
    assert np.isnan(one.worse[0])
    assert 0.1 < one.rate[1] < 0.12


def test_weeks_that_vary_together_count_for_less():
    rng = np.random.default_rng(4)
    who = np.repeat(np.arange(20), 50)
    n = np.full(1000, 20.0)
    alone = rng.binomial(20, 0.1, 1000).astype(float)
    weeks = rng.beta(2, 18, 1000)  # some weeks are bad for all cases alike
    together = rng.binomial(20, weeks).astype(float)
    assert dispersion(who, n, 0.1 * n, alone) == pytest.approx(1.0, abs=0.1)
    assert dispersion(who, n, 0.1 * n, together) > 1.5
    assert dispersion(who[:20], n[:20], 0.1 * n[:20], alone[:20]) == 1.0


def test_comparable_work_leaves_the_person_out_and_is_asked_ever_more_coarsely():
    who = np.array([0, 1, 0, 1, 2])
    fine = np.array([0, 0, 1, 1, 2])
    coarse = np.array([0, 0, 0, 0, 1])
    n = np.array([100.0, 50.0, 10.0, 10.0, 5.0])
    bad = np.array([90.0, 5.0, 9.0, 4.0, 1.0])
    share = comparable(who, np.stack([fine, coarse]), n, bad)
    assert share[0] == pytest.approx(5 / 50)  # the other's alone
    assert share[1] == pytest.approx(90 / 100)
    assert share[2] == pytest.approx(9 / 60)  # ten cases are too few: both cells together
    assert np.isnan(share[4])  # nobody else does such work


def test_a_bad_team_is_no_ones_own_fault_and_a_bad_person_does_not_excuse_himself():
    team, who = np.array([0, 0, 0, 1, 1]), np.arange(5)
    expected = np.full(5, 100.0)
    bad = np.array([200.0, 200.0, 200.0, 300.0, 100.0])
    scaled = with_team(team, who, expected, bad)
    assert scaled[0] == pytest.approx(100 * 410 / 210)
    assert scaled[3] == pytest.approx(100.0)
    assert scaled[4] == pytest.approx(100 * 310 / 110)
