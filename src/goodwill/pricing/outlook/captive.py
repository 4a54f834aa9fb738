"""Customers who cannot leave before a day: their ill will is stored, and falls due at release.

A customer bound by a contract, or without an alternative, ages like any other: breaches quicken the
same clock. Only the leaving waits. So at release all those go at once who would have gone before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from goodwill.pricing.rows import Floats


class Captives(NamedTuple):
    """What to expect of N bound customers at the ends of Y windows, all of shape (Y,)."""

    there: Floats  # customers who are still there
    due: Floats  # of those who go, how many go on the very day of their release


def captives(
    alive: Floats, q: Floats, s: float, release: Floats, edges: Floats, m: float = 1.0
) -> Captives:
    """Expect what N customers do who are free in `release` weeks, shape (N,); edges is (Y + 1,).

    Alive is the probability that the customer would still be there if free to go, and q the clock
    of leaving, both (N,); m is the pace of leaving from now on against today's.
    """
    ends = edges[1:, None]
    wish_to_stay = alive * np.exp(-s * np.log1p(m * np.maximum(ends, 0.0) / q))
    there = np.where(ends < release, 1.0, wish_to_stay)
    stored = 1 - alive * np.exp(-s * np.log1p(m * release / q))
    freed = (release > edges[:-1, None]) & (release <= ends)
    return Captives(there.sum(axis=1), (freed * stored).sum(axis=1))
