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
    """The true effect of a dose of 1 of a family on the logs of the rates, and its half-life."""

    buying: float
    leaving: float
    half_life: float

    @property
    def wear(self) -> float:
        """By how many ordinary weeks a dose of 1 truly ages the relation."""
        from goodwill.pricing.treatment import ein

        return float(ein(self.leaving)) * self.half_life / math.log(2)


def planted(closed: Closed) -> Mapping[str, Planted]:
    """Give the planted effects by family where the book is the example's and its truth is there.

    The example's customers mind a breach alike, whatever its size; what is found is told at a dose
    of 1. So what one breach does is shared out over the doses of the breaches in the book.
    """
    path = closed.folder / FILE if closed.folder and closed.simulated else None
    if path is None or not path.is_file():
        return {}
    truth = json.loads(path.read_text(encoding="utf-8"))
    effects = truth["parameters"]["effects"]
    parts = _parts(closed)
    return {
        family: Planted(
            one["buying"] * parts.get(family, 1.0),
            one["leaving"] * parts.get(family, 1.0),
            one["half_life_weeks"],
        )
        for family, one in effects.items()
    }


def _parts(closed: Closed) -> Mapping[str, float]:
    """By family, the effect of a dose of 1 that is nearest to one effect of every breach alike."""
    from goodwill.pricing.treatment import dose

    sizes: dict[str, list[float]] = {}
    for family, size in closed.con.execute(_SIZES).fetchall():
        sizes.setdefault(family, []).append(math.nan if size is None else size)
    doses = {family: dose(each) for family, each in sizes.items()}
    return {family: float(each.sum() / (each @ each)) for family, each in doses.items()}


_SIZES = """
SELECT p.family, v.size FROM postings p JOIN verdicts v ON v.verdict_id = p.verdict_id
WHERE p.side = 'ours' AND p.sign = -1
"""
