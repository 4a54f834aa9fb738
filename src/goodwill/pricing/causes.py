"""What lies behind broken standards: how many breaches each of several causes adds.

Of a crossed model it is told how many breaches there would be fewer, if no level of a factor were
worse than a reference that the company itself has shown to reach.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import expit

from goodwill.pricing.crossed import places_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodwill.pricing.crossed import Factor, Fitted
    from goodwill.pricing.rows import Flags, Floats

NORMAL_95 = 1.959963984540054
CLEARLY = 3.0
"""Standard errors below the middle level from which a kind of work is one of its own."""


class Behind(NamedTuple):
    """The share of all breaches that lies behind each of K causes, with its covariance."""

    share: Floats  # (K,)
    covariance: Floats  # (K, K)

    @property
    def se(self) -> Floats:
        """The standard error of each share (K,)."""
        return np.asarray(np.sqrt(np.maximum(np.diag(self.covariance), 0)), dtype=np.float64)


def reference(order: Floats, judged: Floats, among: tuple[float, float]) -> Floats:
    """Weigh K levels, put in order of their effects, so that their mean is the reference.

    It is the mean over the dealings between two shares of all of them, counted from the best.
    """
    best = np.argsort(order, kind="stable")
    ends = np.cumsum(judged[best]) / judged.sum()
    begins = np.concatenate([[0.0], ends[:-1]])
    low, high = among
    within = np.clip(np.minimum(ends, high) - np.maximum(begins, low), 0, None)
    weights = np.zeros(len(order))
    weights[best] = within / within.sum()
    return weights


class _Excess(NamedTuple):
    """How far each factor lifts each cell above its reference, and what that does."""

    lift: Floats  # (F, C), on the log-odds; 0 where the level is unknown
    rise: Floats  # (C,), breaches per unit of lift: the chance gained, over the whole lift
    by_end: Floats  # (C,), how the rise changes with the cell's own log-odds
    by_base: Floats  # (C,), and with the log-odds of its reference
    weights: tuple[Floats, ...]  # (levels,) of each factor: what its reference is made of
    counted: Flags  # (F, C), where the level is known and not left out


def _excess(fitted: Fitted, judged: Floats, factors: Sequence[Factor]) -> _Excess:
    places = places_of(factors, fitted.starts)
    eta = fitted.effects[places].sum(axis=0)
    weights, lifts, counts = [], [], []
    for place, (one, start) in enumerate(zip(factors, fitted.starts, strict=False)):
        own = fitted.effects[start : fitted.starts[place + 1] - 1]
        out = left_out(fitted, judged, factors, place)
        counted = (one.level >= 0) & ~np.append(out, True)[one.level]
        dealings = np.bincount(one.level[counted], judged[counted], len(own)).astype(np.float64)
        weight = reference(own, dealings, one.among)
        weights.append(weight)
        counts.append(counted)
        lifts.append(np.where(counted, own[one.level] - weight @ own, 0.0))
    lift = np.asarray(lifts, dtype=np.float64)
    base = eta - lift.sum(axis=0)
    return _Excess(lift, *_rise(eta, base), tuple(weights), np.asarray(counts, dtype=np.bool_))


def left_out(fitted: Fitted, judged: Floats, factors: Sequence[Factor], place: int) -> Flags:
    """Say which levels of a factor are left out: of other kinds of work, the clearly better."""
    one, start = factors[place], fitted.starts[place]
    own = fitted.effects[start : fitted.starts[place + 1] - 1]
    if not one.kinds:
        return np.zeros(len(own), dtype=np.bool_)
    known = one.level >= 0
    dealings = np.bincount(one.level[known], judged[known], len(own))
    order = np.argsort(own, kind="stable")
    middle = int(order[np.searchsorted(np.cumsum(dealings[order]), dealings.sum() / 2)])
    block = fitted.covariance[start : start + len(own), start : start + len(own)]
    spread = np.diag(block) + block[middle, middle] - 2 * block[middle]
    return np.asarray(own < own[middle] - CLEARLY * np.sqrt(np.maximum(spread, 0)), dtype=np.bool_)


def _rise(eta: Floats, base: Floats) -> tuple[Floats, Floats, Floats]:
    """The mean slope of the chance between two log-odds, and its derivatives at either end."""
    apart = eta - base
    near = abs(apart) < 1e-4
    safe = np.where(near, 1.0, apart)
    high, low = expit(eta), expit(base)
    slope = high * (1 - high)
    rise = np.where(near, slope, (high - low) / safe)
    bend = slope * (1 - 2 * high) / 2
    by_end = np.where(near, bend, (slope - rise) / safe)
    by_base = np.where(near, bend, (rise - low * (1 - low)) / safe)
    return rise, by_end, by_base


def behind(
    fitted: Fitted, judged: Floats, broken: Floats, factors: Sequence[Factor], causes: int
) -> Behind:
    """Share out the breaches: each cause has what it adds on the way from reference to record.

    The parts are those of Aumann and Shapley (1974) along the straight way between the two, so
    that they and what is common to all sum to every breach. The covariance is by the delta method.
    """
    excess = _excess(fitted, judged, factors)
    rows = [np.array([one.cause == cause for one in factors]) for cause in range(causes)]
    return _told(fitted, judged, broken, factors, excess, rows, None)


def behind_levels(
    fitted: Fitted,
    judged: Floats,
    broken: Floats,
    factors: Sequence[Factor],
    factor: int,
    levels: Sequence[int],
) -> Behind:
    """Share out the breaches to single levels of one factor, as `behind` does to causes."""
    excess = _excess(fitted, judged, factors)
    rows = [np.arange(len(factors)) == factor for _ in levels]
    cells = [factors[factor].level == level for level in levels]
    return _told(fitted, judged, broken, factors, excess, rows, cells)


def _told(
    fitted: Fitted,
    judged: Floats,
    broken: Floats,
    factors: Sequence[Factor],
    excess: _Excess,
    rows: Sequence[Floats],
    cells: Sequence[Floats] | None,
) -> Behind:
    """Sum lift times rise over the chosen factors and cells, with the slopes of these sums."""
    shares, slopes = [], []
    for number, row in enumerate(rows):
        counted = judged if cells is None else judged * cells[number]
        lift = excess.lift[row].sum(axis=0)
        shares.append(float(counted @ (lift * excess.rise)))
        slopes.append(_slope(fitted, factors, excess, row, counted))
    gradient = np.asarray(slopes) / broken.sum()
    covariance = gradient @ fitted.covariance @ gradient.T
    return Behind(np.asarray(shares) / broken.sum(), covariance)


def _slope(
    fitted: Fitted, factors: Sequence[Factor], excess: _Excess, row: Floats, counted: Floats
) -> Floats:
    """How a sum of excess breaches changes with each of the P effects."""
    places = places_of(factors, fitted.starts)
    lift = excess.lift[row].sum(axis=0)
    # every effect moves the cell's end; those of known levels leave its base where it was
    at_end, at_base = counted * lift * excess.by_end, counted * lift * excess.by_base
    slope = np.zeros(len(fitted.effects))
    slope[0] = (at_end + at_base).sum()
    for place in range(len(factors)):
        start, end = fitted.starts[place], fitted.starts[place + 1]
        known = excess.counted[place]
        own = at_end + np.where(known, 0.0, at_base)
        through = at_base * known
        if row[place]:
            own = own + counted * excess.rise * known
            through = through - counted * excess.rise * known
        slope[start:end] += np.bincount(places[place + 1] - start, own, end - start)
        slope[start : end - 1] += through.sum() * excess.weights[place]
    return slope
