"""What was planted in the example company, to set beside what Goodwill found; never elsewhere."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodwill.book import Closed

FILE = "example_truth.json"
"""Laid into the book's folder by `goodwill demo`; neither an import nor a close reads it."""


class Planted(NamedTuple):
    """The true effect of one breach of a family on the logs of the rates, and its half-life."""

    buying: float
    leaving: float
    half_life: float

    @property
    def wear(self) -> float:
        """By how many ordinary weeks one breach truly ages the relation."""
        from goodwill.pricing.treatment import ein

        return float(ein(self.leaving)) * self.half_life / math.log(2)


def planted(closed: Closed) -> Mapping[str, Planted]:
    """Give the planted effects by family where the book is the example's and its truth is there."""
    path = closed.folder / FILE if closed.folder and closed.simulated else None
    if path is None or not path.is_file():
        return {}
    truth = json.loads(path.read_text(encoding="utf-8"))
    effects = truth["parameters"]["effects"]
    return {
        family: Planted(one["buying"], one["leaving"], one["half_life_weeks"])
        for family, one in effects.items()
    }
