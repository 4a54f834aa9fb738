"""Lengths of time and due times: of the wall clock, of working hours, of working days."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from goodwill.house.hours import end_of_day

if TYPE_CHECKING:
    from goodwill.care.play import Span
    from goodwill.house.hours import Calendar

UNITS: Final = {"minutes": 1, "hours": 60, "days": 24 * 60}
"""The units of the wall clock, each with its minutes."""

WORKING: Final = ("working_hours", "working_days")
"""The units of working time."""

_FAR = 400
"""So many days ahead a working day is looked for."""


def length(span: Span) -> dt.timedelta:
    """Give a length of the wall clock."""
    return dt.timedelta(minutes=span.number * UNITS[span.unit])


def due_of(span: Span, at: dt.datetime, closed_at: dt.datetime, calendar: Calendar) -> dt.datetime:
    """Give the instant (UTC) by which something is to be done.

    The wall clock runs from the crossing, night and day. Working time begins with the close, when
    somebody can know of it: four working hours after a close at midnight are noon.
    """
    if span.unit in UNITS:
        return at + length(span)
    begin = max(at, closed_at)
    if span.unit == "working_hours":
        return calendar.after(begin, span.number * 60)
    return end_of_day(_working_day(begin, int(span.number), calendar), calendar.zone)


def _working_day(begin: dt.datetime, number: int, calendar: Calendar) -> dt.date:
    """Give the so many-th working day after the local day of an instant."""
    first = begin.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(calendar.zone)).date()
    left, day = number, first
    for ahead in range(1, _FAR):
        day = first + dt.timedelta(days=ahead)
        works = calendar.week.get(day.isoweekday()) and day not in calendar.holidays
        left -= 1 if works else 0
        if left == 0:
            break
    return day
