"""Remarks switched off inside a text, as in `<!-- goodwill: off refusal.bare -->`."""

from __future__ import annotations

import re
from typing import NamedTuple

_COMMENT = r"<!--\s*goodwill:\s*(?P<turn>on|off)\b(?P<names>[^>]{0,500}?)-->"


class Off(NamedTuple):
    """Where which rules or concerns are off; no name means all of them."""

    stretches: tuple[tuple[int, float, frozenset[str]], ...]

    def covers(self, rule: str, at: int) -> bool:
        """Tell whether a rule is off at a place."""
        names = {rule, rule.partition(".")[0]}
        return any(
            low <= at < high and (not off or not off.isdisjoint(names))
            for low, high, off in self.stretches
        )


NOTHING = Off(())


def of(text: str) -> Off:
    """Read what a text switches off, each until it is switched on again or the text ends."""
    if "goodwill:" not in text:
        return NOTHING
    open_: list[tuple[int, frozenset[str]]] = []
    closed: list[tuple[int, float, frozenset[str]]] = []
    for found in re.finditer(_COMMENT, text):
        names = frozenset(re.findall(r"[\w.]+", found["names"]))
        if found["turn"] == "off":
            open_.append((found.end(), names))
            continue
        ended = [each for each in open_ if not names or each[1] <= names]
        closed += [(start, found.start(), off) for start, off in ended]
        open_ = [each for each in open_ if each not in ended]
    return Off((*closed, *((start, float("inf"), off) for start, off in open_)))
