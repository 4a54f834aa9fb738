"""Rates by several things at once: a crossed model of rules, channels, weeks, teams and persons.

The log-odds of a breach are a level common to all plus an effect of each factor's level; the
effects of a factor are normal around zero with a spread of its own (crossed random effects),
fitted by penalised likelihood with Laplace's approximation (Breslow & Clayton 1993, JASA 88; the
spreads by EM, kept off zero as Chung et al. 2013, Psychometrika 78, advise).
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
    kinds: bool = False
    """Whether its levels are work of different kinds: one that is clearly better than the middle
    one, as calls are answered at once, is then no reference for the others and sets nothing off."""


class Fitted(NamedTuple):
    """The effects at their most probable value, P in all: the common level first."""

    effects: Floats  # (P,)
    spreads: Floats  # (F,), the standard deviations of the factors on the log-odds
    covariance: Floats  # (P, P), given the spreads
    starts: tuple[int, ...]  # where each factor's effects begin in P, and where the last ends


def fit(judged: Floats, broken: Floats, factors: Sequence[Factor]) -> Fitted:
    """Fit the crossed effects to C cells with how many were judged and broken in each.

    What is unknown of a factor is one more level of it, so that it blames nobody.
    """
    sizes = [1, *(int(one.level.max(initial=-1)) + 2 for one in factors)]
    starts = tuple(int(place) for place in np.cumsum(sizes))
    places = places_of(factors, starts)
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


def places_of(factors: Sequence[Factor], starts: tuple[int, ...]) -> Integers:
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
