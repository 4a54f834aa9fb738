"""One party's time line, folded by case: the newest case first, its moments in order beneath it.

A case is one line that says what happened in it and what it cost on either side; its moments are
set in below. A moment about nothing in particular stands alone. The sums of a folded line are
those of its moments, also of those that a very long case leaves to its own page.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.reports.parts import kind_said
from goodwill.reports.report import Row, Table
from goodwill.reports.timeline import AMONG_US, columns, moments, row_of
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping

    from goodwill.book import Closed
    from goodwill.reports.timeline import Shown

LONGEST = 40
"""Moments of one case that a folded time line shows; the rest is on the page of the case."""
_KEY = "coalesce(about, CAST(id AS VARCHAR))"
_WITH_US = "SELECT * FROM moments WHERE party = $party UNION ALL"
_OWN = f"""
  {_WITH_US} SELECT * EXCLUDE (whose) FROM asides
  WHERE whose = $party AND party >= '{AMONG_US}'"""
"""What happened between a party and us, and what we did about their cases among ourselves."""
_OLDER = f"""
  {_WITH_US} SELECT * FROM moments
  WHERE party >= '{AMONG_US}' AND about IN (SELECT case_id FROM cases WHERE party = $party)"""
"""The same of a book that does not have the table of it."""


class Group(NamedTuple):
    """One case, or one moment that belongs to none."""

    key: str
    case: str | None
    newest: dt.datetime
    number: int
    ours: int | None
    theirs: int | None


def folded_line(
    closed: Closed, party: str, unfolded: Collection[str], limit: int, offset: int
) -> tuple[Table, int]:
    """Lay out one page of cases with their moments; gives how many cases all pages have."""
    groups, total = _groups(closed, party, limit, offset)
    chosen = f"""
        SELECT * EXCLUDE (place) FROM (
          SELECT *, row_number() OVER (PARTITION BY {_KEY} ORDER BY happened_at, id) AS place
          FROM ({_own(closed)}) WHERE {_KEY} IN (SELECT unnest($keys::VARCHAR[])))
        WHERE place <= {LONGEST}"""
    values = {"party": party, "keys": [group.key for group in groups]}
    shown = moments(closed, chosen, values, f"{_KEY}, happened_at, id")
    within = {key: list(each) for key, each in groupby(shown, lambda one: one.about or str(one.id))}
    words = closed.standards()
    rows = [
        row
        for group in groups
        for row in _rows(words, party, group, within.get(group.key, []), unfolded)
    ]
    sentence = _("A case is one line; open it to see what happened in it, step by step.")
    return Table("moments", _("Time line"), columns(), tuple(rows), sentence, folded=True), total


def _own(closed: Closed) -> str:
    return _OWN if closed.has("asides") else _OLDER


def _groups(closed: Closed, party: str, limit: int, offset: int) -> tuple[list[Group], int]:
    rows = closed.con.execute(
        f"""
        WITH costs AS (
          SELECT moment AS id, sum(amount) FILTER (side = 'ours') AS ours,
                 sum(amount) FILTER (side = 'theirs') AS theirs
          FROM postings WHERE party = $party GROUP BY moment)
        SELECT {_KEY} AS key, min(about), max(happened_at) AS newest, count(*),
               sum(ours)::BIGINT, sum(theirs)::BIGINT, count(*) OVER ()
        FROM ({_own(closed)}) LEFT JOIN costs USING (id)
        GROUP BY key ORDER BY newest DESC, key LIMIT {max(limit, 1)} OFFSET {max(offset, 0)}
        """,
        {"party": party},
    ).fetchall()
    return [Group(*row[:-1]) for row in rows], rows[0][-1] if rows else 0


def _rows(
    words: Mapping[str, Mapping[str, Any]],
    party: str,
    group: Group,
    within: list[Shown],
    unfolded: Collection[str],
) -> Iterable[Row]:
    if group.number == 1 or group.case is None:
        yield from (row_of(words, shown) for shown in within)
        return
    opens = ("moments", {"case": group.case, "party": party})
    head = (group.newest, "", _steps(group, within), "", group.case, "", "", None, "",
            group.ours, group.theirs)  # fmt: skip
    yield Row(head, opens, strong=True, unfolded=group.case in unfolded)
    yield from (row_of(words, shown, depth=1) for shown in within)
    if left := group.number - len(within):
        said = ngettext("… and {number} more dealing", "… and {number} more dealings", left)
        yield Row((None, "", said, "", group.case, "", "", None, "", None, None), opens, depth=1)


EFFORT = {("in", "question"), ("in", "complaint"), ("in", "claim"), ("in", "request"),
          ("in", "reopening"), ("in", "call_attempt")}  # fmt: skip
"""What a customer does to get anywhere: the effort of a case."""


def _steps(group: Group, within: list[Shown]) -> str:
    """Say in a line what happened: how many dealings, and how much effort it was for them."""
    told = [ngettext("{number} dealing", "{number} dealings", group.number)]
    contacts = sum((one.direction, one.kind) in EFFORT for one in within)
    handovers = sum(one.kind == "handover" for one in within)
    repeats = sum(one.kind == "request" and one.purpose == "repeat" for one in within)
    if contacts > 1:
        told.append(ngettext("they turned to us {number} time", "they turned to us {number} times",
                             contacts))  # fmt: skip
    if handovers:
        told.append(ngettext("handed over {number} time", "handed over {number} times", handovers))
    if repeats:
        told.append(ngettext("asked to repeat {number} time", "asked to repeat {number} times",
                             repeats))  # fmt: skip
    kinds = list(dict.fromkeys(kind_said(one.kind, None) for one in within))
    return f"{', '.join(kinds[:4])}{' …' if len(kinds) > 4 else ''} ({'; '.join(told)})"
