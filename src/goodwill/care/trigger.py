"""The trigger of a play as a query: rows of its sort, seen as they were at the play's instant."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from goodwill.care.clock import length
from goodwill.care.figures import places
from goodwill.care.occasions import (
    BEGIN,
    COLUMNS,
    FORECAST,
    KNOWN_AT,
    KNOWN_BY,
    LATER,
    PARTY,
    PLACE,
    rows_of,
)

if TYPE_CHECKING:
    from goodwill.care.play import Play, Trigger
    from goodwill.problems import Problem
    from goodwill.standards.terms import Term

_SUBJECT = {
    "moment": "CAST(moment AS VARCHAR)",
    "case": "coalesce(case_id, CAST(moment AS VARCHAR))",
    "party": "party",
    "term": "case_id || '#' || CAST(term AS VARCHAR)",
}


def check(
    text: str, of: str, limits: dict[str, float], where: str = ""
) -> tuple[Term | None, list[Problem]]:
    """Read the expression of a trigger over the columns of its sort, or tell what is wrong."""
    from goodwill.standards.expression import parse
    from goodwill.standards.terms import Limit

    named = {name: Limit(value) for name, value in limits.items()}
    return parse(text, "moment", named, where=where, columns=COLUMNS[of])


def figures_of(play: Play) -> list[str]:
    """Give the names of the columns that the words of a play put in, in any language."""
    assert play.trigger is not None
    known = {**COLUMNS[play.trigger.of], **(FORECAST if play.trigger.of == "usage" else {})}
    said = ((words.sentence, words.reason, words.say, words.many) for words in play.words.values())
    texts = [text for texts in said for text in texts]
    told = {place.name for text in texts for place in places(text)}
    return sorted(told & set(known) - set(play.limits))


def needed_of(play: Play) -> set[str]:
    """Give the names of the columns that a play looks at or tells of."""
    assert play.trigger is not None
    trigger = play.trigger
    needed = set(_where(trigger.where, trigger.of, tuple(play.limits.items()))[1])
    needed |= {name for name in figures_of(play) if name not in FORECAST} | {
        trigger.at,
        BEGIN[trigger.of],
    }
    needed |= {"term"} if trigger.once_per == "term" else set()
    later = needed & LATER[trigger.of] & set(KNOWN_BY)
    return needed.union(*(KNOWN_BY[name] for name in later))


def query(play: Play, owners: str) -> str:
    """Write the query of the crossings of a play: subject, instant, party, case, moment, team and
    its figures, in the order of time; `$closed_at` and `$stale` bound the instant.
    """
    assert play.trigger is not None
    trigger = play.trigger
    needed = sorted(needed_of(play))
    where = _where(trigger.where, trigger.of, tuple(play.limits.items()))[0]
    figures = [f"NULL AS {name}" if name in FORECAST else name for name in figures_of(play)]
    chosen = ", ".join(["subject", "crossed_at", "party", "case_id", "moment", "team", *figures])
    first = "" if trigger.weeks else "AND place = 1"
    return f"""
        SELECT {chosen} FROM (
            SELECT *, row_number() OVER (PARTITION BY subject ORDER BY crossed_at, moment) AS place
            FROM (
                SELECT *, {_SUBJECT[trigger.once_per]} AS subject
                FROM ({_seen(trigger, needed, owners)}) AS seen
                WHERE crossed_at <= $closed_at AND ({where})
            ) AS held
        ) AS crossed
        WHERE crossed_at > $stale {first}
        ORDER BY crossed_at, subject"""


def _seen(trigger: Trigger, needed: list[str], owners: str) -> str:
    """Write the rows with their instant, and of what came later only what was known by then."""
    own = [name for name in needed if name not in PARTY]
    seen = [_masked(name) if name in LATER[trigger.of] else name for name in own]
    party = [name for name in needed if name in PARTY]
    columns = ", ".join([*PLACE, "crossed_at", *seen, *party])
    rows = f"SELECT s.*, {_instant(trigger)} AS crossed_at"
    rows += f" FROM ({rows_of(trigger.of, own)}) AS s"
    joined = f" LEFT JOIN ({owners}) AS o ON o.owner = r.party" if party else ""
    return f"SELECT {columns} FROM ({rows}) AS r{joined} WHERE crossed_at IS NOT NULL"


def _masked(name: str) -> str:
    return f"CASE WHEN {KNOWN_AT.get(name, name)} <= crossed_at THEN {name} END AS {name}"


def _instant(trigger: Trigger) -> str:
    """Write the instant of a row; what is due ahead is known no sooner than its own moment."""
    begin, shift = BEGIN[trigger.of], trigger.shift
    if trigger.at == begin and not shift.number:
        return begin
    minutes = round(length(shift).total_seconds() / 60)
    moved = f"{trigger.at} + INTERVAL '{minutes}' MINUTE"
    return f"CASE WHEN {trigger.at} IS NOT NULL THEN greatest({begin}, {moved}) END"


@cache
def _where(text: str, of: str, limits: tuple[tuple[str, Any], ...]) -> tuple[str, frozenset[str]]:
    term, problems = check(text, of, dict(limits))
    assert term is not None, problems
    return term.sql(), term.columns
