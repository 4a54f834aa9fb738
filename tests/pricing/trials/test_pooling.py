"""The best guess over many plays errs less than each play's own, and says how sure it is."""

from __future__ import annotations

import numpy as np
import pytest

from goodwill.pricing.trials.pooling import pool


def companies(seed, plays, between, number=200):
    rng = np.random.default_rng(seed)
    for _company in range(number):
        true = 0.05 + between * rng.normal(size=plays)
        variance = rng.choice([0.002, 0.02], plays)
        yield true, true + np.sqrt(variance) * rng.normal(size=plays), variance


@pytest.mark.parametrize("between", [0.02, 0.1])
def test_the_guess_errs_less_than_each_play_alone_and_its_interval_covers(between):
    own, guessed, inside = [], [], []
    for true, seen, variance in companies(1, 8, between):
        found = pool(seen, variance, np.ones(8))
        own.append((seen - true) ** 2)
        guessed.append((found.effect - true) ** 2)
        inside.append((found.low <= true) & (true <= found.high))
    assert np.mean(guessed) < 0.6 * np.mean(own)
    assert 0.93 <= np.mean(inside) <= 0.99


def test_units_do_not_matter():
    effect, variance = np.array([0.04, 0.1, -0.02]), np.array([0.002, 0.01, 0.004])
    shares, cents = (
        pool(effect, variance, np.ones(3)),
        pool(effect * 50, variance * 2500, np.full(3, 50.0)),
    )
    assert cents.effect == pytest.approx(shares.effect * 50)
    assert cents.low == pytest.approx(shares.low * 50)


def test_a_play_not_yet_seen_may_expect_what_the_others_came_to():
    nobody = pool(np.array([np.nan]), np.array([np.nan]), np.ones(1))
    assert nobody.effect[0] == pytest.approx(0.0, abs=1e-12)
    effect, variance = np.array([*[0.2] * 9, np.nan]), np.array([*[0.001] * 9, np.nan])
    found = pool(effect, variance, np.ones(10))
    assert 0.1 < found.effect[-1] < 0.2
    assert found.weight[-1] == 0.0
    assert found.high[-1] - found.low[-1] > found.high[0] - found.low[0]


def test_a_play_seen_well_keeps_its_own_record_and_one_seen_badly_does_not():
    found = pool(
        np.array([0.3, 0.3, 0.0, 0.0, 0.0]), np.array([1e-4, 0.1, 1e-3, 1e-3, 1e-3]), np.ones(5)
    )
    assert found.weight[0] > 0.9
    assert found.weight[1] < 0.3
    assert found.effect[0] > 0.25
    assert found.effect[1] < 0.15


@pytest.mark.parametrize("spread", [0.4, 0.0])
def test_a_play_whose_parties_have_all_done_the_same_is_not_thought_to_be_known(spread):
    alike = pool(np.array([0.0, 0.2]), np.array([0.0, 0.001]), np.array([spread, 1.0]))
    unseen = pool(np.array([np.nan, 0.2]), np.array([np.nan, 0.001]), np.array([spread, 1.0]))
    assert alike.weight[0] == 0.0
    for one, other in zip(alike, unseen, strict=True):
        assert one == pytest.approx(other)
