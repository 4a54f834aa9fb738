"""How far the model itself is off, beyond all that it reckons with: learnt from past cuts.

What the calendar does to buying is told by `tides`. What is left is the pace of leaving: a factor
on the cumulated hazard with the spread LEAVING, so that doubt grows with the part of customers that
is expected to leave; and money per purchase. These and the tide of buying are scaled by one number
that a company's own back-tests teach. The spreads to start from were set on three public sets of
records; docs/outlook.md shows what came of it, there and on others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodwill.pricing.rows import Floats

LEAVING, SPEND = 0.45, 0.10
"""Spreads of logs: of the hazard of leaving, and of money per purchase."""
START = 4.0
"""So many past cuts the spreads to start from are worth."""
OVERLAP = 0.5
"""How much one cut tells: the windows of neighbouring cuts overlap."""
LEAST = 0.25
"""The model is never taken to be better than by half its usual error."""


class Calibration(NamedTuple):
    """By how much the square of the usual error is multiplied, and how well that is known."""

    square: float = 1.0
    freedom: float = START

    def scales(self, rng: np.random.Generator, draws: int) -> Floats:
        """Draws of the factor on the usual error: heavy-tailed while little is known of it."""
        return np.sqrt(self.square * self.freedom / rng.chisquare(self.freedom, draws))


class Missed(NamedTuple):
    """One past cut: how far it was off, and how far it had to be."""

    error: float  # log of what came over what was expected
    known: float  # variance of that log by what is reckoned with: parameters, inflow, chance
    usual: float  # variance of that log by the usual error of the model


def learn(cuts: Sequence[Sequence[Missed]]) -> Calibration:
    """Learn from past cuts, each with one or several windows that end before today."""
    squares = [
        np.mean([(each.error**2 - each.known) / each.usual for each in windows])
        for windows in cuts
        if windows
    ]
    total = START + OVERLAP * float(np.sum(squares))
    freedom = START + OVERLAP * len(squares)
    return Calibration(max(total / freedom, LEAST), freedom)
