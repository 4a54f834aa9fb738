"""The integral behind every latent model: somebody left unseen, or has not bought yet.

Both questions lead to the same integral. A customer whose clocks of buying and of leaving stood at
p0 and q0 when last seen has, after a further gap of time g,

    J = int_{w1}^{1} w^3 [(p/q) / (p0/q0)]^e dw,   w = (p0/p)^(k/4),   p = p0 + u,   q = q0 + u,

for u from 0 (w = 1) to g (w = w1). The fourth root makes the integrand nearly a polynomial, so that
a Gauss-Legendre rule converges at once; without it convergence is only algebraic. Where p/q changes
much, the range is cut into panels of equal change of log(p/q).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from goodwill.pricing.rows import Floats, Integers

NODES = 16
"""Nodes a panel: the log-likelihood of CDNOW is right to the last digit of a double."""

FADED, LONGEST = 50.0, 600.0
MOST_PANELS = 200
"""Only absurd parameters, met on the way of a search, would need more."""


class Silence(NamedTuple):
    """J and its moments, each of shape (N,): the mean of a quantity is its moment divided by J."""

    total: Floats
    log_p: Floats  # of log(p / p0)
    log_q: Floats  # of log(q / q0)
    inverse_p: Floats  # of p0 / p
    inverse_q: Floats  # of q0 / q


class _Panels(NamedTuple):
    """Stretches of the integral: M of them, of N customers; all arrays have shape (M,)."""

    start: Floats  # log w where the panel begins (the larger w)
    length: Floats  # log w at its end less that at its start: negative
    of: Integers | None  # first panel of each customer; None where each has exactly one


@cache
def legendre(nodes: int) -> tuple[Floats, Floats]:
    """Places and weights of a Gauss-Legendre rule on 0..1."""
    place, weight = np.polynomial.legendre.leggauss(nodes)
    return (place + 1) / 2, weight / 2


def silence(
    p0: Floats, q0: Floats, gap: Floats, k: Floats, e: float, *, nodes: int = NODES
) -> Silence:
    """Integrate over the silence of N customers; p0, q0, gap and k have shape (N,)."""
    gap = np.minimum(gap, _faded(p0, q0, k, e))
    panels, repeated = _panels(p0, q0, gap, k, e)
    if repeated is not None:
        p0, q0, k = p0[repeated], q0[repeated], k[repeated]
    place, weight = legendre(nodes)
    shrink = -np.expm1(panels.length)
    log_w = panels.start + np.log1p(-np.multiply.outer(1 - place, shrink))
    log_p = log_w * (-4 / k)
    u = p0 * np.expm1(log_p)
    log_q = np.log1p(u / q0)
    f = np.exp(3 * log_w + panels.start + e * (log_p - log_q))
    f *= weight[:, None]
    f *= shrink
    sums = (
        f.sum(axis=0),
        np.einsum("ij,ij->j", f, log_p),
        np.einsum("ij,ij->j", f, log_q),
        np.einsum("ij,ij->j", f, np.exp(-log_p)),
        np.einsum("ij,ij->j", f, np.exp(-log_q)),
    )
    if panels.of is None:
        return Silence(*sums)
    return Silence(*(np.add.reduceat(column, panels.of) for column in sums))


def _faded(p0: Floats, q0: Floats, k: Floats, e: float) -> Floats:
    """A gap after which the integrand p^-(k+1-e) q^-e has surely fallen below e^-50."""
    by_p, by_q = (np.minimum(FADED / power, LONGEST) for power in (k + 1 - e, np.full_like(k, e)))
    return np.asarray(np.minimum(p0 * np.expm1(by_p), q0 * np.expm1(by_q)))


def _panels(
    p0: Floats, q0: Floats, gap: Floats, k: Floats, e: float
) -> tuple[_Panels, Integers | None]:
    end = -(k / 4) * np.log1p(gap / p0)
    change = np.log1p(gap / p0) - np.log1p(gap / q0)
    number = np.clip(np.ceil(np.abs(change) * e), 1, MOST_PANELS).astype(np.int64)
    if not len(number) or number.max() == 1:
        return _Panels(np.zeros_like(end), end, None), None
    row = np.repeat(np.arange(len(number)), number)
    first = np.cumsum(number) - number
    index = np.arange(len(row)) - first[row]
    edges = [_edge(p0, q0, gap, change, row, (index + step) / number[row]) for step in (0, 1)]
    start, stop = (-(k[row] / 4) * np.log1p(u / p0[row]) for u in edges)
    return _Panels(start, stop - start, first), row


def _edge(
    p0: Floats, q0: Floats, gap: Floats, change: Floats, row: Integers, part: Floats
) -> Floats:
    """The u at which log(p/q) has gone this part of its way from u = 0 to the end of the gap."""
    p, q, growth = p0[row], q0[row], np.expm1(change[row] * part)
    with np.errstate(invalid="ignore", divide="ignore"):
        u = p * q * growth / (q - p - p * growth)
    return np.where(part <= 0, 0.0, np.where(part >= 1, gap[row], np.clip(u, 0.0, gap[row])))
