"""A service desk: callers come in bouts, so that the two clocks contradict one another."""

from __future__ import annotations

import functools
import math

import numpy as np
import pytest

from goodwill.pricing.gaps import Dealings, gaps, observe
from tests.traps.reading import incidents

pytestmark = pytest.mark.real


@functools.cache
def observed(name):
    told = incidents()
    treated = {
        "wait": np.log1p(told.resolved - told.opened),
        "hand-overs": np.log1p(told.handovers),
        "missed": told.missed,
    }[name]
    dealings = Dealings(
        told.caller, told.opened, told.resolved, treated, np.empty((len(treated), 0))
    )
    return observe(gaps(dealings, told.close))


def test_the_incidents_are_those_of_the_file():
    told = incidents()
    assert len(told.caller) == pytest.approx(23_400, abs=200)
    assert told.caller.max() == pytest.approx(5_090, abs=20)


@pytest.mark.parametrize("name", ["wait", "missed"])
def test_since_the_answer_bad_service_keeps_callers_away_and_since_the_question_it_brings_them(
    name,
):
    """Neither is to be believed: a caller who rings again is not a customer who buys again."""
    seen = observed(name)
    assert seen.later.told
    assert seen.later.effect < 0
    assert seen.later_begun.told
    assert seen.later_begun.effect > 0
    assert math.isnan(seen.usable.effect)


def test_nothing_is_claimed_of_hand_overs():
    assert not observed("hand-overs").usable.told
