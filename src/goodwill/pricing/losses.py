"""The same losses for millions of dealings: measured at a few places, read off a smooth table."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.residual import chebyshev_nodes, chebyshev_terms
from goodwill.pricing.treatment import Parts, lost

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodwill.pricing.rows import Floats, Integers
    from goodwill.pricing.treatment import Future, Traces

TERMS_Q = 24
"""Chebyshev terms in log q: relative errors below 1e-9."""
NEGLIGIBLE = 1e-11
"""Terms of a table in logs below this change no figure by more than as much."""
BLOCK = 4096
"""Dealings read at once: their polynomials then stay in the processor's cache."""


class Dealings(NamedTuple):
    """N dealings with U customers."""

    q: Floats  # (U,) the clock of leaving
    place: Integers  # (N,) which customer
    dose: Floats  # (N,) positive
    stock: Floats | None = None  # (N,) what was still fresh of earlier ones; None: nothing


class _Range(NamedTuple):
    """A range brought into -1..1."""

    middle: float
    half: float

    def unit(self, values: Floats) -> Floats:
        """Where values lie in it."""
        if not self.half:
            return np.zeros_like(values)
        return np.clip((values - self.middle) / self.half, -1.0, 1.0)

    def nodes(self, terms: int) -> Floats:
        """Where a table of so many terms is measured."""
        return np.asarray(self.middle + self.half * chebyshev_nodes(terms))


class _Surface(NamedTuple):
    """The log of one part per dose as a sum of products, and its sign; R products."""

    belief: int
    sign: float
    in_q: Floats  # (R, terms in log q)
    in_level: Floats  # (R, terms in the dose)


def lost_on_average(
    q: Floats, of_dose: Floats, s: float, believed: Traces, future: Future
) -> Parts:
    """The two parts of what N dealings cost, averaged over what is believed: shape (N,)."""
    each = [lost(q, of_dose, s, trace, future) for trace in believed.each]
    weights = np.array(believed.weights)
    return Parts(*(np.tensordot(weights, np.stack(part), 1) for part in zip(*each, strict=True)))


def lost_by_table(
    dealings: Dealings, s: float, beliefs: Sequence[Traces], future: Future
) -> Floats:
    """D(q, stock) - D(q, stock + dose) under each of K beliefs, shape (K, N).

    The log of each part per dose is a smooth surface over log q and dose: it is measured at a few
    Chebyshev nodes, cut to the few products that matter, and read for N dealings.
    """
    if dealings.stock is None or not dealings.stock.any():
        return _from_nothing(dealings, dealings.dose, s, beliefs, future)
    fresh, n = dealings.stock > 0, len(dealings.dose)
    after = np.concatenate([dealings.dose + dealings.stock, dealings.stock[fresh]])
    twice = dealings._replace(place=np.concatenate([dealings.place, dealings.place[fresh]]))
    whole = _from_nothing(twice, after, s, beliefs, future)
    found = whole[:, :n]
    found[:, fresh] -= whole[:, n:]
    return found


def _from_nothing(
    dealings: Dealings, level: Floats, s: float, beliefs: Sequence[Traces], future: Future
) -> Floats:
    """D(q, 0) - D(q, level) for the levels of N dealings, under each of K beliefs: (K, N)."""
    log_q, place = np.log(dealings.q), dealings.place
    if not len(level):
        return np.zeros((len(beliefs), 0))
    over_q, over_level = _range(log_q), _range(level)
    terms = (TERMS_Q if over_q.half else 1), _terms(beliefs, over_level.half)
    if len(level) <= terms[0] * terms[1]:
        q = dealings.q[place]
        return np.stack(
            [np.sum(lost_on_average(q, level, s, each, future), axis=0) for each in beliefs]
        )
    nodes = np.exp(over_q.nodes(terms[0])), over_level.nodes(terms[1])
    surfaces = [
        surface
        for number, each in enumerate(beliefs)
        for surface in _surfaces(number, nodes, s, each, future)
    ]
    found = np.zeros((len(beliefs), len(level)))
    for start in range(0, len(level), BLOCK):
        piece = slice(start, start + BLOCK)
        in_q = _polynomials(over_q.unit(log_q[place[piece]]), terms[0])
        in_level = _polynomials(over_level.unit(level[piece]), terms[1])
        for each in surfaces:
            log = _product(each, in_q, in_level)
            found[each.belief, piece] += each.sign * np.exp(log)
        found[:, piece] *= level[piece]
    return found


def _surfaces(
    number: int, nodes: tuple[Floats, Floats], s: float, believed: Traces, future: Future
) -> list[_Surface]:
    """Measure the parts of a belief at the nodes; a part that costs nothing has no surface."""
    q, level = (grid.ravel() for grid in np.meshgrid(*nodes, indexing="ij"))
    surfaces = []
    for part in lost_on_average(q, level, s, believed, future):
        if part.any():
            log = np.log(np.abs(part / level)).reshape(len(nodes[0]), len(nodes[1]))
            terms = chebyshev_terms(chebyshev_terms(log).T).T
            left, size, right = np.linalg.svd(terms)
            kept = max(int((size > NEGLIGIBLE).sum()), 1)
            in_q, in_level = (left[:, :kept] * size[:kept]).T, right[:kept]
            surfaces.append(_Surface(number, float(np.sign(part[0])), _cut(in_q), _cut(in_level)))
    return surfaces


def _cut(terms: Floats) -> Floats:
    """Drop the last terms that are negligible."""
    counts = np.flatnonzero((np.abs(terms) > NEGLIGIBLE).any(axis=0))
    return np.ascontiguousarray(terms[:, : int(counts.max(initial=0)) + 1])


def _product(surface: _Surface, in_q: Floats, in_level: Floats) -> Floats:
    by_q = surface.in_q @ in_q[: surface.in_q.shape[1]]
    by_q *= surface.in_level @ in_level[: surface.in_level.shape[1]]
    return np.asarray(by_q.sum(axis=0))


def _polynomials(unit: Floats, terms: int) -> Floats:
    """Chebyshev polynomials at n places: shape (terms, n)."""
    found = np.empty((terms, len(unit)))
    found[0] = 1
    if terms > 1:
        found[1], double = unit, 2 * unit
        for k in range(2, terms):
            np.multiply(double, found[k - 1], out=found[k])
            found[k] -= found[k - 2]
    return found


def _terms(beliefs: Sequence[Traces], half_width: float) -> int:
    """Chebyshev terms in the dose: more for a wide range of strong effects."""
    if not half_width:
        return 1
    strongest = max(
        max(abs(trace.delta), abs(trace.gamma)) for each in beliefs for trace in each.each
    )
    return int(np.clip(10 + np.ceil(4 * (half_width - 1) * max(strongest, 0.25)), 10, 60))


def _range(values: Floats) -> _Range:
    low, high = float(values.min()), float(values.max())
    middle, half = (low + high) / 2, (high - low) / 2
    return _Range(middle, half if half > 1e-12 * max(1.0, abs(middle)) else 0.0)
