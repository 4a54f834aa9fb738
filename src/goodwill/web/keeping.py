"""How often we keep our word: of oneself, of the team, of the company, as far as each may know."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from goodwill.ledger.rates import first_monday, rate_of
from goodwill.ledger.sight import MANAGER, OUTSIDER, OWNER, Sight
from goodwill.problems import InputError
from goodwill.reports.people import learning
from goodwill.web.access import closed_behind, closed_for, sight_of
from goodwill.web.line import team_of
from goodwill.words import _

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from goodwill.book import Closed
    from goodwill.ledger.rates import Rate
    from goodwill.web.models import Member

    Reader = Member | AnonymousUser

FAMILY = "promise"
YEAR = dt.timedelta(days=365)
"""The standards that judge whether a word was kept, and how far back they are counted."""
OTHERS = 3
"""Of fewer colleagues than these nothing is told together: one could be told from the rest."""


class Kept(NamedTuple):
    """Whose word it is, and how often it was kept; nothing where it may not, or cannot, be told."""

    whose: str
    rate: Rate | None
    why: str = ""
    """Why nothing is told."""


def kept_by(member: Reader) -> list[Kept]:
    """Say how often a member, the team and the company keep their word, by the newest close."""
    seen = sight_of(member)
    person = getattr(member, "person", "")
    try:
        with closed_for(member) as closed:
            hushed = learning(closed)
            told = [] if hushed else _own(closed, seen, person)
        with closed_behind(Sight(OUTSIDER), None) as closed:
            company = _enough(closed, _counted(closed), _("The company"))
        if seen.role not in {OWNER, MANAGER} and person and not hushed:
            with closed_behind(Sight(OWNER), None) as closed:
                told.append(_others(closed, person))
    except InputError:  # nothing is closed yet
        return []
    return [*told, company]


def _own(closed: Closed, seen: Sight, person: str) -> list[Kept]:
    """Count one's own dealings, and those of everybody below."""
    found = []
    if person:
        mine = _counted(closed, "person = $person", person=person)
        found.append(Kept(_("Yourself"), mine, "" if mine else _("nothing judged yet")))
    if seen.role == MANAGER:
        found.append(_enough(closed, _counted(closed), _("You and those below you")))
    return found


def _others(closed: Closed, person: str) -> Kept:
    """Count the others of a person's team together, where they are enough."""
    team, whose = team_of(person), _("The others of your team")
    among = "team = $team AND person <> $person"
    given = {"team": team, "person": person}
    row = closed.con.execute(
        f"SELECT count(DISTINCT person) FROM tallies WHERE {_OURS} AND {among}",
        _told(closed, given),
    ).fetchone()
    if not team or row is None or row[0] < OTHERS:
        return Kept(whose, None, _("too few to say"))
    return _enough(closed, _counted(closed, among, **given), whose)


def _enough(closed: Closed, rate: Rate | None, whose: str) -> Kept:
    if rate is None or rate.kept + rate.breached < closed.minimum_count:
        return Kept(whose, None, _("too few to say"))
    return Kept(whose, rate)


_OURS = """side = 'ours' AND strpos($standards, ' ' || standard || ' ') > 0
AND local_week >= $since AND local_week <= $until"""


def _told(closed: Closed, given: dict[str, str]) -> dict[str, object]:
    names = [name for name, one in closed.standards().items()
             if one.get("family") == FAMILY and one.get("side", "ours") == "ours"]  # fmt: skip
    since = first_monday(closed.as_of - YEAR)
    return {"standards": f" {' '.join(names)} ", "since": since, "until": closed.as_of, **given}


def _counted(closed: Closed, among: str = "TRUE", **given: str) -> Rate | None:
    """Count words kept and broken within a year; none where none was judged."""
    row = closed.con.execute(
        f"""
        SELECT coalesce(sum(number) FILTER (verdict IN ('kept', 'grace')), 0)::BIGINT,
               coalesce(sum(number) FILTER (verdict = 'breach'), 0)::BIGINT
        FROM tallies WHERE {_OURS} AND {among}
        """,
        _told(closed, given),
    ).fetchone()
    assert row is not None
    return rate_of(FAMILY, None, row[0], row[1], 0, 0) if sum(row) else None
