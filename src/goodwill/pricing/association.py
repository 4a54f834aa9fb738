"""What goes with what, over customers who differ in much else: shown as such, never priced."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from goodwill.pricing.rows import Flags, Floats, Integers

NORMAL_95 = 1.959963984540054
MOST_STEPS = 50
SETTLED = 1e-10
"""Of the Newton decrement, the squared distance to the top in standard errors."""
FURTHEST = 10.0
"""A coefficient times the size of its column: beyond it the top is at infinity."""


class Association(NamedTuple):
    """The log odds ratio of an outcome per unit of one thing; NaN where it cannot be told."""

    effect: float
    se: float  # robust, clustered

    @property
    def interval(self) -> tuple[float, float]:
        """Between which odds ratios the truth of the association lies with 95 %."""
        half = NORMAL_95 * self.se
        return float(np.exp(self.effect - half)), float(np.exp(self.effect + half))


def odds(happened: Flags, thing: Floats, beside: Floats, cluster: Integers) -> Association:
    """Fit a logistic regression of N outcomes on a thing (N,) beside others (N, K), K may be 0.

    The covariance is the sandwich over clusters (Liang & Zeger 1986) without small-sample factors.
    NaN where the thing or the outcome does not vary, or tells the outcome without error.
    """
    z = np.column_stack([thing, np.ones(len(thing)), beside]).astype(np.float64)
    beta = _climb(happened.astype(np.float64), z)
    if beta is None:
        return Association(np.nan, np.nan)
    chance = 1 / (1 + np.exp(-z @ beta))
    inverse = np.linalg.inv(z.T @ (z * (chance * (1 - chance))[:, None]))
    scores = z * (happened - chance)[:, None]
    _, which = np.unique(cluster, return_inverse=True)
    summed = np.column_stack([np.bincount(which, column) for column in scores.T])
    variance = inverse[0] @ summed.T @ summed @ inverse[0]
    return Association(float(beta[0]), float(np.sqrt(variance)))


def _climb(y: Floats, z: Floats) -> Floats | None:
    """Climb by Newton's method; None where the top lies at infinity or is a ridge."""
    if not 0 < y.sum() < len(y) or not np.ptp(z[:, 0]) > 0:
        return None
    beta = np.zeros(z.shape[1])
    scale = np.sqrt((z * z).mean(axis=0))
    for _ in range(MOST_STEPS):
        chance = 1 / (1 + np.exp(-z @ beta))
        information = z.T @ (z * (chance * (1 - chance))[:, None])
        spread = np.linalg.eigvalsh(information / np.outer(scale, scale))
        if spread[0] <= 1e-10 * spread[-1] or abs(beta[0]) * z[:, 0].std() > FURTHEST:
            return None
        gradient = z.T @ (y - chance)
        step = np.linalg.solve(information, gradient)
        beta = np.asarray(beta + step, dtype=np.float64)
        if gradient @ step < SETTLED:
            return beta
    return None
