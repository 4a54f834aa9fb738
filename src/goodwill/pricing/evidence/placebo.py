"""Guards by what cannot have an effect: breaches of others, and what customers cannot notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from goodwill.pricing.evidence.finding import Guard, Outcome
from goodwill.pricing.evidence.layout import Clocks, made_up, stock
from goodwill.pricing.evidence.near import picked
from goodwill.pricing.evidence.study import clocks, own_effect, refitted

if TYPE_CHECKING:
    from goodwill.pricing.design import Design, Events
    from goodwill.pricing.evidence.study import Study
    from goodwill.pricing.exposure import Column
    from goodwill.pricing.rows import Floats

PLACEBO, CONTROL = "placebo", "control"
SURE = 3.3
"""Standard errors: one in a thousand by chance."""
SHUFFLES = 3
FEWEST = 20


def placebo(study: Study, rng: np.random.Generator) -> dict[Column, Guard]:
    """For each family: do the breaches of others born in the same week do anything?"""
    told = [
        (place, each)
        for place, each in enumerate(study.design.families)
        if study.view.place("leaving", stock(each)) is not None and len(each.events.time) >= FEWEST
    ]
    if not told:
        return {}
    shuffles = SHUFFLES if len(told) == 1 else 1
    aside = [
        (made_up(f"placebo{number}", each, shuffled(each.events, study.design, rng)), place)
        for place, each in told
        for number in range(shuffles)
    ]
    layout = study.beside([(made, study.memories[place]) for made, place in aside])
    main, extra = clocks(study.design, layout), tuple(stock(made) for made, _ in aside)
    view = layout.view(Clocks((*main.buying, *extra), (*main.leaving, *extra), main.calling))
    found = refitted(study, view)
    scores = np.array([_z(found.effect(column)) for column in extra]).reshape(-1, shuffles, 2)
    return {stock(each): _guard(z) for (_, each), z in zip(told, scores, strict=True)}


def shuffled(events: Events, design: Design, rng: np.random.Generator) -> Events:
    """The same happenings at the same ages, each given to somebody born in the same week."""
    week = np.floor(design.born).astype(np.int64)
    order = np.argsort(week, kind="stable")
    begin = np.searchsorted(week[order], week[events.customer], side="left")
    end = np.searchsorted(week[order], week[events.customer], side="right")
    place = begin + np.floor(rng.random(len(begin)) * (end - begin)).astype(np.int64)
    given = events._replace(customer=order[place])
    given = picked(given, given.time <= design.T[given.customer])
    return picked(given, np.lexsort((given.time, given.customer)))


def control(study: Study) -> Guard:
    """Does what customers cannot notice seem to do something?"""
    unfelt = [each for each in study.design.families if not each.felt]
    scores = np.array([_z(own_effect(study, each)) for each in unfelt]).reshape(-1, 2)
    scores = scores[np.isfinite(scores).all(axis=1)]
    if not len(scores):
        return Guard(CONTROL, Outcome.UNTOLD, {})
    worst = np.abs(scores).max(axis=0)
    figures = {"families": float(len(scores)), "z_leaving": worst[0], "z_buying": worst[1]}
    failed = bool((worst > SURE).any())
    return Guard(CONTROL, Outcome.FAILED if failed else Outcome.PASSED, figures)


def _guard(scores: Floats) -> Guard:
    """Judge the scores (S, 2) of a family's shuffles; their sum has a variance of about S."""
    total = scores.sum(axis=0) / np.sqrt(len(scores))
    figures = {
        "shuffles": float(len(scores)),
        "z_leaving": float(total[0]),
        "z_buying": float(total[1]),
    }
    failed = bool((np.abs(total) > SURE).any())
    return Guard(PLACEBO, Outcome.FAILED if failed else Outcome.PASSED, figures)


def _z(effect: tuple[float, float, Floats]) -> Floats:
    return np.array(effect[:2]) / np.sqrt(np.diag(effect[2]))
