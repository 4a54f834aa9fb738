"""The working clocks of a company as a table in the engine: one look-up and a sum per instant."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from goodwill.moments.parquet import rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duckdb import DuckDBPyConnection

    from goodwill.house.hours import Calendar

FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
"""The clock of a calendar stands still outside these days."""

_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
_DAY_OF = f"greatest(least({{}}::DATE, DATE '{LAST}'), DATE '{FIRST}')"


class ClockDay(NamedTuple):
    """One day in UTC of one calendar: minutes worked before it, and the stretches worked in it."""

    calendar: int
    day: date
    before: float
    stretches: tuple[tuple[float, float], ...]


class Clocks(NamedTuple):
    """The clocks laid out: of how many calendars, with how many stretches in a day at most.

    `hashes` has a number for each month that changes when any clock of the month does.
    """

    calendars: int
    stretches: int
    hashes: dict[str, int]


def month_of(year: int, month: int) -> str:
    """Name the month of the clock for a year and month; the clock's first or last when beyond."""
    if year < FIRST.year:
        return f"{FIRST:%Y-%m}"
    return f"{year:04d}-{month:02d}" if year <= LAST.year else f"{LAST:%Y-%m}"


def lay_out(
    con: DuckDBPyConnection, calendars: Sequence[Calendar], months: Iterable[str]
) -> Clocks:
    """Make the table `stamp_clock` of every day in some months; only of these, for absurd dates
    would make it long.
    """
    days = [
        day
        for first, last in _runs(sorted(set(months)))
        for number, calendar in enumerate(calendars)
        for day in clock(calendar, number, first, last)
    ]
    stretches = max((len(day.stretches) for day in days), default=0)
    columns = {"calendar": "INTEGER", "day": "DATE", "before": "DOUBLE"}
    for n in range(stretches):
        columns |= {f"s{n}": "DOUBLE", f"e{n}": "DOUBLE"}
    rows(con, "stamp_clock", columns, (_flat(day, stretches) for day in days))
    hashes: dict[str, int] = {}
    for day in days:
        digest = hashlib.blake2b(repr(day).encode(), digest_size=8).digest()
        month = f"{day.day:%Y-%m}"
        hashes[month] = hashes.get(month, 0) + int.from_bytes(digest, "big")
    return Clocks(len(calendars), stretches, hashes)


def clock(calendar: Calendar, number: int, first: date, last: date) -> list[ClockDay]:
    """Lay a calendar out by UTC days."""
    days: dict[date, list[tuple[float, float]]] = {
        first + _DAY * n: [] for n in range((last - first).days + 1)
    }
    for start, end, _before in calendar.pieces(first - _DAY, last + _DAY):
        while start < end:  # a night shift is cut at midnight
            midnight = datetime(start.year, start.month, start.day)  # noqa: DTZ001  # naive UTC
            stop = min(end, midnight + _DAY)
            if midnight.date() in days:
                stretch = ((start - midnight) / _MINUTE, (stop - midnight) / _MINUTE)
                days[midnight.date()].append(stretch)
            start = stop  # noqa: PLW2901  # the rest of the night
    opening = calendar.worked(datetime(first.year, first.month, first.day))  # noqa: DTZ001
    sums = accumulate((sum(b - a for a, b in day) for day in days.values()), initial=opening)
    return [
        ClockDay(number, day, before, tuple(stretches))
        for (day, stretches), before in zip(days.items(), sums, strict=False)
    ]


def join(table: str, instant: str, number: str) -> str:
    """Write the join that finds the clock's day of an instant for the calendar of a number."""
    return (
        f"LEFT JOIN stamp_clock {table}"
        f" ON {table}.day = {_DAY_OF.format(instant)} AND {table}.calendar = {number}"
    )


def elapsed(clocks: Clocks, table: str, instant: str) -> str:
    """Write the working minutes elapsed at an instant whose day was joined."""
    minute = f"((epoch_us({instant}) - epoch_us({table}.day::TIMESTAMP)) / 6e7)"
    worked = " + ".join(
        f"greatest(least({minute}, {table}.e{n}) - {table}.s{n}, 0)"
        for n in range(clocks.stretches)
    )
    # least and greatest pass over nulls, so an instant that is missing must be told apart
    return f"CASE WHEN {instant} IS NOT NULL THEN {table}.before + {worked or 0} END"


def _flat(day: ClockDay, stretches: int) -> list[object]:
    edges = [edge for stretch in day.stretches for edge in stretch]
    return [*day[:3], *edges, *[0.0] * (2 * stretches - len(edges))]


def _runs(months: Sequence[str]) -> list[tuple[date, date]]:
    """Join months that follow each other into one span of days."""
    runs: list[tuple[date, date]] = []
    for month in months:
        first = date.fromisoformat(f"{month}-01")
        last = (first + _DAY * 31).replace(day=1) - _DAY
        if runs and runs[-1][1] + _DAY == first:
            first = runs.pop()[0]
        runs.append((first, last))
    return runs
