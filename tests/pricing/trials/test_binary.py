"""The exact comparison of two arms: a fair game, at every look, for any shares and any level."""

from __future__ import annotations

import sys
from itertools import product

import numpy as np
import pytest

from goodwill.pricing.trials.binary import at_least, bets, evidence, interval, turned
from tests.pricing.trials.looks import counted


def ever(counts, on, difference=0.0):
    """Give the greatest log wealth of each run over all its looks."""
    runs = counts.shape[0]
    return evidence(counts.reshape(-1, 4), on, difference).reshape(runs, -1).max(axis=1)


def test_wealth_is_the_product_of_what_each_party_multiplied_it_by():
    on, rng = bets(0.7, 0.2, 0.05), np.random.default_rng(1)
    arm, y = rng.random(50) < 0.7, rng.random(50) < 0.3
    cell = np.where(arm, np.where(y, 0, 1), np.where(y, 2, 3))
    centre = on.gains[:, 3] * (1 - 0.7)  # c / (1 - q) is the gain of "not happened, held out"
    gains = [
        (happened - centre) / 0.7 if drawn else -(happened - centre) / 0.3
        for drawn, happened in zip(arm, y, strict=True)
    ]
    one_by_one = np.exp(on.log_weights)
    for gain in gains:
        one_by_one = one_by_one * (1 + on.stakes * (gain - 0.01))
    counts = np.bincount(cell, minlength=4)[None, :].astype(float)
    assert evidence(counts, on, 0.01)[0] == pytest.approx(np.log(one_by_one.sum()))


@pytest.mark.parametrize("q", [0.5, 0.8])
@pytest.mark.parametrize(("with_it", "without", "difference"), [
    (0.3, 0.3, 0.0), (0.1, 0.4, 0.0), (0.45, 0.25, 0.2), (0.2, 0.35, -0.15),
])  # fmt: skip
def test_the_mean_wealth_over_all_that_can_happen_is_one_at_most(q, with_it, without, difference):
    chances = np.array([q * with_it, q * (1 - with_it), (1 - q) * without, (1 - q) * (1 - without)])
    on, parties = bets(q, 0.2, 0.1), 4
    mean = sum(
        chances[list(cells)].prod()
        * np.exp(evidence(np.bincount(cells, minlength=4)[None, :] * 1.0, on, difference)[0])
        for cells in product(range(4), repeat=parties)
    )
    if np.isclose(with_it - without, difference):
        assert mean == pytest.approx(1.0, abs=1e-12)
    else:
        assert mean < 1.0


SLOW = pytest.mark.slow


@pytest.mark.parametrize(
    ("q", "share", "worth", "per_day"),
    [
        (0.5, 0.2, 0.05, 10),
        (0.8, 0.06, 0.02, 20),
        pytest.param(0.8, 0.2, 0.05, 10, marks=SLOW),
        pytest.param(0.8, 0.01, 0.005, 20, marks=SLOW),
        pytest.param(0.5, 0.5, 0.1, 5, marks=SLOW),
        pytest.param(0.9, 0.02, 0.01, 3, marks=SLOW),
    ],
)
def test_who_looks_every_day_for_a_year_is_misled_in_one_of_twenty_at_most(
    q, share, worth, per_day
):
    counts = counted(np.random.default_rng(1), 2_000, 365, per_day, q, share, share)
    up = ever(counts, bets(q, share, worth))
    down = ever(turned(counts.reshape(-1, 4)).reshape(counts.shape), bets(q, 1 - share, worth))
    misled, stopped = np.mean(np.maximum(up, down) > np.log(40)), np.mean(up > np.log(10))
    sys.stdout.write(f"q {q}, share {share}: misled {misled:.2%}, stopped {stopped:.2%}\n")
    assert 0 < misled <= 0.05
    assert stopped <= 0.10


def test_a_level_that_moves_misleads_nobody():
    level = np.linspace(0.05, 0.4, 200)
    counts = counted(np.random.default_rng(2), 1_000, 200, 10, 0.8, level, level)
    assert 0 < np.mean(ever(counts, bets(0.8, 0.1, 0.05)) > np.log(20)) <= 0.05


def test_a_z_test_looked_at_daily_does_mislead_so_that_the_simulation_can_tell():
    counts = counted(np.random.default_rng(1), 500, 365, 10, 0.5, 0.2, 0.2)
    n1, n0 = counts[..., :2].sum(-1), counts[..., 2:].sum(-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        one, other = counts[..., 0] / n1, counts[..., 2] / n0
        z = (one - other) / np.sqrt(one * (1 - one) / n1 + other * (1 - other) / n0)
    assert np.mean((np.abs(z) > 1.96).any(axis=1)) > 0.25


@pytest.mark.parametrize(("with_it", "without"), [(0.10, 0.06), (0.12, 0.20), (0.2, 0.2)])
def test_the_interval_holds_the_truth_at_all_looks_together(with_it, without):
    counts = counted(np.random.default_rng(3), 200, 20, 100, 0.8, with_it, without)
    low, high = interval(counts.reshape(-1, 4), 0.8, without, 0.04, 0.05)
    inside = (low <= with_it - without) & (with_it - without <= high)
    held = inside.reshape(200, 20).all(axis=1).mean()
    sys.stdout.write(f"{with_it} against {without}: held at all looks {held:.1%}\n")
    assert held >= 0.95
    assert np.median((high - low).reshape(200, 20)[:, -1]) < 0.16


def test_the_interval_and_the_evidence_say_the_same():
    counts = counted(np.random.default_rng(4), 50, 1, 2_000, 0.5, 0.14, 0.1)[:, 0]
    on = bets(0.5, 0.1, 0.03)
    low = at_least(counts, on, 0.025)
    assert ((low > 0) == (evidence(counts, on) > np.log(40))).all()
    assert 0 < (low > 0).sum() < 50
    assert np.allclose(evidence(counts, on, low), np.log(40), atol=1e-6)


def test_before_anybody_is_known_everything_is_possible():
    low, high = interval(np.zeros((1, 4)), 0.5, 0.2, 0.05, 0.05)
    assert (low[0], high[0]) == (-1.0, 1.0)
