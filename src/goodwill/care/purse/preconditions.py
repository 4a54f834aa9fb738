"""Three preconditions of giving up a right: a team knows why, has a budget, and may decide."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from goodwill.care.one_writer import instant
from goodwill.care.purse.journal import MINUTES, MONEY
from goodwill.words import _, mark

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from goodwill.care.purse.purse import Purse

REMEMBERED = timedelta(days=366)
"""After a year without being told a team is taken to have forgotten why."""
KNOWS, BUDGET, DECIDES = "knows", "budget", "decides"

MISSING = {
    KNOWS: mark("Nobody has told them within a year why we give."),
    BUDGET: mark("They have no budget: neither money nor hours that they may give."),
    DECIDES: mark("They may not decide: whatever they give at one time has to be backed."),
}


class Preconditions(NamedTuple):
    """What one team has of the three, and since when it knows why."""

    team: str
    told_at: datetime | None
    missing: tuple[str, ...]

    def said(self) -> list[str]:
        """Say in the language now spoken what is missing."""
        return [_(MISSING[name]) for name in self.missing]


def of_teams(purse: Purse, teams: Iterable[str], now: datetime) -> list[Preconditions]:
    """Name for each team what is missing of the three."""
    with purse.file.reading() as con:
        told = {
            str(team): instant(at)
            for team, at in con.execute(
                "SELECT team, max(at) FROM entries WHERE kind = 'told' GROUP BY team"
            )
        }
    return [_of(purse, team, told.get(team), now) for team in sorted(set(teams))]


def _of(purse: Purse, team: str, told_at: datetime | None, now: datetime) -> Preconditions:
    own = purse.terms.allowance("person", team)
    target = purse.terms.target
    money = target[MONEY] > 0 and own.money != 0
    hours = target[MINUTES] > 0 and own.hours != 0
    lacks = {
        KNOWS: told_at is None or told_at < now - REMEMBERED,
        BUDGET: not (money or hours),
        DECIDES: own.each == 0 and not (own.hours or 0) > 0,
    }
    return Preconditions(team, told_at, tuple(name for name, lack in lacks.items() if lack))
