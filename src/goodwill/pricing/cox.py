"""Proportional hazards of what comes back: Cox's partial likelihood, stratified, with ties."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.atrisk import AtRisk, Waits, at_risk

if TYPE_CHECKING:
    from goodwill.pricing.rows import Floats

__all__ = ["Hazard", "Waits", "cox"]

MOST_STEPS = 50
SETTLED = 1e-10
"""Of the Newton decrement, the squared distance to the top in standard errors: one step remains."""
FURTHEST = 10.0
"""A coefficient times its covariate's standard deviation: beyond it the top is at infinity."""


class Hazard(NamedTuple):
    """Estimated logs of hazard ratios; NaN throughout where the records do not determine them."""

    beta: Floats  # (K,)
    covariance: Floats  # (K, K) inverse information
    robust: Floats  # (K, K) sandwich over clusters (Lin & Wei 1989, JASA 84)
    loglik: float
    events: int  # that could be compared with another wait of the stratum


class _Sums(NamedTuple):
    """What N waits weigh at beta, and the moments of who was at risk at each of D events."""

    relative: Floats  # (N,) exp(z beta), the largest of each stratum being 1
    shift: Floats  # (D,) by which log(total) has to be raised
    total: Floats  # (D,)
    mean: Floats  # (D, K)
    second: Floats  # (D, K, K)


def cox(waits: Waits) -> Hazard:
    """Maximise the partial likelihood with Efron's ties (Efron 1977, JASA 72) by Newton's method.

    Strata in which nothing ended, or nobody else waited, say nothing and are left out. NaN where a
    covariate never differs within a stratum, or where the top lies at infinity.
    """
    here = at_risk(waits)
    size, events = waits.z.shape[1], len(here.event)
    unknown = np.full((size, size), np.nan)
    none = Hazard(unknown[0], unknown, unknown, np.nan, events)
    spread = here.waits.z.std(axis=0) if events else np.zeros(size)
    beta = _climb(here, spread) if (spread > 0).all() else None
    if beta is None:
        return none
    value, _, information = _derivatives(here, beta)
    covariance = np.asarray(np.linalg.inv(information), dtype=np.float64)
    scores = _by_cluster(here, residuals(here, beta))
    return Hazard(beta, covariance, covariance @ scores.T @ scores @ covariance, value, events)


def residuals(here: AtRisk, beta: Floats) -> Floats:
    """Give each wait's score (N, K) under Efron's ties; the columns sum to the gradient.

    As Therneau & Grambsch 2000, Modeling Survival Data, 4.6: events of a tie share its mean.
    """
    at, z, event = _sums(here, beta), here.waits.z, here.event
    weights = np.column_stack([np.ones(len(event)), at.mean]) / at.total[:, None]
    met = here.met(weights)
    shared = np.zeros((here.ties, z.shape[1]))
    np.add.at(shared, here.tie, at.mean / np.bincount(here.tie)[here.tie][:, None])
    scores = -at.relative[:, None] * (z * met[:, :1] - met[:, 1:])
    scores[event] += z[event] - shared[here.tie]
    return np.asarray(scores, dtype=np.float64)


def _sums(here: AtRisk, beta: Floats) -> _Sums:
    z, stratum = here.waits.z, here.waits.stratum
    line = z @ beta
    top = np.maximum.reduceat(line, here.first)
    relative = np.exp(line - top[stratum])
    size = z.shape[1]
    pairs = (z[:, :, None] * z[:, None, :]).reshape(-1, size * size)
    at = here.sums(relative[:, None] * np.column_stack([np.ones(len(z)), z, pairs]))
    total = at[:, 0]
    return _Sums(
        relative, top[stratum[here.event]], total, at[:, 1 : 1 + size] / total[:, None],
        (at[:, 1 + size :] / total[:, None]).reshape(-1, size, size),
    )  # fmt: skip


def _derivatives(here: AtRisk, beta: Floats) -> tuple[float, Floats, Floats]:
    """Give the log partial likelihood, its gradient (K,) and its information (K, K)."""
    at = _sums(here, beta)
    z = here.waits.z[here.event]
    value = float((z @ beta - np.log(at.total) - at.shift).sum())
    information = at.second.sum(axis=0) - at.mean.T @ at.mean
    return value, (z - at.mean).sum(axis=0), information


def _climb(here: AtRisk, spread: Floats) -> Floats | None:
    """Climb from nought; None where the information vanishes or the top runs away."""
    beta = np.zeros(len(spread))
    value, gradient, information = _derivatives(here, beta)
    for _ in range(MOST_STEPS):
        if not _determined(information, spread) or (np.abs(beta) * spread > FURTHEST).any():
            return None
        step = np.linalg.solve(information, gradient)
        if gradient @ step < SETTLED:
            return np.asarray(beta + step, dtype=np.float64)
        tried = _derivatives(here, beta + step)
        while tried[0] < value - SETTLED:
            step = step / 2
            tried = _derivatives(here, beta + step)
        beta, (value, gradient, information) = beta + step, tried
    return None


def _determined(information: Floats, spread: Floats) -> bool:
    """Say whether no direction of the covariates, each by its spread, is flat."""
    scaled = information * np.outer(spread, spread)
    return bool(np.linalg.eigvalsh(scaled)[0] > 1e-9 * np.abs(scaled).max())


def _by_cluster(here: AtRisk, scores: Floats) -> Floats:
    _, which = np.unique(here.waits.cluster, return_inverse=True)
    return np.column_stack([np.bincount(which, column) for column in scores.T])
