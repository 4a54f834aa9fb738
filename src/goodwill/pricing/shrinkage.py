"""One person's rate beside that of comparable work, drawn towards it as far as chance goes.

Comparable work is the same standard under the same rule in the same month, done by the others of
the same team; the person's own cases are left out of it. What remains is a beta-binomial model
whose spread between persons is learnt from all of them (empirical Bayes: Efron & Morris 1975,
JASA 70; Stephens 2017, Biostatistics 18).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from goodwill.pricing.rows import Flags, Floats, Integers

FEWEST_OTHERS = 20
"""Cases of others below which a cell is too thin, and a coarser one is asked."""
TEAM_WEIGHT = 10.0
"""So many expected breaches pull the factor of a team towards one."""
MATERIAL, MARGIN = 1.25, 0.02
"""A rate is called materially higher when it is so many times that of comparable work, and so far
above it; lower likewise."""
CREDENCE = 0.9
"""How sure that must be. Simulated, forty persons of whom one breaks twice as often as the others:
found in 69 % of companies after 200 cases each, 93 % after 300, 99 % after 500; of all who were
named one in twenty or fewer was not materially worse."""
PRECISIONS = np.array([8.0, 16, 32, 64, 128, 256, 512, 1024, 4096, 65536])
"""Spreads between persons that are thought of: the more, the more alike they are."""
DOUBT = np.array([0.1, 0.1, 0.1, 0.2, 0.5, 1.0, 1.0, 1.0, 0.5, 0.5])
"""How many persons' worth of each spread is believed before any is seen."""
CLOSE = 128
"""From this precision on a person counts as close: within some three points of a tenth."""
ROUNDS, HALVINGS = 60, 24


class Shrunk(NamedTuple):
    """One entry per person; rates are shares of breaches, NaN where nothing was judged."""

    expected: Floats
    """The share that comparable work of others had."""
    rate: Floats
    """The posterior mean of the person's own share."""
    low: Floats
    high: Floats
    """The 95 % interval."""
    worse: Floats
    """The probability that the person's share is materially higher than the expected one."""
    better: Floats
    """The probability that it is materially lower."""
    alike: float
    """The share of persons who stand close to what comparable work has."""
    dispersion: float
    """By how much single weeks vary more than independent cases would; at least 1."""


def comparable(who: Integers, cells: Integers, n: Floats, breached: Floats) -> Floats:
    """Give for each of N rows the share of breaches that others had in the same cell.

    `cells` (L x N) numbers the cells of a row from the finest to the coarsest level; the finest in
    which others have at least 20 cases speaks. NaN where none has.
    """
    share = np.full(len(n), np.nan)
    for level in cells:
        others = _others(level, who, n)
        theirs = _others(level, who, breached)
        fit = np.isnan(share) & (others >= FEWEST_OTHERS)
        share[fit] = theirs[fit] / others[fit]
    return share


def _others(cell: Integers, who: Integers, number: Floats) -> Floats:
    """Sum over each row's cell without the rows of the same person."""
    _, joint = np.unique(np.stack([cell, who]), axis=1, return_inverse=True)
    own = np.bincount(joint.ravel(), number)[joint.ravel()]
    whole = np.bincount(cell, number)[cell]
    return np.asarray(whole - own, dtype=np.float64)


def with_team(team: Integers, who: Integers, expected: Floats, breached: Floats) -> Floats:
    """Scale N expected numbers by how the others of the same team do beside theirs."""
    theirs = _others(team, who, breached) + TEAM_WEIGHT
    hoped = _others(team, who, expected) + TEAM_WEIGHT
    scaled: Floats = expected * theirs / hoped
    return scaled


def dispersion(who: Integers, n: Floats, expected: Floats, breached: Floats) -> float:
    """Say how much more W person-weeks vary than independent cases: Pearson's X2 per degree.

    `n`, `expected` and `breached` are sums of one person's week. Each person's own level is taken
    out. At least 1; also 1 where there are too few weeks to tell.
    """
    level = np.bincount(who, breached) / np.maximum(np.bincount(who, expected), 1e-12)
    mean = np.clip(expected * level[who], 1e-9, n * (1 - 1e-9))
    spread = mean * (1 - mean / n)
    told = spread > 0.05  # a week in which nothing was to be expected says nothing
    freedom = told.sum() - len(np.unique(who[told]))
    if freedom < FEWEST_OTHERS:
        return 1.0
    return max(1.0, float(((breached - mean)[told] ** 2 / spread[told]).sum() / freedom))


def shrink(n: Floats, expected: Floats, breached: Floats, scatter: float = 1.0) -> Shrunk:
    """Draw the shares of P persons towards what comparable work had.

    `n` cases each, of which `expected` breaches by comparable work and `breached` in fact;
    `scatter` is the dispersion by which cases count for less than independent ones would.
    """
    from scipy.special import betainc

    told = (n > 0) & np.isfinite(expected)
    mean = np.clip(np.where(told, expected / np.maximum(n, 1), 0.5), 1e-6, 1 - 1e-6)
    cases, bad = n / scatter, np.minimum(breached, n) / scatter
    a, b = PRECISIONS * mean[:, None] + bad[:, None], PRECISIONS * (1 - mean[:, None])
    b = b + (cases - bad)[:, None]
    weight, alike = _weights(mean, a, b, told)

    def below(rate: Floats) -> Floats:
        share: Floats = (weight * betainc(a, b, rate[:, None])).sum(axis=1)
        return share

    rate = (weight * a / (a + b)).sum(axis=1)
    low, high = _quantile(below, 0.025, len(n)), _quantile(below, 0.975, len(n))
    worse = 1 - below(np.minimum(np.maximum(MATERIAL * mean, mean + MARGIN), 1.0))
    better = below(np.maximum(np.minimum(mean / MATERIAL, mean - MARGIN), 0.0))
    shown = [np.where(told, each, np.nan) for each in (mean, rate, low, high, worse, better)]
    return Shrunk(shown[0], shown[1], shown[2], shown[3], shown[4], shown[5], alike, scatter)


def _weights(mean: Floats, a: Floats, b: Floats, told: Flags) -> tuple[Floats, float]:
    """Learn how many persons stand how near to the mean, and what that says of each (P x K).

    Adaptive shrinkage by a mixture of spreads (Stephens 2017, Biostatistics 18), so that one who
    truly stands out is not drawn back by the many who are alike; EM with a few persons' worth of
    doubt in advance. Also gives the share of persons who stand close to comparable work.
    """
    from scipy.special import betaln

    start = betaln(PRECISIONS * mean[:, None], PRECISIONS * (1 - mean[:, None]))
    log = betaln(a, b) - start
    likely = np.exp(log - log.max(axis=1, keepdims=True))
    shares = DOUBT / DOUBT.sum()
    for _round in range(ROUNDS):
        each = likely * shares
        each /= each.sum(axis=1, keepdims=True)
        shares = (each[told].sum(axis=0) + DOUBT) / (told.sum() + DOUBT.sum())
    each = likely * shares
    return each / each.sum(axis=1, keepdims=True), float(shares[PRECISIONS >= CLOSE].sum())


def _quantile(below: Callable[[Floats], Floats], share: float, number: int) -> Floats:
    """Find the rates below which so much of each distribution lies, by halving."""
    low, high = np.zeros(number), np.ones(number)
    for _step in range(HALVINGS):
        middle = (low + high) / 2
        under = below(middle) < share
        low, high = np.where(under, middle, low), np.where(under, high, middle)
    return (low + high) / 2
