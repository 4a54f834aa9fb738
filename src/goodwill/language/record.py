"""How often a rule was right on real text, and what it may therefore be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from goodwill.language.rule import Rule

WARN, HINT = 0.70, 0.40
"""The least lower bound of precision at which a rule may warn, and at which it may hint."""
_Z = 1.959963984540054


class Record(NamedTuple):
    """What was counted: right and wrong remarks, and the 95 % interval of the share right."""

    right: int
    wrong: int
    low: float
    high: float


def wilson(right: int, number: int) -> tuple[float, float]:
    """Give the 95 % interval of a share (Wilson 1927); not a number where nothing was counted.

    right, number: counts, right <= number. Gives shares from 0 to 1.
    """
    if not number:
        return math.nan, math.nan
    share, squared = right / number, _Z * _Z
    middle = (share + squared / (2 * number)) / (1 + squared / number)
    spread = math.sqrt(share * (1 - share) / number + squared / (4 * number * number))
    half = _Z * spread / (1 + squared / number)
    return max(0.0, middle - half), min(1.0, middle + half)


def record(rule: Rule) -> Record | None:
    """Sum up what was counted of a rule on all sets of text; none where nothing was."""
    right, wrong = sum(each.tp for each in rule.seen), sum(each.fp for each in rule.seen)
    if right + wrong == 0:
        return None
    return Record(right, wrong, *wilson(right, right + wrong))


def allowed(rule: Rule) -> str:
    """Give the highest level that a rule's record lets it have: warn, hint or off."""
    found = record(rule)
    if found is None or found.low < HINT:
        return "off"
    return "warn" if found.low >= WARN else "hint"
