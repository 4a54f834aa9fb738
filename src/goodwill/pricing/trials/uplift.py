"""Who gains from a play, told apart from who is at risk anyway; and whether that may be believed.

Under the lot, z = (y - m(x)) (a/q - (1 - a)/(1 - q)) has the mean of a party's own gain, whatever m
is (Athey & Imbens 2016, transformed outcome; m takes out noise). It is regressed on what was known
before the lot, in folds, so that no party is scored by itself. Ranking by risk is not ranking by
gain (Ascarza 2018, JMR 55(1), 80-98).

Then the gate, a test of calibration (best linear predictor: Chernozhukov, Demirer, Duflo &
Fernandez-Val 2018): gains must rise with the scores. For it each fold is scored by the folds before
it alone, so that its terms are martingale differences and a normal deviate is what it says; with
scores from all other folds a test at 2.5 % would open for nothing in 5 % (docs/trials.md). Where it
stays closed everybody is equal, and no order is given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from goodwill.pricing.rows import Flags, Floats, Integers

FOLDS = 10
GROUPS = 5
RIDGE = 10.0
"""So many parties' worth of pull towards equal gain, per standardised column."""
FEWEST = 100
"""Parties in either arm, below which there is no order at all."""
DEVIATE = 1.959963984540054
"""What the gate asks for: one-sided 2.5 %."""


class Uplift(NamedTuple):
    """What N parties gain, and whether the order may be used."""

    gain: Floats
    """(N,) in the unit of the outcome, from those of the other folds; the mean where closed."""
    slope: float
    """How much true gain there is per unit of score; 1 if well calibrated, 0 if scores are void."""
    deviate: float
    """How surely gains rise with the scores: a standard normal deviate where they do not."""
    opened: bool
    """Whether the order beats chance, by that deviate and by the size of both arms."""
    groups: Floats
    """(G, 3): true gain of fifths by score, lowest first, with its 95 % interval."""


def uplift(x: Floats, arm: Floats, y: Floats, q: float, seed: int) -> Uplift:
    """Score N parties by what they gain: `x` (N, P) known before the lot, `arm` 1 in the play.

    `q` is the share of the play in the lot, `seed` draws the folds.
    """
    standard = _standard(x)
    fold = np.random.default_rng(seed).permutation(len(y)) % FOLDS
    score, gained = np.empty(len(y)), np.empty(len(y))
    proof = np.zeros((FOLDS, 2))
    for one in range(FOLDS):
        here = fold == one
        score[here], gained[here] = _judge(standard, arm, y, q, ~here, here)
        if one:
            proof[one] = _rising(*_judge(standard, arm, y, q, fold < one, here))
    total, squares = proof.sum(axis=0)
    deviate = float(total / np.sqrt(squares)) if squares > 0 else float("nan")
    opened = bool(min(arm.sum(), len(arm) - arm.sum()) >= FEWEST and deviate > DEVIATE)
    gain = score if opened else np.full(len(y), gained.mean())
    return Uplift(gain, _slope(score, gained, fold), deviate, opened, _fifths(score, gained, fold))


def _judge(
    x: Floats, arm: Floats, y: Floats, q: float, learnt: Flags, here: Flags
) -> tuple[Floats, Floats]:
    """Score some parties by what others taught; also give what their own records say of gain."""
    level, gain = _fit(x[learnt], arm[learnt], y[learnt], q)
    gained = (y[here] - _predict(x[here], level)) * _weight(arm[here], q)
    return _predict(x[here], gain), gained


def _rising(score: Floats, gained: Floats) -> tuple[float, float]:
    """Give the covariance of standardised scores with gains, and the sum of squared terms."""
    spread = score.std()
    if spread <= 1e-12 * max(1.0, float(abs(score.mean()))):
        return 0.0, 0.0
    terms = (score - score.mean()) / spread * (gained - gained.mean())
    return float(terms.sum()), float((terms**2).sum())


def _standard(x: Floats) -> Floats:
    spread = x.std(axis=0)
    return np.asarray((x - x.mean(axis=0)) / np.where(spread > 0, spread, 1.0))


def _weight(arm: Floats, q: float) -> Floats:
    """Turn an outcome into a gain: its mean over the lot is what the play changes."""
    return np.asarray(arm / q - (1 - arm) / (1 - q))


def _fit(x: Floats, arm: Floats, y: Floats, q: float) -> tuple[Floats, Floats]:
    """Regress the level, then the gain, on the columns; returns both lines' coefficients."""
    # weighted so that its error is least for the gain: each arm stands for the other's share
    level = _line(x, y, np.where(arm > 0, (1 - q) / q, q / (1 - q)))
    gain = _line(x, (y - _predict(x, level)) * _weight(arm, q), np.ones(len(y)))
    return level, gain


def _line(x: Floats, y: Floats, weight: Floats) -> Floats:
    columns = np.column_stack([np.ones(len(x)), x])
    pull = np.diag([0.0, *np.full(x.shape[1], RIDGE)])
    weighed = columns * weight[:, None]
    return np.asarray(np.linalg.solve(columns.T @ weighed + pull, weighed.T @ y))


def _predict(x: Floats, line: Floats) -> Floats:
    return np.asarray(line[0] + x @ line[1:])


def _slope(score: Floats, gained: Floats, fold: Integers) -> float:
    """Regress gains on scores within folds; NaN where all scores are the same."""
    inside = score - _means(score, fold)
    size = float((inside**2).sum())
    if size <= 1e-18 * max(1.0, float((score**2).sum())):
        return float("nan")
    return float(inside @ gained) / size


def _means(values: Floats, fold: Integers) -> Floats:
    return np.asarray((np.bincount(fold, values) / np.bincount(fold))[fold])


def _fifths(score: Floats, gained: Floats, fold: Integers) -> Floats:
    """Average the gains of groups by rank of score within the fold, with intervals."""
    group = np.empty(len(score), dtype=np.int64)
    for one in range(FOLDS):
        inside = np.flatnonzero(fold == one)
        rank = score[inside].argsort(kind="stable").argsort(kind="stable")
        group[inside] = rank * GROUPS // len(inside)
    rows = [gained[group == number] for number in range(GROUPS)]
    middle = np.array([row.mean() for row in rows])
    half = np.array([DEVIATE * row.std(ddof=1) / np.sqrt(len(row)) for row in rows])
    return np.column_stack([middle, middle - half, middle + half])
