"""Working time: when a company works, and how many working minutes lie between two instants.

The story this module is for: a customer asks on Friday at 16:30 and is answered on Monday at 9:30.
A company that works Monday to Friday from 9 to 17 let her wait one hour.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from goodwill.house.wall import as_utc, shift

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  # instants are naive UTC throughout
FIRST, LAST = datetime(1900, 1, 1), datetime(2200, 1, 1)  # noqa: DTZ001
"""The clock runs between these; outside them it stands, so that a date of 9999 costs nothing."""

NINE_TO_FIVE: Mapping[int, tuple[tuple[int, int], ...]] = dict.fromkeys(
    range(1, 6), ((9 * 60, 17 * 60),)
)
"""Monday to Friday from 9 to 17, the week of whoever has not said otherwise."""

_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)
_MICROSECOND = timedelta(microseconds=1)
_MINUTE = 60_000_000
_YEARS = 10


class ClockRow(NamedTuple):
    """One row of a clock table in SQL; the rows of a calendar follow each other without gaps.

    At an instant t with from_at <= t < until_at the working minutes elapsed are
    `before + (least(t, works_until) - from_at)` in minutes.
    """

    calendar: str
    from_at: datetime
    works_until: datetime
    until_at: datetime
    before: float


class _Stretch(NamedTuple):
    """Ten years of working pieces in microseconds since 1970, with what was worked before each."""

    starts: list[int]
    ends: list[int]
    before: list[int]
    opening: int
    closing: int


@dataclass(frozen=True)
class Calendar:
    """When some teams work: intervals per weekday in minutes of the local day, less the holidays.

    Time is counted as it passes: a night shift over the change of the clocks has an hour more or
    less. A wall-clock time that comes twice means its first coming, one that is skipped means the
    instant of the skip.
    """

    name: str
    zone: str
    week: Mapping[int, tuple[tuple[int, int], ...]] = field(default_factory=lambda: NINE_TO_FIVE)
    holidays: frozenset[date] = frozenset()
    teams: frozenset[str] = frozenset()

    def __hash__(self) -> int:
        return hash((self.name, self.zone, self.holidays, self.teams))

    def worked(self, instant: datetime) -> float:
        """Give the working minutes elapsed since 1970 (negative before), so waits subtract."""
        return self._worked(instant) / _MINUTE

    def between(self, earlier: datetime, later: datetime) -> float:
        """Give the working minutes from one instant to another; negative when they are swapped."""
        return (self._worked(later) - self._worked(earlier)) / _MINUTE

    def after(self, instant: datetime, minutes: float) -> datetime:
        """Give the first instant by which so many working minutes have passed.

        Friday 16:30 and 60 minutes give Monday 9:30. No minutes give the instant itself.
        """
        extra = round(minutes * _MINUTE)
        if extra < 0:
            message = "working time can be added only, not taken away"
            raise ValueError(message)
        if not extra:
            return instant
        target = self._worked(instant) + extra
        stretch = self._stretch_reaching(target, _decade(instant))
        last = bisect_left(stretch.before, target) - 1
        return EPOCH + _MICROSECOND * (stretch.starts[last] + target - stretch.before[last])

    def pieces(self, first: date, last: date) -> Iterator[tuple[datetime, datetime, float]]:
        """Give each stretch of work from one local day to another, both included.

        Each is its start and end in UTC and the working minutes elapsed before it.
        """
        before: int | None = None
        for start, end in self._spans(max(first, FIRST.date()), min(last, LAST.date() - _DAY)):
            if before is None:
                before = self._worked(EPOCH + _MICROSECOND * start)
            yield EPOCH + _MICROSECOND * start, EPOCH + _MICROSECOND * end, before / _MINUTE
            before += end - start

    def _worked(self, instant: datetime) -> int:
        """Give the working microseconds since 1970, as a whole number to be exact in sums."""
        stretch = self._stretch(_decade(instant))
        now = _microseconds(min(max(instant, FIRST), LAST))
        last = bisect_right(stretch.starts, now) - 1
        if last < 0:
            return stretch.opening
        return stretch.before[last] + min(now, stretch.ends[last]) - stretch.starts[last]

    @cached_property
    def _stretches(self) -> dict[int, _Stretch]:
        return {}

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def _stretch(self, decade: int) -> _Stretch:
        known = self._stretches.get(decade)
        if known is None:
            known = self._stretches[decade] = self._build(decade)
        return known

    def _build(self, decade: int) -> _Stretch:
        """Lay out ten years (UTC) and join them to the decade nearer to 1970."""
        first, last = _bounds(decade)
        low, high = _microseconds(first), _microseconds(last)
        clipped = [
            (max(start, low), min(end, high))
            for start, end in self._spans(first.date() - _DAY, last.date() + _DAY)
            if start < high and end > low
        ]
        total = sum(end - start for start, end in clipped)
        if decade >= 0:
            opening = self._stretch(decade - 1).closing if decade else 0
        else:
            opening = (self._stretch(decade + 1).opening if decade < -1 else 0) - total
        before, elapsed = [], opening
        for start, end in clipped:
            before.append(elapsed)
            elapsed += end - start
        starts, ends = [start for start, _ in clipped], [end for _, end in clipped]
        return _Stretch(starts, ends, before, opening, elapsed)

    def _stretch_reaching(self, target: int, decade: int) -> _Stretch:
        for later in range(decade, _decade(LAST) + 1):
            stretch = self._stretch(later)
            if stretch.closing >= target:
                return stretch
        message = f"calendar {self.name} does not work so long before {LAST.year}"
        raise ValueError(message)

    def _spans(self, first: date, last: date) -> Iterator[tuple[int, int]]:
        """Give the working spans of local days in microseconds since 1970 UTC."""
        midnight = datetime(first.year, first.month, first.day)  # noqa: DTZ001  # local, no zone yet
        offset = shift(midnight, self._zone)
        while midnight.date() <= last:
            next_midnight = midnight + _DAY
            next_offset = shift(next_midnight, self._zone)
            intervals = self.week.get(midnight.isoweekday(), ())
            if intervals and midnight.date() not in self.holidays:
                if offset == next_offset:  # most days: no zone look-up for each interval
                    start = _microseconds(midnight - offset)
                    yield from (
                        (start + opens * _MINUTE, start + closes * _MINUTE)
                        for opens, closes in intervals
                    )
                else:
                    yield from self._day_of_change(midnight, intervals)
            midnight, offset = next_midnight, next_offset

    def _day_of_change(
        self, midnight: datetime, intervals: Iterable[tuple[int, int]]
    ) -> Iterator[tuple[int, int]]:
        for opens, closes in intervals:
            start = as_utc(midnight + timedelta(minutes=opens), self._zone)
            end = as_utc(midnight + timedelta(minutes=closes), self._zone)
            if start < end:
                yield _microseconds(start), _microseconds(end)


def clock_rows(calendars: Iterable[Calendar], first: date, last: date) -> Iterator[ClockRow]:
    """Give the rows of an SQL clock table good for every instant of the local days of a span."""
    first, last = max(first, FIRST.date()), min(last, LAST.date() - _DAY)
    for calendar in calendars:
        zone = ZoneInfo(calendar.zone)
        begin = as_utc(datetime(first.year, first.month, first.day), zone)  # noqa: DTZ001  # local
        end = end_of_day(last, calendar.zone) + _SECOND
        row = ClockRow(calendar.name, begin, begin, end, calendar.worked(begin))
        for start, stop, before in calendar.pieces(first, last):
            if start > row.from_at:
                yield row._replace(until_at=start)
            row = ClockRow(calendar.name, start, stop, end, before)
        yield row


@lru_cache(maxsize=65536)
def end_of_day(day: date, zone: str) -> datetime:
    """Give 23:59:59 of a local day in UTC: a promise for a day is kept until its last second.

    Outside the years of the clock ("until 9999-12-31" means for ever) the zone no longer matters.
    """
    last_second = datetime(day.year, day.month, day.day, 23, 59, 59)  # noqa: DTZ001  # local
    if not FIRST <= last_second < LAST:
        return last_second
    # the second before midnight, not 23:59:59 itself, which may come twice or never
    return as_utc(last_second + _SECOND, ZoneInfo(zone)) - _SECOND


def _microseconds(instant: datetime) -> int:
    return (instant - EPOCH) // _MICROSECOND


def _decade(instant: datetime) -> int:
    return (min(max(instant.year, FIRST.year), LAST.year) - EPOCH.year) // _YEARS


def _bounds(decade: int) -> tuple[datetime, datetime]:
    first = EPOCH.year + decade * _YEARS
    return EPOCH.replace(year=first), EPOCH.replace(year=first + _YEARS)
