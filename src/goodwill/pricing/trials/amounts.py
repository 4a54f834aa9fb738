"""Two arms drawn by lot and an outcome that is an amount: money, minutes, how many times.

The difference d of two means with variance V (from the arms' own spreads) is compared with what a
Brownian motion would do by information 1/V, whose mixture over effects of the size of `worth` gives
a bound for all looks at once: d leaves +- sqrt((V + V^2/t^2) log((1 + t^2/V)/alpha^2)), t = worth,
with probability alpha at most (Robbins 1970; Johari, Koomen, Pekelis & Walsh 2022, Operations
Research 70(3), 1806-1821; with estimated variance Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas
2024, Annals of Statistics 52(6), 2613-2640).

It is asymptotic: it supposes a finite variance that the sums already show. Money is heavy-tailed,
so that nothing is said before `FEWEST` parties of either arm had any amount at all, and a play
should name a cap from which on a sum counts no more: the mean below a cap is proven then.

A covariate from before the lot takes out what customers brought along (Deng, Xu, Kohavi & Walker
2013, CUPED; the same as regression on both, Lin 2013 without interactions). It changes no mean.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from goodwill.pricing.rows import Floats

FEWEST = 30
"""Parties with an amount other than nought in either arm, below which nothing is said."""


class Sums(NamedTuple):
    """What R looks know of one arm; all arrays (R,). The covariate x is nought where unknown."""

    n: Floats
    some: Floats  # parties whose amount is not nought
    y: Floats  # sum of amounts
    yy: Floats  # sum of their squares
    x: Floats  # sum of the covariate
    xx: Floats
    xy: Floats


class Difference(NamedTuple):
    """The play less the held out, R looks; NaN before there is enough."""

    effect: Floats  # in the unit of the outcome
    variance: Floats  # of the effect
    spread: Floats  # standard deviation of one party's outcome, once the covariate is taken out
    told: Floats  # the share of the variance that the covariate took out


def difference(play: Sums, held: Sums) -> Difference:
    """Compare the means of two arms, with the covariate from before the lot taken out."""
    with np.errstate(invalid="ignore", divide="ignore"):
        (yy1, xx1, xy1), (yy0, xx0, xy0) = _within(play), _within(held)
        known = xx1 + xx0 > 0
        slope = np.where(known, (xy1 + xy0) / np.where(known, xx1 + xx0, 1), 0.0)
        rest1, rest0 = (
            yy1 - 2 * slope * xy1 + slope**2 * xx1,
            yy0 - 2 * slope * xy0 + slope**2 * xx0,
        )
        variance, before = (
            _variance(rest1, play.n, rest0, held.n),
            _variance(yy1, play.n, yy0, held.n),
        )
        effect = play.y / play.n - held.y / held.n - slope * (play.x / play.n - held.x / held.n)
        spread = np.sqrt((rest1 + rest0) / (play.n + held.n - 2))
    enough = (np.minimum(play.some, held.some) >= FEWEST) & (spread > 0)  # all alike say nothing
    told = 1 - variance / np.where(enough, before, 1)
    shown = [np.where(enough, each, np.nan) for each in (effect, variance, spread, told)]
    return Difference(shown[0], shown[1], shown[2], shown[3])


def _variance(squares1: Floats, n1: Floats, squares0: Floats, n0: Floats) -> Floats:
    """Give the variance of a difference of means: by each arm's own spread or by both arms'.

    The larger of the two. A small arm of skew amounts that lacks its rare large ones has too low a
    mean and too small a spread at once; the other arm's spread knows better.
    """
    own = squares1 / (n1 - 1) / n1 + squares0 / (n0 - 1) / n0
    both = (squares1 + squares0) / (n1 + n0 - 2) * (1 / n1 + 1 / n0)
    return np.asarray(np.maximum(own, both))


def _within(arm: Sums) -> tuple[Floats, Floats, Floats]:
    """Sums of squares and products about the arm's own means."""
    return (
        np.maximum(arm.yy - arm.y**2 / arm.n, 0.0),
        np.maximum(arm.xx - arm.x**2 / arm.n, 0.0),
        arm.xy - arm.x * arm.y / arm.n,
    )


def margin(variance: Floats, worth: Floats | float, alpha: float) -> Floats:
    """Give how far the effect may be from the truth at any look, on either side (R,)."""
    scale = worth**2 / variance
    return np.asarray(np.sqrt((variance + variance / scale) * np.log((1 + scale) / alpha**2)))


def one_sided(variance: Floats, worth: float, alpha: float) -> Floats:
    """Give how far the effect may be above the truth at any look (R,); for the harm stop."""
    scale = worth**2 / variance
    log = np.log1p(np.sqrt(1 + scale) / (2 * alpha))
    return np.asarray(np.sqrt(2 * (variance + variance / scale) * log))


def interval(found: Difference, worth: float, alpha: float) -> tuple[Floats, Floats]:
    """Give for R looks between which differences the truth lies; unbounded before it is known."""
    wide = margin(found.variance, worth, alpha)
    low, high = found.effect - wide, found.effect + wide
    return np.where(np.isnan(low), -np.inf, low), np.where(np.isnan(high), np.inf, high)
