"""Who may see what, worked out day by day from the rule in words, and from nothing else.

Today's reporting line decides whom a reader sees, the dates decide how far back: a row is seen if
its person is the reader; or everybody who stands in its team today stands in the reader's branch
(whoever is above the reader excepted); or its person is in the branch today, was in it on some day
of the row's week, and on none of them elsewhere.
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING

from tests.web.access.trees import standing

if TYPE_CHECKING:
    from tests.web.access.trees import Dealing, Line, Reader, Tree


class Company:
    """The reporting lines of a tree, by the day."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._chains: dict[tuple[str, dt.date], tuple[str, ...]] = {}

    def stands(self, name: str | None, day: dt.date) -> Line | None:
        """Give where somebody stands on a day."""
        return standing(self.tree.lines, name, day)

    def chain(self, name: str, day: dt.date) -> tuple[str, ...]:
        """Climb from somebody to the top on a day; a manager who is not there ends the climb."""
        key = (name, day)
        if key not in self._chains:
            line = self.stands(name, day)
            above = line.manager if line else None
            known = above is not None and self.stands(above, day) is not None
            self._chains[key] = (above, *self.chain(above, day)) if above and known else ()
        return self._chains[key]

    def branch(self, name: str) -> set[str]:
        """Give everybody who stands below somebody today."""
        today = self.tree.today
        return {other for other in self.tree.people if name in self.chain(other, today)}

    def team_today(self, team: str) -> set[str]:
        """Give everybody who stands in a team today."""
        today = self.tree.today
        return {
            other for other in self.tree.people
            if (line := self.stands(other, today)) and line.team == team
        }  # fmt: skip


class Eyes:
    """What one reader may see of a tree."""

    def __init__(self, company: Company, reader: Reader) -> None:
        self.company, self.tree, self.reader = company, company.tree, reader
        self.own = self._own()

    def _in_force(self, reader: Reader) -> bool:
        return reader.active and (reader.until is None or reader.until >= self.tree.today)

    @cached_property
    def _principals(self) -> list[Reader]:
        by_email = {each.email: each for each in self.tree.readers}
        return [
            by_email[email] for email, first, last in self.reader.stands_in
            if first <= self.tree.today <= last and self._in_force(by_email[email])
            and by_email[email].role != "outsider"
        ]  # fmt: skip

    def _own(self) -> list[str]:
        """List the reader and those whom the reader stands in for, as far as they are there."""
        if not self._in_force(self.reader) or self.reader.role != "staff":
            return []
        today = self.tree.today
        if not self.company.stands(self.reader.person, today):
            return []
        others = [each.person for each in self._principals if each.role == "staff"]
        return [self.reader.person, *(o for o in others if self.company.stands(o, today))]

    @cached_property
    def role(self) -> str:
        """Say as whom the reader reads."""
        if not self._in_force(self.reader):
            return "nobody"
        if self.reader.role != "staff":
            return self.reader.role
        if not self.own:
            return "nobody"
        if any(each.role == "owner" for each in self._principals):
            return "owner"
        return "manager" if any(self.company.branch(name) for name in self.own) else "person"

    @cached_property
    def below(self) -> set[str]:
        """Everybody in the branches of today."""
        return set().union(*(self.company.branch(name) for name in self.own))

    def sees(self, row: Dealing) -> bool:
        """Tell whether a row of verdicts, postings or tallies is the reader's to see."""
        if self.role == "owner":
            return True
        return self.role in {"manager", "person"} and any(
            self._sees_as(name, row) for name in self.own
        )

    def _sees_as(self, viewer: str, row: Dealing) -> bool:
        return self._whole(viewer, row.person, row.team) or self._under(viewer, row.person, row.day)

    def _whole(self, viewer: str, name: str | None, team: str | None) -> bool:
        """Tell whether rows of somebody in a team are the viewer's whatever their week is."""
        if name == viewer:
            return True
        branch = self.company.branch(viewer)
        if not branch or not team or not (members := self.company.team_today(team)):
            return False
        above = self.company.chain(viewer, self.tree.today)
        return members <= branch | {viewer} and name not in above

    def _under(self, viewer: str, name: str | None, day: dt.date) -> bool:
        """Tell whether somebody below the viewer today was so, and nowhere else, in a week."""
        if name is None or name not in self.company.branch(viewer):
            return False
        monday = day - dt.timedelta(days=day.weekday())
        week = [monday + dt.timedelta(days=n) for n in range(7)]
        posted = [day for day in week if self.company.stands(name, day)]
        under = [viewer in self.company.chain(name, day) for day in posted]
        return bool(under) and all(under)

    def sees_spell(self, name: str, team: str | None, weeks: set[dt.date]) -> bool:
        """Tell whether a sum over somebody's weeks, from the first to the last, may be seen."""
        first, last = min(weeks), max(weeks)
        every = [first + dt.timedelta(days=n) for n in range(0, (last - first).days + 1, 7)]
        return self.role == "owner" or any(
            self._whole(viewer, name, team)
            or all(self._under(viewer, name, week) for week in every)
            for viewer in self.own
        )

    @cached_property
    def rows(self) -> list[Dealing]:
        """The dealings of the reader and the branch, without ratings between colleagues."""
        return [row for row in self.tree.dealings if self.sees(row) and not survey(row)]

    @cached_property
    def customers(self) -> set[str]:
        """The customers with whom somebody of the visible rows dealt."""
        if self.role == "owner":
            return set(self.tree.customers)
        return {row.party for row in self.rows if row.party in self.tree.customers}

    @cached_property
    def moments(self) -> list[Dealing]:
        """The moments that may be seen: all with the visible customers, and the visible rows."""
        return [
            row for row in self.tree.dealings
            if not survey(row) and (row.party in self.customers or self.sees(row))
        ]  # fmt: skip

    @cached_property
    def colleagues(self) -> set[str]:
        """Those who may be named: the reader, those stood in for, and everybody below."""
        if self.role == "owner":
            return set(self.tree.people)
        return {*self.own, *self.below}

    @cached_property
    def teams(self) -> set[str]:
        """The teams that may be named: of visible rows and of the colleagues' own lines."""
        if self.role == "owner":
            return set(self.tree.teams)
        return {row.team for row in self.rows if row.team} | {
            line.team for line in self.tree.lines if line.team and line.person in self.colleagues
        }


def survey(row: Dealing) -> bool:
    """Tell whether a row is a rating between colleagues."""
    return row.kind == "rating" and row.direction == "inside"
