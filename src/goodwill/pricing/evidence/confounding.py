"""Guards against other reasons for an association: who deals much, and who is frail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from goodwill.pricing.evidence.finding import Guard, Outcome
from goodwill.pricing.evidence.layout import stock
from goodwill.pricing.evidence.study import clocks, own_effect, refitted
from goodwill.pricing.exposure import Column

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goodwill.pricing.design import Family
    from goodwill.pricing.evidence.study import Refit, Study

EXPOSURE, FRAGILE = "exposure", "fragile"
SHARE, DEALINGS = Column("share"), Column("dealings")
MOVED = 3.3
"""Standard errors by which an adjustment has moved the figure beyond chance."""
TRUSTED = {EXPOSURE: 1.0, FRAGILE: 0.5}
"""The greatest move of a log rate that each adjustment is trusted with: beyond, what it leaves over
is as large as what is looked for (measured on planted companies, docs/evidence.md)."""

PART = 0.15
"""The part of its move by which an adjustment may be wrong, as a standard deviation: so much is
left of the spread of planted companies in which frail customers contact more."""


def confounding(study: Study) -> dict[Column, tuple[Guard, Guard]]:
    """For each family: how far its loss moves when dealings, and own share, stand beside it."""
    share, dealings = (study.view.place("leaving", each) is not None for each in (SHARE, DEALINGS))
    shareless = without(study, "share") if share else None
    alone = without(study, "share", "dealings") if dealings else None
    found = {}
    for family in study.design.families:
        column = stock(family)
        own = own_effect(study, family).leaving
        middle = shareless.effect(column).leaving if shareless else own
        bare = alone.effect(column).leaving if alone else middle
        exposure = _guard(study, family, EXPOSURE, DEALINGS if dealings else None, bare, middle)
        fragile = _guard(study, family, FRAGILE, SHARE if share else None, middle, own)
        found[column] = exposure, fragile
    return found


def doubt(guards: Iterable[Guard]) -> float:
    """How unsure the adjustments leave the loss beyond chance, as a standard deviation."""
    moves = [
        each.figures["beside"] - each.figures["without"]
        for each in guards
        if each.name in TRUSTED and "moved" in each.figures
    ]
    return PART * float(np.linalg.norm(moves))


def without(study: Study, *kinds: str) -> Refit:
    """Refit with columns of these kinds left out."""
    return refitted(study, study.layout.view(clocks(study.design, study.layout, kinds)))


def _guard(
    study: Study, family: Family, name: str, beside: Column | None, before: float, after: float
) -> Guard:
    """Judge how far a column beside moves the figure of a family."""
    error = float(np.sqrt(own_effect(study, family).covariance[0, 0]))
    figures = {"without": before, "beside": after, "se": error}
    place = None if beside is None else study.view.place("leaving", beside)
    if place is None or not np.isfinite(error):
        return Guard(name, Outcome.UNTOLD, figures)
    slope, slope_error = study.fit.theta[place], np.sqrt(study.fit.covariance[place, place])
    figures |= {"moved": (after - before) / error, "z": float(slope / slope_error)}
    far = abs(after - before) > TRUSTED[name] and abs(figures["moved"]) > MOVED
    return Guard(name, Outcome.FAILED if far else Outcome.PASSED, figures)
