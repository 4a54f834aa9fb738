"""How fast the purse is spent, and how much will go: a forecast that is tested on its own past.

The forecast is the most that will be given in the weeks ahead with a chance of 95 %. Weekly sums of
up to half a year give a mean and a variance; the sum over the weeks ahead is taken for a gamma
distribution with that mean, and with the variance of the weeks ahead and of not knowing the mean
(the latter as Student's t has it). Where at least nineteen earlier weeks can be forecast in the
same way from what was known before them, the bound is raised by as much as it would have had to be
raised to cover 95 % of those (split conformal prediction, Vovk et al. 2005), never lowered; before
that, a higher quantile stands in for it.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from goodwill.care.one_writer import instant, micro
from goodwill.care.purse.journal import WELCOME

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

CHANCE, UNTESTED = 0.95, 0.985
"""The chance that the forecast shall have, and the quantile that stands in while it is untested."""
WINDOW, LEAST, TESTS = 26, 8, 19
"""Weeks that are looked at, weeks without which nothing is told, and past forecasts to test it."""
AHEAD = 4
LONGEST = 104
_WEEK = timedelta(weeks=1)


class Forecast(NamedTuple):
    """What will be given: per week lately, at most in the weeks ahead, and how that was tested."""

    per_week: float
    """The mean of the weeks looked at: the burn rate."""
    most: float | None
    """No more than this is given in the weeks ahead, with a chance of 95 %; none: too early."""
    weeks: int
    """How many weeks are known."""
    tested: int
    """How many past forecasts were compared with what came."""
    covered: float | None
    """The share of them that held before the bound was raised; none where none was compared."""


def forecast(weekly: Sequence[float], ahead: int = AHEAD) -> Forecast:
    """Forecast the sum of the weeks ahead from sums by week, the oldest first (any unit)."""
    lately = weekly[-WINDOW:]
    mean = sum(lately) / len(lately) if lately else math.nan
    if len(weekly) < LEAST:
        return Forecast(mean, None, len(weekly), 0, None)
    past = [
        (bound(weekly[:end], ahead, CHANCE), sum(weekly[end : end + ahead]))
        for end in range(LEAST, len(weekly) - ahead + 1)
    ]
    covered = sum(came <= most for most, came in past) / len(past) if past else None
    if len(past) < TESTS:
        return Forecast(mean, bound(weekly, ahead, UNTESTED), len(weekly), len(past), covered)
    ratios = sorted(came / most if most else (math.inf if came else 0.0) for most, came in past)
    finite = [ratio for ratio in ratios if math.isfinite(ratio)]
    rank = min(math.ceil((len(finite) + 1) * CHANCE), len(finite)) - 1
    raised = max(1.0, finite[rank]) if finite else 1.0
    most = raised * bound(weekly, ahead, CHANCE)
    return Forecast(mean, most, len(weekly), len(past), covered)


def bound(weekly: Sequence[float], ahead: int, chance: float) -> float:
    """Give what the sum of the weeks ahead does not exceed with a chance, untested."""
    from scipy.special import gammaincinv

    known = weekly[-WINDOW:]
    number = len(known)
    mean = sum(known) / number
    spread = sum((each - mean) ** 2 for each in known) / (number - 1)
    unsure = (number - 1) / (number - 3)
    variance = spread * (ahead + ahead * ahead / number) * unsure
    expected = ahead * mean
    if expected <= 0 or variance <= 0:
        return max(0.0, expected)
    return float(gammaincinv(expected**2 / variance, chance) * variance / expected)


def weekly(con: sqlite3.Connection, unit: str, now: datetime) -> list[int]:
    """Sum what was given in each whole week before an instant, the oldest first, since the first.

    Corrections count in the week of what they correct.
    """
    rows = con.execute(
        "SELECT e.counts_at, p.amount FROM entries e JOIN postings p ON p.entry = e.id"
        " WHERE p.account = ? AND p.unit = ? AND e.counts_at < ? AND e.counts_at >= ?",
        (WELCOME, unit, micro(now), micro(now - LONGEST * _WEEK)),
    ).fetchall()
    first = con.execute("SELECT min(at) FROM entries").fetchone()[0]
    if first is None:
        return []
    number = min(LONGEST, (now - instant(first)) // _WEEK)
    sums = [0] * number
    for at, amount in rows:
        back = (now - instant(at)) // _WEEK
        if back < number:
            sums[number - 1 - back] += amount
    return sums


def lasts(there: int, per_week: float) -> float | None:
    """Say for how many weeks so much lasts at a rate by week; none where nothing is spent."""
    return there / per_week if per_week > 0 else None
