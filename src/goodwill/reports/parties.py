"""The customers: what each is worth, whether they are still there, and how we treat them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.reports.report import Column, Report, Row, Table
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from goodwill.book import Closed

PARAMETERS = ("period", "segment", "order", "limit", "offset", "only")

ORDERS = {
    "worth": "worth DESC NULLS LAST, party",
    "lost": "lost NULLS LAST, party",
    "silent": "silent_risk DESC NULLS LAST, party",
    "breaches": "breaches DESC NULLS LAST, party",
}
"""What the list may be sorted by; 'silent' puts worth that may already be gone first."""


def draw(
    closed: Closed,
    period: str | None = None,
    segment: str | None = None,
    order: str = "worth",
    limit: int = 50,
    offset: int = 0,
    only: list[str] | None = None,
) -> Report:
    """List customers with their worth and what our treatment did, one page at a time."""
    opening = closed.opening(period)
    rows = closed.con.execute(
        f"""
        WITH treated AS (
          SELECT party, sum(amount) FILTER (sign < 0) AS lost,
                 count(*) FILTER (sign < 0) AS breaches
          FROM postings WHERE side = 'ours' AND day > $opening AND day <= $closing GROUP BY party)
        SELECT w.party, p.segment, worth,
               worth_low AS low, worth_high AS high,
               alive, expected, last_at, coalesce(breaches, 0) AS breaches, lost,
               worth * (1 - alive) AS silent_risk
        FROM worths w LEFT JOIN treated USING (party) LEFT JOIN parties p USING (party)
        WHERE w.day = $closing AND ($segment IS NULL OR p.segment = $segment)
          AND ($only IS NULL OR list_contains($only::VARCHAR[], w.party))
        ORDER BY {ORDERS.get(order, ORDERS["worth"])} LIMIT {int(limit)} OFFSET {int(offset)}
        """,
        {"opening": opening, "closing": closed.as_of, "segment": segment, "only": only},
    ).fetchall()
    return Report(
        name="parties",
        title=_("Customers"),
        lead=_lead(closed, segment),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        tables=(_table(rows),),
    )


def count(closed: Closed, segment: str | None = None) -> int:
    """Count the customers of the list, for its pages."""
    row = closed.con.execute(
        """
        SELECT count(*) FROM worths w LEFT JOIN parties p USING (party)
        WHERE w.day = $closing AND ($segment IS NULL OR p.segment = $segment)
        """,
        {"closing": closed.as_of, "segment": segment},
    ).fetchone()
    assert row is not None
    return int(row[0])


def _lead(closed: Closed, segment: str | None) -> str:
    return ngettext(
        "{number} customer has ever bought; the one with most at stake stands first.",
        "{number} customers have ever bought; those with most at stake stand first.",
        count(closed, segment),
    )


def _table(rows: list[tuple[object, ...]]) -> Table:
    columns = (
        Column("party", _("Customer"), "party"),
        Column("segment", _("Segment")),
        Column("worth", _("Worth"), "money", _("Money expected over the horizon, discounted.")),
        Column("low", _("from"), "money"),
        Column("high", _("to"), "money"),
        Column("alive", _("Still there"), "share", _("Probability that they have not left.")),
        Column("expected", _("Purchases in a year"), "number"),
        Column("last_at", _("Last bought"), "day"),
        Column("breaches", _("Our breaches"), "number"),
        Column("lost", _("Lost by them"), "money"),
    )
    return Table(
        "parties",
        _("Customers"),
        columns,
        tuple(Row(row[:10], ("party", {"party": str(row[0])})) for row in rows),
    )
