"""From opening to closing customer by customer: what is behind each line of the statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodwill.ledger.summed import each
from goodwill.reports.parts import period_choice
from goodwill.reports.report import Choice, Column, Pages, Report, Row, Table
from goodwill.words import _, mark, ngettext

if TYPE_CHECKING:
    import datetime as dt

    from goodwill.book import Closed

PARAMETERS = ("period", "line", "limit", "offset")
READERS = ("owner",)
PAGE = 100
LINES = {
    "opening": (mark("Opening goodwill"), "opening", "TRUE"),
    "new": (mark("New customers"), "rest", "is_new"),
    "rose": (mark("Customers who buy on"), "rest", "NOT is_new AND rest > 0"),
    "fell": (mark("Customers who fall silent"), "rest", "NOT is_new AND rest < 0"),
    "closing": (mark("Closing goodwill"), "closing", "TRUE"),
}
"""Each line of the statement: its name, which amount of a customer it sums, and over whom."""


def draw(
    closed: Closed,
    period: str | None = None,
    line: str = "closing",
    limit: int = PAGE,
    offset: int = 0,
) -> Report:
    """List what changed the worth of each customer, the largest first."""
    opening = closed.opening(period)
    line = line if line in LINES else "closing"
    rows, total = _rows(closed, opening, line, int(limit), int(offset))
    return Report(
        name="movements",
        title=_("From opening to closing, customer by customer"),
        lead=ngettext("{line}: {number} customer.", "{line}: {number} customers.", total,
                      line=_(LINES[line][0])),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        tables=(_table(closed, opening, line, rows),),
        notes=(
            _(
                "The ordinary course is what is left of the change when breaches and graces are"
                " taken out: a customer who buys on is worth more, one who stays away less."
            ),
        ),
        zone=closed.zone,
        choices=(
            Choice("line", _("Line"), tuple((k, _(v[0])) for k, v in LINES.items()), line),
            period_choice(closed, period),
        ),
        pages=Pages(total, int(offset), int(limit)),
    )  # fmt: skip


def _rows(
    closed: Closed, opening: dt.date, line: str, limit: int, offset: int
) -> tuple[list[tuple[Any, ...]], int]:
    _name, amount, where = LINES[line]
    begin, days = each(closed, opening)
    total = closed.once(
        ("moved", opening, line),
        lambda: _count(closed, f"{begin} SELECT count(*) FROM each WHERE {where}", days),
    )
    chosen = closed.con.execute(
        f"{begin} SELECT party FROM each WHERE {where} ORDER BY abs({amount}) DESC, party"
        f" LIMIT {max(limit, 1)} OFFSET {max(offset, 0)}",
        days,
    ).fetchall()
    if not chosen:
        return [], 0
    named = {f"party_{place}": party for place, (party,) in enumerate(chosen)}
    rows = closed.con.execute(
        f"""
        {begin}
        SELECT party, opening, lost, gained, rest, closing, {amount} AS amount
        FROM each WHERE party IN ({", ".join(f"${name}" for name in named)})
        ORDER BY abs({amount}) DESC, party
        """,
        {**days, **named},
    ).fetchall()
    return rows, total


def _count(closed: Closed, query: str, values: dict[str, dt.date]) -> int:
    row = closed.con.execute(query, values).fetchone()
    return int(row[0]) if row else 0


def _table(closed: Closed, opening: dt.date, line: str, rows: list[tuple[Any, ...]]) -> Table:
    columns = (
        Column("party", _("Customer"), "party"),
        Column("opening", _("At the opening"), "money"),
        Column("lost", _("Lost by our breaches"), "money"),
        Column("gained", _("Won by grace"), "money"),
        Column("course", _("Ordinary course"), "money"),
        Column("closing", _("At the closing"), "money"),
        Column("amount", _(LINES[line][0]), "money"),
    )
    span = {"side": "ours", "from": opening.isoformat(), "to": closed.as_of.isoformat()}
    laid = (
        Row(
            row,
            ("party", {"party": row[0]}),
            behind={
                "lost": ("verdicts", {**span, "party": row[0], "verdict": "breach"}),
                "gained": ("verdicts", {**span, "party": row[0], "verdict": "grace"}),
            },
        )
        for row in rows
    )
    return Table("movements", _("Customers"), columns, tuple(laid))
