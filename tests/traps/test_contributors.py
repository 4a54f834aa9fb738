"""Contributors to an open project: newcomers are not to be read off the waits of regulars."""

from __future__ import annotations

import functools
import math

import numpy as np
import pytest

from goodwill.pricing.design import Design, Events, Family
from goodwill.pricing.evidence.assess import assess
from goodwill.pricing.evidence.belief import Belief
from goodwill.pricing.gaps import gaps, observe, priceable
from goodwill.pricing.priors import belief
from tests.traps.reading import contributors

pytestmark = pytest.mark.real

YEAR = 365.0
NEWCOMERS, WITHIN = (0.67, 0.80), (0.962, 1.011)
"""The intervals measured on this very file before, per log(1 + days waited)."""


@functools.cache
def seen():
    told = contributors()
    found = gaps(told.dealings, told.close, horizon=YEAR)
    return found, observe(found)


def test_the_newcomer_effect_and_the_effect_within_come_out_apart_as_measured_before():
    _found, observed = seen()
    first, within = math.exp(observed.first.effect), math.exp(observed.within.effect)
    assert NEWCOMERS[0] <= first <= NEWCOMERS[1]
    assert WITHIN[0] <= within <= WITHIN[1]
    assert observed.first.told
    assert not observed.within.told
    assert observed.first.interval[1] < observed.within.interval[0]  # they do not even touch


def test_between_contributors_the_effect_is_overstated_many_times():
    _found, observed = seen()
    assert observed.between.told
    assert observed.between.effect / observed.within.effect > 5
    assert observed.first.effect / observed.within.effect > 8


def test_a_third_of_the_newcomers_return_within_a_year():
    found, _observed = seen()
    newcomers = found.number == 1
    assert 2_400 <= newcomers.sum() <= 2_700
    assert found.returned[newcomers].mean() == pytest.approx(0.33, abs=0.02)


def test_later_waits_are_not_priced_at_the_rate_of_newcomers():
    found, observed = seen()
    effect, se = priceable(observed, found.number)
    assert np.isnan(effect[found.number == 1]).all()
    later = effect[found.number > 1]
    assert len(later) > 10_000
    assert np.ptp(later) == 0
    low, high = later[0] + np.array([-1.96, 1.96]) * se[found.number > 1][0]
    assert low < 0 < high
    assert not low < observed.first.effect < high


def test_the_association_is_strongest_at_first_and_fades():
    found, _observed = seen()
    classes = [(1, 1), (2, 4), (5, 19), (20, 10**6)]
    ratios = [
        math.exp(
            observe(found.those((found.number >= low) & (found.number <= high))).between.effect
        )
        for low, high in classes
    ]
    assert ratios == sorted(ratios)
    assert ratios[0] < 0.8
    assert ratios[-1] > 0.85


@pytest.mark.parametrize("pause", [0.5, 1.0, 2.0, 3.0, 7.0])
def test_the_answer_does_not_hang_on_how_long_a_pause_makes_another_dealing(pause):
    told = contributors(pause)
    observed = observe(gaps(told.dealings, told.close, horizon=YEAR))
    assert observed.first.told
    assert not observed.usable.told
    assert observed.first.interval[1] < observed.usable.interval[0]


def test_patches_of_one_bout_taken_singly_would_have_claimed_an_effect_by_one_clock_alone():
    told = contributors(-1.0)
    observed = observe(gaps(told.dealings, told.close, horizon=YEAR))
    assert observed.later.told
    assert not observed.later_begun.told
    assert not observed.usable.told


def told(who, when, born):
    """Put what happened in order, in weeks of each contributor's life."""
    weeks = (when - born[who]) / 7
    order = np.lexsort((weeks, who))
    return Events(who[order], weeks[order], np.ones(len(who)), np.full(len(who), -1))


@pytest.mark.slow
def test_the_latent_model_withholds_what_newcomers_who_never_came_back_would_make_it_say():
    dealings, close = contributors()
    who = np.unique(dealings.customer, return_inverse=True)[1]
    born = np.full(who.max() + 1, np.inf)
    np.minimum.at(born, who, dealings.time)
    again, known = dealings.time > born[who], dealings.known < close
    week = known & (dealings.treated > math.log1p(7))
    design = Design(
        born / 7, (close - born) / 7, told(who[again], dealings.time[again], born),
        told(who[:0], dealings.time[:0], born), told(who[known], dealings.known[known], born),
        (Family("waiting", "breach", told(who[week], dealings.known[week], born), False),),
    )  # fmt: skip
    given = belief("waiting", "breach")
    assert given is not None
    [finding] = assess(design, {("waiting", "breach"): Belief(*given)}).findings
    assert finding.own is not None
    assert finding.own.leaving > 1  # it would be believed, were it not for the guards
    assert finding.withheld is not None
    assert finding.grade == "assumed"
    assert finding.effect.leaving == given.effect.leaving
