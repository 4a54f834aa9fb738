"""The best parameters of a model, how sure they are, and what should make one careful.

Newton steps in the logs of the parameters, held back as Levenberg and Marquardt do, from the
curvature of the outer products of the scores; the end is decided by the gain still to be had, never
by a tolerance on the parameters. The standard errors come from the true curvature, by central
differences of the analytic gradient.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodwill.pricing.rows import Floats

SETTLED = 1e-10
"""Gain in log-likelihood that a further step may still promise."""
MOST_STEPS = 200
DIFFERENCE = 1e-5
"""Step in a log parameter when the gradient is differenced: errors near 1e-9 of it."""
FAR = 6.0
"""A log parameter beyond this says that customers do not differ; it then has no meaning itself."""

OUTERMOST = 20.0
"""No log parameter is searched beyond this."""


class Caution(StrEnum):
    """What the reader of a fit must be told; the words are found elsewhere."""

    FEW = "few"  # fewer than 100 customers
    NO_REPEATS = "no_repeats"  # nobody came back
    ALIKE = "alike"  # no difference between customers could be found in one of the rates
    NOBODY_LEAVES = "nobody_leaves"  # the records show no sign that anybody left
    STARTS_DISAGREE = "starts_disagree"  # two starts ended in different places
    NOT_SETTLED = "not_settled"  # the search ran out of steps
    FLAT = "flat"  # some direction is not determined at all: no errors can be given
    NOT_IDENTIFIED = "not_identified"  # the records do not bound some coefficient: Fit.unbounded


class Slope(NamedTuple):
    """A log-likelihood at theta, its gradient (P,), and the outer products of its scores (P, P)."""

    value: float
    gradient: Floats
    curvature: Floats


def summed(loglik: Floats, gradient: Floats, weight: Floats) -> Slope:
    """Add up the weighted rows: loglik and weight of shape (N,), gradient (P, N).

    Sums in pairs, and without the linear algebra library, whose threads cost more than they save.
    """
    weighted = gradient * weight
    outer = np.einsum("pn,qn->pq", weighted, gradient)
    return Slope(float((loglik * weight).sum()), weighted.sum(axis=1), outer)


class Model(Protocol):
    """What the search needs to know of a model."""

    def __call__(self, theta: Floats, /) -> Slope:
        """Evaluate the log-likelihood at the log parameters."""


class Prior(NamedTuple):
    """Weak knowledge: independent normal beliefs about K combinations of the log parameters."""

    of: Floats  # (K, P)
    centre: Floats  # (K,)
    spread: Floats  # (K,)

    def slope(self, theta: Floats) -> Slope:
        """Log density (its constant left out), gradient and curvature."""
        scaled = self.of / self.spread[:, None]
        away = scaled @ theta - self.centre / self.spread
        return Slope(float(-away @ away / 2), -away @ scaled, scaled.T @ scaled)


class Fit(NamedTuple):
    """A fitted model; theta are the logs of its positive parameters, then plain coefficients."""

    names: tuple[str, ...]
    theta: Floats
    covariance: Floats  # of theta, (P, P); NaN where it cannot be told
    loglik: float  # at theta, without the prior
    customers: float
    evaluations: int
    cautions: tuple[Caution, ...]
    plain: int = 0  # how many trailing parameters are coefficients, not logs
    robust: Floats | None = None  # the covariance that a wrong model would leave true (sandwich)
    unbounded: tuple[str, ...] = ()  # coefficients that the records alone do not bound

    @property
    def parameters(self) -> dict[str, float]:
        """The parameters as the papers print them."""
        return dict(zip(self.names, self._shown().tolist(), strict=True))

    @property
    def errors(self) -> dict[str, float]:
        """Their standard errors, by the delta method."""
        errors = np.sqrt(np.diag(self.covariance))
        errors[: self._logs] *= self._shown()[: self._logs]
        return dict(zip(self.names, errors.tolist(), strict=True))

    @property
    def _logs(self) -> int:
        return len(self.theta) - self.plain

    def _shown(self) -> Floats:
        shown = self.theta.copy()
        shown[: self._logs] = np.exp(shown[: self._logs])
        return shown


class Top(NamedTuple):
    """Where one search ended."""

    theta: Floats
    slope: Slope
    evaluations: int
    settled: bool


def climb(model: Model, start: Floats, prior: Prior | None, least: float = SETTLED) -> Top:
    """Go up from the start until no step promises a gain of at least so much."""
    theta, here, evaluations = start, posterior(model, start, prior), 1
    hill, damping = here.curvature, 1e-3
    while evaluations < MOST_STEPS:
        step = _step(hill, here.gradient, damping)
        promise = float(here.gradient @ step - step @ hill @ step / 2)
        if promise < least and damping <= 1:
            return Top(theta, here, evaluations, settled=True)
        inside = np.abs(theta + step).max() < OUTERMOST
        there = posterior(model, theta + step, prior) if inside else here
        evaluations += 1
        gain = there.value - here.value if inside else -np.inf
        if not gain > min(0.0, -SETTLED * abs(here.value) * 1e-4):
            damping = max(damping, 1e-4) * 10
            if damping > 1e12:
                return Top(theta, here, evaluations, settled=promise < 1e-4)
            continue
        damping = damping / 10 if gain > promise / 4 else damping * 2
        hill = there.curvature if gain > 5 else _updated(hill, step, here.gradient - there.gradient)
        theta, here = theta + step, there
    return Top(theta, here, evaluations, settled=False)


def posterior(model: Model, theta: Floats, prior: Prior | None) -> Slope:
    """The model and the belief together, at theta."""
    found = model(theta)
    if prior is None:
        return found
    belief = prior.slope(theta)
    return Slope(
        found.value + belief.value,
        found.gradient + belief.gradient,
        found.curvature + belief.curvature,
    )


def _step(hill: Floats, gradient: Floats, damping: float) -> Floats:
    """A Newton step; no log parameter moves by more than two at once."""
    scale = np.maximum(np.diag(hill), 1e-12)
    step = np.linalg.lstsq(hill + damping * np.diag(scale), gradient, rcond=None)[0]
    return np.asarray(step / max(1.0, np.abs(step).max() / 2))


def _updated(hill: Floats, step: Floats, turn: Floats) -> Floats:
    """The curvature learnt from one step (Broyden, Fletcher, Goldfarb, Shanno)."""
    bend = float(turn @ step)
    if bend <= 1e-12:
        return hill
    pushed = hill @ step
    return hill + np.outer(turn, turn) / bend - np.outer(pushed, pushed) / float(step @ pushed)


def curvature(model: Model, theta: Floats, prior: Prior | None) -> Floats:
    """The true (negative) second derivative, by central differences of the gradient."""
    columns = []
    for direction in np.eye(len(theta)) * DIFFERENCE:
        ahead, behind = (posterior(model, theta + d, prior) for d in (direction, -direction))
        columns.append((behind.gradient - ahead.gradient) / (2 * DIFFERENCE))
    square = np.stack(columns)
    return np.asarray((square + square.T) / 2)


def settle(
    names: tuple[str, ...],
    model: Model,
    starts: Sequence[Floats],
    prior: Prior | None,
    customers: float,
    sample: Model | None = None,
    plain: int = 0,
) -> Fit:
    """Climb from every start, compare, take the best, and measure how sure it is.

    Given a sample (the same model on fewer rows), the starts are compared on it, and only the
    best of them climbs on all rows. The last parameters, plain in number, are coefficients.
    """
    tops = [climb(sample or model, start, prior) for start in starts]
    best = max(tops, key=lambda top: top.slope.value)
    evaluations = sum(top.evaluations for top in tops)
    agree = all(best.slope.value - top.slope.value < 1e-4 for top in tops)
    if sample is not None:
        best = climb(model, best.theta, prior)
        evaluations += best.evaluations
    hill = curvature(model, best.theta, prior)
    theta, covariance = _polished(best, hill)
    cautions = [
        *([Caution.FEW] if customers < 100 else []),
        *([] if agree else [Caution.STARTS_DISAGREE]),
        *([] if best.settled else [Caution.NOT_SETTLED]),
        *([Caution.FLAT] if np.isnan(covariance).any() else []),
    ]
    end = model(theta)
    evaluations += 2 * len(theta) + 1
    robust = covariance @ end.curvature @ covariance
    return Fit(
        *(names, theta, covariance, end.value, customers, evaluations, tuple(cautions)),
        plain=plain,
        robust=robust,
    )


def _polished(top: Top, hill: Floats) -> tuple[Floats, Floats]:
    """One last Newton step with the true curvature, and the covariance; NaN where flat."""
    try:
        np.linalg.cholesky(hill)
        covariance = np.asarray(np.linalg.inv(hill), dtype=np.float64)
    except np.linalg.LinAlgError:
        return top.theta, np.full_like(hill, np.nan)
    step = covariance @ top.slope.gradient
    near = np.abs(step) < 0.1 * np.sqrt(np.diag(covariance))
    return (top.theta + step if near.all() else top.theta), covariance
