"""The customers: what each is worth, whether they are still there, and how we treat them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodwill.reports.parts import period_choice
from goodwill.reports.report import Choice, Column, Pages, Report, Row, Table
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    import datetime as dt

    from goodwill.book import Closed

PARAMETERS = ("period", "segment", "order", "search", "limit", "offset")
READERS = ("owner", "manager", "person")
PAGE = 50

ORDERS = {
    "worth": "worth DESC NULLS LAST, party",
    "lost": "lost NULLS LAST, party",
    "silent": "worth * (1 - alive) DESC NULLS LAST, party",
    "breaches": "breaches DESC, party",
    "new": "before IS NOT NULL, worth DESC NULLS LAST, party",
    "rose": "worth - before DESC NULLS LAST, party",
    "fell": "worth - before NULLS LAST, party",
}
"""What the list may be sorted by; 'silent' puts worth that may already be gone first."""


def draw(
    closed: Closed,
    period: str | None = None,
    segment: str | None = None,
    order: str = "worth",
    search: str = "",
    limit: int = PAGE,
    offset: int = 0,
) -> Report:
    """List customers with their worth and what our treatment did, one page at a time."""
    opening = closed.opening(period)
    order = order if order in ORDERS else "worth"
    found = _searched(closed, search) if search.strip() else None
    rows, total = _rows(closed, opening, segment, ORDERS[order], found, int(limit), int(offset))
    return Report(
        name="parties",
        title=_("Customers"),
        lead=_lead(total, segment, search),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        tables=(_table(rows),),
        zone=closed.zone,
        choices=tuple(
            choice
            for choice in (
                _order_choice(order),
                _segment_choice(closed, segment),
                period_choice(closed, period),
            )
            if len(choice.options) > 1
        ),
        pages=Pages(total, int(offset), int(limit)),
        search=search,
    )


def _rows(
    closed: Closed,
    opening: dt.date,
    segment: str | None,
    order: str,
    found: list[str] | None,
    limit: int,
    offset: int,
) -> tuple[list[tuple[Any, ...]], int]:
    """Give one page of the list, and how many customers all its pages have."""
    rows = closed.con.execute(
        f"""
        WITH treated AS (
          SELECT party, sum(amount) FILTER (sign < 0) AS lost,
                 count(*) FILTER (sign < 0) AS breaches
          FROM postings WHERE side = 'ours' AND day > $opening AND day <= $closing GROUP BY party),
        earlier AS (SELECT party, worth AS before FROM worths WHERE day = $opening)
        SELECT w.party, p.segment, worth, worth_low AS low, worth_high AS high,
               worth - before AS change, alive, last_at,
               coalesce(breaches, 0) AS breaches, lost, count(*) OVER () AS total
        FROM worths w LEFT JOIN treated USING (party) LEFT JOIN earlier USING (party)
             LEFT JOIN parties p USING (party)
        WHERE w.day = $closing AND ($segment IS NULL OR p.segment = $segment)
          AND ($found IS NULL OR list_contains($found::VARCHAR[], w.party))
        ORDER BY {order} LIMIT {max(limit, 1)} OFFSET {max(offset, 0)}
        """,
        {"opening": opening, "closing": closed.as_of, "segment": segment, "found": found},
    ).fetchall()
    return [row[:-1] for row in rows], int(rows[0][-1]) if rows else 0


def _searched(closed: Closed, search: str) -> list[str]:
    """Find customers by words of their name or number; names are sealed, so all are opened."""
    rows = closed.con.execute("SELECT party FROM worths WHERE day = ?", [closed.as_of]).fetchall()
    words = search.casefold().split()
    known = closed.reveal([party for (party,) in rows])
    return [
        party
        for party, items in known.items()
        if all(
            word in f"{items.get('name', '')} {items.get('ref', '')}".casefold() for word in words
        )
        or party.casefold() == search.strip().casefold()
    ]


def _order_choice(order: str) -> Choice:
    options = (
        ("worth", _("most worth")),
        ("silent", _("most at stake")),
        ("lost", _("most lost by us")),
        ("breaches", _("most often let down")),
        ("new", _("new")),
        ("rose", _("most gained in worth")),
        ("fell", _("most fallen in worth")),
    )
    return Choice("order", _("First"), options, order)


def _segment_choice(closed: Closed, segment: str | None) -> Choice:
    rows = closed.con.execute(
        "SELECT DISTINCT segment FROM parties JOIN worths USING (party)"
        " WHERE segment IS NOT NULL ORDER BY segment LIMIT 20"
    ).fetchall()
    options = tuple((name, name) for (name,) in rows)
    everyone = (("", _("all")),) if options else ()
    return Choice("segment", _("Segment"), (*everyone, *options), segment or "")


def _lead(total: int, segment: str | None, search: str) -> str:
    if search.strip():
        return ngettext(
            "{number} customer is found for “{search}”.",
            "{number} customers are found for “{search}”.",
            total,
            search=search.strip(),
        )
    if segment:
        return ngettext(
            "{number} customer of this segment.",
            "{number} customers of this segment.",
            total,
        )
    return ngettext(
        "{number} customer has ever bought.", "{number} customers have ever bought.", total
    )


def _table(rows: list[tuple[Any, ...]]) -> Table:
    columns = (
        Column("party", _("Customer"), "party"),
        Column("segment", _("Segment")),
        Column("worth", _("Worth"), "estimate", _("Money expected over the horizon, discounted.")),
        Column("low", _("from"), "estimate"),
        Column("high", _("to"), "estimate"),
        Column("change", _("Change"), "estimate", _("Since the opening of the period.")),
        Column("alive", _("Still there"), "share", _("Probability that they have not left.")),
        Column("last_at", _("Last bought"), "day"),
        Column("breaches", _("Our breaches"), "number"),
        Column("lost", _("Lost by them"), "money"),
    )
    return Table(
        "parties",
        _("Customers"),
        columns,
        tuple(Row(row, ("party", {"party": str(row[0])})) for row in rows),
    )
