"""For which days a letter is due: the last whole day, week or month that the book knows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from goodwill.house.wall import as_utc

if TYPE_CHECKING:
    from goodwill.web.models import Digest

DAY = dt.timedelta(days=1)
STALE = {"daily": 7, "weekly": 14, "monthly": 62}
"""After so many days a letter would be no news; the book was not closed in time."""


class Period(NamedTuple):
    """Some whole days, the first and the last included."""

    first: dt.date
    last: dt.date

    @property
    def asked(self) -> dict[str, str]:
        """Give the parameters under which reports know these days: after one day, up to another."""
        return {"from": (self.first - DAY).isoformat(), "to": self.last.isoformat()}


def newest(rhythm: str, day: dt.date) -> Period:
    """Give the newest whole day, week (from Monday) or month that was over by the end of a day."""
    if rhythm == "daily":
        return Period(day, day)
    if rhythm == "weekly":
        sunday = day - DAY * (day.isoweekday() % 7)
        return Period(sunday - DAY * 6, sunday)
    following = day + DAY
    last = day if following.month != day.month else day.replace(day=1) - DAY
    return Period(last.replace(day=1), last)


def known(rhythm: str, closed: dt.date, now: dt.datetime, zone: str) -> Period:
    """Give the newest whole period of a book closed as of a day; no day counts before its end."""
    yesterday = now.astimezone(ZoneInfo(zone)).date() - DAY
    return newest(rhythm, min(closed, yesterday))


def due_at(period: Period, hour: int, zone: str) -> dt.datetime:
    """Give the instant from which on a period may be told: an hour of the day after it."""
    morning = dt.datetime.combine(period.last + DAY, dt.time(hour))
    return as_utc(morning, ZoneInfo(zone)).replace(tzinfo=dt.UTC)


def is_due(digest: Digest, period: Period, now: dt.datetime, zone: str) -> bool:
    """Tell whether a period is over, not stale, and ended after the member had asked for it."""
    today = now.astimezone(ZoneInfo(zone)).date()
    asked = digest.made_at.astimezone(ZoneInfo(zone)).date()
    fresh = (today - period.last).days <= STALE[digest.rhythm]
    return fresh and period.last >= asked and due_at(period, digest.hour, zone) <= now
