"""Whose things stand on whose list: one's own, those that nobody has, and those that came up.

Everything has one place. A thing is its doer's; where the doer has no entry to the office it is
the next one's above who has, and where nobody above has, or nobody knows whose it is, the owner's.
What is overdue by more than a working day is also the next one's above.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from goodwill.house.wall import as_utc

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodwill.house.hours import Calendar

OWN, AWAY, SHUT, NOBODY, OVERDUE, HANDED = (
    "own", "away", "shut", "nobody", "overdue", "handed",
)  # fmt: skip
"""Why a thing stands on a list: it is one's own, of somebody whom one stands in for, of somebody
who has no entry to the office, nobody's, overdue below, or handed over."""
_MOST = 60
"""Days back in which a working day is looked for."""


class Given(NamedTuple):
    """Who passed a thing on, and whether because it was not theirs to do."""

    by: str
    declined: bool = False


class Reach(NamedTuple):
    """Whose things come to one reader today."""

    own: frozenset[str] = frozenset()
    """The reader."""
    away: frozenset[str] = frozenset()
    """For whom the reader stands in."""
    shut: frozenset[str] = frozenset()
    """Who has no entry to the office, and has the reader next above."""
    below: frozenset[str] = frozenset()
    """From whom the reader gets what is overdue."""
    heads: frozenset[str] = frozenset()
    """In whose teams the reader gets what nobody has."""
    staff: frozenset[str] = frozenset()
    """Who stands on the staff list today; whoever does not has left."""
    rest: bool = False
    """Whether the reader, as an owner does, gets what is nobody's and has nobody above."""

    @property
    def takes(self) -> frozenset[str]:
        """Whose things are the reader's, overdue or not."""
        return self.own | self.away | self.shut


def reach(
    managers: Mapping[str, str | None],
    entering: frozenset[str],
    own: frozenset[str],
    away: frozenset[str] = frozenset(),
    *,
    owner: bool = False,
) -> Reach:
    """Work out a reader's reach from who reports to whom today and who enters the office.

    `away` are those for whom the reader stands in; an owner is above everybody.
    """
    mine = own | away

    def holder(person: str | None) -> str | None:
        """Climb to the first who enters the office; none where that is an owner."""
        passed: set[str] = set()
        while person is not None and person not in entering and person not in passed:
            passed.add(person)
            person = managers.get(person)
        return person if person in entering else None

    def comes(person: str | None) -> bool:
        return owner if person is None else person in mine

    held = {person: holder(person) for person in managers}
    above = {
        person: holder(managers.get(head)) if head is not None else None
        for person, head in held.items()
    }
    return Reach(
        own,
        away,
        shut=frozenset(p for p, head in held.items() if p not in mine and comes(head)),
        below=frozenset(
            p for p, head in held.items()
            if p not in mine and head is not None and head not in mine and comes(above[p])
        ),
        heads=frozenset(p for p, head in held.items() if comes(head)),
        staff=frozenset(managers),
        rest=owner,
    )  # fmt: skip


def long_overdue(as_of: dt.date, calendar: Calendar) -> dt.datetime:
    """Give the instant (UTC) before which what was due has seen a whole working day pass.

    On Monday evening that is Monday's beginning: what was due on Friday comes up on Monday.
    """
    day = as_of
    for back in range(_MOST):
        day = as_of - dt.timedelta(days=back)
        if calendar.week.get(day.isoweekday()) and day not in calendar.holidays:
            break
    return as_utc(dt.datetime.combine(day, dt.time.min), ZoneInfo(calendar.zone))
