"""Overreach: who asks for more than customers alike do, beyond what chance and custom explain.

Counts of N customers come at personal rates ~ Gamma(shape, rate) per unit of exposure among those
alike; a customer's own rate is drawn towards theirs as far as its count is chance (Clayton and
Kaldor 1987, Biometrics 43, 671-681). Of all who are named at most a share is named falsely
(Benjamini and Hochberg 1995).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.unusual import discovered

if TYPE_CHECKING:
    from goodwill.pricing.rows import Flags, Floats, Integers

FALSE_SHARE = 0.05
FEWEST_ALIKE = 20
"""Fewer customers than these tell nothing of what is usual."""
FEWEST = 3
"""Less than so much is nobody's habit."""
TIMES = 1.5
"""Whoever is named asks for at least so many times as much as those alike, as far as is sure."""
MOST = 0.1
"""Where more than this share of those alike would be named, they are not alike, and nobody is."""
SUREST = 1.0
"""Customers alike are taken to differ at least as much as rates of this Gamma shape do, even where
those seen are more alike: else somebody wholly unlike them would be drawn towards them."""
_CENTS = (0.025, 0.975)


class Overreach(NamedTuple):
    """N customers; arrays of shape (N,), NaN and False where there are too few alike."""

    expected: Floats  # the count of a usual customer alike with the same exposure
    times: Floats  # how many times the rate of those alike, drawn towards 1
    low: Floats  # the same, 95 % interval
    high: Floats
    chance: Floats  # of so many or more, if the customer were one like the others
    named: Flags


def overreach(
    counts: Floats, exposure: Floats, alike: Integers, share: float = FALSE_SHARE
) -> Overreach:
    """Compare counts (N,) per exposure (N,) with those of the same group `alike` (N,).

    What is usual is reckoned for each without the customer, and without those who turn out to be
    named, so that a few who ask for very much do not make it usual.
    """
    named = np.zeros(len(counts), dtype=np.bool_)
    for _ in (1, 2):
        found = _compared(counts, exposure, alike, named, share)
        named = found.named
    many = [group for group in np.unique(alike) if named[alike == group].mean() > MOST]
    return found._replace(named=named & ~np.isin(alike, many))


def work_of(counts: Floats, size: Floats) -> Floats:
    """How many counts (N,) to expect of customers of this size (N,): a line that never falls.

    Whoever orders ten times as much asks more, but not ten times as much.
    """
    from scipy.optimize import nnls

    (least, each), _rest = nnls(np.column_stack([np.ones_like(size), size]), counts)
    line = least + each * size
    return np.asarray(line / line.mean() if line.mean() > 0 else np.ones_like(size))


def _compared(
    counts: Floats, exposure: Floats, alike: Integers, out: Flags, share: float
) -> Overreach:
    nothing = np.full(len(counts), np.nan)
    expected, times, low, high, chance = (nothing.copy() for _ in range(5))
    for group in np.unique(alike):
        own = (alike == group) & (exposure > 0)
        usual = own & ~out
        if usual.sum() < FEWEST_ALIKE:
            continue
        shape, rate = _of_others(counts[own], exposure[own], usual[own])
        mean = shape / rate
        expected[own] = mean * exposure[own]
        times[own], low[own], high[own] = _own(counts[own], exposure[own], shape, rate)
        chance[own] = _tail(counts[own], exposure[own], shape, rate)
    with np.errstate(invalid="ignore"):
        sure = (counts >= FEWEST) & (low >= TIMES)
    return Overreach(expected, times, low, high, chance, discovered(chance, share) & sure)


def _of_others(counts: Floats, exposure: Floats, usual: Flags) -> tuple[Floats, Floats]:
    """The Gamma(shape, rate) of the rates of all usual ones but oneself, by moments; shapes (N,).

    Whoever asks for very much would else make it look usual.
    """
    b, t, w = counts, exposure, usual.astype(float)
    sums = [(w * each).sum() - w * each for each in (b, t, b * b, b * t, t * t)]
    asked, time, squares, both, times = sums
    mean = asked / time
    spread = (squares - 2 * mean * both + mean**2 * times - mean * time) / times
    spread = np.maximum(spread, mean**2 / SUREST)
    some = mean > 0
    safe = np.where(some, spread, 1.0)
    # where no other ever asked, half an asking of all of them together is taken for usual
    return np.where(some, mean**2 / safe, 0.5), np.where(some, mean / safe, time)


def _own(
    counts: Floats, exposure: Floats, shape: Floats, rate: Floats
) -> tuple[Floats, Floats, Floats]:
    """The own rate over the usual one: its mean and interval after the count was seen."""
    from scipy.special import gammaincinv

    scale = (shape / rate) * (rate + exposure)
    low, high = (gammaincinv(shape + counts, cent) / scale for cent in _CENTS)
    return (shape + counts) / scale, low, high


def _tail(counts: Floats, exposure: Floats, shape: Floats, rate: Floats) -> Floats:
    """P(at least so many) for a customer drawn from those alike: a negative binomial."""
    from scipy.special import betainc

    part = exposure / (exposure + rate)
    return np.asarray(np.where(counts > 0, betainc(np.maximum(counts, 1.0), shape, part), 1.0))
