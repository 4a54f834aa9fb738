"""The verdicts behind a figure, each with its price and the moment on which it falls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.reports.report import Column, Report, Row, Table
from goodwill.reports.standards import title_of
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodwill.book import Closed

FILTERS = (
    "standard", "family", "side", "verdict", "party", "team", "department", "level", "policy",
    "manager", "segment", "case",
)  # fmt: skip
PARAMETERS = (*FILTERS, "from", "to", "limit")


def draw(closed: Closed, limit: int = 200, **wanted: str) -> Report:
    """List the verdicts that match all the given words, the dearest first."""
    where, values = condition(wanted)
    row = closed.con.execute(f"SELECT count(*), sum(amount) FROM {SOURCE} WHERE {where}", values)
    number, amount = row.fetchone() or (0, None)
    lead = ngettext("{number} verdict.", "{number} verdicts.", number)
    if number > limit:
        lead += " " + _("The dearest {limit} are shown.", limit=limit)
    table = listed(closed, _("Verdicts"), wanted, limit=limit)
    total = Row((_("Sum of all"), "", "", "", "", None, None, amount, None, None, ""), strong=True)
    return Report(
        name="verdicts",
        title=_("What is behind this figure"),
        lead=lead,
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        tables=(
            Table(table.name, table.title, table.columns, (*table.rows, total), table.sentence),
        ),
    )


SOURCE = """(SELECT v.*, p.amount, p.low, p.high, p.grade, p.day, s.segment,
                    coalesce(p.day, CAST(v.happened_at AS DATE)) AS on_day
             FROM verdicts v LEFT JOIN postings p USING (verdict_id)
             LEFT JOIN parties s ON s.party = v.party) behind"""


def condition(wanted: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Turn words such as {'team': 'desk', 'from': '2026-01-01'} into a condition with values.

    An empty word means 'not recorded'; an unknown one is left out.
    """
    parts = ["TRUE"]
    values: dict[str, str] = {}
    for name in FILTERS:
        if name not in wanted:
            continue
        column = "case_id" if name == "case" else name
        if wanted[name] == "":
            parts.append(f"{column} IS NULL")
            continue
        parts.append(f"CAST({column} AS VARCHAR) = ${name}")
        values[name] = wanted[name]
    if wanted.get("from"):
        parts.append("on_day > CAST($from_day AS DATE)")
        values["from_day"] = wanted["from"]
    if wanted.get("to"):
        parts.append("on_day <= CAST($to_day AS DATE)")
        values["to_day"] = wanted["to"]
    return " AND ".join(parts), values


def listed(
    closed: Closed,
    title: str,
    wanted: Mapping[str, str],
    order: str = "abs(amount) DESC NULLS LAST, happened_at DESC",
    limit: int = 200,
) -> Table:
    """Lay out verdicts as a table whose rows open the moment each falls on."""
    where, values = condition(wanted)
    rows = closed.con.execute(
        f"""
        SELECT standard, verdict, party, case_id, happened_at, team, size, amount, low, high, grade,
               moment, verdict_id
        FROM {SOURCE} WHERE {where} ORDER BY {order}, verdict_id LIMIT {int(limit)}
        """,
        values,
    ).fetchall()
    words = closed.standards()
    said = {"breach": _("broken"), "grace": _("grace"), "exempt": _("exempt"), "open": _("open")}
    return Table(
        "verdicts",
        title,
        (
            Column("standard", _("Standard")),
            Column("verdict", _("Verdict")),
            Column("party", _("Customer"), "party"),
            Column("case", _("Case")),
            Column("team", _("Team")),
            Column("when", _("When"), "instant"),
            Column("size", _("Times the limit"), "number"),
            Column("amount", _("Amount"), "money"),
            Column("low", _("from"), "money"),
            Column("high", _("to"), "money"),
            Column("grade", _("Founded on"), "grade"),
        ),
        tuple(
            Row(
                (
                    title_of(words, standard),
                    said.get(verdict, verdict),
                    party,
                    case or "",
                    team or "",
                    when,
                    size,
                    amount,
                    low,
                    high,
                    grade or "",
                ),
                ("moments", {"case": case, "party": party})
                if case
                else ("moment", {"moment": str(moment)}),
            )
            for standard, verdict, party, case, when, team, size, amount, low, high, grade, moment, _id in rows
        ),
    )
