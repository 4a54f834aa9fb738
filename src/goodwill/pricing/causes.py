"""What lies behind broken standards: a crossed model of rules, processes, teams and persons.

The log-odds of a breach are a level common to all plus an effect of each factor's level; the
effects of a factor are normal around zero with a spread of its own (crossed random effects),
fitted by penalised likelihood with Laplace's approximation (Breslow & Clayton 1993, JASA 88; the
spreads by EM, kept off zero as Chung et al. 2013, Psychometrika 78, advise). What the effects do
is then told as breaches: how many there would be fewer if no level were worse than a reference
that the company itself has shown to reach.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.special import expit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodwill.pricing.rows import Floats, Integers

NORMAL_95 = 1.959963984540054
STEPS, SETTLED = 200, 1e-5
RATE = 2.0
"""Of the gamma prior (shape 2) of each factor's spread on the log-odds; its mode is 0.5."""
LEAST_SLOPE = 1e-6


class Factor(NamedTuple):
    """One thing that may lie behind breaches, with its level in each of C cells; -1 is unknown."""

    level: Integers
    cause: int
    """The cause to which its breaches are counted; a cause may have several factors."""
    among: tuple[float, float] = (0.25, 0.5)
    """The dealings, in shares from the best level on, whose level is the reference."""


class Fitted(NamedTuple):
    """The effects at their most probable value, P in all: the common level first."""

    effects: Floats  # (P,)
    spreads: Floats  # (F,), the standard deviations of the factors on the log-odds
    covariance: Floats  # (P, P), given the spreads
    starts: tuple[int, ...]  # where each factor's effects begin in P, and where the last ends


class Behind(NamedTuple):
    """The share of all breaches that lies behind each of K causes, with its covariance."""

    share: Floats  # (K,)
    covariance: Floats  # (K, K)

    @property
    def se(self) -> Floats:
        """The standard error of each share (K,)."""
        return np.asarray(np.sqrt(np.maximum(np.diag(self.covariance), 0)), dtype=np.float64)


def fit(judged: Floats, broken: Floats, factors: Sequence[Factor]) -> Fitted:
    """Fit the crossed effects to C cells with how many were judged and broken in each.

    What is unknown of a factor is one more level of it, so that it blames nobody.
    """
    sizes = [1, *(int(one.level.max(initial=-1)) + 2 for one in factors)]
    starts = tuple(int(place) for place in np.cumsum(sizes))
    places = _places(factors, starts)
    effects = np.zeros(starts[-1])
    effects[0] = _log_odds(broken.sum(), judged.sum())
    spreads = np.full(len(factors), 1 / RATE)
    for _ in range(STEPS):
        penalty = np.concatenate([[0.0], np.repeat(spreads**-2.0, sizes[1:])])
        effects, covariance = _climbed(judged, broken, places, effects, penalty)
        squares = effects**2 + np.diag(covariance)
        before = spreads
        spreads = np.array(
            [
                _spread(float(squares[start:end].sum()), end - start)
                for start, end in pairwise(starts)
            ]
        )
        if np.all(abs(np.log(spreads / before)) < SETTLED * 100):
            break
    return Fitted(effects, spreads, covariance, starts)


def _places(factors: Sequence[Factor], starts: tuple[int, ...]) -> Integers:
    """Give the place of each cell's effects in P, (1 + F, C); the unknown comes last."""
    cells = len(factors[0].level) if factors else 0
    rows = [np.zeros(cells, dtype=np.int64)]
    for one, start, end in zip(factors, starts, starts[1:], strict=False):
        rows.append(np.where(one.level < 0, end - 1, start + one.level))
    return np.asarray(rows, dtype=np.int64)


def _log_odds(part: float, whole: float) -> float:
    return float(np.log((part + 0.5) / (whole - part + 0.5)))


def _spread(squares: float, number: int) -> float:
    """The spread at which the expected log-posterior is highest: a root of a cubic."""
    roots = np.roots([RATE, number - 1.0, 0.0, -squares])
    real = roots[abs(roots.imag) < 1e-9].real
    return float(max(real[real > 0].max(initial=1e-4), 1e-4))


def _climbed(
    judged: Floats, broken: Floats, places: Integers, effects: Floats, penalty: Floats
) -> tuple[Floats, Floats]:
    """Climb to the top for given spreads; give the effects and their covariance there."""
    height = _height(judged, broken, places, effects, penalty)
    for _ in range(STEPS):
        share = expit(effects[places].sum(axis=0))
        score = _gathered(broken - judged * share, places, len(effects)) - penalty * effects
        factor = cho_factor(_information(judged * share * (1 - share), places, penalty))
        step = cho_solve(factor, score)
        gain = float(score @ step)
        size = 1.0
        while gain > SETTLED and size > 1e-4:
            trial = effects + size * step
            reached = _height(judged, broken, places, trial, penalty)
            if reached >= height:
                effects, height = trial, reached
                break
            size /= 2
        if gain <= SETTLED or size <= 1e-4:
            break
    return effects, np.asarray(cho_solve(factor, np.eye(len(effects))), dtype=np.float64)


def _height(
    judged: Floats, broken: Floats, places: Integers, effects: Floats, penalty: Floats
) -> float:
    eta = effects[places].sum(axis=0)
    told = broken @ eta - judged @ np.logaddexp(0, eta)
    return float(told - 0.5 * penalty @ effects**2)


def _gathered(values: Floats, places: Integers, number: int) -> Floats:
    summed = sum(np.bincount(row, values, number) for row in places)
    return np.asarray(summed, dtype=np.float64)


def _information(weight: Floats, places: Integers, penalty: Floats) -> Floats:
    """The information (P, P): weights summed over the cells that two effects share."""
    number = len(penalty)
    above = np.zeros(number * number)  # what two different factors share, once
    for first, row in enumerate(places):
        for column in places[first + 1 :]:
            above += np.bincount(row * number + column, weight, number * number)
    half = above.reshape(number, number)
    matrix = half + half.T
    matrix[np.diag_indices(number)] += _gathered(weight, places, number) + penalty + LEAST_SLOPE
    return matrix


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


def _excess(fitted: Fitted, judged: Floats, factors: Sequence[Factor]) -> _Excess:
    places = _places(factors, fitted.starts)
    eta = fitted.effects[places].sum(axis=0)
    weights, lifts = [], []
    for one, start, end in zip(factors, fitted.starts, fitted.starts[1:], strict=False):
        own = fitted.effects[start : end - 1]
        known = one.level >= 0
        dealings = np.bincount(one.level[known], judged[known], len(own)).astype(np.float64)
        weight = reference(own, dealings, one.among)
        weights.append(weight)
        lifts.append(np.where(known, own[one.level] - weight @ own, 0.0))
    lift = np.asarray(lifts, dtype=np.float64)
    base = eta - lift.sum(axis=0)
    return _Excess(lift, *_rise(eta, base), tuple(weights))


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
    places = _places(factors, fitted.starts)
    lift = excess.lift[row].sum(axis=0)
    # every effect moves the cell's end; those of known levels leave its base where it was
    at_end, at_base = counted * lift * excess.by_end, counted * lift * excess.by_base
    slope = np.zeros(len(fitted.effects))
    slope[0] = (at_end + at_base).sum()
    for place, one in enumerate(factors):
        start, end = fitted.starts[place], fitted.starts[place + 1]
        known = one.level >= 0
        own = at_end + np.where(known, 0.0, at_base)
        through = at_base * known
        if row[place]:
            own = own + counted * excess.rise * known
            through = through - counted * excess.rise * known
        slope[start:end] += np.bincount(places[place + 1] - start, own, end - start)
        slope[start : end - 1] += through.sum() * excess.weights[place]
    return slope
