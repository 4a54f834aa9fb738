"""The best guess at each play's effect, drawn towards what this company's plays came to.

Effects differ from play to play about a common mean, both learnt from all plays, present and past
(empirical Bayes with a little doubt: Efron & Morris 1975; Roever 2020, Research Synthesis Methods
11). It is what to expect and to plan with; no verdict rests on it, since it keeps no error rate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from goodwill.pricing.rows import Flags, Floats

COMMON = 0.1
"""The mean of all plays' effects lies about nought with this standard deviation, before any."""
BETWEEN = 0.1
"""By so much single plays are thought to differ (half-normal), in standard deviations of one
party's outcome: effects of treatment are modest (a correlation of about .1: Otto et al. 2020)."""
GRID = np.linspace(0.005, 0.5, 60)
HALVINGS = 50
NORMAL_95 = 0.975


class Pooled(NamedTuple):
    """Best guesses of K plays in their own units, with 95 % intervals; never a verdict."""

    effect: Floats
    low: Floats
    high: Floats
    weight: Floats
    """How much of the guess is the play's own record, from 0 to 1."""


def pool(effect: Floats, variance: Floats, spread: Floats) -> Pooled:
    """Draw K effects (with their variances) together, each measured in its outcome's `spread` (K,).

    Gains point upwards in all of them. A play of which nothing is known yet has NaN for its effect,
    and is given what a new play may expect; so is one whose parties have all done the same, which
    tells nothing of how much chance there is in it.
    """
    known = np.isfinite(effect) & np.isfinite(variance) & (variance > 0) & (spread > 0)
    unit = np.where(known, spread, 1.0)
    own = np.where(known, effect / unit, 0.0)
    noise = np.where(known, variance / unit**2, 1.0)
    chance, mean, wide, kept = _posterior(own, noise, known)
    centre = (chance[:, None] * mean).sum(axis=0)
    low, high = (_quantile(chance, mean, wide, at) for at in (1 - NORMAL_95, NORMAL_95))
    return Pooled(centre * spread, low * spread, high * spread, (chance[:, None] * kept).sum(0))


def _posterior(own: Floats, noise: Floats, known: Flags) -> tuple[Floats, Floats, Floats, Floats]:
    """For G spreads between plays: their probability (G,), each play's mean and sd (G, K)."""
    between = GRID[:, None] ** 2
    weight = np.where(known, 1 / (noise + between), 0.0)
    precision = 1 / COMMON**2 + weight.sum(axis=1)
    common = (weight * own).sum(axis=1) / precision
    log = np.where(known, np.log(noise + between) + weight * own**2, 0.0).sum(axis=1)
    log = -0.5 * (log - common**2 * precision + np.log(precision)) - 0.5 * (GRID / BETWEEN) ** 2
    chance = np.exp(log - log.max())
    kept = np.where(known, between / (between + noise), 0.0)
    mean = (1 - kept) * common[:, None] + kept * own
    own_part = np.where(known, kept * noise, between)
    wide = np.sqrt(own_part + (1 - kept) ** 2 / precision[:, None])
    return chance / chance.sum(), mean, wide, kept


def _quantile(chance: Floats, mean: Floats, wide: Floats, at: float) -> Floats:
    """Find below what so much of each play's mixture of normals lies, by halving."""
    from scipy.special import ndtr

    low, high = (mean - 9 * wide).min(axis=0), (mean + 9 * wide).max(axis=0)
    for _halving in range(HALVINGS):
        middle = (low + high) / 2
        under = (chance[:, None] * ndtr((middle - mean) / wide)).sum(axis=0) < at
        low, high = np.where(under, middle, low), np.where(under, high, middle)
    return np.asarray((low + high) / 2)
