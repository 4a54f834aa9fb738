"""How much is needed: the published sizes, and the trials that really were run by simulation."""

from __future__ import annotations

import math
import sys

import numpy as np
import pytest

from goodwill.pricing.trials.binary import bets, evidence
from goodwill.pricing.trials.power import (
    NOTHING,
    Seen,
    Shape,
    chance,
    needed,
    smallest_fall,
    until_told,
)
from tests.pricing.trials.looks import counted


@pytest.mark.parametrize(("parties", "falls_to"), [(300, 0.07), (1_000, 0.12)])
def test_the_sizes_of_the_mission_are_found_again(parties, falls_to):
    assert smallest_fall(0.2, parties, 0.8, peeking=False) == pytest.approx(falls_to, abs=0.0015)


@pytest.mark.parametrize(
    ("rate", "falls_to", "parties"), [(0.2, 0.18, 12_078), (0.2, 0.16, 2_894), (0.2, 0.10, 398)]
)
def test_the_sizes_of_equal_arms_are_found_again(rate, falls_to, parties):
    assert smallest_fall(rate, parties, 0.5, peeking=False) == pytest.approx(falls_to, abs=0.001)


def test_looking_whenever_one_likes_costs_something_and_more_parties_show_less():
    for held in (0.2, 0.5):
        once = [smallest_fall(0.2, n, 1 - held, peeking=False) for n in (1_000, 3_000, 10_000)]
        always = [smallest_fall(0.2, n, 1 - held, peeking=True) for n in (1_000, 3_000, 10_000)]
        assert all(a < o for a, o in zip(always, once, strict=True))
        assert once == sorted(once)
        assert always == sorted(always)
    assert math.isnan(smallest_fall(0.2, 300, 0.8, peeking=True))


@pytest.mark.parametrize(("q", "with_it", "without"), [(0.5, 0.10, 0.06), (0.8, 0.25, 0.20)])
def test_four_of_five_trials_end_within_the_number_that_was_said(q, with_it, without):
    worth = with_it - without
    middle = (1 - q) * with_it + q * without  # whose spread weighs most in the difference
    shape = Shape(q, math.sqrt(middle * (1 - middle)), worth, 0.05)
    said = needed(shape, worth)
    counts = counted(np.random.default_rng(1), 400, 300, 40, q, with_it, without)
    told = evidence(counts.reshape(-1, 4), bets(q, without, worth)).reshape(400, -1) > np.log(40)
    within = told[:, : int(said // 40)].any(axis=1).mean()
    sys.stdout.write(f"{without} to {with_it}, {q}: {said:,.0f} said, {within:.1%} within\n")
    assert 0.72 <= within <= 0.93


def test_what_was_seen_already_shortens_or_lengthens_the_way():
    shape = Shape(0.5, 0.4, 0.05, 0.05)
    fresh = needed(shape, 0.05)
    ahead, behind = (needed(shape, 0.05, 0.0, Seen(1_000, seen)) for seen in (0.07, 0.0))
    assert ahead < fresh < behind
    assert needed(shape, 0.05, 0.0, Seen(0.0, math.nan)) == pytest.approx(fresh)


def test_an_effect_that_is_the_one_to_be_left_out_is_never_shown():
    assert needed(Shape(0.5, 0.4, 0.05, 0.05), 0.0) == math.inf


def test_how_long_it_takes_is_planned_by_the_guess_only_where_it_is_worth_having():
    shape = Shape(0.5, 0.4, 0.05, 0.05)
    assert until_told(shape, 0.10) == pytest.approx(needed(shape, 0.10))
    assert until_told(shape, 0.01) == pytest.approx(until_told(shape, 0.0))
    assert until_told(shape, 0.10) < until_told(shape, 0.05) <= until_told(shape, 0.01) * 1.001
    certain = Seen(2_000, -0.05)  # a gain worth having is left out already
    assert until_told(shape, -0.05, certain) == pytest.approx(2_000, rel=1e-6)


def test_the_chance_grows_with_the_parties():
    shape = Shape(0.5, 0.4, 0.05, 0.05)
    chances = chance(shape, 0.05, 0.0, np.array([500.0, 2_000, 8_000, 32_000]), NOTHING)
    assert (np.diff(chances) > 0).all()
    assert chances[-1] > 0.99
