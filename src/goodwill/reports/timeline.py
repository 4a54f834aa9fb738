"""Moments laid out as a time line: when, which side, what, about what, by whom, at what price."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.ledger.owed import TOGETHER
from goodwill.reports.parts import channel_said, kind_said, verdict_said
from goodwill.reports.report import Column, Row, Table
from goodwill.reports.standards import title_of
from goodwill.words import _

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from goodwill.book import Closed

AMONG_US = "u"
"""From this letter on pseudonyms are of our own people and units; what they do lies last."""


class Shown(NamedTuple):
    """One moment as it is shown."""

    id: int
    happened_at: dt.datetime
    direction: str
    kind: str
    purpose: str | None
    channel: str | None
    about: str | None
    person: str | None
    team: str | None
    party: str | None
    amount: int | None
    judged: str | None
    """Standards and verdicts: `first_answer:breach next_answer:grace`."""
    ours: int | None
    """What our breach or grace at this moment was worth, in minor units."""
    theirs: int | None


def counted(closed: Closed, wanted: Mapping[str, str | None]) -> int:
    """Count the moments that a time line would show on all its pages."""
    where, values = condition(wanted)
    source, more = among(closed, wanted.get("about"))
    query = f"SELECT count(*) FROM {source} m WHERE {where}"
    row = closed.con.execute(query, values | more).fetchone()
    assert row is not None
    return int(row[0])


def time_line(
    closed: Closed,
    wanted: Mapping[str, str | None],
    title: str,
    *,
    order: str = "DESC",
    limit: int = 100,
    offset: int = 0,
) -> Table:
    """Lay out the moments whose columns have the wanted values, each with its verdicts."""
    where, values = condition(wanted)
    source, more = among(closed, wanted.get("about"))
    ids = (
        f"SELECT * FROM {source} m WHERE {where} ORDER BY happened_at {order}, id"
        f" LIMIT {max(limit, 1)} OFFSET {max(offset, 0)}"
    )
    rows = moments(closed, ids, values | more, f"happened_at {order}, id")
    words = closed.standards()
    return Table("moments", title, columns(), tuple(row_of(words, shown) for shown in rows))


def moments(closed: Closed, chosen: str, values: Mapping[str, Any], order: str) -> list[Shown]:
    """Give the moments that a query chooses, each with its verdicts and their prices."""
    rows = closed.con.execute(
        f"""
        WITH chosen AS ({chosen}),
        whose AS (SELECT DISTINCT party FROM chosen),
        judged AS (
          SELECT v.moment,
                 string_agg(v.standard || ':' || v.verdict, ' ' ORDER BY v.standard) AS said,
                 sum(p.amount) FILTER (v.side = 'ours')::BIGINT AS ours,
                 sum(p.amount) FILTER (v.side = 'theirs')::BIGINT AS theirs
          FROM verdicts v LEFT JOIN postings p ON p.verdict_id = v.verdict_id AND p.party = v.party
          WHERE v.party IN (FROM whose) AND v.moment IN (SELECT id FROM chosen)
          GROUP BY v.moment)
        SELECT id, happened_at, direction, kind, purpose, channel, about, person, team, party,
               round(amount * {closed.scale})::BIGINT, said, ours, theirs
        FROM chosen LEFT JOIN judged ON judged.moment = chosen.id ORDER BY {order}
        """,
        values,
    ).fetchall()
    return [Shown(*row) for row in rows]


def among(closed: Closed, case: str | None) -> tuple[str, dict[str, str]]:
    """Name the moments among which those of a case are: all, or where they lie together."""
    party = whose(closed, case) if case else None
    if party is None or not closed.has("asides"):
        return "moments", {}
    return TOGETHER.replace("$party", "$whose"), {"whose": party}


def whose(closed: Closed, case: str) -> str | None:
    """Tell whose a case is; None where it is nobody's, or the book has no list of it."""
    if not closed.has("whose"):
        return None
    row = closed.con.execute("SELECT party FROM whose WHERE case_id = ?", [case]).fetchone()
    return str(row[0]) if row else None


_WITHIN = {
    "from": "m.local_date > CAST($from AS DATE)",
    "to": "m.local_date <= CAST($to AS DATE)",
}


def condition(wanted: Mapping[str, str | None]) -> tuple[str, dict[str, str]]:
    """Turn wanted values of columns into a condition; `from` (not included) and `to` are days.

    A case of a known party also has what our own people did about it among themselves.
    """
    given = {name: value for name, value in wanted.items() if value}
    parts = [_WITHIN.get(name, f"m.{name} = ${name}") for name in given]
    if {"about", "party"} <= set(given):
        parts.remove("m.party = $party")
        parts.append(f"(m.party = $party OR m.party >= '{AMONG_US}')")
    return " AND ".join(["TRUE", *parts]), given


def columns() -> tuple[Column, ...]:
    """Give the columns of a time line."""
    return (
        Column("when", _("When"), "instant"),
        Column("who", _("Who acts"), "side"),
        Column("what", _("What")),
        Column("channel", _("How")),
        Column("about", _("About"), "case"),
        Column("person", _("By"), "party"),
        Column("team", _("Team")),
        Column("amount", _("Amount"), "money"),
        Column("judged", _("Verdicts")),
        Column("ours", _("Our goodwill"), "money", _("What our breach lost or our grace won.")),
        Column("theirs", _("Theirs"), "money", _("What their breach cost us.")),
    )


def row_of(words: Mapping[str, Mapping[str, Any]], shown: Shown, depth: int = 0) -> Row:
    """Lay out one moment; it opens what is recorded of it."""
    values = (
        shown.happened_at,
        shown.direction,
        kind_said(shown.kind, shown.purpose),
        channel_said(shown.channel),
        shown.about or "",
        shown.person or "",
        shown.team or "",
        shown.amount,
        _judged(words, shown.judged),
        shown.ours,
        shown.theirs,
    )
    whose = {"party": shown.party} if shown.party else {}
    return Row(values, ("moment", {"moment": str(shown.id), **whose}), depth)


def _judged(words: Mapping[str, Mapping[str, Any]], judged: str | None) -> str:
    pairs = (entry.rsplit(":", 1) for entry in (judged or "").split())
    return "; ".join(f"{title_of(words, name)}: {verdict_said(verdict)}" for name, verdict in pairs)
