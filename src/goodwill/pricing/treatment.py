"""What one breach does to leaving and to buying for a while, and what that costs in purchases.

A dealing of dose b raises the log of the leaving rate by delta b (the loss) and changes the log of
the buying rate by gamma b (the lull; negative where customers pause). The memory of it halves every
half-life. With c the stock of what is remembered now, and w = ln 2 / half-life, from now on

    a(v) = exp(gamma c e^(-w v))                                   the pace of buying
    H(v) = v + [Ein(delta c) - Ein(delta c e^(-w v))] / w          the clock of leaving
    D(q, c) = int_0^horizon e^(-rho v) a(v) [q / (q + H(v))]^s dv

with Ein(y) = sum_k y^k / (k k!) (KERNEL A4). A dealing costs D(q, c) - D(q, c + b) discounted weeks
of buying. It is told in two parts, each of one sign: what leaving costs, and what the lull costs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from goodwill.pricing.residual import times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodwill.pricing.evidence.finding import Estimate, Finding
    from goodwill.pricing.rows import Floats

EULER_GAMMA = 0.5772156649015329
NORMAL_95 = 1.959963984540054
LARGEST_DOSE = 3.0
MEMORIES = 7
"""Half-lives over which a lognormal belief is averaged (Gauss-Hermite)."""


class Effect(NamedTuple):
    """What is believed of one dealing of dose 1: on the logs of the rates, and how long."""

    delta: float  # of leaving; positive hastens it
    sd: float  # of delta
    half_life: float  # in weeks; the median
    half_life_factor: float  # 95 % of belief lies between half_life / factor and half_life * factor
    gamma: float = 0.0  # of buying; negative slows it
    gamma_sd: float = 0.0
    together: float = 0.0  # the correlation of delta and gamma
    points: tuple[Point, ...] = ()  # where belief is a list of half-lives: these, ascending


class Point(NamedTuple):
    """One half-life that is believed, and what a dealing does if it is the true one."""

    weight: float  # those of all points sum to 1
    half_life: float
    delta: float
    sd: float
    gamma: float
    gamma_sd: float
    together: float


class Trace(NamedTuple):
    """What one dealing of dose 1 does, were it known exactly."""

    delta: float
    gamma: float
    half_life: float

    @property
    def pace(self) -> float:
        """The rate w at which it is forgotten, per week."""
        return float(np.log(2) / self.half_life)


class Traces(NamedTuple):
    """Traces and how much each is believed; the weights sum to 1."""

    each: tuple[Trace, ...]
    weights: tuple[float, ...]


class Future(NamedTuple):
    """Within which horizon losses count; weeks may be inf, the rate is continuous and per week."""

    weeks: float
    rate: float


class Parts(NamedTuple):
    """Discounted weeks of buying that N dealings cost, shape (N,): by leaving and by the lull."""

    leaving: Floats
    lull: Floats


def dose(size: npt.ArrayLike) -> Floats:
    """How much a breach of this size counts: 1 + ln(size), from 1 to 3; 1 where it has no size.

    That ten times the limit hurts ten times as much is not believable; that it hurts as much as a
    breach at the limit is not either. This rule is an assumption, like the effect itself.
    """
    given = np.asarray(size, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        above = np.clip(given, 1.0, np.exp(LARGEST_DOSE - 1))
    return np.where(np.isnan(given), 1.0, 1 + np.log(above))


def effect_of(found: Finding) -> Effect:
    """What a finding says one dealing does: at each of its half-lives, and over all of them."""
    listed = zip(found.half_life_weights, found.half_lives, found.effects, strict=True)
    points = [Point(float(weight), float(life), *_told(each)) for weight, life, each in listed]
    points.sort(key=lambda point: point.half_life)
    low, middle, high = (_between(points, share).half_life for share in (0.025, 0.5, 0.975))
    delta, sd, gamma, gamma_sd, together = _told(found.effect)
    factor = float(np.sqrt(high / low))
    return Effect(delta, sd, middle, factor, gamma, gamma_sd, together, tuple(points))


def traces(effect: Effect, of_loss: float = 0.0, of_lull: float = 0.0) -> Traces:
    """The half-lives that are believed and the effect at each, moved by so many deviations.

    What is unsure of the loss moves the lull with it, as far as they go together; what is unsure of
    the lull beside moves the lull alone.
    """
    points = _points(effect)
    each = tuple(
        Trace(
            point.delta + of_loss * point.sd,
            point.gamma
            + point.gamma_sd * (of_loss * point.together + of_lull * _alone(point.together)),
            point.half_life,
        )
        for point in points
    )
    return Traces(each, tuple(point.weight for point in points))


def at_half_life(effect: Effect, share: float) -> Traces:
    """The effect with the half-life alone at a quantile of belief."""
    if effect.points:
        at = _between(effect.points, share)
        return Traces((Trace(at.delta, at.gamma, at.half_life),), (1.0,))
    life = effect.half_life * float(np.exp(_normal(share) * _spread(effect)))
    return Traces((Trace(effect.delta, effect.gamma, life),), (1.0,))


def extremes(effect: Effect) -> list[tuple[Traces, Traces]]:
    """Traces at the 95 % limits of each thing that is unsure, in pairs that are independent."""
    steps, points = [], _points(effect)
    if any(point.sd for point in points):
        steps.append((NORMAL_95, 0.0))
    if any(point.gamma_sd * _alone(point.together) for point in points):
        steps.append((0.0, NORMAL_95))
    pairs = [(traces(effect, -loss, -lull), traces(effect, loss, lull)) for loss, lull in steps]
    return [*pairs, (at_half_life(effect, 0.025), at_half_life(effect, 0.975))]


def strengths(
    rng: np.random.Generator, effect: Effect, draws: int
) -> tuple[Floats, Floats, Floats]:
    """Draws of delta, gamma and half-life from what is believed of them, each of shape (D,)."""
    if effect.points:
        share = np.array([point.weight for point in effect.points])
        chosen = rng.choice(len(share), draws, p=share / share.sum())
        columns = np.array([point[1:] for point in effect.points])[chosen].T
    else:
        lives = effect.half_life * np.exp(_spread(effect) * rng.normal(size=draws))
        strength = (effect.delta, effect.sd, effect.gamma, effect.gamma_sd, effect.together)
        columns = np.stack([lives, *(np.full(draws, value) for value in strength)])
    lives, delta, sd, gamma, gamma_sd, together = columns
    of_loss, of_lull = rng.normal(size=(2, draws))
    own = np.sqrt(1 - together**2)
    return delta + sd * of_loss, gamma + gamma_sd * (together * of_loss + own * of_lull), lives


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


def wear_weeks(effect: Effect, of_dose: npt.ArrayLike = 1.0, stock: float = 0.0) -> Floats:
    """By how many ordinary weeks one dealing ages the relation, given the stock still fresh."""
    return _weeks(traces(effect), of_dose, stock, clock=0)


def paused_weeks(effect: Effect, of_dose: npt.ArrayLike = 1.0, stock: float = 0.0) -> Floats:
    """How many ordinary weeks of buying are lost in the lull by those who stay."""
    return -_weeks(traces(effect), of_dose, stock, clock=1)


def wear_limits(effect: Effect) -> tuple[float, float, float]:
    """The wear of a dealing of dose 1, and its 95 % limits (their distances joined by squares)."""
    middle = float(wear_weeks(effect))
    below = above = 0.0
    for pair in extremes(effect):
        ends = [float(_weeks(each, 1.0, 0.0, clock=0)) - middle for each in pair]
        below += min(*ends, 0.0) ** 2
        above += max(*ends, 0.0) ** 2
    return middle, middle - below**0.5, middle + above**0.5


def lost(
    q: Floats, of_dose: Floats, s: float, trace: Trace, future: Future, stock: float = 0.0
) -> Parts:
    """D(q, stock) - D(q, stock + dose) in its two parts, exactly, for N pairs: shape (N,).

    Negative where the effect keeps customers or quickens buying (a grace). In discounted weeks of
    buying: times P(alive) (r + x) / p it is discounted purchases.
    """
    nodes = times(*future, shortest=min(float(q.min(initial=np.inf)), trace.half_life))
    fade = np.exp2(-nodes.v / trace.half_life)
    kinds, place = np.unique(of_dose, return_inverse=True)

    def clock(after: Floats) -> Floats:
        """H at the nodes, for a stock raised by so much: shape (K, M)."""
        full = trace.delta * (stock + after)[:, None]
        return np.asarray(nodes.v + (ein(full) - ein(full * fade)) / trace.pace)

    without = -s * np.log1p(clock(np.zeros(1)) / q[:, None])
    with_it = -s * np.log1p(clock(kinds)[place] / q[:, None])
    weight = nodes.weight * np.exp(trace.gamma * stock * fade)
    slower = -np.expm1(trace.gamma * kinds[:, None] * fade)[place]
    return Parts(
        np.asarray((np.exp(without) * -np.expm1(with_it - without)) @ weight),
        np.asarray((np.exp(with_it) * slower) @ weight),
    )


def _weeks(believed: Traces, of_dose: npt.ArrayLike, stock: float, clock: int) -> Floats:
    """By how many weeks a dealing moves the clock of leaving (0) or of buying (1)."""
    after = stock + np.asarray(of_dose, dtype=np.float64)
    moved = [
        weight * (ein(trace[clock] * after) - ein(trace[clock] * stock)) / trace.pace
        for trace, weight in zip(*believed, strict=True)
    ]
    return np.asarray(np.sum(moved, axis=0))


def _points(effect: Effect) -> tuple[Point, ...]:
    """The half-lives that are believed: those listed, or the nodes of a lognormal."""
    if effect.points:
        return effect.points
    strength = (effect.delta, effect.sd, effect.gamma, effect.gamma_sd, effect.together)
    spread = _spread(effect)
    if spread == 0:
        return (Point(1.0, effect.half_life, *strength),)
    node, weight = np.polynomial.hermite_e.hermegauss(MEMORIES)
    lives = effect.half_life * np.exp(spread * node)
    listed = zip(weight / weight.sum(), lives, strict=True)
    return tuple(Point(float(share), float(life), *strength) for share, life in listed)


def _told(found: Estimate) -> tuple[float, float, float, float, float]:
    """An estimate as delta, its sd, gamma, its sd, and their correlation."""
    sd, gamma_sd = np.sqrt(np.maximum(np.diag(found.covariance), 0.0)).tolist()
    both = sd * gamma_sd
    together = float(np.clip(found.covariance[0, 1] / both, -1, 1)) if both else 0.0
    return found.leaving, sd, found.buying, gamma_sd, together


def _alone(together: float) -> float:
    """The part of a deviation that does not go with another one."""
    return float(np.sqrt(1 - together**2))


def _spread(effect: Effect) -> float:
    """Standard deviation of the log of the half-life."""
    return float(np.log(effect.half_life_factor) / NORMAL_95)


def _normal(share: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(share))


def _between(points: Sequence[Point], share: float) -> Point:
    """The point at a quantile of listed half-lives: weights lie evenly, in logs, about theirs."""
    weights = np.array([point.weight for point in points])
    middle = (np.cumsum(weights) - weights / 2) / weights.sum()

    def at(values: list[float]) -> float:
        return float(np.interp(share, middle, values))

    life = float(np.exp(at([float(np.log(point.half_life)) for point in points])))
    delta, gamma = at([point.delta for point in points]), at([point.gamma for point in points])
    return Point(1.0, life, delta, 0.0, gamma, 0.0, 0.0)
