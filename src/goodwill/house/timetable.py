"""Calendars as a company writes them down: `mon = "9:00-13:00, 14:00-17:00"`."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from goodwill.house.hours import NINE_TO_FIVE, Calendar
from goodwill.house.values import day, texts, zone
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodwill.house.toml import Key, Reading

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The keys of the days of the week, Monday first."""

KEYS = (*WEEKDAYS, "zone", "holidays", "teams")
"""All keys of a calendar."""

_INTERVAL = re.compile(r"(\d{1,2})(?:[:.](\d\d))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d\d))?")
_MIDNIGHT = 24 * 60

Intervals = tuple[tuple[int, int], ...]


def calendars(reading: Reading, key: Key, value: object) -> tuple[Calendar, ...] | None:
    """Read the calendars of a company; a calendar without a zone has that of the company."""
    if not isinstance(value, dict):
        hint = _("Begin a calendar with a line of its own: [calendars.default]")
        reading.wrong(key, _("calendars must be tables."), hint)
        return None
    found = [_calendar(reading, (*key, name), table) for name, table in value.items()]
    good = tuple(calendar for calendar in found if calendar)
    _one_calendar_a_team(reading, key, good)
    return good


def intervals(words: str) -> tuple[Intervals, str]:
    """Read the hours of a day into minutes since midnight; the second is what is wrong, or "".

    >>> intervals("9:00-13:00, 14-17")
    (((540, 780), (840, 1020)), '')
    """
    found = []
    for part in filter(None, (part.strip() for part in re.split("[,;]", words))):
        match = _INTERVAL.fullmatch(part)
        if not match:
            return (), _('"{part}" is not a stretch of time.', part=part)
        opens, closes = _minutes(match[1], match[2]), _minutes(match[3], match[4])
        if opens is None or closes is None:
            return (), _('"{part}" holds a time that no clock shows.', part=part)
        if closes <= opens:
            return (), _('"{part}" ends before it begins.', part=part)
        found.append((opens, closes))
    found.sort()
    for earlier, later in pairwise(found):
        if later[0] < earlier[1]:
            both = f"{_clock(earlier)}, {_clock(later)}"
            return (), _("two stretches of time overlap: {both}.", both=both)
    return tuple(found), ""


def written(week: Mapping[int, Intervals]) -> dict[str, str]:
    """Write the hours of a week as they stand in a settings file."""
    return {WEEKDAYS[day - 1]: ", ".join(map(_clock, week[day])) for day in sorted(week)}


def as_facts(calendar: Calendar) -> dict[str, Any]:
    """Write a calendar down as plain texts and lists, for `of_facts` to read back."""
    return {
        "name": calendar.name,
        "zone": calendar.zone,
        "week": {str(day): [list(each) for each in hours] for day, hours in calendar.week.items()},
        "holidays": sorted(day.isoformat() for day in calendar.holidays),
        "teams": sorted(calendar.teams),
    }


def of_facts(facts: Mapping[str, Any]) -> Calendar:
    """Give the calendar that was written down."""
    return Calendar(
        facts["name"],
        facts["zone"],
        {int(day): tuple((a, b) for a, b in hours) for day, hours in facts["week"].items()},
        frozenset(map(date.fromisoformat, facts["holidays"])),
        frozenset(facts["teams"]),
    )


def _calendar(reading: Reading, key: Key, table: object) -> Calendar | None:
    if not isinstance(table, dict):
        what = _("{key} must be a table.", key=".".join(key))
        reading.wrong(key, what, _("Begin it with a line of its own: [calendars.default]"))
        return None
    for name in table:
        if name not in KEYS:
            reading.unknown((*key, name), KEYS)
    where = zone(reading, (*key, "zone"), table["zone"]) if "zone" in table else None
    return Calendar(
        name=key[-1],
        zone=where or "",
        week=_week(reading, key, table),
        holidays=_holidays(reading, (*key, "holidays"), table.get("holidays", [])),
        teams=frozenset(texts(reading, (*key, "teams"), table.get("teams", [])) or ()),
    )


def _week(reading: Reading, key: Key, table: dict[str, Any]) -> Mapping[int, Intervals]:
    """Read the days of a week; whoever gives none works from nine to five."""
    given = [name for name in WEEKDAYS if name in table]
    if not given:
        return NINE_TO_FIVE
    week, faults = {}, len(reading.problems)
    for name in given:
        hours = _hours(reading, (*key, name), table[name])
        if hours:
            week[WEEKDAYS.index(name) + 1] = hours
    if not week and len(reading.problems) == faults:
        what = _("{key} has no working hours on any day.", key=".".join(key))
        reading.wrong(key, what, _('Give at least one day: mon = "9:00-17:00"'))
    return week


def _hours(reading: Reading, key: Key, value: object) -> Intervals:
    wrong = _("hours must be a text in quotes.")
    found: Intervals = ()
    if isinstance(value, str):
        found, wrong = intervals(value)
    if wrong:
        hint = _(
            "Write {example}; a night shift is two stretches, until 24:00 and from 0:00 next day.",
            example=f'{key[-1]} = "9:00-13:00, 14:00-17:00"',
        )
        reading.wrong(key, f"{'.'.join(key)}: {wrong}", hint)
    return found


def _holidays(reading: Reading, key: Key, value: object) -> frozenset[date]:
    if not isinstance(value, list):
        what = _("{key} must be a list of days.", key=".".join(key))
        reading.wrong(key, what, _("Write it like this: {example}", example="[2026-12-25]"))
        return frozenset()
    days = (day(reading, key, item) for item in value)
    return frozenset(holiday for holiday in days if holiday)


def _one_calendar_a_team(reading: Reading, key: Key, found: tuple[Calendar, ...]) -> None:
    first: dict[str, str] = {}
    for calendar in found:
        for team in sorted(calendar.teams):
            other = first.setdefault(team, calendar.name)
            if other != calendar.name:
                what = _(
                    'The team "{team}" has two calendars: {one} and {two}.',
                    team=team,
                    one=other,
                    two=calendar.name,
                )
                reading.wrong((*key, calendar.name, "teams"), what, _("Leave it in one of them."))


def _minutes(hours: str, minutes: str | None) -> int | None:
    total = int(hours) * 60 + int(minutes or 0)
    return total if int(minutes or 0) < 60 and total <= _MIDNIGHT else None


def _clock(interval: tuple[int, int]) -> str:
    return "-".join(f"{minute // 60}:{minute % 60:02}" for minute in interval)
