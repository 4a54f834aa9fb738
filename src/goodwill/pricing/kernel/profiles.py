"""How far a coefficient may go before the records speak against it.

Where the curvature lies, twice its error is no interval: a covariate shared by all may run off to
minus infinity along a flat ridge while its curvature at some place looks well. The profile is the
best log-likelihood with the coefficient held; its 95 % interval is where that is within 1.92.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.fit import Prior, Slope, climb, posterior
from goodwill.pricing.kernel.likelihood import slope
from goodwill.pricing.kernel.parameters import places

if TYPE_CHECKING:
    from goodwill.pricing.fit import Fit, Model
    from goodwill.pricing.kernel.panel import Panel
    from goodwill.pricing.rows import Floats

DROP = 1.9207
"""Half the 95 % point of chi-square with one degree of freedom."""
ENDS = 15.0
"""The log of a rate moved so far by one covariate makes the rate nothing, or all."""
SUSPECT = 0.75
"""An error of the records alone above this: their interval spans a factor of nineteen or more."""
SAY = 0.02
"""A prior with less than this share in every answer may be left where it is."""
NEAR = 0.01
"""Error of the drop at the end of an interval: about 0.003 standard errors."""
FARTHEST = 1.0
"""No other parameter is moved farther before the climb with one of them held begins."""
CLOSE = 1e-4
"""A held climb ends when no step promises more: far below what is asked of the drop."""
MOST_CUTS = 30


class _Held(NamedTuple):
    """The best that can be had with one coefficient held at a value."""

    value: float
    theta: Floats
    slope: Slope  # of the log posterior there

    @property
    def best(self) -> float:
        """The log posterior."""
        return self.slope.value

    def towards(self, index: int, value: float) -> Floats:
        """Where the others would lie with the coefficient elsewhere, were this a parabola."""
        rest = np.arange(len(self.theta)) != index
        hill = self.slope.curvature
        slant = np.linalg.lstsq(hill[np.ix_(rest, rest)], hill[rest, index], rcond=None)[0]
        step = -slant * (value - self.theta[index])
        moved = self.theta.copy()
        moved[rest] += step / max(1.0, np.abs(step).max() / FARTHEST)
        return moved


def profile(panel: Panel, fit: Fit, index: int, prior: Prior | None) -> tuple[float, float]:
    """The 95 % profile interval of one coefficient; infinite on a side that is not bounded."""
    model = partial(posterior, partial(slope, panel=panel), prior=prior)
    top = climb(model, fit.theta, None)
    here = _Held(float(top.theta[index]), top.theta, top.slope)
    error = float(np.sqrt(fit.covariance[index, index]))
    step = 1.96 * error if np.isfinite(error) and error > 0 else 1.0
    end = ENDS / _sizes(panel)[index]
    low, high = (_end(model, here, index, side * step, end) for side in (-1, 1))
    return low, high


def unbounded(panel: Panel, fit: Fit, prior: Prior | None) -> tuple[str, ...]:
    """Name the coefficients that the records alone, without any prior on them, do not bound."""
    coefficients = range(len(fit.theta) - fit.plain, len(fit.theta))
    model = partial(posterior, partial(slope, panel=panel), prior=_less(prior, coefficients))
    theta, here = fit.theta, model(fit.theta)
    if _moved(fit, prior, coefficients):
        top = climb(model, theta, None)
        theta, here = top.theta, top.slope
    found = []
    for index in coefficients:
        size = float(_sizes(panel)[index])
        error = min(_own_error(here.curvature, index), ENDS / size)
        at = _Held(float(theta[index]), theta, here)
        if error * size > SUSPECT and not all(
            _bracket(model, at, index, side * 2 * error, ENDS / size) for side in (-1, 1)
        ):
            found.append(fit.names[index])
    return tuple(found)


def _sizes(panel: Panel) -> Floats:
    """How large the covariate of each parameter gets; 1 for those without, and where it is 0."""
    at = places(panel)
    size = np.ones(at.size)
    kinds = ((at.gamma, panel.buying), (at.delta, panel.leaving), (at.kappa, panel.calling))
    for group, covariates in kinds:
        for index, column in zip(range(group.start, group.stop), covariates.T, strict=False):
            size[index] = max(column.max(), -column.min()) or 1.0
    return size


def _less(prior: Prior | None, coefficients: range) -> Prior | None:
    """What the prior says of the other parameters alone."""
    if prior is None:
        return None
    keep = ~prior.of[:, list(coefficients)].any(axis=1)
    return Prior(prior.of[keep], prior.centre[keep], prior.spread[keep])


def _moved(fit: Fit, prior: Prior | None, coefficients: range) -> bool:
    """Whether the prior has a say in any coefficient, so that the maximum without it lies away."""
    if prior is None or np.isnan(fit.covariance).any():
        return True
    said = np.diag(prior.slope(fit.theta).curvature) * np.diag(fit.covariance)
    return bool(np.any(said[list(coefficients)] > SAY))


def _own_error(hill: Floats, index: int) -> float:
    """The standard error of one parameter, the others free, by a curvature that may be singular."""
    rest = np.delete(np.arange(len(hill)), index)
    across = hill[rest, index]
    part = np.linalg.lstsq(hill[np.ix_(rest, rest)], across, rcond=None)[0]
    bend = float(hill[index, index] - across @ part)
    return float(1 / np.sqrt(bend)) if bend > 0 else np.inf


def _held(model: Model, near: _Held, index: int, value: float) -> _Held:
    """Climb with one parameter held, from where it was held at a value near by."""
    start = near.towards(index, value)
    free = np.arange(len(start)) != index

    def less(rest: Floats, /) -> Slope:
        """Evaluate with the held parameter put in its place."""
        theta = np.empty_like(start)
        theta[free], theta[index] = rest, value
        whole = model(theta)
        return Slope(whole.value, whole.gradient[free], whole.curvature[np.ix_(free, free)])

    top = climb(less, start[free], None, CLOSE)
    theta = np.empty_like(start)
    theta[free], theta[index] = top.theta, value
    return _Held(value, theta, model(theta))


def _bracket(
    model: Model, top: _Held, index: int, step: float, end: float
) -> tuple[_Held, _Held] | None:
    """Two values between which the profile falls by DROP; None where it never does."""
    inner, outer = top, top
    while top.best - outer.best < DROP:
        if outer.value * np.sign(step) >= end:
            return None
        inner = outer
        outer = _held(model, inner, index, float(np.clip(inner.value + step, -end, end)))
        step *= 2
    return inner, outer


def _end(model: Model, top: _Held, index: int, step: float, end: float) -> float:
    """Where the profile has fallen by DROP on one side of its top."""
    around = _bracket(model, top, index, step, end)
    if around is None:
        return float(np.copysign(np.inf, step))
    inner, outer = around
    for _ in range(MOST_CUTS):
        # the root of the drop is nearly straight in the coefficient
        near, far = (np.sqrt(max(top.best - each.best, 0.0)) for each in (inner, outer))
        share = np.clip((np.sqrt(DROP) - near) / (far - near), 0.05, 0.95)
        middle = inner.value + float(share) * (outer.value - inner.value)
        found = _held(model, inner, index, middle)
        fallen = top.best - found.best
        if abs(fallen - DROP) < NEAR:
            return found.value
        inner, outer = (found, outer) if fallen < DROP else (inner, found)
    return (inner.value + outer.value) / 2
