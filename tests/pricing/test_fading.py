"""Fades, deaths and steady customers planted, and told apart again."""

from __future__ import annotations

import numpy as np
import pytest

from goodwill.ledger.habits import pace_of
from goodwill.pricing.fading import State, habits, usual_silences
from goodwill.pricing.paths import Paths, chosen, gaps, shuffled
from goodwill.pricing.slowing import Pace, slowing
from tests.pricing.regulars import DEAD, FADED, STEADY, firm

PACE = Pace(stages=2, r=4.0, alpha=8.0, s=1.0, beta=400.0)


def path(*steps, silence):
    """One customer's gaps, and the silence after them."""
    time = np.concatenate([[0.0], np.cumsum(steps)])
    return Paths(np.array([0, len(time)]), time, np.array([time[-1] + silence]))


def together(*paths):
    number = np.concatenate([np.diff(one.start) for one in paths])
    time, age = (np.concatenate(column) for column in zip(*(one[1:] for one in paths), strict=True))
    return Paths(np.append(0, np.cumsum(number)), time, age)


def shares(states, become):
    """How those who stayed steady, faded or died are told, as shares of all of them."""
    return {state: np.mean([each == state for each in states[become]]) for state in State}


def test_four_customers_are_told_apart_by_their_own_gaps():
    crowd = firm(3, 300).paths
    steady = path(*[3.0, 4.0] * 10, silence=3.0)
    fading = path(*[2.0] * 24, *[8.0] * 5, silence=6.0)
    gone = path(*[2.0] * 24, silence=45.0)
    new = path(3.0, 3.0, silence=2.0)
    told = habits(PACE, together(crowd, steady, fading, gone, new))
    assert told.state[300:] == (State.STEADY, State.FADING, State.GONE, State.CANNOT_TELL)
    assert told.before[301] == pytest.approx(24, abs=5)
    assert told.now[301] == pytest.approx(6.5, abs=2)
    assert told.since[301] in {46.0, 48.0}  # the last six gaps are looked at together, not five
    assert told.since[302] == 48.0
    assert np.isnan(told.since[[300, 303]]).all()
    assert told.alive[302] < 0.05
    assert told.alive[301] > 0.9


def test_fades_and_deaths_are_hardly_ever_confused():
    """Reorders every fortnight, and a fade to a third of that."""
    made = [firm(seed, every=2.0, fading=0.15, dying=0.15) for seed in range(3)]
    states = np.concatenate([habits(pace_of(one.paths), one.paths).state for one in made])
    kind = np.concatenate([one.kind for one in made])
    faded, dead, steady = (shares(states, kind == become) for become in (FADED, DEAD, STEADY))
    assert faded[State.FADING] > 0.45
    assert faded[State.GONE] < 0.05
    assert dead[State.GONE] > 0.75
    assert dead[State.GONE] + dead[State.OVERDUE] > 0.95
    assert dead[State.FADING] < 0.01
    assert steady[State.FADING] < 0.02
    assert steady[State.OVERDUE] < 0.08
    assert steady[State.GONE] < 0.01


@pytest.mark.parametrize("stages", [1, 2])
def test_where_nobody_changes_hardly_anybody_fades_and_one_in_twenty_is_overdue(stages):
    made = [firm(100 + seed, 300, stages=stages) for seed in range(4)]
    told = [habits(pace_of(one.paths), one.paths).state for one in made]
    everybody = [each for states in told for each in states]
    assert everybody.count(State.FADING) / len(everybody) < 0.005
    assert everybody.count(State.GONE) / len(everybody) < 0.005
    assert 0.02 < everybody.count(State.OVERDUE) / len(everybody) < 0.09


def test_long_pauses_are_neither_fades_nor_deaths():
    """Gaps with far heavier tails than the model has: who pauses often is not given up at once."""
    rng, paths = np.random.default_rng(4), []
    for _ in range(300):
        steps = 3.0 * rng.lognormal(-0.5, 1.0, 60)
        time = np.concatenate([[0.0], np.cumsum(steps)])
        time = time[time <= 100.0]
        paths.append(Paths(np.array([0, len(time)]), time, np.array([100.0])))
    crowd = together(*paths)
    told = habits(pace_of(crowd), crowd)
    assert told.state.count(State.FADING) <= 3
    assert told.state.count(State.GONE) <= 9


def test_the_same_records_give_the_same_answer():
    made = firm(5, 200, fading=0.3).paths
    one, other = habits(PACE, made), habits(PACE, made)
    assert one.state == other.state
    assert np.array_equal(one.slow, other.slow, equal_nan=True)


def test_a_stretch_is_judged_by_what_came_before_it_alone():
    slow = slowing(PACE, path(*[2.0] * 24, *[8.0] * 5, silence=1.0))
    assert slow.gaps[0] in {4, 6}
    assert slow.statistic[0] < 1e-4
    assert slowing(PACE, path(*[2.0] * 29, silence=40.0)).statistic[0] > 0.2
    assert slowing(PACE, path(2.0, 2.0, 9.0, silence=1.0)).gaps[0] == 0


def test_a_change_of_long_ago_is_a_new_habit():
    old = path(*[2.0] * 24, *[8.0] * 40, silence=1.0)
    recent = path(*[2.0] * 24, *[8.0] * 12, silence=1.0)
    assert slowing(PACE, old).statistic[0] > 0.01
    assert slowing(PACE, recent).statistic[0] < 1e-6


def test_shuffling_keeps_every_customers_gaps():
    made = firm(6, 50).paths
    mixed = shuffled(made, np.random.default_rng(1))
    assert np.array_equal(mixed.start, made.start)
    assert mixed.last == pytest.approx(made.last)
    assert not np.allclose(mixed.time, made.time)
    for one in range(50):
        mine, theirs = (gaps(chosen(each, np.array([one]))) for each in (mixed, made))
        assert np.sort(mine) == pytest.approx(np.sort(theirs))


def test_silences_before_a_purchase_tell_how_silent_is_usual():
    usual = usual_silences(PACE, firm(8, 400).paths)
    assert usual.share(np.array([1.0, 0.0])) == pytest.approx([1.0, 0.0], abs=0.01)
    assert np.all(usual.unbroken(usual.whole) >= usual.whole)
    nobody = usual_silences(PACE, path(2.0, silence=1.0))
    assert nobody.share(np.array([0.3]))[0] == 0.3
    assert nobody.unbroken(np.array([0.3]))[0] == 0.5
