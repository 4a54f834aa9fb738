"""What a customer sees through the window: what we owe, what we promised, how we keep our word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.ledger.owed import answers_owed
from goodwill.ledger.panes import for_party
from goodwill.problems import InputError, Problem
from goodwill.reports import panes
from goodwill.reports.faces import say
from goodwill.reports.report import Report
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from goodwill.book import Closed
    from goodwill.ledger.owed import Owed
    from goodwill.reports.report import Table

PARAMETERS = ("party",)
READERS = ("owner",)
"""Of the members only an owner looks at it, to see what the customer sees."""
COLLEAGUES = ("w", "u")
"""What begins the pseudonyms of colleagues and of parts of the company: they have no window."""


def draw(closed: Closed, party: str) -> Report:
    """Draw what one customer may see: their own dealings, our promises and standards."""
    if party[:1] in COLLEAGUES:
        raise InputError(Problem(party, _("Nothing is known of such a party in this closed book.")))
    pane = for_party(closed, party)
    found = pane.con.execute("SELECT segment, zone FROM parties WHERE party = ?", [party])
    row = found.fetchone()
    if row is None:
        raise InputError(Problem(party, _("Nothing is known of such a party in this closed book.")))
    segment, zone = row[0], row[1] or pane.zone
    owed = answers_owed(pane)
    tables = (
        panes.owed(owed),
        panes.promises(pane),
        panes.papers(pane, segment, zone),
        *panes.standards(pane, segment),
        panes.cases(pane, {one.case for one in owed}),
        panes.amends(pane),
        panes.invoices(pane),
    )
    return Report(
        name="window",
        title=pane.names([party]).get(party, party),
        lead=_lead(pane, owed, tables),
        currency=pane.currency,
        as_of=pane.as_of.isoformat(),
        tables=tuple(table for table in tables if table.rows),
        notes=_notes(pane, zone),
        zone=zone,
    )


def _lead(pane: Closed, owed: list[Owed], tables: tuple[Table, ...]) -> str:
    """Say in a sentence or two how things stand."""
    day = say(pane.as_of, "day", "")
    if not any(table.rows for table in tables):
        return _("At the end of {day} our records told of no dealings with you.", day=day)
    if not owed:
        return _("At the end of {day} nothing of yours was waiting for an answer of ours.", day=day)
    waiting = ngettext(
        "{number} matter of yours was waiting for our answer at the end of {day}.",
        "{number} matters of yours were waiting for our answer at the end of {day}.",
        len(owed),
        day=day,
    )
    late = sum(one.late for one in owed)
    if not late:
        return waiting
    return waiting + " " + ngettext(
        "With {number} of them we are late.", "With {number} of them we are late.", late
    )  # fmt: skip


def _notes(pane: Closed, zone: str) -> tuple[str, ...]:
    return (
        _("Times are by the clock of {zone}; a day named without a time ends at midnight there.",
          zone=zone),
        _(
            "Rates are of the last twelve months, in whole weeks; what is still open or was exempt"
            " counts neither way. Rates in general are rounded to whole percent and told only where"
            " {number} cases or more of others stand behind them.",
            number=pane.minimum_count,
        ),
        _("Only your own dealings with us stand here, and nothing of anybody else's."),
    )  # fmt: skip
