"""How many nodes a stretch of silence needs, and where a long one is cut.

Over a stretch the integrand falls about as exp(-kappa v), v in 0..1. A Gauss-Legendre rule of n
nodes then errs by kappa^2n (n!)^4 / ((2n + 1) ((2n)!)^3) of the stretch (KERNEL A1), so that a
tolerance gives each rule the largest kappa it can serve. A stretch beyond the last rule is cut so
that each part has the same growth of the faster clock.
"""

from __future__ import annotations

from functools import cache
from math import lgamma, log
from typing import TYPE_CHECKING

import numpy as np

from goodwill.pricing.silence import legendre

if TYPE_CHECKING:
    from goodwill.pricing.rows import Floats, Integers

RULES = (2, 3, 4, 6, 10, 16)
"""Numbers of nodes that are kept; ten to sixteen cost less per unit of kappa than cutting."""
MOST_PARTS = 4000
"""Only absurd parameters, met on the way of a search, would need more."""


@cache
def reach(tolerance: float) -> Floats:
    """The largest kappa that each rule serves: shape (len(RULES),)."""
    return np.array([_reach(n, tolerance) for n in RULES])


def _reach(n: int, tolerance: float) -> float:
    size = 4 * lgamma(n + 1) - log(2 * n + 1) - 3 * lgamma(2 * n + 1)
    return float(np.exp((log(tolerance) - size) / (2 * n)))


@cache
def table() -> tuple[Floats, Floats]:
    """Places and weights on 0..1 of every rule, one row each, padded with nothing."""
    place, weight = np.zeros((2, len(RULES), RULES[-1]))
    for row, n in enumerate(RULES):
        place[row, :n], weight[row, :n] = legendre(n)
    return place, weight


def parts(width: Floats, fastest: Floats, power: Floats, longest: float) -> Integers:
    """Into how many parts stretches are cut so that none has a kappa above the longest.

    width: weeks; fastest: weeks in which the fastest clock doubles; power: the sum of the exponents
    of all clocks. A part grows that clock by longest / power, which bounds its kappa.
    """
    number = np.log1p(width / fastest) / np.log1p(longest / power)
    return np.clip(np.ceil(number), 1, MOST_PARTS).astype(np.int64)
