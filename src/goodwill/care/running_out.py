"""When what was bought will be used up: a forecast of the day, with an interval."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

FEWEST = 3
"""Fewer uses tell no pace."""

LATELY = 12
"""So many of the last uses tell the pace; what was before has little to say."""

SURE: Final = 0.8
"""How sure the interval is."""

FURTHEST: Final = 3650.0
"""Days ahead beyond which nobody can say."""

_SECONDS = 86400.0


class Use(NamedTuple):
    """So much was used by an instant (UTC), since the use before."""

    at: datetime
    quantity: float


class Days(NamedTuple):
    """Days from the last use: the likeliest, and the interval; infinite where it has no end."""

    middle: float
    low: float
    high: float


def runs_out(
    uses: Sequence[Use], left: float, begun: datetime
) -> tuple[date, date, date | None] | None:
    """Give the day on which what is left is used up, with the first and last day of its interval.

    Uses lie in the order of time, the first of them later than `begun`. None where there are too
    few of them or the pace is nothing; the last day is none where it cannot be told.
    """
    gaps, amounts, before = [], [], begun
    for use in uses:
        gaps.append((use.at - before).total_seconds() / _SECONDS)
        amounts.append(use.quantity)
        before = use.at
    found = exhaustion(gaps, amounts, max(left, 0.0))
    if found is None or found.middle > FURTHEST:
        return None
    last = uses[-1].at.date()
    middle, low = (last + timedelta(days=math.ceil(days)) for days in (found.middle, found.low))
    high = None
    if found.high <= FURTHEST:
        high = last + timedelta(days=math.ceil(found.high))
    return middle, low, high


def exhaustion(gaps: Sequence[float], amounts: Sequence[float], left: float) -> Days | None:
    """Forecast in how many days an amount left is used up; None where no pace can be told.

    `gaps` are the days before each use and `amounts` what was used then, both of length n. Use by
    day t has mean m t and variance s2 (t + t2 / D), where m = sum of amounts / D, D = sum of gaps,
    and s2 is estimated from the n uses; as use never goes back, it is up by day t exactly if use by
    t reaches what is left, so that the bounds of t are the roots of a quadratic in t, with
    Student's t of n - 1 degrees of freedom in place of the normal quantile.
    """
    pairs = [(gap, amount) for gap, amount in zip(gaps, amounts, strict=True) if gap > 0]
    span, used = sum(gap for gap, _amount in pairs), sum(amount for _gap, amount in pairs)
    if len(pairs) < FEWEST or used <= 0:
        return None
    pace = used / span
    spread = sum((amount - pace * gap) ** 2 / gap for gap, amount in pairs) / (len(pairs) - 1)
    quantile = _student(0.5 + SURE / 2, len(pairs) - 1)
    wide = quantile * quantile * spread
    square, cross = pace * pace - wide / span, 2 * pace * left + wide
    root = math.sqrt(max(cross * cross - 4 * square * left * left, 0.0))
    low = 2 * left * left / (cross + root)
    high = (cross + root) / (2 * square) if square > 0 else math.inf
    return Days(left / pace, low, high)


def _student(chance: float, freedom: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, chance))
