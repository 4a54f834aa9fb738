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

if TYPE_CHECKING:
    from goodwill.pricing.fit import Fit, Model
    from goodwill.pricing.kernel.panel import Panel
    from goodwill.pricing.rows import Floats

DROP = 1.9207
"""Half the 95 % point of chi-square with one degree of freedom."""
ENDS = 15.0
"""A coefficient held here makes a rate nothing, or all: what is not against it bounds nothing."""
SUSPECT = 0.75
"""An error of the records alone above this: their interval spans a factor of nineteen or more."""
NEAR = 0.01
"""Error of the drop at the end of an interval: about 0.003 standard errors."""


class _Held(NamedTuple):
    """The best that can be had with one coefficient held at a value."""

    value: float
    best: float  # the log posterior
    theta: Floats


def profile(panel: Panel, fit: Fit, index: int, prior: Prior | None) -> tuple[float, float]:
    """The 95 % profile interval of one coefficient; infinite on a side that is not bounded."""
    model = partial(posterior, partial(slope, panel=panel), prior=prior)
    top = climb(model, fit.theta, None)
    here = _Held(float(top.theta[index]), top.slope.value, top.theta)
    error = float(np.sqrt(fit.covariance[index, index]))
    step = 1.96 * error if np.isfinite(error) and error > 0 else 1.0
    low, high = (_end(model, here, index, side * step) for side in (-1, 1))
    return low, high


def unbounded(panel: Panel, fit: Fit, prior: Prior | None) -> tuple[str, ...]:
    """Name the coefficients that the records alone, without their own prior, do not bound."""
    found = []
    for index in range(len(fit.theta) - fit.plain, len(fit.theta)):
        if _own_error(fit, prior, index) > SUSPECT:
            without = None if prior is None else _rest(prior, index)
            model = partial(posterior, partial(slope, panel=panel), prior=without)
            top = climb(model, fit.theta, None)
            ends = (_held(model, top.theta, index, end).best for end in (-ENDS, ENDS))
            if abs(top.theta[index]) >= ENDS or max(ends) > top.slope.value - DROP:
                found.append(fit.names[index])
    return tuple(found)


def _own_error(fit: Fit, prior: Prior | None, index: int) -> float:
    """The standard error of one parameter by the curvature without its own prior."""
    if np.isnan(fit.covariance).any():
        return np.inf
    hill = np.asarray(np.linalg.inv(fit.covariance), dtype=np.float64)
    if prior is not None:
        mine = prior.slope(fit.theta).curvature
        mine -= _rest(prior, index).slope(fit.theta).curvature
        hill = hill - mine
    others = np.linalg.pinv(_less(hill, index).tolist())
    bend = hill[index, index] - hill[index] @ others @ hill[index]
    return float(1 / np.sqrt(bend)) if bend > 0 else np.inf


def _less(hill: Floats, index: int) -> Floats:
    """The curvature of the other parameters, with nothing in the row and column of this one."""
    rest = hill.copy()
    rest[index], rest[:, index] = 0.0, 0.0
    return rest


def _rest(prior: Prior, index: int) -> Prior:
    keep = prior.of[:, index] == 0
    return Prior(prior.of[keep], prior.centre[keep], prior.spread[keep])


def _held(model: Model, start: Floats, index: int, value: float) -> _Held:
    """Climb with one parameter held."""
    free = np.arange(len(start)) != index

    def less(rest: Floats, /) -> Slope:
        """Evaluate with the held parameter put in its place."""
        theta = np.empty_like(start)
        theta[free], theta[index] = rest, value
        whole = model(theta)
        return Slope(whole.value, whole.gradient[free], whole.curvature[np.ix_(free, free)])

    top = climb(less, start[free], None)
    theta = np.empty_like(start)
    theta[free], theta[index] = top.theta, value
    return _Held(value, top.slope.value, theta)


def _end(model: Model, top: _Held, index: int, step: float) -> float:
    """Where the profile has fallen by DROP on one side of its top."""
    inner, outer = top, top
    while top.best - outer.best < DROP:
        inner = outer
        if abs(inner.value) >= ENDS and inner is not top:
            return float(np.copysign(np.inf, step))
        value = float(np.clip(inner.value + step, -ENDS, ENDS))
        outer = _held(model, inner.theta, index, value)
        step *= 2 if inner is not top else 1
    for _ in range(30):
        # the root of the drop is nearly straight in the coefficient
        near, far = (np.sqrt(max(top.best - each.best, 0.0)) for each in (inner, outer))
        share = np.clip((np.sqrt(DROP) - near) / (far - near), 0.02, 0.98)
        middle = inner.value + float(share) * (outer.value - inner.value)
        found = _held(model, inner.theta, index, middle)
        if abs(top.best - found.best - DROP) < NEAR:
            return found.value
        inner, outer = (found, outer) if top.best - found.best < DROP else (inner, found)
    return (inner.value + outer.value) / 2
