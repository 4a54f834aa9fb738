"""Who bought in a period, and how much: the customers behind the sales of the portfolio."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.ledger.summed import buying
from goodwill.reports.parts import period_choice
from goodwill.reports.report import Column, Pages, Report, Row, Table
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from goodwill.book import Closed

PARAMETERS = ("period", "limit", "offset")
READERS = ("owner",)
PAGE = 100


def draw(closed: Closed, period: str | None = None, limit: int = PAGE, offset: int = 0) -> Report:
    """List the customers who bought, those who bought most first."""
    opening = closed.opening(period or "year")
    rows, total = buying(closed, opening, int(limit), int(offset))
    return Report(
        name="buyers",
        title=_("Customers who bought"),
        lead=ngettext("{number} customer.", "{number} customers.", total),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        tables=(
            Table(
                "buyers",
                _("Customers"),
                (
                    Column("party", _("Customer"), "party"),
                    Column("sales", _("Sales"), "money"),
                    Column("share", _("Share of sales"), "chart"),
                ),
                tuple(Row(row, ("party", {"party": row[0]})) for row in rows),
            ),
        ),
        zone=closed.zone,
        choices=(period_choice(closed, period or "year"),),
        pages=Pages(total, int(offset), int(limit)),
    )
