"""A lot that was not kept voids the trial; a sound one hardly ever, however often one looks."""

from __future__ import annotations

import numpy as np
import pytest

from goodwill.pricing.trials.balance import against, void

SHARES = np.array([0.2, 0.4, 0.4])


def test_a_sound_lot_is_hardly_ever_called_void():
    rng = np.random.default_rng(1)
    called = 0
    for _run in range(300):
        so_far = rng.multinomial(20, SHARES, 100).cumsum(axis=0)
        called += any(void(counts.astype(float), SHARES) for counts in so_far[::5])
    assert called <= 3


def test_a_fifth_of_the_held_out_lost_voids_the_trial():
    assert void(np.array([1_600.0, 4_000, 4_000]), SHARES)
    assert not void(np.array([1_960.0, 4_020, 4_020]), SHARES)


def test_the_evidence_is_a_fair_game():
    # the mean of e^evidence over all lots of three parties is one
    total = 0.0
    for one in range(3):
        for two in range(3):
            for three in range(3):
                counts = np.bincount([one, two, three], minlength=3).astype(float)
                total += SHARES[[one, two, three]].prod() * np.exp(against(counts, SHARES))
    assert total == pytest.approx(1.0)
