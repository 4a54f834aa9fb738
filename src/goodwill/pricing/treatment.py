"""How one breach quickens leaving for a while, and what that costs in discounted purchases.

A breach of dose b raises the log of the leaving rate by delta b; the memory of it halves every
half-life. The clock of leaving then runs as

    H(v) = v + [Ein(delta c) - Ein(delta c e^(-w v))] / w,   w = ln 2 / half-life,   c the stock,

with Ein(y) = sum_k y^k / (k k!) (KERNEL A4). The place of the other clock, of buying, and of
measured exposures is kept for the time-varying kernel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from goodwill.pricing.residual import chebyshev_nodes, chebyshev_terms, times

if TYPE_CHECKING:
    from goodwill.pricing.rows import Floats, Integers

EULER_GAMMA = 0.5772156649015329
TERMS_Q, TERMS_DOSE = 24, 10
"""Chebyshev terms in log q and in the dose: relative errors below 1e-9."""
BLOCK = 100_000
LARGEST_DOSE = 3.0


class Effect(NamedTuple):
    """What one dealing of dose 1 does to the log of the leaving rate; positive hastens leaving."""

    delta: float
    sd: float  # of delta
    half_life: float  # in weeks
    half_life_factor: float  # 95 % of belief lies between half_life / factor and half_life * factor


class Future(NamedTuple):
    """Within which horizon losses count; weeks may be inf, the rate is continuous and per week."""

    weeks: float
    rate: float


def dose(size: npt.ArrayLike) -> Floats:
    """How much a breach of this size counts: 1 + ln(size), from 1 to 3; 1 where it has no size.

    That ten times the limit hurts ten times as much is not believable; that it hurts as much as a
    breach at the limit is not either. This rule is an assumption, like the effect itself.
    """
    given = np.asarray(size, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        above = np.clip(given, 1.0, np.exp(LARGEST_DOSE - 1))
    return np.where(np.isnan(given), 1.0, 1 + np.log(above))


def ein(y: npt.ArrayLike) -> Floats:
    """The entire exponential integral sum_k y^k / (k k!), for any real y."""
    from scipy.special import exp1, expi

    value = np.asarray(y, dtype=np.float64)
    near = np.abs(value) < 2
    series, term = np.zeros_like(value), np.ones_like(value)
    for k in range(1, 30):
        term = term * np.where(near, value, 0.0) / k
        series = series + term / k
    far = np.where(near, 2.0, value)
    positive = expi(np.abs(far)) if np.any(far > 0) else np.zeros_like(far)
    whole = np.where(far > 0, positive, -exp1(np.abs(far))) - np.log(np.abs(far)) - EULER_GAMMA
    return np.where(near, series, whole)


def wear_weeks(effect: Effect, of_dose: npt.ArrayLike, stock: float = 0.0) -> Floats:
    """By how many ordinary weeks one dealing ages the relation, given the stock still fresh."""
    pace = np.log(2) / effect.half_life
    more = effect.delta * (stock + np.asarray(of_dose, dtype=np.float64))
    return np.asarray((ein(more) - ein(effect.delta * stock)) / pace)


def lost(
    q: Floats, of_dose: Floats, s: float, effect: Effect, future: Future, stock: float = 0.0
) -> Floats:
    """D(q, stock) - D(q, stock + dose), exactly, for N pairs: arrays of shape (N,).

    Negative where the effect keeps customers (a grace). In units of discounted weeks of buying:
    times P(alive) (r + x) / p it is discounted purchases.
    """
    nodes = times(*future, shortest=min(float(q.min(initial=np.inf)), effect.half_life))
    fade = np.exp2(-nodes.v / effect.half_life)
    pace = np.log(2) / effect.half_life

    def clock(after: Floats) -> Floats:
        """H at the nodes, for a stock raised by so much: shape (K, M)."""
        full = effect.delta * (stock + after)[:, None]
        return np.asarray(nodes.v + (ein(full) - ein(full * fade)) / pace)

    without = -s * np.log1p(clock(np.zeros(1)) / q[:, None])
    kinds, place = np.unique(of_dose, return_inverse=True)
    with_it = -s * np.log1p(clock(kinds)[place] / q[:, None])
    return np.asarray((np.exp(without) * -np.expm1(with_it - without)) @ nodes.weight)


def lost_by_table(
    q: Floats, place: Integers, of_dose: Floats, s: float, effect: Effect, future: Future
) -> Floats:
    """The same for N dealings with U customers: q has shape (U,), place and dose (N,).

    The log of the loss per dose is a smooth surface over log q and dose: it is measured at a few
    Chebyshev nodes, brought to U customers, then to N dealings, some 20 ns each.
    """
    if effect.delta == 0 or not len(of_dose):
        return np.zeros_like(of_dose)
    if len(of_dose) <= TERMS_Q * TERMS_DOSE:
        return lost(q[place], of_dose, s, effect, future)
    log_q, at_q = _unit(np.log(q))
    doses, at_dose = _unit(of_dose)
    terms = (TERMS_Q if np.ptp(log_q) else 1), (TERMS_DOSE if np.ptp(doses) else 1)
    grid_q, grid_dose = (
        middle + half * chebyshev_nodes(n)
        for (middle, half), n in zip((at_q, at_dose), terms, strict=True)
    )
    pairs_q, pairs_dose = (g.ravel() for g in np.meshgrid(np.exp(grid_q), grid_dose, indexing="ij"))
    surface = np.log(np.abs(lost(pairs_q, pairs_dose, s, effect, future) / pairs_dose))
    coefficients = chebyshev_terms(chebyshev_terms(surface.reshape(terms)).T).T
    by_customer = np.polynomial.chebyshev.chebvander(log_q, terms[0] - 1) @ coefficients
    parts = []
    for start in range(0, len(of_dose), BLOCK):
        piece = slice(start, start + BLOCK)
        basis = np.polynomial.chebyshev.chebvander(doses[piece], terms[1] - 1)
        parts.append(np.exp(np.einsum("nl,nl->n", by_customer[place[piece]], basis)))
    return np.asarray(np.sign(effect.delta) * of_dose * np.concatenate(parts))


def _unit(values: Floats) -> tuple[Floats, tuple[float, float]]:
    """Bring values into -1..1; also give the middle and the half width of their range."""
    low, high = float(values.min()), float(values.max())
    middle, half = (low + high) / 2, (high - low) / 2
    if half <= 1e-12 * max(1.0, abs(middle)):
        return np.zeros_like(values), (middle, 0.0)
    return np.clip((values - middle) / half, -1.0, 1.0), (middle, half)
