"""Who does what a play asks for: whoever knows the customer, else whoever leads that person."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    from duckdb import DuckDBPyConnection


class Staff(NamedTuple):
    """Who is with us on a day, and who leads whom; empty where no staff list is known."""

    leads: Mapping[str, str | None]
    """Of each person that ever had a line, by whom they are or were led last."""
    here: frozenset[str]
    leads_team: Mapping[str, str]
    """Who leads most of a team."""
    owner: str | None

    def doer(
        self,
        done_by: str,
        person: str | None,
        manager: str | None,
        team: str | None,
        apart: Collection[str] = (),
    ) -> str | None:
        """Give who does it: the person who knows the customer, their manager, or the owner.

        Whoever is gone, or never to meet this customer again, hands it to who leads them.
        """
        if not self.here:
            first = manager if done_by == "manager" or person in apart else person
            return first if first not in apart else None
        above = manager or self.leads.get(person or "")
        start = {"manager": above, "owner": self.owner}.get(done_by, person or above)
        start = start or self.leads_team.get(team or "")
        tried: set[str] = set()
        while start and start not in tried:
            if start in self.here and start not in apart:
                return start
            tried.add(start)
            start = self.leads.get(start) or (above if start == person else None)
        return None if self.owner in apart else self.owner


def staff(con: DuckDBPyConnection, day: dt.date) -> Staff:
    """Read from `lines` who is here on a day and who leads whom."""
    lines = con.execute(
        "SELECT person, manager, team, coalesce(from_date, $day) <= $day"
        " AND coalesce(until_date, $day) >= $day FROM lines WHERE person IS NOT NULL"
        " ORDER BY coalesce(from_date, DATE '0001-01-01'), person",
        {"day": day},
    ).fetchall()
    now = [(person, manager, team) for person, manager, team, holds in lines if holds]
    led = {person: manager for person, manager, _team, _holds in lines}
    led |= {person: manager for person, manager, _team in now}
    here = {person for person, *_rest in now} | {manager for _p, manager, _t in now if manager}
    pairs = Counter((team, manager) for _p, manager, team in now if team and manager)
    teams: dict[str, str] = dict(reversed(_ranked(pairs)))
    tops = Counter(manager for _p, manager, _t in now if manager and not led.get(manager))
    owner = next(iter(_ranked(tops)), None)
    return Staff(led, frozenset(here), teams, owner)


def _ranked(counted: Counter[Any]) -> list[Any]:
    """Give what was counted, the most frequent first."""
    return sorted(counted, key=lambda each: (-counted[each], str(each)))
