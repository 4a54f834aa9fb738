"""Moments laid out as a time line: when, which side, what, about what, by whom, the verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodwill.reports.parts import channel_said, kind_said, verdict_said
from goodwill.reports.report import Column, Row, Table
from goodwill.reports.standards import title_of
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodwill.book import Closed


def counted(closed: Closed, wanted: Mapping[str, str | None]) -> int:
    """Count the moments that a time line would show on all its pages."""
    where, values = _condition(wanted)
    row = closed.con.execute(f"SELECT count(*) FROM moments m WHERE {where}", values).fetchone()
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
    where, values = _condition(wanted)
    rows = closed.con.execute(
        f"""
        WITH shown AS (
          SELECT id, happened_at, direction, kind, purpose, channel, about, person, team,
                 round(amount * {closed.scale})::BIGINT AS amount
          FROM moments m WHERE {where}
          ORDER BY happened_at {order}, id LIMIT {max(limit, 1)} OFFSET {max(offset, 0)})
        SELECT s.*, (SELECT string_agg(v.standard || ':' || v.verdict, ' ' ORDER BY v.standard)
                     FROM verdicts v WHERE v.moment = s.id) AS judged
        FROM shown s ORDER BY happened_at {order}, id
        """,
        values,
    ).fetchall()
    words = closed.standards()
    return Table("moments", title, _columns(), tuple(_row(words, *row) for row in rows))


def _condition(wanted: Mapping[str, str | None]) -> tuple[str, dict[str, str]]:
    given = {name: value for name, value in wanted.items() if value}
    return " AND ".join(["TRUE", *(f"m.{name} = ${name}" for name in given)]), given


def _columns() -> tuple[Column, ...]:
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
    )


def _row(
    words: dict[str, dict[str, Any]],
    number: int,
    when: object,
    direction: str,
    kind: str,
    purpose: str | None,
    channel: str | None,
    about: str | None,
    person: str | None,
    team: str | None,
    amount: int | None,
    judged: str | None,
) -> Row:
    values = (
        when,
        direction,
        kind_said(kind, purpose),
        channel_said(channel),
        about or "",
        person or "",
        team or "",
        amount,
        _judged(words, judged),
    )
    return Row(values, ("moment", {"moment": str(number)}))


def _judged(words: dict[str, dict[str, Any]], judged: str | None) -> str:
    pairs = (entry.rsplit(":", 1) for entry in (judged or "").split())
    return "; ".join(f"{title_of(words, name)}: {verdict_said(verdict)}" for name, verdict in pairs)
