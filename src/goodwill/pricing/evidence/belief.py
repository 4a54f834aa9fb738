"""What is believed of families before their records speak, and what is believed after.

Beliefs are pooled: part of how far a family is from its belief is shared by all families of the
same verdict, because one company's customers have one temper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.evidence.finding import Estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodwill.pricing.rows import Floats

SHARED = 0.3
"""The part of the variance of beliefs that families of one verdict have in common."""
NORMAL_95 = 1.959963984540054
HALF_LIVES = (1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 18.0, 26.0, 39.0, 52.0)
"""Half-lives, in weeks, that are told apart."""
FREEDOM, T_95 = 3.0, 3.182446
"""Degrees of freedom, and 95 % limit, of the t that stands for a half-life records may overrule."""
UNBELIEVED = 0.004
"""A half-life of less weight is left out of the price."""


class Belief(NamedTuple):
    """What is believed of one family and verdict before its records speak."""

    effect: Estimate
    half_life: float  # weeks, the median
    half_life_factor: float  # 95 % lies between half_life / factor and half_life * factor


class Told(NamedTuple):
    """Estimates of F families by their records: (leaving, buying) of each in turn."""

    mean: Floats  # (2 F,)
    covariance: Floats  # (2 F, 2 F)


def memories(belief: Belief) -> tuple[Floats, Floats]:
    """Half-lives in weeks that are believed, (H,), and how much each is, summing to 1."""
    weeks, weights = grid(belief)
    kept = weights > UNBELIEVED
    return weeks[kept], weights[kept] / weights[kept].sum()


def grid(belief: Belief) -> tuple[Floats, Floats]:
    """All half-lives in weeks to be tried, (H,), and how much each is believed, summing to 1.

    The belief is lognormal; a factor of 1 is certainty. Its own median is among the half-lives.
    """
    if belief.half_life_factor <= 1:
        return np.array([belief.half_life]), np.ones(1)
    spread = np.log(belief.half_life_factor) / NORMAL_95
    apart = [each for each in HALF_LIVES if abs(np.log(each / belief.half_life)) > 0.15]
    weeks = np.sort(np.array([*apart, belief.half_life]))
    log = np.log(weeks)
    weight = np.exp(-np.square((log - np.log(belief.half_life)) / spread) / 2) * widths(weeks)
    return weeks, weight / weight.sum()


def doubted(weeks: Floats, belief: Belief) -> Floats:
    """How much each of H half-lives is believed where records may overrule it, summing to 1.

    A t in the logs with three degrees of freedom, of which 95 % lies within the square of the
    factor: what no study has measured must be learnt even if it was thought hardly possible.
    """
    if len(weeks) == 1:
        return np.ones(1)
    spread = 2 * np.log(belief.half_life_factor) / T_95
    away = (np.log(weeks) - np.log(belief.half_life)) / spread
    weight = (1 + np.square(away) / FREEDOM) ** (-(FREEDOM + 1) / 2) * widths(weeks)
    return np.asarray(weight / weight.sum())


def likelihoods(each: Sequence[Estimate], loglik: Floats) -> Floats:
    """The likelihood of H half-lives, (H,) up to a factor, integrated over the effects.

    From the profile `loglik` and the estimate at each, all effects alike before (Laplace; Tierney &
    Kadane 1986). The profile alone favours half-lives that are too long: an effect that lasts has
    the smaller errors.
    """
    room = [np.sqrt(max(float(np.linalg.det(one.covariance)), 0.0)) for one in each]
    return np.asarray(np.exp(loglik - loglik.max()) * np.array(room))


def widths(weeks: Floats) -> Floats:
    """How much of the log scale each half-life stands for: even weights, summing to 1."""
    if len(weeks) == 1:
        return np.ones(1)
    width = np.gradient(np.log(weeks))
    return np.asarray(width / width.sum())


def pooled(beliefs: Sequence[Belief], verdicts: Sequence[str]) -> Told:
    """The beliefs of F families as one normal belief, shape (2 F,) and (2 F, 2 F)."""
    count = len(beliefs)
    mean = np.array([(b.effect.leaving, b.effect.buying) for b in beliefs]).reshape(-1)
    covariance = np.zeros((2 * count, 2 * count))
    for place, belief in enumerate(beliefs):
        at = slice(2 * place, 2 * place + 2)
        covariance[at, at] = belief.effect.covariance
    sd = np.sqrt(np.diag(covariance))
    alike = np.equal.outer(np.asarray(verdicts), np.asarray(verdicts))
    clocks = np.kron(alike, np.eye(2))
    return Told(mean, (1 - SHARED) * covariance + SHARED * clocks * np.outer(sd, sd))


def updated(prior: Told, own: Told) -> Told:
    """The prior moved by the records (two normals multiplied)."""
    both = prior.covariance + own.covariance
    gain = np.linalg.solve(both, prior.covariance).T
    mean = prior.mean + gain @ (own.mean - prior.mean)
    covariance = prior.covariance - gain @ prior.covariance
    return Told(mean, (covariance + covariance.T) / 2)


def of_family(told: Told, place: int) -> Estimate:
    """The part of one family."""
    at = slice(2 * place, 2 * place + 2)
    leaving, buying = told.mean[at]
    return Estimate(float(leaving), float(buying), told.covariance[at, at])


def mixed(each: Sequence[Estimate], weights: Floats) -> Estimate:
    """One estimate over several half-lives: the mean, and the spread within and between them."""
    means = np.array([(one.leaving, one.buying) for one in each])
    mean = weights @ means
    away = means - mean
    within = sum(
        (weight * one.covariance for weight, one in zip(weights, each, strict=True)),
        np.zeros((2, 2)),
    )
    between = np.einsum("h,ha,hb->ab", weights, away, away)
    return Estimate(float(mean[0]), float(mean[1]), within + between)


def prior_share(prior: Estimate, after: Estimate) -> float:
    """How much of the precision after is the prior's, 0 .. 1, the mean over both clocks."""
    ratio = np.linalg.solve(prior.covariance, after.covariance)
    return float(np.clip(np.trace(ratio) / 2, 0.0, 1.0))
