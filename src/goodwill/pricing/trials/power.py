"""How much is needed before a difference shows: parties, weeks, and the smallest one that can.

A look at information I = 1/V sees the effect as a normal deviate about d sqrt(I); what must be
exceeded is the boundary of `amounts.margin`, which the exact bets of `binary` come close to
(docs/trials.md sets the two beside one another). The chance of having crossed by I is a little
above the chance of being across at I, so that these sizes err on the long side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.trials.amounts import margin

if TYPE_CHECKING:
    from goodwill.pricing.rows import Floats

POWER = 0.8
HALVINGS = 60
MOST = 1e9
"""Parties above which nothing is proven in anybody's life."""


class Shape(NamedTuple):
    """A trial of two arms, in the unit of its outcome."""

    q: float
    """The play's share of the two arms."""
    spread: float
    """The standard deviation of one party's outcome."""
    worth: float
    """The smallest difference worth having; above nought."""
    alpha: float
    """The error of both sides together."""

    def variance(self, parties: Floats) -> Floats:
        """Give the variance of the difference after so many parties in both arms."""
        return np.asarray(self.spread**2 / (self.q * (1 - self.q)) / parties, dtype=np.float64)


class Seen(NamedTuple):
    """What is known already."""

    parties: float
    effect: float
    """NaN where nothing can be said of it yet, which counts as no party at all."""


NOTHING = Seen(0.0, 0.0)


def chance(shape: Shape, effect: float, against: float, parties: Floats, seen: Seen) -> Floats:
    """Give the chance (R,) that after so many parties the interval leaves out `against`.

    The parties still to come are supposed to have the true difference `effect`; those seen stay.
    """
    from scipy.special import ndtr

    old = 0.0 if np.isnan(seen.effect) else min(seen.parties, MOST)
    share = np.minimum(old / parties, 1.0)
    variance = shape.variance(parties)
    mean = share * (seen.effect if old else 0.0) + (1 - share) * effect
    away = abs(mean - against) * np.where((mean - against) * (effect - against) < 0, -1, 1)
    noise = np.sqrt(variance * (1 - share))  # of the mean, from what is still to come
    with np.errstate(divide="ignore", invalid="ignore"):
        far = (away - margin(variance, shape.worth, shape.alpha)) / noise
    return np.asarray(ndtr(np.nan_to_num(far, nan=0.0)), dtype=np.float64)


def needed(shape: Shape, effect: float, against: float = 0.0, seen: Seen = NOTHING) -> float:
    """Give how many parties in all show at 80 % power that the difference is not `against`.

    Infinite where no number would do, since `effect` is `against`.
    """
    if effect == against:
        return float("inf")
    low, high = np.log(max(seen.parties, 2.0)), np.log(MOST)
    for _halving in range(HALVINGS):
        middle = (low + high) / 2
        enough = chance(shape, effect, against, np.array([np.exp(middle)]), seen)[0] >= POWER
        low, high = (low, middle) if enough else (middle, high)
    return float("inf") if high >= np.log(MOST) - 1e-9 else float(np.exp(high))


def until_told(shape: Shape, guess: float, seen: Seen = NOTHING) -> float:
    """Give how many parties in all decide: that it works, or that it gains nothing worth having.

    `guess` is the best guess at the effect, a gain being above nought. It is used where it is worth
    having; a smaller one is not waited for: then it is asked how soon an effect just worth having
    would show, and how soon its absence would, and the sooner is given.
    """
    if guess >= shape.worth:
        return needed(shape, guess, 0.0, seen)
    works = needed(shape, shape.worth, 0.0, seen)
    useless = needed(shape, min(guess, 0.0), shape.worth, seen)
    return min(works, useless)


def smallest_fall(rate: float, parties: float, q: float, *, peeking: bool) -> float:
    """Give the highest rate below `rate` that still shows at 80 % power; NaN if not even nought.

    With `peeking` by the boundary for all looks, tuned to this very fall; else at one look, agreed
    upon beforehand, two-sided 5 % (the formula of two shares with pooled variance under no effect).
    """
    from scipy.special import ndtr, ndtri

    lower = np.linspace(rate, 0.0, 2001)[1:]
    play, held = parties * q, parties * (1 - q)
    under = lower * (1 - lower) / play + rate * (1 - rate) / held
    if peeking:
        fall = rate - lower
        shown = ndtr((fall - margin(under, fall, 0.05)) / np.sqrt(under)) >= POWER
    else:
        common = q * lower + (1 - q) * rate
        null = np.sqrt(common * (1 - common) * (1 / play + 1 / held))
        shown = ndtr((rate - lower - ndtri(0.975) * null) / np.sqrt(under)) >= POWER
    return float(lower[shown.argmax()]) if shown.any() else float("nan")
