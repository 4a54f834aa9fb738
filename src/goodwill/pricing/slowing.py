"""Whether the last gaps of a customer took too long for its habit, and how often chance does so.

While nothing changes, a customer's gaps may stand in any order; so the same gaps shuffled show what
chance alone gives, whatever the gaps are like.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.paths import chosen, shuffled
from goodwill.pricing.stages import longer

if TYPE_CHECKING:
    from goodwill.pricing.paths import Paths
    from goodwill.pricing.rows import Floats, Integers

FEWEST = 3
"""Gaps that make a habit."""
STRETCHES = (2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
"""Recent gaps looked at together; one long gap alone is a pause."""
RECENT = 104.0
"""Weeks: a change longer ago is a new habit."""
SUSPECT = 0.05
"""Whoever looks like fading at a first glance does not serve to learn what chance does."""
SHUFFLED, MOST = 20_000, 100_000
"""Customers shuffled to learn what chance does: over again where there are fewer, a sample of them
where there are more than the most."""


class Pace(NamedTuple):
    """How a company's customers buy: the parameters of a regular fit."""

    stages: int
    r: float
    alpha: float
    s: float
    beta: float


class Slowing(NamedTuple):
    """The slowest recent stretch of N customers; arrays of shape (N,)."""

    statistic: Floats  # the smallest chance of a stretch so slow, over all stretches; 1 where none
    gaps: Integers  # how many gaps that stretch has; 0 where none


def slowing(pace: Pace, paths: Paths) -> Slowing:
    """Look at the last 2, 3, 4, 6, .. gaps: the chance that they took so long at the pace before.

    The chance is that of k times as many stages, whose pace is known from all gaps before them.
    """
    x, last = paths.x, paths.last
    best, slowest = np.ones(len(x)), np.zeros(len(x), dtype=np.int64)
    for count in STRETCHES:
        who = np.flatnonzero(x >= count + FEWEST)
        begin = paths.time[paths.start[who + 1] - 1 - count]
        fresh = paths.T[who] - begin <= RECENT
        who, begin = who[fresh], begin[fresh]
        if not len(who):
            continue
        n = np.asarray(pace.r + pace.stages * (x[who] - count), dtype=np.float64)
        chance = longer(n, pace.stages * count, pace.alpha + begin, last[who] - begin)
        better = chance < best[who]
        best[who[better]], slowest[who[better]] = chance[better], count
    return Slowing(best, slowest)


def calibrated(pace: Pace, paths: Paths, found: Slowing, *, seed: int = 1) -> Floats:
    """The chance of so slow a stretch among the same gaps in another order, (N,); NaN where none.

    The shuffled customers are pooled, so that a chance down to one in twenty thousand is told;
    those who look like fading are then left out of the pool, where their slow gaps would hide it.
    """
    looked = found.gaps > 0
    chance = np.full(len(paths.T), np.nan)
    pool = looked
    for glance in (1, 2):
        if not pool.any():
            break
        rng = np.random.default_rng([seed, glance])
        null = _by_chance(pace, paths, np.flatnonzero(pool), rng)
        below = np.searchsorted(null, found.statistic[looked], side="right")
        chance[looked] = (below + 1) / (len(null) + 1)
        pool = looked & (chance > SUSPECT)
    return chance


def _by_chance(pace: Pace, paths: Paths, who: Integers, rng: np.random.Generator) -> Floats:
    """The statistics of shuffled customers, in order."""
    some = who if len(who) <= MOST else np.sort(rng.choice(who, MOST, replace=False))
    many = chosen(paths, np.tile(some, -(-SHUFFLED // len(some))))
    drawn = slowing(pace, shuffled(many, rng))
    return np.sort(drawn.statistic[drawn.gaps > 0])
