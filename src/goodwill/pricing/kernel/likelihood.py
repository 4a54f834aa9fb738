"""The log-likelihood of a panel, its gradient, and what is known of each customer at its close.

The engine is numpy for small panels and compiled for large ones; both give the same figures.
"""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from goodwill.pricing.attrition import Scores, State, by_count
from goodwill.pricing.fit import Slope, summed
from goodwill.pricing.kernel import reference
from goodwill.pricing.kernel.parameters import parameters, places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from goodwill.pricing.kernel.panel import Panel
    from goodwill.pricing.kernel.parameters import Parameters
    from goodwill.pricing.kernel.reference import Lives
    from goodwill.pricing.rows import Floats

    Follower: TypeAlias = Callable[[Parameters, Panel, slice, float], Lives]

Engine: TypeAlias = Literal["auto", "numpy", "numba"]

TO_FIT, TO_REPORT = 1e-6, 1e-9
"""Errors of the quadrature, per customer: to fit with, and for a figure that is shown."""
CELLS = 32_768
"""Pieces computed at once: their arrays then stay in the processor's cache."""
COMPILED = 4_000
"""Pieces from which compiled code is worth its loading; a fixed number, so that the same records
always give the same figures."""
THREADED = 500_000
"""Pieces from which threads are worth their waiting."""


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
    shape = np.asarray(given.r + panel.x, dtype=np.float64)
    return State(alive, shape, p, q)


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
    for block, part in _followed(given, panel, tolerance, engine):
        part.loglik[:] += extra[block] + panel.bought[block] @ given.gamma
        part.gradient[at.gamma] += panel.bought[block].T
        if panel.n is not None:
            part.loglik[:] += panel.called[block] @ given.kappa
            part.gradient[at.kappa] += panel.called[block].T
        for row, more in in_shapes.items():
            part.gradient[row] += more[block]
        yield block, part


def _followed(
    given: Parameters, panel: Panel, tolerance: float, engine: Engine
) -> Iterator[tuple[slice, Lives]]:
    """Each block as the engine gives it, in order, whoever computes it."""
    if not _compiles(panel, engine):
        yield from (
            (block, reference.lives(given, panel, block, tolerance)) for block in blocks(panel)
        )
        return
    from goodwill.pricing.kernel import compiled

    follow = partial(compiled.lives, given, compiled.ready(panel), tolerance=tolerance)
    workers = os.cpu_count() or 1
    if len(panel.length) < THREADED or workers == 1:
        yield from ((block, follow(block)) for block in blocks(panel))
        return
    with ThreadPoolExecutor(workers) as pool:
        ahead: deque[tuple[slice, Future[Lives]]] = deque()
        for block in blocks(panel):
            ahead.append((block, pool.submit(follow, block)))
            if len(ahead) > 2 * workers:
                done, part = ahead.popleft()
                yield done, part.result()
        yield from ((block, part.result()) for block, part in ahead)


def _compiles(panel: Panel, engine: Engine) -> bool:
    """Whether the compiled engine is to be used; where leaving is seen a closed form is enough."""
    if engine == "auto":
        large = len(panel.length) >= COMPILED and find_spec("numba") is not None
        return large and panel.left is None
    return engine == "numba" and panel.left is None


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
