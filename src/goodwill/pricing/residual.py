"""What a customer is still worth in discounted purchases, exactly, with or without a fresh breach.

    D(q) = int_0^horizon e^(-rho v) a(v) [q / (q + H(v))]^s dv

A customer's discounted purchases are P(alive) (r + x) / p times D. Without treatment H(v) = v; a
breach quickens the clock of leaving H for a while (KERNEL A4). The nodes v are common to all
customers, and D is smooth in log q, so a table of a few Chebyshev terms serves millions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.silence import legendre

if TYPE_CHECKING:
    from collections.abc import Callable

    from goodwill.pricing.attrition import State
    from goodwill.pricing.rows import Floats

NODES = 16
FOR_EVER = 40.0
"""An infinite horizon ends where the discount has come down to e^-40."""
TERMS = 40
"""Chebyshev terms of a table in log q: relative errors below 1e-11 for q from hours to decades."""


class Times(NamedTuple):
    """Nodes of the integral over the future, shape (M,)."""

    v: Floats
    weight: Floats  # with the discount in it


def times(weeks: float, rate: float, shortest: float) -> Times:
    """Nodes on panels that double from half the shortest time that matters.

    The discount rate is continuous and per week; for ever (weeks = inf) needs a positive rate.
    """
    if not weeks > 0:
        raise ValueError("a horizon is longer than nothing")
    if not rate > 0 and not np.isfinite(weeks):
        raise ValueError("an infinite horizon needs a positive discount rate")
    end = min(weeks, FOR_EVER / rate) if rate > 0 else weeks
    doublings = int(np.ceil(np.log2(max(2 * end / shortest, 1.0)))) + 1
    edges = np.concatenate([[0.0], end * 2.0 ** np.arange(1 - doublings, 1)])
    place, weight = legendre(NODES)
    v = (edges[:-1, None] + np.diff(edges)[:, None] * place).ravel()
    step = (np.diff(edges)[:, None] * weight).ravel()
    return Times(v, step * np.exp(-rate * v))


def discounted(q: Floats, s: float, weeks: float, rate: float) -> Floats:
    """D(q) without treatment, shape (N,)."""
    nodes = times(weeks, rate, float(q.min(initial=1.0)))

    def exact(q: Floats) -> Floats:
        """Sum over the nodes for every q."""
        return np.asarray(np.exp(-s * np.log1p(nodes.v / q[:, None])) @ nodes.weight)

    return tabled(exact, q)


def discounted_purchases(now: State, s: float, weeks: float, rate: float) -> Floats:
    """Discounted expected purchases, shape (N,): DERT where the horizon is infinite."""
    return np.asarray(now.alive * now.shape / now.p * discounted(now.q, s, weeks, rate))


def tabled(exact: Callable[[Floats], Floats], q: Floats) -> Floats:
    """Evaluate a smooth positive function of log q at N places through a Chebyshev table."""
    if len(q) <= 2 * TERMS:
        return exact(q)
    low, high = np.log(q.min()), np.log(q.max())
    if high - low < 1e-12:
        return np.broadcast_to(exact(q[:1]), q.shape).copy()
    node = chebyshev_nodes(TERMS)
    at = np.exp((low + high) / 2 + (high - low) / 2 * node)
    terms = chebyshev_terms(np.log(exact(at)))
    unit = (2 * np.log(q) - low - high) / (high - low)
    return np.asarray(np.exp(np.polynomial.chebyshev.chebval(unit, terms)))


def chebyshev_nodes(terms: int) -> Floats:
    """The places in -1..1 where a table is measured."""
    return np.cos(np.pi * (np.arange(terms) + 0.5) / terms)


def chebyshev_terms(values: Floats) -> Floats:
    """Coefficients from values at the nodes, along the first axis."""
    terms = len(values)
    angles = np.pi * np.outer(np.arange(terms), np.arange(terms) + 0.5) / terms
    coefficients = 2 / terms * np.cos(angles) @ values
    coefficients[0] /= 2
    return np.asarray(coefficients)
