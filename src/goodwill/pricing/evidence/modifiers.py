"""What changes the effect of a breach: tenure, unsteady treatment, and who broke first.

One fit more than the findings need, with all breaches taken together. It is evidence about the
relation, never a price: prices come from the findings alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.design import Family
from goodwill.pricing.evidence.calendar import season
from goodwill.pricing.evidence.finding import Estimate
from goodwill.pricing.evidence.near import united
from goodwill.pricing.exposure import Terms, panel
from goodwill.pricing.kernel.fitting import climb_from, starts_of, weak_prior
from goodwill.pricing.kernel.parameters import places

if TYPE_CHECKING:
    from goodwill.pricing.design import Design, Events
    from goodwill.pricing.exposure import Names
    from goodwill.pricing.kernel.panel import Panel

KINDS = ("tenure", "constancy", "theirs_first")
"""More effect of a breach for each e-fold of tenure beyond half a year; effect of one unit of
spread of the treatment so far; more effect of a breach that came after one of theirs."""
FEWEST = 100
"""Breaches below which nothing is asked."""
FEWEST_CUSTOMERS = 20
"""Customers to whom something of the kind happened, below which it is left out."""
SPREAD = 1.5
"""Standard deviation of the weak belief that each of them does nothing."""
EVERYTHING = "all"


class Modifier(NamedTuple):
    """What one kind does to the logs of the rates, beside the breaches themselves."""

    kind: str
    customers: int  # to whom something of the kind happened
    effect: Estimate


def modifiers(
    design: Design, theirs: Events | None = None, half_life: float = 6.0
) -> tuple[Modifier, ...]:
    """Estimate, within one model, what changes the effect of breaches; nothing with too few."""
    pooled = _pooled(design)
    breaches = [each for each in pooled.families if each.verdict == "breach"]
    if sum(len(each.events.time) for each in breaches) < FEWEST:
        return ()
    terms = Terms(
        share="past",
        tenure="weeks",
        constancy=True,
        theirs=theirs,
        season=season(design),
    )
    lives = [half_life] * len(pooled.families)
    whole, names = panel(pooled, lives, dealing_memory=half_life, terms=terms)
    customers = _touched(whole, names)
    left_out = [kind for kind in KINDS if customers.get(kind, 0) < FEWEST_CUSTOMERS]
    return estimated(*_without(whole, names, left_out), customers)


def _pooled(design: Design) -> Design:
    """All breaches as one family, and all graces as another; what may not be priced stays out."""
    families = []
    for verdict in ("breach", "grace"):
        kept = [f for f in design.families if f.verdict == verdict and f.felt and not f.grievance]
        if kept:
            events = kept[0].events
            for family in kept[1:]:
                events = united(events, family.events)
            families.append(Family(EVERYTHING, verdict, events, grievance=False))
    return design._replace(families=tuple(families))


def _touched(whole: Panel, names: Names) -> dict[str, int]:
    """How many customers have something of each kind."""
    kinds = [column.kind for column in names.leaving]
    return {
        kind: int((np.add.reduceat(np.abs(column), whole.start[:-1]) > 0).sum())
        for kind, column in zip(kinds, whole.leaving.T, strict=True)
    }


def _without(whole: Panel, names: Names, kinds: list[str]) -> tuple[Panel, Names]:
    """The panel without the columns of some kinds."""
    buying, leaving, calling = (
        [place for place, column in enumerate(columns) if column.kind not in kinds]
        for columns in (names.buying, names.leaving, names.calling)
    )
    narrow = whole._replace(
        buying=whole.buying[:, buying],
        bought=whole.bought[:, buying],
        leaving=whole.leaving[:, leaving],
        calling=whole.calling[:, calling],
        called=whole.called[:, calling],
    )
    return narrow, names._replace(
        buying=tuple(names.buying[place] for place in buying),
        leaving=tuple(names.leaving[place] for place in leaving),
        calling=tuple(names.calling[place] for place in calling),
    )


def estimated(whole: Panel, names: Names, customers: dict[str, int]) -> tuple[Modifier, ...]:
    """Fit a panel that has columns of these kinds, under weak beliefs.

    Errors come from the outer products of the customers' scores; in 180 planted companies without
    any such effect 5 % of the estimates lay beyond 1.96 of them.
    """
    belief = weak_prior(whole, coefficient_sd=SPREAD)
    top = climb_from(whole, starts_of(whole)[0], belief)
    covariance = np.asarray(np.linalg.pinv(top.slope.curvature, hermitian=True), np.float64)
    at, found = places(whole), []
    for number, column in enumerate(names.leaving):
        if column.kind in KINDS:
            pair = [at.delta.start + number, at.gamma.start + names.buying.index(column)]
            leaving, buying = top.theta[pair].tolist()
            estimate = Estimate(leaving, buying, covariance[np.ix_(pair, pair)])
            found.append(Modifier(column.kind, customers[column.kind], estimate))
    return tuple(found)
