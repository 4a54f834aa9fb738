"""Harm that nobody reported, and how our attention changes once the customer has paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.reports import families
from goodwill.reports.evidence import has
from goodwill.reports.report import Column, Row, Table, Told
from goodwill.words import _, mark, ngettext

if TYPE_CHECKING:
    from goodwill.book import Closed

BEYOND = {
    "other": mark("Other complaints"),
    "all": mark("On neither list: complaints, bad ratings"),
}
"""Rows of harm that belong to no family."""

MEASURES = {
    "contacts": mark("How often in a week we turn to the customer"),
    "answer": mark("Working minutes until the customer is answered"),
}
"""What is compared before and after a payment."""


def tables(closed: Closed) -> tuple[Table, ...]:
    """Give the blocks for which this book has rows."""
    found = (_unseen(closed), _attention(closed))
    return tuple(table for table in found if table and table.rows)


def _unseen(closed: Closed) -> Table | None:
    if not has(closed, "unseen"):
        return None
    rows = closed.con.execute(
        """
        SELECT family, seen, rate_low, rate_high, unseen_low, unseen_high, grade, cites
        FROM unseen WHERE coalesce(unseen_high, 0) > 0
        ORDER BY family = 'all', grade DESC, unseen_high DESC, family
        """
    ).fetchall()
    return Table(
        "unseen",
        _("Harm that nobody told us of"),
        (
            Column("family", _("Kind")),
            Column("seen", _("Told us"), "number"),
            Column("unseen_low", _("Said nothing"), "number"),
            Column("unseen_high", _("to"), "number"),
            Column("rate_low", _("Share who speak up"), "share"),
            Column("rate_high", _("to"), "share"),
            Column("grade", _("Founded on"), "grounds"),
            Column("cites", _("Source")),
        ),
        tuple(Row((_called(row[0]), row[1], *row[4:6], *row[2:4], *row[6:])) for row in rows),
        _(
            "Most customers who are let down say nothing. Where our own records show the breach,"
            " the silent are counted; where only their word could show it, published rates of"
            " complaint say how many more there will have been. Counted over the company's own"
            " period; no price is put on them."
        ),
    )


def _called(family: str) -> str:
    return _(BEYOND[family]) if family in BEYOND else families.say(family)


def _attention(closed: Closed) -> Table | None:
    if not has(closed, "attention"):
        return None
    rows = closed.con.execute(
        'SELECT measure, "before", "after", ratio, low, high, customers FROM attention'
        " ORDER BY measure DESC"
    ).fetchall()
    return Table(
        "attention",
        _("Once they have paid"),
        (
            Column("measure", _("What is compared")),
            Column("before", _("Before"), "any"),
            Column("after", _("After"), "any"),
            Column("ratio", _("Times as much"), "number"),
            Column("low", _("from"), "number"),
            Column("high", _("to"), "number"),
            Column("customers", _("Customers"), "number"),
            Column("found", _("What that says"), "sentence"),
        ),
        tuple(_compared(*row) for row in rows if row[0] in MEASURES),
        _(
            "Do we care less once they have paid? Compared are the weeks before and after a"
            " customer's first payment, each customer with themselves."
        ),
    )


def _compared(
    measure: str,
    before: float | None,
    after: float | None,
    ratio: float | None,
    low: float | None,
    high: float | None,
    customers: int,
) -> Row:
    told = tuple(Told(None if one is None else round(one, 2), "number") for one in (before, after))
    ratios = (None if one is None else round(one, 2) for one in (ratio, low, high))
    found = _finding(measure, low, high, customers)
    return Row((_(MEASURES[measure]), *told, *ratios, customers, found))


def _finding(measure: str, low: float | None, high: float | None, customers: int) -> str:
    """Say what the comparison says, or that it cannot."""
    if low is None or high is None:
        return ngettext(
            "Cannot tell yet: {number} customer is seen on both sides of the payment.",
            "Cannot tell yet: {number} customers are seen on both sides of the payment.",
            customers,
        )
    if low <= 1 <= high:
        return _("No difference can be told from chance.")
    less = high < 1
    if measure == "contacts":
        return (
            _("We turn to customers less once they have paid.")
            if less
            else _("We turn to customers more once they have paid.")
        )
    return (
        _("Customers wait less for us once they have paid.")
        if less
        else _("Customers wait longer for us once they have paid.")
    )
