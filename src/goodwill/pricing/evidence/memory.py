"""How long customers remember: each half-life is tried, and none is chosen.

All figures are averaged over them, so that their spread is in every interval (KERNEL A4: with a
wrong half-life the price moves from a half to twice). What the records say of a strength alone is
weighed by the likelihood integrated over strengths. What is priced is strength times duration,
which records know better than either: it is weighed by the profile, times belief, because to
integrate would favour memories that are brief and violent, and prices that are too low.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.evidence.belief import (
    UNBELIEVED,
    Belief,
    doubted,
    grid,
    likelihoods,
    mixed,
    widths,
)
from goodwill.pricing.evidence.finding import Estimate, Guard, Outcome
from goodwill.pricing.evidence.layout import Clocks, made_up, stock
from goodwill.pricing.evidence.study import clocks, own_effect, refitted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodwill.pricing.design import Family
    from goodwill.pricing.evidence.study import Study
    from goodwill.pricing.rows import Floats

NAME = "half_life"
TRIED = 4
"""Of how many families the half-lives are tried, those that speak loudest; others are believed."""
LOUD = 5.99
"""Squared standard errors, over both clocks, above which one of several families is tried."""
FLAT = 1.0
"""Log-likelihood over all half-lives below which the records do not tell them apart."""


class Remembered(NamedTuple):
    """One family's half-lives, what each is worth, and what was found at each."""

    weeks: Floats  # (H,)
    weights: Floats  # (H,) by records and belief
    alone: Floats  # (H,) by the records alone, every half-life alike before
    each: tuple[Estimate, ...]  # (H,) what the records say at each
    loglik: Floats  # (H,) profile; NaN where it was not tried

    @property
    def own(self) -> Estimate:
        """What the records say, whatever the half-life."""
        return mixed(self.each, self.alone)

    @property
    def believed(self) -> Estimate:
        """What the records say, over half-lives as they are believed."""
        return mixed(self.each, self.weights)

    @property
    def likeliest(self) -> float:
        """The half-life at which the records fit best; where none was tried, the believed one."""
        told = self.alone if np.isnan(self.loglik).any() else self.loglik
        return float(self.weeks[np.argmax(told)])

    def unsure(self, loss: float) -> Remembered:
        """With the loss less sure, by a standard deviation of its own."""
        more = np.diag([loss**2, 0.0])
        each = tuple(one._replace(covariance=one.covariance + more) for one in self.each)
        return self._replace(each=each)

    def trimmed(self) -> Remembered:
        """Without half-lives of hardly any weight."""
        kept = np.flatnonzero(self.weights > UNBELIEVED)
        weights, alone = self.weights[kept], self.alone[kept]
        return Remembered(
            self.weeks[kept],
            weights / weights.sum(),
            alone / alone.sum(),
            tuple(self.each[place] for place in kept),
            self.loglik[kept],
        )


def remembered(study: Study, beliefs: Sequence[Belief]) -> tuple[Remembered, ...]:
    """Try the half-lives of the families that say something; take the belief of the others."""
    loud = np.array([loudness(own_effect(study, each)) for each in study.design.families])
    open_minded = np.array([each.half_life_factor > 1 for each in beliefs], dtype=np.bool_)
    worth = open_minded & np.isfinite(loud)
    if worth.sum() > 1:
        worth &= loud > LOUD
    first = np.argsort(np.where(worth, -loud, np.inf), kind="stable")[:TRIED]
    return tuple(
        _tried(study, family, belief)
        if worth[place] and place in first
        else _believed(study, family, belief)
        for place, (family, belief) in enumerate(zip(study.design.families, beliefs, strict=True))
    )


def loudness(own: Estimate) -> float:
    """Squared standard errors from nothing, over both clocks; NaN where there is no estimate."""
    mean = np.array(own[:2])
    if not np.isfinite(own.covariance).all():
        return np.nan
    return float(mean @ np.linalg.solve(own.covariance, mean))


def _believed(study: Study, family: Family, belief: Belief) -> Remembered:
    weeks, weights = grid(belief)
    own = own_effect(study, family)
    same = (own,) * len(weeks)
    return Remembered(weeks, weights, weights, same, np.full(len(weeks), np.nan))


def _tried(study: Study, family: Family, belief: Belief) -> Remembered:
    """Refit with each half-life of one family."""
    weeks = grid(belief)[0]
    copies = [made_up(f"half_life{n}", family, family.events) for n in range(len(weeks))]
    layout = study.beside(list(zip(copies, weeks.tolist(), strict=True)))
    main, column = clocks(study.design, layout), stock(family)
    base = study.memories[study.design.families.index(family)]
    start = study.view.known(study.fit.theta)
    found, values = [], []
    for copy in copies:
        swap = {column: stock(copy)}
        view = layout.view(Clocks(*(tuple(swap.get(c, c) for c in cs) for cs in main)))
        known = {(clock, swap.get(c, c)): value for (clock, c), value in start.items()}
        refit = refitted(study, view, known)
        found.append(refit.effect(stock(copy)))
        values.append(refit.value)
    loglik = np.array(values)
    exact = own_effect(study, family)
    nearest = int(np.argmin(np.abs(np.log(weeks / base))))
    scale = np.sqrt(np.diag(exact.covariance) / np.diag(found[nearest].covariance))
    each = tuple(one._replace(covariance=one.covariance * np.outer(scale, scale)) for one in found)
    weights = doubted(weeks, belief) * np.exp(loglik - loglik.max())
    alone = widths(weeks) * likelihoods(each, loglik)
    return Remembered(weeks, weights / weights.sum(), alone / alone.sum(), each, loglik)


def guard(told: Remembered) -> Guard:
    """Whether the records tell half-lives apart."""
    running = np.cumsum(told.weights)
    low, middle, high = (
        told.weeks[np.searchsorted(running, at)] for at in (0.025, 0.5, 0.975 - 1e-9)
    )
    figures = {"low": float(low), "median": float(middle), "high": float(high)}
    if np.isnan(told.loglik).any():
        return Guard(NAME, Outcome.PASSED if len(told.weeks) == 1 else Outcome.UNTOLD, figures)
    figures["loglik"] = float(np.ptp(told.loglik))
    return Guard(NAME, Outcome.UNTOLD if figures["loglik"] < FLAT else Outcome.PASSED, figures)
