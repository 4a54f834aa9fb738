"""How far a rule can be believed, from what people said of its remarks."""

from __future__ import annotations

from math import comb, inf
from typing import Final, NamedTuple

DOUBT: Final = 0.5
"""A rule that is right less often than this does more harm than good."""
SURE: Final = 0.9
"""So sure must it be that a rule is below doubt before it steps back."""
LOWER: Final = {"ask": "hint", "warn": "hint", "hint": ""}
"""What becomes of a level when its rule steps back; a hint falls silent."""


class Belief(NamedTuple):
    """The precision of a rule after so many labels: its mean, and an interval of 95 %."""

    right: int
    wrong: int
    mean: float
    low: float
    high: float


def below(right: int, wrong: int, limit: float = DOUBT) -> float:
    """Give the chance that the precision is below a limit, under Beta(1 + right, 1 + wrong).

    Exact: for whole numbers a Beta distribution is a sum of binomial chances.
    """
    every = right + wrong + 1
    return sum(
        comb(every, n) * limit**n * (1 - limit) ** (every - n) for n in range(right + 1, every + 1)
    )


def belief(right: int, wrong: int) -> Belief:
    """Tell what is believed of a rule's precision after so many labels, right and wrong."""
    mean = (1 + right) / (2 + right + wrong)
    return Belief(
        right, wrong, mean, _quantile(right, wrong, 0.025), _quantile(right, wrong, 0.975)
    )


def steps_back(right: int, wrong: int) -> bool:
    """Tell whether it is nearly sure that a rule is wrong more often than right."""
    return below(right, wrong) > SURE


def _quantile(right: int, wrong: int, chance: float) -> float:
    """Find by halving where the distribution has left the chance behind it."""
    low, high, width = 0.0, 1.0, inf
    while width > 1e-6:
        middle = (low + high) / 2
        low, high = (middle, high) if below(right, wrong, middle) < chance else (low, middle)
        width = high - low
    return (low + high) / 2
