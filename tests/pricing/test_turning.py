from __future__ import annotations

import math

import numpy as np
import pytest

from goodwill.pricing.turning import of_counts, of_values

WEEKS = np.array([*range(-8, 8)]) + 0.5


def cells(seed, customers=120, jump=0.0, drift=0.0, uneven=0.0):
    """Plant weekly counts around an instant; uneven customers differ and are served in bursts."""
    rng = np.random.default_rng(seed)
    level = np.exp(rng.normal(size=(customers, 1)) * 0.8) * rng.gamma(5, 0.2, (customers, 1))
    rate = level * np.exp(jump * (WEEKS > 0) + drift * WEEKS)
    if uneven:
        rate = rate * rng.gamma(1 / uneven, uneven, rate.shape)
    who = np.repeat(np.arange(customers), len(WEEKS))
    return (
        who,
        np.tile(WEEKS, customers),
        np.ones(len(who)),
        rng.poisson(rate).ravel().astype(float),
    )


def covered(found, ratio):
    return np.mean([one.low < ratio < one.high for one in found])


@pytest.mark.parametrize("uneven", [0.0, 0.7])
def test_a_planted_drop_of_a_rate_is_found_and_a_steady_decline_is_none(uneven):
    drop = [
        of_counts(*cells(seed, jump=math.log(0.5), drift=-0.03, uneven=uneven))
        for seed in range(60)
    ]
    assert np.mean([math.log(one.ratio) for one in drop]) == pytest.approx(math.log(0.5), abs=0.05)
    assert covered(drop, 0.5) >= 0.88
    none = [of_counts(*cells(seed, drift=-0.08, uneven=uneven)) for seed in range(60)]
    assert covered(none, 1.0) >= 0.88


def test_the_levels_before_and_after_are_those_at_the_instant():
    found = of_counts(*cells(1, customers=2000, jump=math.log(0.5)))
    assert found.after == pytest.approx(found.before * found.ratio)
    assert found.before == pytest.approx(math.exp(0.8**2 / 2), rel=0.15)
    assert found.customers <= 2000


def test_only_who_was_there_on_both_sides_is_compared():
    who, time, exposure, count = cells(2, customers=40)
    exposure[(who < 15) & (time < 0)] = 0
    count[exposure == 0] = 0
    assert of_counts(who, time, exposure, count).customers <= 25


def test_how_long_a_cell_is_does_not_matter_when_its_length_is_told():
    who, time, _whole, count = cells(3, customers=1500, jump=math.log(0.7))
    rng = np.random.default_rng(0)
    part = rng.uniform(0.2, 1, len(who))
    thinned = rng.binomial(count.astype(int), part).astype(float)
    assert of_counts(who, time, part, thinned).ratio == pytest.approx(0.7, rel=0.1)


def values(seed, jump=0.0, drift=0.0, customers=150):
    rng = np.random.default_rng(seed)
    number = rng.integers(1, 9, customers)
    who = np.repeat(np.arange(customers), number)
    time = rng.uniform(-8, 8, len(who))
    level = rng.normal(4, 1, customers)[who]
    noise = rng.normal(size=len(who)) * rng.uniform(0.3, 1.5, customers)[who]
    return who, time, level + jump * (time > 0) + drift * time + noise


def test_a_planted_delay_of_answers_is_found_and_a_steady_one_is_none():
    late = [of_values(*values(seed, jump=math.log(2), drift=0.02)) for seed in range(60)]
    assert np.mean([math.log(one.ratio) for one in late]) == pytest.approx(math.log(2), abs=0.06)
    assert covered(late, 2.0) >= 0.88
    none = [of_values(*values(seed, drift=0.05)) for seed in range(60)]
    assert covered(none, 1.0) >= 0.88


@pytest.mark.slow
def test_the_intervals_cover_as_they_say():
    counts = [of_counts(*cells(seed, jump=-0.4, drift=0.02, uneven=0.5)) for seed in range(500)]
    assert 0.92 <= covered(counts, math.exp(-0.4)) <= 0.97
    logs = [of_values(*values(seed, jump=0.4)) for seed in range(500)]
    assert 0.92 <= covered(logs, math.exp(0.4)) <= 0.97


def test_what_cannot_be_told_is_undefined_and_never_nought():
    who, time, exposure, count = cells(5, customers=30)
    for found in (
        of_counts(who, time, exposure, np.zeros_like(count)),
        of_counts(who, time, exposure, np.where(time > 0, 0.0, count)),
        of_counts(who[:0], time[:0], exposure[:0], count[:0]),
        of_counts(who, np.abs(time), exposure, count),
        of_values(who[:0], time[:0], count[:0]),
        of_values(who, np.sign(time), count),
    ):
        assert np.isnan(found[:5]).all()
