"""How unequally something is spread, and whether it goes where something else is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from goodwill.pricing.rows import Floats


def concentration(amount: Floats, by: Floats) -> float:
    """Give the concentration index of N amounts over the order of another quantity, from -1 to 1.

    0 where everybody has alike or chance decides; near 1 where all goes to those with the most of
    `by`, near -1 where it goes to those with the least (Kakwani, Wagstaff & van Doorslaer 1997,
    Journal of Econometrics 77, equation 3). Equal ranks share their mean. NaN without any amount.
    """
    total = float(amount.sum())
    if len(amount) == 0 or total <= 0:
        return float("nan")
    mean = total / len(amount)
    return float(2 * np.mean((amount - mean) * (_ranks(by) - 0.5)) / mean)


def gini(amount: Floats) -> float:
    """Give the Gini index of N amounts of at least 0: the concentration over their own order."""
    return concentration(amount, amount)


def _ranks(values: Floats) -> Floats:
    """Give the fractional ranks of N values within 0 to 1; equal ones share their mean."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    before = np.cumsum(count) - count
    ranks: Floats = ((before + count / 2) / len(values))[place]
    return ranks
