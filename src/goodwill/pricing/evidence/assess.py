"""What a company's own records say of each family of breaches, and whether it may be believed.

One joint fit of purchases and contacts as two signs of one life; half-lives averaged over; guards;
and only then the belief, moved by what passed them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.evidence.association import naive
from goodwill.pricing.evidence.belief import (
    Belief,
    Told,
    mixed,
    of_family,
    pooled,
    prior_share,
    updated,
)
from goodwill.pricing.evidence.belief import memories as believed_memories
from goodwill.pricing.evidence.clerk import NAME as CLERK
from goodwill.pricing.evidence.clerk import clerk
from goodwill.pricing.evidence.confounding import confounding, doubt
from goodwill.pricing.evidence.design_power import power_by_simulation
from goodwill.pricing.evidence.ends import BUNCHED, old_recent, surge
from goodwill.pricing.evidence.finding import Estimate, Finding, Guard, Outcome
from goodwill.pricing.evidence.layout import stock
from goodwill.pricing.evidence.memory import Remembered, loudness, remembered
from goodwill.pricing.evidence.memory import guard as half_life
from goodwill.pricing.evidence.placebo import PLACEBO, control, placebo
from goodwill.pricing.evidence.recording import signs
from goodwill.pricing.evidence.sample import sampled
from goodwill.pricing.evidence.study import own_effect, studied
from goodwill.pricing.evidence.telling import conflict, grievance, identified, power
from goodwill.pricing.exposure import Names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from goodwill.pricing.design import Design, Family
    from goodwill.pricing.evidence.study import Study
    from goodwill.pricing.fit import Fit
    from goodwill.pricing.kernel.panel import Panel

__all__ = ["Assessment", "Belief", "assess"]

ASSUMED, OBSERVED = "assumed", "observed"
PLAIN = 7.378
"""Squared standard errors, both clocks at once, for a claim: 2.5 % where there is nothing."""
MOST_PRIOR = 0.8
"""Above this share of the prior a figure is assumed, whatever the records say."""
SEED = 20_030_004
"""Of shuffles and simulations: the same records give the same guards."""


class Assessment(NamedTuple):
    """What was found, with the fit that it was read from."""

    findings: tuple[Finding, ...]  # in the order of the design's families
    fit: Fit
    panel: Panel
    names: Names


def assess(
    design: Design, beliefs: Mapping[tuple[str, str], Belief], *, simulations: int = 0
) -> Assessment:
    """Weigh the records of every family of the design against its belief, behind all guards.

    `beliefs` has one for each (name, verdict). With `simulations` the company's own design is
    simulated so often at nothing and at the estimate, for the power guard. Of very many customers
    every n-th is asked; fit, panel and names are then of those.
    """
    held = [beliefs[each.name, each.verdict] for each in design.families]
    study = studied(signs(sampled(design)), [each.half_life for each in held], _usual(held))
    told: Sequence[Remembered] = remembered(study, held)
    guards = _guards(study, told, held, simulations)
    told = [one.unsure(doubt(each)) for one, each in zip(told, guards, strict=True)]
    names = Names(*study.view.clocks, row=study.layout.names.row)
    return Assessment(_findings(study, told, held, guards), study.fit, study.view.panel, names)


def _usual(held: Sequence[Belief]) -> float:
    """The half-life with which all dealings are remembered: the middle of the families'."""
    return float(np.median([each.half_life for each in held])) if held else 6.0


def _guards(
    study: Study, told: Sequence[Remembered], held: Sequence[Belief], simulations: int
) -> list[tuple[Guard, ...]]:
    """All guards of each family, in the order in which they withhold."""
    rng = np.random.default_rng(SEED)
    ends, moved = surge(study.signs), confounding(study)
    fading = old_recent(study, [each.likeliest for each in told])
    shuffled, served = placebo(study, rng), clerk(study)
    unfelt = control(study)
    lived = power_by_simulation(study, simulations, rng) if simulations else None
    found: list[tuple[Guard, ...]] = []
    for place, family in enumerate(study.design.families):
        column = stock(family)
        own = own_effect(study, family)
        found.append(
            (
                grievance(study, family),
                power(family, own, held[place].effect, lived and lived.of(place)),
                identified(study, family),
                study.signs.guard,
                ends,
                fading.get(column, _untold(BUNCHED)),
                conflict(own, held[place].effect),
                *moved[column],
                served.get(column, _untold(CLERK)),
                shuffled.get(column, _untold(PLACEBO)),
                unfelt,
                half_life(told[place]),
            )
        )
    return found


def _untold(name: str) -> Guard:
    return Guard(name, Outcome.UNTOLD, {})


def _findings(
    study: Study,
    told: Sequence[Remembered],
    held: Sequence[Belief],
    guards: Sequence[tuple[Guard, ...]],
) -> tuple[Finding, ...]:
    families = study.design.families
    withheld = [_withholding(each) for each in guards]
    moved = _moved(study, told, held, withheld)
    between = naive(study)
    found = []
    for place, (family, belief) in enumerate(zip(families, held, strict=True)):
        memory, own = told[place], told[place].own
        shown = own if np.isfinite(own.covariance).all() else None
        finding = _believed(family, belief, shown, guards[place], withheld[place])
        finding = finding._replace(between=between.get(stock(family)))
        if place in moved:
            finding = _observed(finding, belief, memory, moved[place])
        found.append(finding)
    return tuple(found)


def _withholding(guards: tuple[Guard, ...]) -> str | None:
    failed = (each.name for each in guards if each.outcome is Outcome.FAILED)
    return next(failed, None)


def _moved(
    study: Study,
    told: Sequence[Remembered],
    held: Sequence[Belief],
    withheld: Sequence[str | None],
) -> dict[int, Estimate]:
    """What is believed of the families whose records may speak, moved together by them."""
    free = [place for place, name in enumerate(withheld) if name is None]
    if not free:
        return {}
    prior = pooled(
        [held[place] for place in free],
        [study.design.families[place].verdict for place in free],
    )
    after = updated(prior, _own(study, told, free))
    return {place: of_family(after, number) for number, place in enumerate(free)}


def _own(study: Study, told: Sequence[Remembered], free: Sequence[int]) -> Told:
    """The records' estimates of some families together, over their half-lives."""
    columns = [stock(study.design.families[place]) for place in free]
    at = [
        place
        for column in columns
        for clock in ("leaving", "buying")
        for place in study.view.at(clock, column)
    ]
    covariance = study.fit.covariance[np.ix_(at, at)].copy()
    mean = np.empty(len(at))
    for number, place in enumerate(free):
        block = slice(2 * number, 2 * number + 2)
        own = told[place].believed
        mean[block] = own[:2]
        scale = np.sqrt(np.diag(own.covariance) / np.diag(covariance[block, block]))
        covariance[block] *= scale[:, None]
        covariance[:, block] *= scale
        covariance[block, block] = own.covariance
    return Told(mean, covariance)


def _believed(
    family: Family,
    belief: Belief,
    own: Estimate | None,
    guards: tuple[Guard, ...],
    withheld: str | None,
) -> Finding:
    """The finding that rests on the belief alone."""
    weeks, weights = believed_memories(belief)
    return Finding(
        family=family.name,
        verdict=family.verdict,
        grade=ASSUMED,
        effect=belief.effect,
        half_lives=weeks,
        half_life_weights=weights,
        effects=(belief.effect,) * len(weeks),
        own=own,
        between=None,
        prior_share=1.0,
        guards=guards,
        withheld=withheld,
    )


def _observed(finding: Finding, belief: Belief, memory: Remembered, effect: Estimate) -> Finding:
    """The finding moved by the records: at each half-life by as much as over all."""
    loud, memory = loudness(memory.own), memory.trimmed()
    each = [_alone(belief, one) for one in memory.each]
    usual = mixed(each, memory.weights)
    moved = (effect.leaving - usual.leaving, effect.buying - usual.buying)
    effects = tuple(
        Estimate(one.leaving + moved[0], one.buying + moved[1], one.covariance) for one in each
    )
    share = prior_share(belief.effect, effect)
    plain = loud > PLAIN and share < MOST_PRIOR
    return finding._replace(
        grade=OBSERVED if plain else ASSUMED,
        effect=effect,
        half_lives=memory.weeks,
        half_life_weights=memory.weights,
        effects=effects,
        prior_share=share,
    )


def _alone(belief: Belief, own: Estimate) -> Estimate:
    """The belief of one family moved by its own estimate."""
    prior = Told(np.array(belief.effect[:2]), belief.effect.covariance)
    return of_family(updated(prior, Told(np.array(own[:2]), own.covariance)), 0)
