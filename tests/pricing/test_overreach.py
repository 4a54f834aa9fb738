"""Overreach: whoever asks for far more than those alike is named; whoever is only busy is not."""

from __future__ import annotations

import numpy as np
import pytest

from goodwill.pricing.overreach import FEWEST_ALIKE, _tail, overreach

SEEDS = range(100)
PLANTED, BUSY = 0, 1


def _company(seed, number=300):
    """Customers of usual rates; one asks ten times as often, one turns to us ten times as often."""
    rng = np.random.default_rng(seed)
    exposure = rng.gamma(2, 10, number) + 1
    rates = rng.gamma(2, 0.05 / 2, number)
    exposure[PLANTED], rates[PLANTED] = 40, 1.0
    exposure[BUSY], rates[BUSY] = 400, 0.05
    counts = rng.poisson(rates * exposure).astype(float)
    return counts, exposure, np.zeros(number, dtype=np.int64)


def test_a_planted_overreacher_is_found_and_busy_but_normal_ones_are_not_named():
    found = [overreach(*_company(seed)) for seed in SEEDS]
    assert sum(one.named[PLANTED] for one in found) >= 95
    assert sum(one.named[BUSY] for one in found) == 0
    others = sum(int(one.named[2:].sum()) for one in found)
    named = sum(int(one.named.sum()) for one in found)
    assert others <= 0.1 * named


def test_where_nobody_overreaches_hardly_anybody_is_named():
    named = 0
    for seed in SEEDS:
        counts, exposure, alike = _company(seed)
        named += int(overreach(counts[2:], exposure[2:], alike[2:]).named.any())
    assert named <= 10


def test_the_interval_of_the_own_rate_covers_it_and_a_rare_count_is_drawn_towards_others():
    rng = np.random.default_rng(7)
    exposure = rng.gamma(2, 10, 4000) + 1
    rates = rng.gamma(2, 0.1 / 2, 4000)
    found = overreach(
        rng.poisson(rates * exposure).astype(float), exposure, np.zeros(4000, dtype=np.int64)
    )
    true = rates / 0.1
    covered = ((found.low <= true) & (true <= found.high)).mean()
    assert 0.94 <= covered <= 0.98
    once = overreach(np.array([1.0] + [0.0] * 99), np.ones(100), np.zeros(100, dtype=np.int64))
    assert once.times[0] < 100
    assert not once.named[0]


def test_of_few_alike_nothing_is_told():
    few = FEWEST_ALIKE - 1
    found = overreach(np.full(few, 9.0), np.ones(few), np.zeros(few, dtype=np.int64))
    assert np.isnan(found.times).all()
    assert not found.named.any()


def test_the_chance_of_so_many_is_that_of_the_negative_binomial():
    from scipy.stats import nbinom

    counts, exposure = np.array([0.0, 1.0, 5.0, 12.0]), np.array([1.0, 2.0, 3.0, 0.5])
    expected = nbinom.sf(counts - 1, 2.0, 1.5 / (1.5 + exposure))
    assert _tail(counts, exposure, np.full(4, 2.0), np.full(4, 1.5)) == pytest.approx(expected)
