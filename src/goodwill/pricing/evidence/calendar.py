"""Whether buying has a season, so that the model must know the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from goodwill.pricing.evidence.near import counts, picked
from goodwill.pricing.exposure.columns import WEEKS_IN_A_YEAR

if TYPE_CHECKING:
    from goodwill.pricing.design import Design, Events
    from goodwill.pricing.rows import Floats

PLAIN = 13.8
"""Chi-square of two degrees of freedom: one in a thousand without a season."""


def season(design: Design) -> str:
    """Which calendar the model needs: "wave" where purchases or contacts have a season, or "none".

    Given how often and when last, the earlier ones are spread evenly over the time before, unless
    the calendar pulls them; the pull of a yearly wave is a sum of sines and cosines (Rayleigh).
    """
    kinds = (design.purchases, design.contacts)
    return "wave" if any(_pull(each, design) > PLAIN for each in kinds) else "none"


def _pull(events: Events, design: Design) -> float:
    """Chi-square of a yearly wave in the events before each customer's last."""
    last = np.zeros(len(design.T))
    np.maximum.at(last, events.customer, events.time)
    inner = picked(events, events.time < last[events.customer])
    if len(inner.time) < 2:
        return 0.0
    turn = 2 * np.pi / WEEKS_IN_A_YEAR
    at = turn * (design.born[inner.customer] + inner.time)
    number = counts(inner, len(last))
    begin, end = turn * design.born, turn * (design.born + last)
    with np.errstate(invalid="ignore", divide="ignore"):
        cosine = np.where(last > 0, (np.sin(end) - np.sin(begin)) / (end - begin), 0.0)
        sine = np.where(last > 0, (np.cos(begin) - np.cos(end)) / (end - begin), 0.0)
    pulls: Floats = np.array([np.cos(at).sum() - number @ cosine, np.sin(at).sum() - number @ sine])
    spread = np.array([number @ (1 / 2 - cosine**2), number @ (1 / 2 - sine**2)])
    return float((pulls**2 / np.maximum(spread, 1.0)).sum())
