"""Harm that nobody reported, and how our attention changes once the customer has paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.reports import families
from goodwill.reports.evidence import has
from goodwill.reports.report import Column, Row, Table
from goodwill.words import _

if TYPE_CHECKING:
    from goodwill.book import Closed


def tables(closed: Closed) -> tuple[Table, ...]:
    """Give the blocks for which this book has rows."""
    return tuple(table for table in (_unseen(closed),) if table and table.rows)


def _unseen(closed: Closed) -> Table | None:
    if not has(closed, "unseen"):
        return None
    rows = closed.con.execute(
        """
        SELECT family, seen, rate_low, rate_high, unseen_low, unseen_high, grade, cites
        FROM unseen ORDER BY unseen_high DESC NULLS LAST, family
        """
    ).fetchall()
    return Table(
        "unseen",
        _("Harm that nobody told us of"),
        (
            Column("family", _("Kind")),
            Column("seen", _("Told us"), "number"),
            Column("rate_low", _("Share who speak"), "share"),
            Column("rate_high", _("to"), "share"),
            Column("unseen_low", _("Did not tell us"), "number"),
            Column("unseen_high", _("to"), "number"),
            Column("grade", _("Founded on"), "grounds"),
            Column("cites", _("Source")),
        ),
        tuple(Row((families.say(row[0]), *row[1:])) for row in rows),
        _(
            "Most customers who are let down say nothing. From published rates of complaint, so"
            " many more will have been hurt in the same way as those who told us. No price is put"
            " on them."
        ),
    )
