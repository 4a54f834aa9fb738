"""Guards of what the records can tell at all: who writes them, what is determined, how surely."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from goodwill.pricing.evidence.finding import Estimate, Guard, Outcome
from goodwill.pricing.evidence.layout import stock
from goodwill.pricing.fit import FAR, Caution

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodwill.pricing.design import Family
    from goodwill.pricing.evidence.study import Study

GRIEVANCE, IDENTIFIED, POWER, CONFLICT = "grievance", "identifiability", "power", "conflict"
FEWEST = 20
"""Breaches below which a family's own figure is withheld: no normal interval holds."""
UNSURE = 0.6
"""Standard error of a log rate above which a figure says nothing: from a third to three times."""
SEEN = 2.8016
"""Standard errors of the smallest effect found four times in five, at five per cent."""
ONE_SIDED = 1.959964
FAR_OFF = 4.0
"""Standard errors, the belief's and the records' together, beyond which nobody should believe."""
OPEN_MIND = 0.25
"""The least by which a belief of the log rate of leaving may be wrong."""


def grievance(study: Study, family: Family) -> Guard:
    """Records made by complaining follow the decision to leave where leaving is unseen."""
    barred = family.grievance and study.design.left is None
    figures = {"grievance": float(family.grievance)}
    return Guard(GRIEVANCE, Outcome.FAILED if barred else Outcome.PASSED, figures)


def identified(study: Study, family: Family) -> Guard:
    """Is the figure determined by the records rather than by the weak belief beside them?"""
    log_s = float(study.fit.theta[2])
    free = {f"{clock} {stock(family)}" for clock in ("leaving", "buying")}
    unbounded = len(free.intersection(study.fit.unbounded))
    figures = {"log_s": log_s, "unbounded": float(unbounded)}
    if unbounded or Caution.FLAT in study.fit.cautions:
        return Guard(IDENTIFIED, Outcome.FAILED, figures)
    doubtful = (Caution.NOBODY_LEAVES, Caution.NOT_SETTLED)
    untold = abs(log_s) > FAR or any(each in study.fit.cautions for each in doubtful)
    return Guard(IDENTIFIED, Outcome.UNTOLD if untold else Outcome.PASSED, figures)


def conflict(own: Estimate, believed: Estimate) -> Guard:
    """Is the loss greater than anything that was ever seen of one dealing?

    Where those who have decided to leave make the record, it is: by eight standard errors and more
    in planted companies, in small ones too, in which nothing else can show it.
    """
    error = float(np.sqrt(own.covariance[0, 0]))
    doubt = float(max(np.sqrt(believed.covariance[0, 0]), OPEN_MIND))
    z = (own.leaving - believed.leaving) / float(np.hypot(error, doubt))
    figures = {"own": own.leaving, "believed": believed.leaving, "z": z}
    if not np.isfinite(z):
        return Guard(CONFLICT, Outcome.UNTOLD, {})
    return Guard(CONFLICT, Outcome.FAILED if abs(z) > FAR_OFF else Outcome.PASSED, figures)


def power(
    family: Family, own: Estimate, believed: Estimate, simulated: Mapping[str, float] | None = None
) -> Guard:
    """Could an effect of the size believed be found here, and is the figure sure enough to show?

    `simulated` are size and power of the company's own design lived again, to stand beside.
    """
    errors = np.sqrt(np.diag(own.covariance))
    if not np.isfinite(errors).all():
        return Guard(POWER, Outcome.UNTOLD, {"events": float(len(family.events.time))})
    sizes = np.maximum(np.abs([believed.leaving, believed.buying]), 1e-9)
    loss, lull = (power_of(size, error) for size, error in zip(sizes, errors, strict=True))
    figures = {
        "events": float(len(family.events.time)),
        "smallest_leaving": float(SEEN * errors[0]),
        "smallest_buying": float(SEEN * errors[1]),
        "power_leaving": loss,
        "power_buying": lull,
        **(simulated or {}),
    }
    if len(family.events.time) < FEWEST or not errors.max() < UNSURE:
        return Guard(POWER, Outcome.FAILED, figures)
    found = max(loss, lull) >= 0.8
    return Guard(POWER, Outcome.PASSED if found else Outcome.UNTOLD, figures)


def power_of(size: float, error: float) -> float:
    """The chance to find an effect of this size at five per cent, two-sided."""
    from scipy.special import ndtr

    away = size / error
    return float(ndtr(away - ONE_SIDED) + ndtr(-away - ONE_SIDED))
