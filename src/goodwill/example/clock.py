"""The firm's hours on its own wall clock, written apart from Goodwill's as a check on them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Minutes = NDArray[np.float64]

EPOCH = date(1970, 1, 1)
DAY = 1440
HOURS = ((8 * 60, 12 * 60), (12 * 60 + 30, 16 * 60 + 30))
"""Monday to Friday 8:00-12:00 and 12:30-16:30, with a lunch break between."""

HOLIDAYS = (
    date(2024, 11, 1), date(2024, 11, 11), date(2024, 12, 25), date(2024, 12, 26),
    date(2025, 1, 1), date(2025, 1, 6), date(2025, 4, 21), date(2025, 5, 1), date(2025, 6, 19),
    date(2025, 8, 15), date(2025, 11, 11), date(2025, 12, 24), date(2025, 12, 25),
    date(2025, 12, 26), date(2026, 1, 1), date(2026, 1, 6), date(2026, 4, 6), date(2026, 5, 1),
    date(2026, 6, 4), date(2026, 11, 11), date(2026, 12, 24), date(2026, 12, 25),
)  # fmt: skip
"""The Polish public holidays of the two years that fall on working days."""


def minute_of(day: date) -> int:
    """Give the minute at which a day begins, counted from 1970 on the firm's wall clock."""
    return (day - EPOCH).days * DAY


def day_of(minute: float) -> date:
    """Give the day in which a minute lies."""
    return EPOCH + timedelta(days=int(minute // DAY))


def instant_of(minute: float) -> datetime:
    """Give the wall-clock instant of a minute, to the second."""
    return datetime(1970, 1, 1) + timedelta(seconds=round(minute * 60))  # noqa: DTZ001 wall clock


class Clock:
    """The minutes worked between two days, as one rising line that is read in both directions."""

    def __init__(self, first: date, last: date, holidays: Iterable[date] = HOLIDAYS) -> None:
        closed = set(holidays)
        days = (first + timedelta(days=n) for n in range((last - first).days))
        open_days = [day for day in days if day.isoweekday() <= 5 and day not in closed]
        edges = [(minute_of(day) + a, minute_of(day) + b) for day in open_days for a, b in HOURS]
        self.edges = np.array(edges, float).ravel()
        lengths = np.diff(self.edges, prepend=self.edges[0])
        lengths[0::2] = 0
        self.worked_at = np.cumsum(lengths)

    def worked(self, minutes: Minutes) -> Minutes:
        """Give the minutes worked since the first day, at each instant."""
        passed: Minutes = np.interp(minutes, self.edges, self.worked_at)
        return passed

    def after(self, minutes: Minutes, worked: Minutes) -> Minutes:
        """Give the instant at which so many more minutes have been worked."""
        target = self.worked(minutes) + worked
        before = np.maximum(np.searchsorted(self.worked_at, target, side="left") - 1, 0)
        reached: Minutes = self.edges[before] + (target - self.worked_at[before])
        return reached

    def business_day(self, day: date) -> date:
        """Give the day itself if it is worked, else the next that is."""
        start = minute_of(day)
        return day_of(self.edges[np.searchsorted(self.edges, start)])
