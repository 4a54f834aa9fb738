"""The log-likelihood of a panel, its gradient, and what is known of each customer at its close.

The engine is numpy for small panels and compiled for large ones; both give the same figures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from goodwill.pricing.attrition import Scores, State, by_count
from goodwill.pricing.fit import Slope, summed
from goodwill.pricing.kernel import reference
from goodwill.pricing.kernel.parameters import parameters, places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goodwill.pricing.kernel.panel import Panel
    from goodwill.pricing.kernel.parameters import Parameters
    from goodwill.pricing.kernel.reference import Lives
    from goodwill.pricing.rows import Floats

Engine: TypeAlias = Literal["auto", "numpy", "numba"]

TO_FIT, TO_REPORT = 1e-6, 1e-9
"""Errors of the quadrature, per customer: to fit with, and for a figure that is shown."""
CELLS = 32_768
"""Pieces computed at once: their arrays then stay in the processor's cache."""


def scores(
    theta: Floats, panel: Panel, *, tolerance: float = TO_FIT, engine: Engine = "auto"
) -> Scores:
    """Log-likelihood (N,), its gradient (P, N) and P(alive) (N,) of every customer (KERNEL A1)."""
    n = len(panel.x)
    found = Scores(np.empty(n), np.empty((len(theta), n)), np.empty(n))
    for block, part in _parts(theta, panel, tolerance, engine):
        found.loglik[block], found.alive[block] = part.loglik, part.alive
        found.gradient[:, block] = part.gradient
    return found


def slope(
    theta: Floats, panel: Panel, *, tolerance: float = TO_FIT, engine: Engine = "auto"
) -> Slope:
    """The weighted log-likelihood of all, its gradient and outer products, in flat memory."""
    value, gradient = 0.0, np.zeros(len(theta))
    curvature = np.zeros((len(theta), len(theta)))
    for block, part in _parts(theta, panel, tolerance, engine):
        one = summed(part.loglik, part.gradient, panel.weight[block])
        value += one.value
        gradient += one.gradient
        curvature += one.curvature
    return Slope(value, gradient, curvature)


def state(
    theta: Floats, panel: Panel, *, tolerance: float = TO_REPORT, engine: Engine = "auto"
) -> State:
    """What is known of each customer at its T: alive, r + x, alpha + A(T), beta + H(T)."""
    given, n = parameters(theta, panel), len(panel.x)
    alive, p, q = np.empty((3, n))
    for block, part in _parts(theta, panel, tolerance, engine):
        alive[block], p[block], q[block] = part.alive, part.p, part.q
    return State(alive, given.r + panel.x, p, q)


def blocks(panel: Panel) -> Iterator[slice]:
    """Consecutive customers whose pieces together fill a block."""
    first, n = 0, len(panel.x)
    while first < n:
        filled = np.searchsorted(panel.start, panel.start[first] + CELLS, side="right")
        after = min(max(int(filled) - 1, first + 1), n)
        yield slice(first, after)
        first = after


def _parts(
    theta: Floats, panel: Panel, tolerance: float, engine: Engine
) -> Iterator[tuple[slice, Lives]]:
    """Each block's log-likelihood and gradient, complete."""
    given = parameters(theta, panel)
    extra, in_shapes = _gammas(given, panel)
    at = places(panel)
    for block in blocks(panel):
        part = reference.lives(given, panel, block, tolerance)
        part.loglik[:] += extra[block] + panel.bought[block] @ given.gamma
        part.gradient[at.gamma] += panel.bought[block].T
        if panel.n is not None:
            part.loglik[:] += panel.called[block] @ given.kappa
            part.gradient[at.kappa] += panel.called[block].T
        for row, more in in_shapes.items():
            part.gradient[row] += more[block]
        yield block, part


def _gammas(given: Parameters, panel: Panel) -> tuple[Floats, dict[int, Floats]]:
    """Log Gamma(r + x) / Gamma(r), for calls too, and its derivatives by their row of theta."""
    from scipy.special import gammaln, psi

    counts = {0: (given.r, panel.x)} | ({} if panel.n is None else {4: (given.r2, panel.n)})
    total = np.zeros(len(panel.x))
    slopes = {}
    for row, (shape, count) in counts.items():
        total += by_count(gammaln, shape, count)
        slopes[row] = shape * by_count(psi, shape, count)
    return total, slopes
