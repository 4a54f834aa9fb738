"""The cases that cost most in a period, and why: what was broken in each, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodwill.ledger.summed import RANKED, period_of
from goodwill.reports.faces import headline, say
from goodwill.reports.parts import case_said, days, period_choice
from goodwill.reports.report import Column, Pages, Report, Row, Table
from goodwill.reports.standards import title_of
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from goodwill.book import Closed

READERS = ("owner", "manager", "person")
PARAMETERS = ("period", "limit", "offset")
PAGE = 50


def draw(closed: Closed, period: str | None = None, limit: int = PAGE, offset: int = 0) -> Report:
    """List the cases in which we broke our own standards in a period, the dearest first."""
    opening = closed.opening(period)
    rows = worst(closed, opening, int(limit), int(offset))
    total = int(rows[0][-1]) if rows else 0
    return Report(
        name="cases",
        title=_("What cost us most"),
        lead=_lead(closed, opening, rows if not int(offset) else _dearest(closed, opening)),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        tables=(table(closed, opening, rows),),
        notes=(
            _(
                "A case counts with what we broke in it in this period; a breach that belongs to no"
                " case, such as a call late in the evening, stands on the page of its standard."
            ),
        ),
        zone=closed.zone,
        choices=(period_choice(closed, period),),
        pages=Pages(total, int(offset), int(limit)),
    )


def _dearest(closed: Closed, opening: dt.date) -> list[tuple[Any, ...]]:
    return closed.once(("dearest", opening), lambda: worst(closed, opening, 1))


def worst(closed: Closed, opening: dt.date, limit: int, offset: int = 0) -> list[tuple[Any, ...]]:
    """Give cases by what they cost, then by how far the limits were passed.

    Each row: case, party, opened, breaches, amount, low, high, team, why, cases in all.
    """
    first, last = max(offset, 0), max(offset, 0) + max(limit, 1)
    within = f"place > {first} AND place <= {last} ORDER BY place"
    columns = "case_id, party, opened_at, breaches, amount, low, high, team, why, total"
    if period := period_of(closed, opening, "dear"):
        query = f"SELECT {columns} FROM dear WHERE period = $period AND {within}"
        return closed.con.execute(query, {"period": period}).fetchall()
    query = f"SELECT {columns} FROM ({RANKED}) WHERE {within}"
    return closed.con.execute(query, {"opening": opening, "closing": closed.as_of}).fetchall()


def table(closed: Closed, opening: dt.date, rows: list[tuple[Any, ...]]) -> Table:
    """Lay cases out, each with the reason in words."""
    words = closed.standards()
    within = {
        "side": "ours", "verdict": "breach",
        "from": opening.isoformat(), "to": closed.as_of.isoformat(),
    }  # fmt: skip
    columns = (
        Column("case", _("Case"), "case"),
        Column("party", _("Customer"), "party"),
        Column("why", _("What was broken"), "sentence"),
        Column("opened", _("Opened"), "instant"),
        Column("team", _("Team")),
        Column("breaches", _("Breaches"), "number"),
        Column("amount", _("Amount"), "money"),
        Column("low", _("from"), "money"),
        Column("high", _("to"), "money"),
    )
    laid = (
        Row(
            (case, party, reasons(words, why), opened, team or "", breaches, amount, low, high),
            ("moments", {"case": case}),
            behind=dict.fromkeys(("breaches", "amount"), ("verdicts", {**within, "case": case})),
        )
        for case, party, opened, breaches, amount, low, high, team, why, _total in rows
    )
    return Table("cases", _("Cases"), columns, tuple(laid))


def reasons(words: Mapping[str, Mapping[str, Any]], why: str) -> str:
    """Say which standards were broken in a case, the dearest first, and how far."""
    told = (part.split(" ") for part in why.split(";"))
    return "; ".join(
        _reason(title_of(words, standard), float(size) if size else None, int(number))
        for standard, number, size in told
    )


def _reason(title: str, size: float | None, number: int) -> str:
    """Say one broken standard, and how often or how many times over its limit."""
    if number == 1 and size is not None and round(size, 1) > 1:
        said = say(round(size, 1), "number", "")
        return _("{standard} ({size} times the limit)", standard=title, size=said)
    if number > 1:
        return ngettext(
            "{standard} ({number} time)", "{standard} ({number} times)", number, standard=title
        )
    return title


def _lead(closed: Closed, opening: dt.date, rows: list[tuple[Any, ...]]) -> str:
    """Name the dearest case of the period, and why."""
    if not rows:
        return _("In this period we broke none of our standards in any case.")
    case, _party, _opened, _breaches, amount, *_rest, told, _total = rows[0]
    why = reasons(closed.standards(), told)
    period = days(opening, closed.as_of)
    if amount is None:
        return _(
            "{days}: no case can be priced yet; furthest over its limits was {case}: {why}.",
            days=period, case=case_said(case), why=why,
        )  # fmt: skip
    return _(
        "{days}: dearest was {case}, about {amount}: {why}.",
        days=period,
        case=case_said(case),
        amount=headline(-amount, "estimate", closed.currency),
        why=why,
    )
