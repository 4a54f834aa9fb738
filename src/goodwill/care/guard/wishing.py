"""What customers ask of us: not until, never, only then, not more often, and yes, you may.

Why they ask is nowhere written down: there is no place for it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from goodwill.care.guard import store
from goodwill.care.purposes import PURPOSES
from goodwill.house.guard import CHANNELS, cap_of
from goodwill.house.timetable import WEEKDAYS, intervals
from goodwill.problems import Problem, UsageError
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from goodwill.care.guard.guard import Guard

SORTS = ("absence", "never", "hours", "cap", "consent")
"""Do not disturb until; do not at all; only at these hours; no more often; you may."""


def wish(
    guard: Guard,
    party: str,
    sort: str,
    *,
    purpose: str | None = None,
    channel: str | None = None,
    from_at: datetime | None = None,
    until: datetime | None = None,
    value: str | Mapping[str, str] = "",
) -> int:
    """Note a wish of a party and give its number.

    `value` is a cap as in "1 in 30 days", or hours by weekday as in {"mon": "17:00-19:00"}.
    Without purpose or channel it is about all that was not asked for.
    """
    said = value if isinstance(value, str) else json.dumps(dict(value))
    wrong = list(_wrong(sort, purpose, channel, value))
    if wrong:
        raise UsageError(wrong)
    times = [None if each is None else store.micro(each) for each in (from_at, until)]
    with guard.store.writing() as con:
        row = con.execute(
            "INSERT INTO wishes (party, sort, purpose, channel, from_at, until, value)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (party, sort, purpose, channel, *times, said or None),
        ).fetchone()
    return int(row[0])


def withdraw(guard: Guard, number: int) -> None:
    """Take a wish back."""
    with guard.store.writing() as con:
        con.execute("DELETE FROM wishes WHERE id = ?", (number,))


def wishes(guard: Guard, party: str) -> list[store.Wish]:
    """Give what a party asked for."""
    with guard.store.reading() as con:
        return store.wishes(con, store.family(con, party))


def _wrong(
    sort: str, purpose: str | None, channel: str | None, value: str | Mapping[str, str]
) -> Iterator[Problem]:
    if sort not in SORTS:
        yield Problem(sort, _("There is no wish of this sort."),
                      _("There are: {names}.", names=", ".join(SORTS)))  # fmt: skip
    if purpose is not None and purpose not in PURPOSES:
        yield Problem(purpose, _("There is no purpose {name}.", name=purpose))
    if channel is not None and channel not in CHANNELS:
        yield Problem(channel, _("There is no channel {name}.", name=channel))
    if sort == "cap" and (not isinstance(value, str) or cap_of(value) is None):
        yield Problem(str(value), _("A cap says how many contacts in how long a time."),
                      _("Write it like this: {example}", example="1 in 30 days"))  # fmt: skip
    if sort == "hours":
        yield from _wrong_hours(value)


def _wrong_hours(value: str | Mapping[str, str]) -> Iterator[Problem]:
    week = value if not isinstance(value, str) else {}
    if not week or set(week) - set(WEEKDAYS):
        yield Problem(str(value), _("Hours are given by weekday."),
                      _("Known here: {names}.", names=", ".join(WEEKDAYS)))  # fmt: skip
    for day, hours in week.items():
        wrong = intervals(hours)[1]
        if wrong:
            yield Problem(day, wrong)
