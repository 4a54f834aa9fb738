"""The portfolio: how much hangs on how few customers, and who pays later than they used to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.ledger.efforts import tenths
from goodwill.ledger.summed import payers, spreading
from goodwill.reports import charts
from goodwill.reports.evidence import has
from goodwill.reports.faces import headline, say
from goodwill.reports.parts import period_choice
from goodwill.reports.report import Chart, Column, Figure, Report, Row, Table
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from goodwill.book import Closed
    from goodwill.ledger.portfolio import Concentration, Customer

PARAMETERS = ("period",)
READERS = ("owner",)


def draw(closed: Closed, period: str | None = None) -> Report:
    """Draw concentration and ways of paying over a period (a year unless one is named)."""
    opening = closed.opening(period or "year")
    spread = spreading(closed, opening)
    top, late = payers(closed, opening, "largest"), payers(closed, opening, "later")
    return Report(
        name="portfolio",
        title=_("Portfolio"),
        lead=_lead(closed, spread, late),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        figures=_figures(closed, period, spread, top) if spread else (),
        tables=tuple(
            table
            for table in (
                _table("largest", _("The largest customers"), top),
                _table("later", _("Who pays later than they used to"), late),
            )
            if table.rows
        ),
        charts=_picture(closed, top),
        notes=(
            _(
                "Later payment has two readings: we grow less important to them, or they are in"
                " distress. Ask before you judge."
            ),
        )
        if late
        else (),
        zone=closed.zone,
        choices=(period_choice(closed, period or "year"),),
    )


def _lead(closed: Closed, spread: Concentration | None, late: list[Customer]) -> str:
    if spread is None:
        return _("No sales in this period.")
    hangs = _(
        "The largest customer brings {share} of sales; the whole is as concentrated as"
        " {equal} customers of equal size.",
        share=say(spread.largest, "share", closed.currency),
        equal=say(round(spread.equal_customers, 1), "number", closed.currency),
    )
    if not late:
        return hangs
    return f"{hangs} " + ngettext(
        "{number} customer pays later than before.",
        "{number} customers pay later than before.",
        len(late),
    )


def _figures(
    closed: Closed, period: str | None, spread: Concentration, top: list[Customer]
) -> tuple[Figure, ...]:
    opens: tuple[str, dict[str, str]] = ("buyers", {"period": period} if period else {})
    first = ("party", {"party": top[0].party}) if top else opens
    return (
        Figure("sales", _("Sales"), spread.sales, "money", opens=opens),
        Figure("customers", _("Customers who bought"), spread.customers, "number", opens=opens),
        Figure("largest", _("The largest customer's share"), spread.largest, "share", opens=first),
        Figure("top_five", _("The five largest together"), spread.top_five, "share", opens=opens),
        Figure(
            "equal",
            _("Equal customers"),
            spread.equal_customers,
            "number",
            sentence=_("So many customers of equal size would be as concentrated (1 / HHI)."),
            opens=opens,
        ),
        *_attention(closed),
    )


def _attention(closed: Closed) -> tuple[Figure, ...]:
    """Lead to who gets our hours, where they can be told."""
    found = tenths(closed.con) if has(closed, "efforts") else []
    hours = sum(each.hours for each in found)
    if not hours:
        return ()
    return (
        Figure(
            "attention",
            _("Hours for the tenth who buy most"),
            found[0].hours / hours,
            "share",
            sentence=_("Of all hours spent on customers in the last year."),
            opens=("attention", {}),
        ),
    )


def _table(name: str, title: str, customers: list[Customer]) -> Table:
    return Table(
        name,
        title,
        (
            Column("party", _("Customer"), "party"),
            Column("sales", _("Sales"), "money"),
            Column("share", _("Share of sales"), "share"),
            Column("invoices", _("Invoices"), "number"),
            Column("days_late", _("Days late now"), "days", _("Median; negative means early.")),
            Column("usual_late", _("Days late before"), "days"),
            Column("overdue", _("Overdue"), "money"),
        ),
        tuple(Row(tuple(each), ("party", {"party": each.party})) for each in customers),
    )


def _picture(closed: Closed, top: list[Customer]) -> tuple[Chart, ...]:
    if not top:
        return ()
    names = closed.names([each.party for each in top[:10]])
    rows = [
        charts.Bar(
            names.get(each.party, each.party),
            each.sales / closed.scale,
            headline(each.sales, "money", closed.currency),
        )
        for each in top[:10]
    ]
    return (
        Chart(
            "largest",
            _("The ten largest customers"),
            _("Sales of the period."),
            "largest",
            charts.bars(rows),
            charts.bars(rows, narrow=True),
        ),
    )
