"""The guard against records that were written when the outcome was already decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from goodwill.pricing.association import Association, odds
from goodwill.pricing.evidence.finding import Guard, Outcome

if TYPE_CHECKING:
    from goodwill.pricing.rows import Flags, Floats, Integers

NAME = "leakage"
LEAST_IN_TIME = 0.9
"""Below this share of records known in time the exposure is refused as a whole."""
FARTHEST = 2.0
"""Standard errors by which late records may move the association before it counts as theirs."""
FEWEST = 30
"""Of each outcome: below it nothing is told."""


def in_time(known_at: Floats, decided_at: Floats) -> Flags:
    """Say which records (N,) were made before the outcome was decided; NaN was never made."""
    return np.asarray(known_at < decided_at, dtype=np.bool_)


def leakage(
    known_at: Floats,
    decided_at: Floats,
    treated: Floats,
    outcome: Flags,
    block: Integers | None = None,
) -> Guard:
    """Refuse an exposure that is recorded at or after the instant on which the outcome is decided.

    All arrays are (N,), both times from one origin. Records of one block (a group that booked
    together) are not counted as independent. It fails when too few records were made in time, or
    when the late ones carry the association with the outcome: leaving them out then moves it by
    more than two standard errors of the difference (Hausman 1978, Econometrica 46).
    """
    block = np.arange(len(outcome)) if block is None else block
    prompt = in_time(known_at, decided_at)
    whole = _associated(treated, outcome, block)
    early = _associated(treated[prompt], outcome[prompt], block[prompt])
    figures = {
        "records": float(len(outcome)),
        "in_time": float(prompt.mean()) if len(outcome) else np.nan,
        "treated_with": _mean(treated[outcome]),
        "treated_without": _mean(treated[~outcome]),
        "log_odds": whole.effect,
        "log_odds_se": whole.se,
        "log_odds_in_time": early.effect,
        "log_odds_in_time_se": early.se,
        "moved": _moved(whole, early),
    }
    return Guard(NAME, _outcome(figures, outcome), figures)


def _outcome(figures: dict[str, float], outcome: Flags) -> Outcome:
    if min(outcome.sum(), (~outcome).sum()) < FEWEST:
        return Outcome.UNTOLD
    if figures["in_time"] < LEAST_IN_TIME or abs(figures["moved"]) > FARTHEST:
        return Outcome.FAILED
    return Outcome.UNTOLD if np.isnan(figures["moved"]) else Outcome.PASSED


def _associated(treated: Floats, outcome: Flags, block: Integers) -> Association:
    return odds(outcome, treated, np.empty((len(outcome), 0)), block)


def _moved(whole: Association, early: Association) -> float:
    """Count the standard errors between the two; nought where no record was late."""
    if (whole.effect, whole.se) == (early.effect, early.se) and np.isfinite(whole.effect):
        return 0.0
    variance = abs(early.se**2 - whole.se**2)
    return float((whole.effect - early.effect) / np.sqrt(variance)) if variance > 0 else np.nan


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else np.nan
