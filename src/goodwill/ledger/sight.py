"""Who sees whom: today's reporting line decides whose dealings, the dates decide how far back.

A row belongs to a reader's sight if its person is the reader; or its team lies wholly in the
reader's branch today; or its person stands in the branch today and stood in it in the row's week.
A week in which a person stood in two branches belongs to neither. Whoever stands above the reader
today is never shown, nor are ratings between colleagues.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from goodwill.house.people import Post

OWNER, MANAGER, PERSON, OUTSIDER, NOBODY = "owner", "manager", "person", "outsider", "nobody"
ROLES = (OWNER, MANAGER, PERSON, OUTSIDER)
"""As whom a member may read; nobody is for whom nothing is there."""
EVER, STILL = dt.date.min, dt.date.max
_DAY, _WEEK = dt.timedelta(days=1), dt.timedelta(days=7)


class Span(NamedTuple):
    """From which to which day somebody stood in a branch, both included."""

    person: str
    first: dt.date
    last: dt.date


class Weeks(NamedTuple):
    """The Mondays of the first and the last week in which a person's rows may be seen."""

    person: str
    first: dt.date
    last: dt.date


class Branch(NamedTuple):
    """What one person sees of the others today: those below, whole teams, and since when."""

    below: frozenset[str]
    above: frozenset[str]
    teams: frozenset[str]
    weeks: frozenset[Weeks]


@dataclass(frozen=True)
class Sight:
    """What a reader may see: everything (owner), figures of the company (outsider), or rows."""

    role: str
    own: frozenset[str] = frozenset()
    """The reader, and those for whom the reader stands in today."""
    below: frozenset[str] = frozenset()
    """Whoever stands below one of them today."""
    teams: frozenset[str] = frozenset()
    """Teams in which nobody stands today who is not in the branch."""
    barred: frozenset[tuple[str, str]] = frozenset()
    """Team and person: whoever stands above the reader is not shown in the reader's teams."""
    weeks: frozenset[Weeks] = frozenset()
    """For those below, the weeks in which they stood in the branch alone."""

    @property
    def known(self) -> frozenset[str]:
        """The colleagues who may be named to the reader."""
        return self.own | self.below

    @property
    def whole(self) -> bool:
        """Whether the reader sees the whole book."""
        return self.role == OWNER


def sight_of(branches: Mapping[str, Branch]) -> Sight:
    """Join what a person and those for whom the person stands in may see."""
    if not branches:
        return Sight(NOBODY)
    each = branches.values()
    below = frozenset[str]().union(*(one.below for one in each))
    teams = frozenset[str]().union(*(one.teams for one in each))
    barred = {
        (team, person)
        for team in teams
        for person in reduce(
            frozenset.intersection, (one.above for one in each if team in one.teams)
        )
    }
    weeks = frozenset[Weeks]().union(*(one.weeks for one in each))
    own = frozenset(branches)
    return Sight(MANAGER if below else PERSON, own, below, teams, frozenset(barred), weeks)


def branch(
    con: DuckDBPyConnection, posts: Sequence[Post], person: str, today: dt.date
) -> Branch | None:
    """Climb down from a person by the reporting lines; None for whoever has no post today.

    `con` is any engine; the posts are laid out in it as the adjacency list `sight_posts`.
    """
    lay_out(con, posts)
    given = {"person": person, "today": today}
    if not con.execute(_STANDS, given).fetchall():
        return None
    spans = [Span(*row) for row in con.execute(_BELOW, given).fetchall()]
    below = frozenset(span.person for span in spans if span.first <= today <= span.last)
    above = frozenset(name for (name,) in con.execute(_ABOVE, given).fetchall())
    teams = _whole_teams(con, today, below | {person}) if below else frozenset[str]()
    mine = [span for span in spans if span.person in below]
    return Branch(below, above, teams, frozenset(weeks_of(mine, posts)))


def lay_out(con: DuckDBPyConnection, posts: Sequence[Post]) -> None:
    """Write posts down as the adjacency list `sight_posts`: who stood under whom, from when on."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE sight_posts (person VARCHAR, manager VARCHAR, team VARCHAR,"
        " first DATE, last DATE)"
    )
    rows = [
        (post.person, post.manager, post.team, post.from_date, post.until_date or STILL)
        for post in posts
    ]
    if rows:
        con.executemany("INSERT INTO sight_posts VALUES (?, ?, ?, ?, ?)", rows)


_STANDS = "SELECT 1 FROM sight_posts WHERE person = $person AND $today BETWEEN first AND last"

_BELOW = """
WITH RECURSIVE below (person, first, last) AS (
  SELECT person, first, last FROM sight_posts WHERE manager = $person
  UNION ALL
  SELECT p.person, greatest(p.first, b.first), least(p.last, b.last)
  FROM sight_posts p JOIN below b
    ON p.manager = b.person AND p.first <= b.last AND b.first <= p.last)
SELECT person, first, last FROM below WHERE $today IS NOT NULL
"""

_ABOVE = """
WITH RECURSIVE above (person) AS (
  SELECT manager FROM sight_posts
  WHERE person = $person AND manager IS NOT NULL AND $today BETWEEN first AND last
  UNION
  SELECT p.manager FROM sight_posts p JOIN above a ON p.person = a.person
  WHERE p.manager IS NOT NULL AND $today BETWEEN p.first AND p.last)
SELECT person FROM above
"""


def _whole_teams(con: DuckDBPyConnection, today: dt.date, branch: frozenset[str]) -> frozenset[str]:
    """Find the teams in which everybody of today is of the branch."""
    rows = con.execute(
        "SELECT team, person FROM sight_posts WHERE team IS NOT NULL AND ? BETWEEN first AND last",
        [today],
    ).fetchall()
    members: defaultdict[str, set[str]] = defaultdict(set)
    for team, person in rows:
        members[team].add(person)
    return frozenset(team for team, people in members.items() if people <= branch)


def weeks_of(spans: Iterable[Span], posts: Iterable[Post]) -> list[Weeks]:
    """Round days in a branch to whole weeks, giving up those in which the person was elsewhere."""
    seen: defaultdict[str, list[Span]] = defaultdict(list)
    for span in spans:
        seen[span.person].append(span)
    posted: defaultdict[str, list[Span]] = defaultdict(list)
    for post in posts:
        if post.person in seen:
            last = post.until_date or STILL
            posted[post.person].append(Span(post.person, post.from_date, last))
    found = []
    for person, stood in seen.items():
        elsewhere = list(_without(posted[person], stood))
        rounded = [weeks for span in stood if (weeks := _rounded(span, elsewhere))]
        found += _joined(sorted(rounded))
    return found


def _joined(rounded: Iterable[Weeks]) -> list[Weeks]:
    """Join weeks that follow each other, as where somebody moved within the branch."""
    found: list[Weeks] = []
    for weeks in rounded:
        if found and weeks.first - found[-1].last <= _WEEK:
            found[-1] = found[-1]._replace(last=max(found[-1].last, weeks.last))
        else:
            found.append(weeks)
    return found


def _without(posted: Iterable[Span], stood: Iterable[Span]) -> Iterable[Span]:
    """Give the days of a person's posts outside the branch."""
    taken = sorted(stood, key=lambda span: span.first)
    for post in posted:
        first, over = post.first, False
        for span in taken:
            if span.last < first or span.first > post.last:
                continue
            if span.first > first:
                yield post._replace(first=first, last=span.first - _DAY)
            over = span.last >= post.last
            if over:
                break
            first = span.last + _DAY
        if not over:
            yield post._replace(first=first)


def _rounded(span: Span, elsewhere: list[Span]) -> Weeks | None:
    """Round one span to weeks: outwards, but inwards where the person stood elsewhere as well."""
    first, last = monday(span.first), monday(span.last)
    if any(other.last >= first and other.first < span.first for other in elsewhere):
        first += _WEEK
    end = last + 6 * _DAY if last < monday(STILL) else STILL
    if any(other.first <= end and other.last > span.last for other in elsewhere):
        last -= _WEEK
    return Weeks(span.person, first, last) if first <= last else None


def monday(day: dt.date) -> dt.date:
    """Give the Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())
