"""How long a gap between purchases lasts when buying is regular, and who leaves within it unseen.

A gap is the sum of k stages of equal pace (an Erlang-k), and the pace differs between customers as
Gamma(n, p). The chance that a gap lasts longer than v is then an incomplete beta function, a sum of
k terms (Platzer & Reutterer 2016, Marketing Science 35(5), sum their gamma functions likewise).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from goodwill.pricing.silence import legendre

if TYPE_CHECKING:
    from goodwill.pricing.rows import Floats, Integers

NODES = 12
PANEL = 1.0
"""Length of a panel in log time: with 12 nodes it is exact to the last digits of a double."""
FADED = 60.0
"""What is left after the integrand has fallen by e^-60 is nothing."""


class Longer(NamedTuple):
    """The chance that a gap lasts longer than v, and its slopes in n and p; arrays of one shape."""

    chance: Floats
    by_n: Floats
    by_p: Floats


class Unseen(NamedTuple):
    """The chance of leaving within a gap that goes on, and its slopes; arrays of shape (N,)."""

    chance: Floats
    by_n: Floats
    by_p: Floats
    by_s: Floats
    by_q: Floats


def longer(n: npt.ArrayLike, k: int | Floats, p: Floats, v: Floats) -> Floats:
    """P(k stages take longer than v), their pace being Gamma(n, p): any shapes that broadcast."""
    from scipy.special import betainc

    return np.asarray(betainc(n, k, p / (p + v)), dtype=np.float64)


def longer_with_slopes(n: Floats, k: int, p: Floats, v: Floats) -> Longer:
    """The same chance as a sum of k terms, with its slopes."""
    fall, part = -np.log1p(v / p), v / (p + v)
    term = np.exp(n * fall)
    chance, by_n = term.copy(), np.zeros_like(term)
    harmonic = np.zeros_like(n)
    for stage in range(1, k):
        term = term * ((n + stage - 1) / stage * part)
        harmonic = harmonic + 1 / (n + stage - 1)
        chance += term
        by_n += term * harmonic
    return Longer(chance, by_n + chance * fall, term * (n + k - 1) * part / p)


def stage_chances(n: Floats, k: int, p: Floats, gap: Floats) -> Floats:
    """The chance of having passed 0 .. k - 1 stages of a gap that still goes on: shape (k, N)."""
    terms = [np.ones_like(p)]
    for stage in range(1, k):
        terms.append(terms[-1] * (n + stage - 1) / stage * gap / (p + gap))
    every = np.stack(terms)
    return np.asarray(every / every.sum(axis=0))


def unseen(n: Floats, k: int, p: Floats, q: Floats, s: float, gap: Floats) -> Unseen:
    """int_0^gap P(no purchase within v) s/(q+v) (q/(q+v))^s dv; n, p, q, gap of shape (N,).

    The nodes lie on panels of equal length in log(1 + v/c), c the shortest time that matters.
    """
    gap = np.minimum(gap, _faded(n, k, p))
    scale = np.minimum(p, q) / np.maximum(np.maximum(n / k, s), 1.0)
    length = np.log1p(gap / scale)
    number = np.maximum(np.ceil(length / PANEL), 1).astype(np.int64)
    row = np.repeat(np.arange(len(number)), number)
    first = np.cumsum(number) - number
    step = (length / number)[row]
    place, weight = legendre(NODES)
    z = (np.arange(len(row)) - first[row] + place[:, None]) * step
    v = scale[row] * np.expm1(z)
    measure = weight[:, None] * step * (scale[row] + v)
    still = longer_with_slopes(n[row], k, p[row], v)
    return _summed(still, q[row], s, v, measure, first)


def _summed(
    still: Longer, q: Floats, s: float, v: Floats, measure: Floats, first: Integers
) -> Unseen:
    log_q = np.log1p(v / q)
    leaving = measure * np.exp(-s * log_q) / (q + v)
    of_all = still.chance * leaving
    columns = (
        s * of_all,
        s * still.by_n * leaving,
        s * still.by_p * leaving,
        of_all * (1 - s * log_q),
        of_all * s * (s / q - (s + 1) / (q + v)),
    )
    return Unseen(*(np.add.reduceat(column.sum(axis=0), first) for column in columns))


def _faded(n: Floats, k: int, p: Floats) -> Floats:
    """A time after which a gap has surely ended: (p/(p+v))^n times the number of terms is e^-60."""
    from scipy.special import gammaln

    terms = gammaln(n + k) - gammaln(n + 1) - gammaln(k)
    return np.asarray(p * np.expm1(np.minimum((FADED + terms) / n, 600.0)))
