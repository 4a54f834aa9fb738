"""Attention and value: who gets our hours and who brings the money, and who hangs on whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.ledger.efforts import MINUTES, Effort, Tenth, dearest, on_one_thread, tenths, totals
from goodwill.moments.moment import say_kind
from goodwill.reports.evidence import has
from goodwill.reports.faces import say
from goodwill.reports.report import Column, Figure, Report, Row, Table
from goodwill.words import _

if TYPE_CHECKING:
    from goodwill.book import Closed

PARAMETERS: tuple[str, ...] = ()
READERS = ("owner",)


def draw(closed: Closed) -> Report:
    """Draw where the hours of the last year went, beside where the money came from."""
    told = has(closed, "efforts")
    spent = totals(closed.con) if told else {}
    found = tenths(closed.con) if told else []
    return Report(
        name="attention",
        title=_("Attention and value"),
        lead=_lead(found),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        figures=_figures(closed, spent, found) if found else (),
        tables=_tables(closed, spent, found) if found else (),
        notes=_notes(closed),
        zone=closed.zone,
    )


def _lead(found: list[Tenth]) -> str:
    sales, hours = sum(each.sales for each in found), sum(each.hours for each in found)
    if not found or sales <= 0 or hours <= 0:
        return _("Cannot tell: too few records name who of us dealt with whom.")
    first = found[0]
    return _(
        "The tenth of customers who buy most bring {sales} of sales and get {hours} of the hours"
        " spent on customers.",
        sales=say(first.sales / sales, "share", ""),
        hours=say(first.hours / hours, "share", ""),
    )


def _figures(
    closed: Closed, spent: dict[str, float | None], found: list[Tenth]
) -> tuple[Figure, ...]:
    hours, present = spent.get("customers"), spent.get("present")
    by_sales = spent.get("hours_by_sales")
    return (
        Figure("hours", _("Hours on customers in a year"),
               None if hours is None else round(hours), "number",
               sentence=_money_said(closed, hours)),
        Figure("share", _("Of the hours that somebody was there"),
               hours / present if hours is not None and present else None, "share",
               sentence=_("The rest went to each other, or left no record.") if present
               else _("Cannot tell: no record says when who was there.")),
        Figure("spread", _("Hours go where the money is"),
               None if by_sales is None else round(by_sales, 2), "number",
               sentence=_("1: all to those who buy most; 0: regardless of it; sales themselves"
                          " stand at {gini}.",
                          gini=say(round(spent.get("gini_sales") or 0, 2), "number", ""))),
        Figure("conceded", _("Conceded"), _conceded(found), "money",
               sentence=_("Concessions and refunds out of kindness, where they name an amount.")),
    )  # fmt: skip


def _conceded(found: list[Tenth]) -> int | None:
    amounts = [each.conceded for each in found if each.conceded is not None]
    return sum(amounts) if amounts else None


def _money_said(closed: Closed, hours: float | None) -> str:
    cost = closed.facts.get("hour_costs")
    if cost is None or hours is None:
        return _("Set `hour_costs` in goodwill.toml to see them in money.")
    return _("They cost {money}.", money=say(_cost(closed, hours), "money", closed.currency))


def _cost(closed: Closed, hours: float) -> int | None:
    """Give what so many hours cost, in minor units; None where no cost of an hour is set."""
    cost = closed.facts.get("hour_costs")
    return None if cost is None else round(hours * float(cost) * closed.scale)


def _tables(
    closed: Closed, spent: dict[str, float | None], found: list[Tenth]
) -> tuple[Table, ...]:
    tables = (
        _where(spent),
        _by_tenth(closed, found),
        _dearest(closed, closed.once("efforts", lambda: dearest(closed.con))),
        _threads(closed.once("threads", lambda: on_one_thread(closed.con))),
    )
    return tuple(table for table in tables if table.rows)


def _where(spent: dict[str, float | None]) -> Table:
    """Lay out where the hours went; the parts add up to those that somebody was there."""
    present = spent.get("present")
    parts = [
        (_("On customers"), spent.get("customers") or 0.0),
        (_("On suppliers and others"), spent.get("others") or 0.0),
        (_("Among ourselves"), spent.get("inside") or 0.0),
    ]
    if not present:
        return Table("where", "", (), ())
    rest = present - sum(hours for _name, hours in parts)
    rows = [*parts, (_("No record tells"), rest)] if rest >= 0 else parts
    whole = max(present, sum(hours for _name, hours in parts))
    return Table(
        "where",
        _("Where the hours go"),
        (
            Column("where", _("Where")),
            Column("hours", _("Hours"), "number"),
            Column("share", _("Share"), "chart"),
        ),
        (
            *(Row((name, round(hours), hours / whole)) for name, hours in rows),
            Row((_("Somebody was there"), round(present), present / whole), strong=True),
        ),
        _("Meetings among ourselves are counted where a calendar or log of them is imported."),
    )


def _by_tenth(closed: Closed, found: list[Tenth]) -> Table:
    sales, hours = sum(each.sales for each in found), sum(each.hours for each in found)
    return Table(
        "tenths",
        _("From those who buy most to those who buy least"),
        (
            Column("tenth", _("Tenth of customers")),
            Column("sales_share", _("Of sales"), "chart"),
            Column("hours_share", _("Of hours"), "chart"),
            Column("customers", _("Customers"), "number"),
            Column("sales", _("Sales"), "money"),
            Column("hours", _("Hours"), "number"),
            Column("cost", _("Cost to serve"), "money"),
        ),
        tuple(
            Row((str(each.tenth), each.sales / sales if sales else None,
                 each.hours / hours if hours else None, each.customers, each.sales,
                 round(each.hours, 1), _with_conceded(closed, each.hours, each.conceded)))
            for each in found
        ),
    )  # fmt: skip


def _with_conceded(closed: Closed, hours: float, conceded: int | None) -> int | None:
    cost = _cost(closed, hours)
    return None if cost is None else cost + (conceded or 0)


def _dearest(closed: Closed, found: list[Effort]) -> Table:
    return Table(
        "dearest",
        _("Who takes the most hours"),
        (
            Column("party", _("Customer"), "party"),
            Column("hours", _("Hours"), "number"),
            Column("sales", _("Sales"), "money"),
            Column("hour", _("Sales an hour"), "money"),
            Column("conceded", _("Conceded"), "money"),
            Column("cost", _("Cost to serve"), "money"),
        ),
        tuple(
            Row((each.party, round(each.hours, 1), each.sales, round(each.sales / each.hours),
                 each.conceded, _with_conceded(closed, each.hours, each.conceded)),
                ("party", {"party": each.party}))
            for each in found
        ),
        _("Hours and sales of the last year."),
    )  # fmt: skip


def _threads(found: list[Effort]) -> Table:
    return Table(
        "threads",
        _("Customers who hang on one colleague"),
        (
            Column("party", _("Customer"), "party"),
            Column("sales", _("Sales"), "money"),
            Column("main", _("Mostly with"), "party"),
            Column("main_share", _("Share of dealings"), "share"),
            Column("gone", _("Still here")),
            Column("colleagues", _("Colleagues in all"), "number"),
            Column("last_in", _("They last turned to us"), "day"),
        ),
        tuple(
            Row((each.party, each.sales, each.main, each.main_share, _here(each.main_gone),
                 each.colleagues, each.last_in), ("party", {"party": each.party}))
            for each in found
        ),
        _("Four of five dealings with the same colleague, or half of them with one who has left."),
    )  # fmt: skip


def _here(gone: bool | None) -> str:
    if gone is None:
        return ""
    return _("has left") if gone else _("yes")


def _notes(closed: Closed) -> tuple[str, ...]:
    minutes = ", ".join(
        f"{say_kind(kind)} {say(number, 'number', closed.currency)}"
        for kind, number in MINUTES.items()
    )
    return (
        _("Hours are reckoned, not measured: dealings of ours that name a colleague, times the"
          " minutes assumed for each kind ({minutes}).", minutes=minutes),
        _("Who on the customer's side deals with us cannot be told: no record names contacts. A"
          " column with the contact's name in tickets, calls or messages would tell, and whether"
          " that person has fallen silent."),
    )  # fmt: skip
