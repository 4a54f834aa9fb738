"""The model that evidence is read from, fitted once, and refits of its variants."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.evidence.finding import Estimate
from goodwill.pricing.evidence.layout import Clocks, laid_out, stock
from goodwill.pricing.evidence.near import near, picked
from goodwill.pricing.kernel.fitting import climb_from, fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodwill.pricing.design import Design, Family
    from goodwill.pricing.evidence.layout import Layout, View
    from goodwill.pricing.evidence.recording import Signs
    from goodwill.pricing.exposure import Column
    from goodwill.pricing.fit import Fit
    from goodwill.pricing.rows import Floats

EVERY = 0.95
"""Where so many dealings are breached, their stock is that of the breaches and cannot stand by."""


class Study(NamedTuple):
    """A design, its main fit, and what a refit needs to begin from it."""

    signs: Signs
    memories: tuple[float, ...]  # the half-life of each family, weeks
    dealing_memory: float
    layout: Layout
    view: View
    fit: Fit

    @property
    def design(self) -> Design:
        """The design, with all signs of life among the contacts."""
        return self.signs.design

    def beside(self, aside: Sequence[tuple[Family, float]]) -> Layout:
        """The same lives with made-up families, and their half-lives, beside."""
        return laid_out(self.design, self.memories, self.dealing_memory, self.signs.season, aside)


class Refit(NamedTuple):
    """A variant of the model at its best."""

    view: View
    theta: Floats
    covariance: Floats  # from the outer products of the scores
    value: float  # log-likelihood with the weak prior

    def effect(self, column: Column) -> Estimate:
        """What a column does to leaving and buying."""
        return effect_in(self.view, self.theta, self.covariance, column)


def studied(signs: Signs, memories: Sequence[float], dealing_memory: float) -> Study:
    """Fit the model: both clocks and calls, stocks beside that of dealings and the past share."""
    layout = laid_out(signs.design, memories, dealing_memory, signs.season)
    view = layout.view(clocks(signs.design, layout))
    start = view.start({}, signs.theta)
    names = [f"{clock} {column}" for clock, column in view.known(start)]
    logs = ("r", "alpha", "s", "beta", "r2", "alpha2")[: view.logs]
    found = fit(view.panel, prior=view.prior, starts=[start], names=[*logs, *names])
    return Study(signs, tuple(memories), dealing_memory, layout, view, found)


def clocks(design: Design, layout: Layout, leave_out: Sequence[str] = ()) -> Clocks:
    """The columns of each clock; grievances stand on that of calling only."""
    seen = design.left is not None
    without = (*leave_out, *(("dealings",) if all_breached(design) else ()))
    main = layout.main(leave_out=without)
    barred = {stock(each) for each in design.families if each.grievance and not seen}
    buying, leaving = (
        tuple(column for column in columns if column not in barred) for columns in main[:2]
    )
    return Clocks(buying, leaving, main.calling)


def all_breached(design: Design) -> bool:
    """Whether (nearly) every dealing is breached, so that nothing can stand beside."""
    dealings = design.dealings
    if not len(dealings.time):
        return False
    kept = np.ones(len(dealings.time), dtype=np.bool_)
    for family in design.families:
        kept &= ~near(dealings, family.events, 0.0, 0.0)
    return bool(kept.mean() < 1 - EVERY)


def refitted(
    study: Study, view: View, known: dict[tuple[str, Column], float] | None = None
) -> Refit:
    """Climb from the main fit in another view."""
    begin = study.view.known(study.fit.theta) | (known or {})
    logs = study.fit.theta[: study.view.logs][: view.logs]
    return climbed(view, view.start(begin, logs))


def climbed(view: View, start: Floats) -> Refit:
    """Climb, with the errors of the outer products."""
    top = climb_from(view.panel, start, view.prior)
    covariance = np.asarray(np.linalg.pinv(top.slope.curvature, hermitian=True), np.float64)
    return Refit(view, top.theta, covariance, top.slope.value)


def effect_in(view: View, theta: Floats, covariance: Floats, column: Column) -> Estimate:
    """What a column does to leaving and buying."""
    if view.place("leaving", column) is None:
        return Estimate(np.nan, np.nan, np.full((2, 2), np.nan))
    at = [*view.at("leaving", column), *view.at("buying", column)]
    leaving, buying = theta[at]
    return Estimate(float(leaving), float(buying), covariance[np.ix_(at, at)])


def own_effect(study: Study, family: Family) -> Estimate:
    """What the main fit says of a family."""
    return effect_in(study.view, study.fit.theta, study.fit.covariance, stock(family))


def kept_signs(design: Design) -> Design:
    """The design whose contacts are only those at which no standard was broken."""
    broken = np.zeros(len(design.contacts.time), dtype=np.bool_)
    for family in design.families:
        if family.verdict == "breach":
            broken |= near(design.contacts, family.events, 0.0, 2 / 7)
    return design._replace(contacts=picked(design.contacts, ~broken))
