"""Who is apart from the others by more than chance: a funnel with a stated share of false calls.

Each level's share is set beside that of all others; the errors allow for as much variation from
week to week as the levels show (Spiegelhalter 2005, Statistics in Medicine 24), and of all calls at
most one in twenty is false (Benjamini & Hochberg 1995), so that where all are alike, anybody at all
is called apart in at most one case of twenty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from goodwill.pricing.unusual import discovered

if TYPE_CHECKING:
    from goodwill.pricing.rows import Floats, Integers

FALSE_SHARE = 0.05
FEWEST = 5
"""Broken cases, and kept ones, to be expected of a level; below it nothing is said of it."""


def apart(level: Integers, judged: Floats, broken: Floats) -> Integers:
    """Say of K levels whether more is broken than with the others (1), less (-1), or neither (0).

    N rows, one per level and week; the levels are numbered from 0 on.
    """
    number = int(level.max(initial=-1)) + 1
    own, bad = np.bincount(level, judged, number), np.bincount(level, broken, number)
    rest, rest_bad = own.sum() - own, bad.sum() - bad
    with np.errstate(invalid="ignore", divide="ignore"):
        share, other = bad / own, rest_bad / rest
        common = bad.sum() / own.sum()
        chance = common * (1 - common) * (1 / own + 1 / rest)
        standing = (share - other) / np.sqrt(chance * _unrest(level, judged, broken, share))
        # few broken cases lean to one side; taken out as Cornish and Fisher do (1937)
        lean = (1 - 2 * common) / np.sqrt(own * common * (1 - common))
        standing -= (standing**2 - 1) * lean / 6
    known = (own * other >= FEWEST) & (own * (1 - other) >= FEWEST) & np.isfinite(standing)
    both = np.where(known, 2 * ndtr(-abs(standing)), np.nan)
    called = discovered(both, FALSE_SHARE)
    return np.asarray(np.where(called, np.sign(standing), 0), dtype=np.int64)


def _unrest(level: Integers, judged: Floats, broken: Floats, share: Floats) -> float:
    """How many times as much as by chance a level's own weeks vary, in squares; at least 1."""
    expected = judged * share[level]
    spread = expected * (1 - share[level])
    told = spread > 0
    free = told.sum() - len(np.unique(level[told]))
    if free < 1:
        return 1.0
    squares = ((broken - expected)[told] ** 2 / spread[told]).sum()
    return max(float(squares / free), 1.0)
