"""Guards against records that follow the customer's decision: how lives end.

Lags do not help where leaving is unseen, and later breaches must not be looked at (KERNEL 5, A5).
Two facts can be used. Given a customer's counts and last sign of life, the kept signs before it are
spread evenly over the life, whatever breaches do: if they surge, leaving began before it was done.
And what a breach does fades as its memory does: if all of it is in the first weeks after, far more
than the fitted memory says, then the breach was recorded because the customer was leaving.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from goodwill.pricing.evidence.finding import Guard, Outcome
from goodwill.pricing.evidence.layout import Clocks, made_up, stock
from goodwill.pricing.evidence.near import counts, picked
from goodwill.pricing.evidence.recording import GONE
from goodwill.pricing.evidence.study import clocks, kept_signs, refitted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from goodwill.pricing.design import Design, Events, Family
    from goodwill.pricing.evidence.recording import Signs
    from goodwill.pricing.evidence.study import Refit, Study
    from goodwill.pricing.exposure import Column
    from goodwill.pricing.rows import Flags, Floats

SURGE, BUNCHED = "surge", "old_recent"
END = 4.0
"""Weeks in which those who have decided behave otherwise."""
OLD_ENOUGH = 3 * END
"""Lives shorter than this have no time before the end to compare with."""
STAYING = 0.5
"""Above this chance of being there a customer is one of those compared with."""
SURE = 3.3
"""Standard errors: one plain record in a thousand."""
GREATER = 1.25
"""A surge smaller than by a quarter does no harm that is seen."""
FEWEST = 20.0
BELIEVABLE = 1.0
"""An effect on the log rate of leaving beyond this, three times as many leaving, is no memory."""
BUNCHING = 3.0
"""Standard errors by which old effects must fall behind recent ones: one in seven hundred."""


def surge(signs: Signs) -> Guard:
    """Do kept signs of life surge before the last one of those who are gone?"""
    design = signs.design
    kept = kept_signs(design).contacts
    if design.left is None:
        end, gone, staying = signs.last, signs.alive < GONE, signs.alive > STAYING
    else:
        end, gone, staying = design.T, design.left == 1, design.left == 0
    ending, usual = (_ratio(kept, end, who & (end > OLD_ENOUGH)) for who in (gone, staying))
    figures = {"found": ending[0], "expected": ending[1], "found_staying": usual[0]}
    figures |= {"expected_staying": usual[1]}
    if min(ending[1], usual[1]) < FEWEST:
        return Guard(SURGE, Outcome.UNTOLD, figures)
    ratio = ending[0] / ending[1] / (max(usual[0], 1.0) / usual[1])
    error = np.sqrt(1 / max(ending[0], 1.0) + 1 / max(usual[0], 1.0))
    figures |= {"ratio": ratio, "z": float(np.log(max(ratio, 1e-3)) / error)}
    failed = ratio > GREATER and figures["z"] > SURE
    return Guard(SURGE, Outcome.FAILED if failed else Outcome.PASSED, figures)


def _ratio(kept: Events, end: Floats, who: Flags) -> tuple[float, float]:
    """Kept signs in the last weeks before the end, which itself is left out, and those to come."""
    before = picked(kept, (kept.time < end[kept.customer]) & who[kept.customer])
    late = end[before.customer] - before.time <= END
    number = counts(before, len(end))
    expected = np.divide(number * END, end, out=np.zeros(len(end)), where=end > 0)
    return float(late.sum()), float(expected.sum())


def old_recent(study: Study, likeliest: Sequence[float]) -> dict[Column, Guard]:
    """For each family: is what it does to leaving all in the first weeks after?

    The stock is split at the age of END; if memory is what was fitted, both halves do the same. A
    short memory looks alike, so what bunches must do so at the likeliest half-life, too, unless it
    is greater than any memory would explain.
    """
    first = _split(study, study.memories)
    doubtful = any(_bunched(one) and one["recent"] <= BELIEVABLE for one in first.values())
    again = _split(study, likeliest) if doubtful else first
    found = {}
    for column, figures in first.items():
        other = again[column]
        great = figures["recent"] > BELIEVABLE
        failed = _bunched(figures) and (great or _bunched(other))
        shown = figures if failed or great else other
        found[column] = Guard(BUNCHED, Outcome.FAILED if failed else Outcome.PASSED, shown)
    return found


def _bunched(figures: Mapping[str, float]) -> bool:
    return figures["z"] < -BUNCHING


def _split(study: Study, memories: Sequence[float]) -> dict[Column, dict[str, float]]:
    """The effects on leaving of what is recent and of what is old, if memory is this."""
    told = [
        (family, half_life)
        for family, half_life in zip(study.design.families, memories, strict=True)
        if _told(study, family)
    ]
    if not told:
        return {}
    aside = [(made_up("old", f, _later(f.events, study.design)), half) for f, half in told]
    layout = study._replace(memories=tuple(memories)).beside(aside)
    main = clocks(study.design, layout)
    extra = tuple(stock(family) for family, _ in aside)
    view = layout.view(Clocks(main.buying, (*main.leaving, *extra), main.calling))
    found = refitted(study, view)
    return {
        stock(family): _halves(found, stock(family), stock(old), 2 ** (END / half_life))
        for (family, half_life), (old, _) in zip(told, aside, strict=True)
    }


def _halves(found: Refit, column: Column, old: Column, scale: float) -> dict[str, float]:
    """The effect of the recent half, of the old one, and how far apart they are."""
    places = found.view.at("leaving", column, old)
    recent, more = found.theta[places]
    errors = np.sqrt(np.diag(found.covariance)[places])
    return {
        "recent": float(recent),
        "recent_se": float(errors[0]),
        "old": float(recent + more * scale),
        "z": float(more / errors[1]),
    }


def _told(study: Study, family: Family) -> bool:
    on_leaving = study.view.place("leaving", stock(family)) is not None
    return on_leaving and len(family.events.time) >= FEWEST


def _later(events: Events, design: Design) -> Events:
    """The same events, so much later that only what is old of them counts."""
    moved = events._replace(time=events.time + END)
    return picked(moved, moved.time <= design.T[moved.customer])
