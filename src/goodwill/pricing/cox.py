"""Proportional hazards of what comes back: Cox's partial likelihood, stratified, with ties."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from goodwill.pricing.rows import Flags, Floats, Integers

MOST_STEPS = 50
SETTLED = 1e-10
"""Of the Newton decrement, the squared distance to the top in standard errors: one step remains."""
FURTHEST = 10.0
"""A coefficient times its covariate's standard deviation: beyond it the top is at infinity."""


class Waits(NamedTuple):
    """N waits for an event; those of one stratum are compared with one another alone."""

    length: Floats  # (N,) to the event or to the end of the records, in any unit
    ended: Flags  # (N,) the event was seen
    z: Floats  # (N, K) covariates, known when the wait began
    stratum: Integers  # (N,) each stratum has a baseline of its own
    cluster: Integers  # (N,) whose waits hang together, for the robust covariance

    def those(self, rows: Integers | Flags) -> Waits:
        """Take some of the waits, in the order of the rows."""
        return Waits._make(column[rows] for column in self)


class Hazard(NamedTuple):
    """Estimated logs of hazard ratios; NaN throughout where the records do not determine them."""

    beta: Floats  # (K,)
    covariance: Floats  # (K, K) inverse information
    robust: Floats  # (K, K) sandwich over clusters (Lin & Wei 1989, JASA 84)
    loglik: float
    events: int  # that could be compared with another wait of the stratum


class _Ties(NamedTuple):
    """Waits by stratum and falling length, with what Efron's formula needs of D events."""

    waits: Waits
    first: Integers  # (S,) where each stratum begins
    place: Integers  # (N,) 0, 1, .. within the stratum
    last: Integers  # (N,) the last wait of the same stratum and length: who is at risk ends there
    event: Integers  # (D,) waits that ended
    tie: Integers  # (D,) the number of its tie, 0 .. G - 1
    share: Floats  # (D,) l / d for the l-th of the d events of a tie, l = 0 .. d - 1


class _Risk(NamedTuple):
    """Who was at risk at each of D events, less the share of the tie that has gone already."""

    relative: Floats  # (N,) exp(z beta), the largest of each stratum being 1
    shift: Floats  # (D,) by which log(total) has to be raised
    total: Floats  # (D,)
    mean: Floats  # (D, K)


def cox(waits: Waits) -> Hazard:
    """Maximise the partial likelihood with Efron's ties (Efron 1977, JASA 72) by Newton's method.

    Strata in which nothing ended, or nobody else waited, say nothing and are left out. NaN where a
    covariate never differs within a stratum, or where the top lies at infinity.
    """
    ties = _sorted(_telling(waits))
    size, events = waits.z.shape[1], len(ties.event)
    unknown = np.full((size, size), np.nan)
    none = Hazard(unknown[0], unknown, unknown, np.nan, events)
    spread = ties.waits.z.std(axis=0) if events else np.zeros(size)
    beta = _climb(ties, spread) if (spread > 0).all() else None
    if beta is None:
        return none
    value, _, information = _derivatives(ties, beta)
    covariance = np.asarray(np.linalg.inv(information), dtype=np.float64)
    scores = _by_cluster(_residuals(ties, beta), ties.waits.cluster)
    return Hazard(beta, covariance, covariance @ scores.T @ scores @ covariance, value, events)


def _telling(waits: Waits) -> Waits:
    """Keep the strata that say something, and centre their covariates."""
    _, stratum = np.unique(waits.stratum, return_inverse=True)
    rows = np.bincount(stratum)
    ends = np.bincount(stratum, waits.ended)
    keep = ((rows > 1) & (ends > 0))[stratum]
    _, stratum = np.unique(stratum[keep], return_inverse=True)
    z = waits.z[keep]
    rows = np.maximum(np.bincount(stratum), 1)
    means = [np.bincount(stratum, column)[stratum] / rows[stratum] for column in z.T]
    return Waits(
        waits.length[keep], waits.ended[keep], z - np.column_stack(means), stratum,
        waits.cluster[keep],
    )  # fmt: skip


def _sorted(waits: Waits) -> _Ties:
    order = np.lexsort((-waits.length, waits.stratum))
    waits = waits.those(order)
    rows = np.arange(len(order))
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = np.diff(waits.stratum) != 0
    apart = new.copy()
    apart[1:] |= np.diff(waits.length) != 0
    first = np.flatnonzero(new)
    ending = np.append(np.flatnonzero(apart)[1:], len(order)) - 1
    last = ending[np.cumsum(apart) - 1]
    event = np.flatnonzero(waits.ended)
    _, begins, tie, number = np.unique(
        last[event], return_index=True, return_inverse=True, return_counts=True
    )
    share = (np.arange(len(event)) - begins[tie]) / number[tie]
    return _Ties(waits, first, rows - first[waits.stratum], last, event, tie, share)


def _running(values: Floats, place: Integers) -> Floats:
    """Sum rows from the start of their stratum by doubling: no stratum's size blurs another's."""
    total, step, furthest = values.copy(), 1, int(place.max(initial=0))
    while step <= furthest:
        far = np.flatnonzero(place >= step)
        total[far] += total[far - step]
        step *= 2
    return total


def _risk(ties: _Ties, beta: Floats) -> tuple[_Risk, Floats]:
    """Give who is at risk, and the second moments (D, K, K) of their covariates."""
    z, stratum = ties.waits.z, ties.waits.stratum
    line = z @ beta
    top = np.maximum.reduceat(line, ties.first)
    relative = np.exp(line - top[stratum])
    size = z.shape[1]
    pairs = (z[:, :, None] * z[:, None, :]).reshape(-1, size * size)
    moments = relative[:, None] * np.column_stack([np.ones(len(z)), z, pairs])
    gone = np.zeros((int(ties.tie.max(initial=-1)) + 1, moments.shape[1]))
    np.add.at(gone, ties.tie, moments[ties.event])
    at = _running(moments, ties.place)[ties.last[ties.event]]
    at -= ties.share[:, None] * gone[ties.tie]
    total = at[:, 0]
    second = (at[:, 1 + size :] / total[:, None]).reshape(-1, size, size)
    shift = top[stratum[ties.event]]
    return _Risk(relative, shift, total, at[:, 1 : 1 + size] / total[:, None]), second


def _derivatives(ties: _Ties, beta: Floats) -> tuple[float, Floats, Floats]:
    """Give the log partial likelihood, its gradient (K,) and its information (K, K)."""
    risk, second = _risk(ties, beta)
    z = ties.waits.z[ties.event]
    value = float((z @ beta - np.log(risk.total) - risk.shift).sum())
    information = second.sum(axis=0) - risk.mean.T @ risk.mean
    return value, (z - risk.mean).sum(axis=0), information


def _climb(ties: _Ties, spread: Floats) -> Floats | None:
    """Climb from nought; None where the information vanishes or the top runs away."""
    beta = np.zeros(len(spread))
    value, gradient, information = _derivatives(ties, beta)
    for _ in range(MOST_STEPS):
        if not _determined(information, spread) or (np.abs(beta) * spread > FURTHEST).any():
            return None
        step = np.linalg.solve(information, gradient)
        if gradient @ step < SETTLED:
            return np.asarray(beta + step, dtype=np.float64)
        tried = _derivatives(ties, beta + step)
        while tried[0] < value - SETTLED:
            step = step / 2
            tried = _derivatives(ties, beta + step)
        beta, (value, gradient, information) = beta + step, tried
    return None


def _determined(information: Floats, spread: Floats) -> bool:
    """Say whether no direction of the covariates, each by its spread, is flat."""
    scaled = information * np.outer(spread, spread)
    return bool(np.linalg.eigvalsh(scaled)[0] > 1e-9 * np.abs(scaled).max())


def _residuals(ties: _Ties, beta: Floats) -> Floats:
    """Give each wait's score (N, K) under Efron's ties; the columns sum to the gradient.

    As Therneau & Grambsch 2000, Modeling Survival Data, 4.6: events of a tie share its mean.
    """
    risk, _ = _risk(ties, beta)
    waits, event, mean = ties.waits, ties.event, risk.mean
    width = 1 + mean.shape[1]
    weights = np.column_stack([np.ones(len(event)), mean]) / risk.total[:, None]
    shared = np.zeros((int(ties.tie.max(initial=-1)) + 1, mean.shape[1]))
    np.add.at(shared, ties.tie, mean / np.bincount(ties.tie)[ties.tie][:, None])
    met = np.zeros((len(waits.length), width))
    np.add.at(met, ties.last[event], weights)
    past = _met_until(ties, met)
    gone = np.zeros((len(shared), width))
    np.add.at(gone, ties.tie, ties.share[:, None] * weights)
    past[event] -= gone[ties.tie]
    scores = -risk.relative[:, None] * (waits.z * past[:, :1] - past[:, 1:])
    scores[event] += waits.z[event] - shared[ties.tie]
    return np.asarray(scores, dtype=np.float64)


def _met_until(ties: _Ties, met: Floats) -> Floats:
    """Sum what each wait met up to its own length: from the stratum's end back to its own tie."""
    stratum = ties.waits.stratum
    after = np.append(ties.first[1:], len(stratum))[stratum] - 1 - np.arange(len(stratum))
    backwards = _running(met[::-1], np.asarray(after[::-1], dtype=np.int64))[::-1]
    return np.asarray(backwards[ties.last], dtype=np.float64)


def _by_cluster(scores: Floats, cluster: Integers) -> Floats:
    _, which = np.unique(cluster, return_inverse=True)
    return np.column_stack([np.bincount(which, column) for column in scores.T])
