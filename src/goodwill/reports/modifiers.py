"""What changes the effect of a breach: long standing, unsteady treatment, and who broke first."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from goodwill.reports.effects import rises
from goodwill.reports.evidence import has
from goodwill.reports.report import Column, Row, Table
from goodwill.words import _, mark

if TYPE_CHECKING:
    from goodwill.book import Closed
    from goodwill.reports.effects import Rises


class Words(NamedTuple):
    """How one modifier is said: for which step, what it is called, what more or less of it says."""

    step: float
    """Its effect is shown for so much of it."""
    label: str
    more: str
    less: str


MODIFIERS = {
    "tenure": Words(
        math.log(2),
        mark("A customer of twice as long standing"),
        mark("A breach does more harm with customers of long standing."),
        mark("A breach does less harm with customers of long standing, and more with new ones."),
    ),
    "constancy": Words(
        0.1,
        mark("Treatment that is now good, now bad, by a tenth more"),
        mark("Unsteady treatment does harm, whatever it is like on average."),
        mark("Unsteady treatment does no harm of its own, whatever it is like on average."),
    ),
    "theirs_first": Words(
        1.0,
        mark("A breach after the customer broke something first"),
        mark("A breach does more harm when the customer had broken something first."),
        mark("A breach does less harm when the customer had broken something first."),
    ),
}
"""Everything of which a closed book tells how it changes the effect of a breach."""


def tables(closed: Closed) -> tuple[Table, ...]:
    """Give the block where this book has rows of it."""
    if not has(closed, "modifiers"):
        return ()
    rows = closed.con.execute(
        "SELECT modifier, customers, leaving, leaving_se, buying, buying_se FROM modifiers"
        " ORDER BY modifier"
    ).fetchall()
    laid = tuple(_row(*row) for row in rows if row[0] in MODIFIERS)
    if not laid:
        return ()
    return (
        Table(
            "modifiers",
            _("What makes a breach worse, or milder"),
            (
                Column("modifier", _("What is compared")),
                Column("leaving", _("Leave more often"), "share"),
                Column("leaving_low", _("Interval"), "share"),
                Column("leaving_high", _("to"), "share"),
                Column("buying", _("Buy more often"), "share"),
                Column("buying_low", _("Interval"), "share"),
                Column("buying_high", _("to"), "share"),
                Column("customers", _("Customers"), "number"),
                Column("found", _("What that says"), "sentence"),
            ),
            laid,
            _(
                "From your own records, with all breaches taken together. It is shown, never"
                " priced."
            ),
        ),
    )


def _row(
    name: str,
    customers: int,
    leaving: float,
    leaving_se: float,
    buying: float,
    buying_se: float,
) -> Row:
    words = MODIFIERS[name]
    loss = rises(leaving * words.step, leaving_se * words.step)
    lull = rises(buying * words.step, buying_se * words.step)
    return Row((_(words.label), *loss, *lull, customers, _found(words, loss, lull)))


def _found(words: Words, loss: Rises, lull: Rises) -> str:
    """Say what was found where it is beyond chance: of leaving, else of buying."""
    for (share, low, high), harm in ((loss, 1), (lull, -1)):
        if share is not None and low is not None and high is not None and low * high > 0:
            return _(words.more) if share * harm > 0 else _(words.less)
    return _("No difference can be told from chance.")
