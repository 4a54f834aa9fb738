"""The verdicts behind a figure, each with its price and the moment on which it falls."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from goodwill.problems import InputError, Problem
from goodwill.reports import families
from goodwill.reports.faces import explained, say
from goodwill.reports.parts import case_said, verdict_said
from goodwill.reports.report import Column, Pages, Report, Row, Table
from goodwill.reports.standards import title_of
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from goodwill.book import Closed

FILTERS = (
    "standard", "family", "side", "verdict", "party", "team", "department", "level", "policy",
    "manager", "segment", "case", "channel", "week",
)  # fmt: skip
PARAMETERS = (*FILTERS, "since", "from", "to", "limit", "offset")
READERS = ("owner", "manager", "person")
PAGE = 100
COLUMNS = {"case": "case_id", "week": "local_week"}
"""The columns of filters that have another name."""


def draw(closed: Closed, limit: int = PAGE, offset: int = 0, **wanted: str) -> Report:
    """List the verdicts that match all the given words, the dearest first."""
    where, values = condition(wanted)
    row = closed.con.execute(
        f"SELECT count(*), sum(amount) FROM {source_of(closed, wanted)} WHERE {where}", values
    )
    number, amount = row.fetchone() or (0, None)
    lead = ngettext("{number} verdict.", "{number} verdicts.", number)
    if amount is not None:
        lead += " " + _(
            "Together {amount}; the dearest stand first.",
            amount=say(int(amount), "money", closed.currency),
        )
    table = listed(closed, _("Verdicts"), wanted, limit=int(limit), offset=int(offset))
    return Report(
        name="verdicts",
        title=_title(closed, wanted),
        lead=lead,
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        tables=(table,),
        notes=_grades(table),
        zone=closed.zone,
        pages=Pages(number, int(offset), int(limit)),
    )


def _title(closed: Closed, wanted: Mapping[str, str]) -> str:
    """Say in the title what was asked for."""
    words = closed.standards()
    sides = {"ours": _("Our side"), "theirs": _("Their side")}
    several = {"breach": _("Breaches"), "grace": _("Graces"), "exempt": _("Exemptions"),
               "open": _("Still running")}  # fmt: skip
    said: dict[str, Callable[[str], str | None]] = {
        "side": sides.get,
        "verdict": several.get,
        "standard": lambda name: title_of(words, name),
        "family": families.say,
        "party": lambda party: closed.names([party]).get(party, party),
        "level": lambda level: closed.level_name(int(level)),
        "case": case_said,
    }
    parts = [
        str((said[name](value) if name in said else None) or value) if value else _("not recorded")
        for name in ("verdict", "side", *FILTERS)
        if (value := wanted.get(name)) is not None
    ]
    return ", ".join(dict.fromkeys(parts)) or _("Verdicts")


def _grades(table: Table) -> tuple[str, ...]:
    place = [column.name for column in table.columns].index("grade")
    said = explained({str(row.values[place]) for row in table.rows})
    return (said,) if said else ()


SOURCE = """(SELECT v.*, p.amount, p.low, p.high, p.grade, p.day, s.segment,
                    coalesce(p.day, CAST(v.happened_at AS DATE)) AS on_day
             FROM verdicts v LEFT JOIN postings p USING (verdict_id)
             LEFT JOIN parties s ON s.party = v.party) behind"""


def source_of(closed: Closed, wanted: Mapping[str, str]) -> str:
    """Name the verdicts with their prices; those of one party lie together in the other tables."""
    return SOURCE if wanted.get("party") or not closed.has("judged") else "judged"


def condition(wanted: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Turn words such as {'team': 'desk', 'from': '2026-01-01'} into a condition with values.

    An empty word means 'not recorded'; an unknown one is left out.
    """
    parts = ["TRUE"]
    values: dict[str, str] = {}
    for name in FILTERS:
        if name not in wanted:
            continue
        column = COLUMNS.get(name, name)
        if wanted[name] == "":
            parts.append(f"{column} IS NULL")
            continue
        parts.append(f"CAST({column} AS VARCHAR) = ${name}")
        values[name] = wanted[name]
    if wanted.get("since"):  # whole weeks, as rates are counted
        parts.append("local_week >= CAST($since_week AS DATE)")
        values["since_week"] = day_of(wanted, "since")
    if wanted.get("from"):
        parts.append("on_day > CAST($from_day AS DATE)")
        values["from_day"] = day_of(wanted, "from")
    if wanted.get("to"):
        parts.append("on_day <= CAST($to_day AS DATE)")
        values["to_day"] = day_of(wanted, "to")
    return " AND ".join(parts), values


def day_of(wanted: Mapping[str, str], name: str) -> str:
    """Read a day that was asked for."""
    word = wanted[name]
    try:
        return dt.date.fromisoformat(word).isoformat()
    except ValueError:
        said = _("{word} is not a day, as 2026-03-31 is.", word=word)
        raise InputError(Problem(name, said, "")) from None


def listed(
    closed: Closed,
    title: str,
    wanted: Mapping[str, str],
    order: str = "abs(amount) DESC NULLS LAST, happened_at DESC",
    limit: int = PAGE,
    offset: int = 0,
    source: str = "",
) -> Table:
    """Lay out verdicts as a table whose rows open the moment each falls on."""
    where, values = condition(wanted)
    rows = closed.con.execute(
        f"""
        SELECT party, standard, verdict, case_id, happened_at, coalesce(team, ''), size,
               amount, low, high, coalesce(grade, ''), moment
        FROM {source or source_of(closed, wanted)} WHERE {where} ORDER BY {order}, verdict_id
        LIMIT {max(limit, 1)} OFFSET {max(offset, 0)}
        """,
        values,
    ).fetchall()
    words = closed.standards()
    columns = (
        Column("party", _("Customer"), "party"),
        Column("standard", _("Standard")),
        Column("verdict", _("Verdict")),
        Column("case", _("Case"), "case"),
        Column("when", _("When"), "instant"),
        Column("team", _("Team")),
        Column("size", _("Times the limit"), "number"),
        Column("amount", _("Amount"), "money"),
        Column("low", _("from"), "money"),
        Column("high", _("to"), "money"),
        Column("grade", _("Founded on"), "grade"),
    )
    said = {name for name, word in wanted.items() if word}
    said |= {"party"} if "case" in said else set()  # a case has one customer
    kept = [place for place, column in enumerate(columns) if column.name not in said]
    laid = (
        (
            (party, title_of(words, standard), verdict_said(verdict), case or "", *rest),
            ("moments", {"case": case})
            if case and "case" not in said
            else ("moment", {"moment": str(moment)}),
        )
        for party, standard, verdict, case, *rest, moment in rows
    )
    return Table(
        "verdicts",
        title,
        tuple(columns[place] for place in kept),
        tuple(Row(tuple(values[place] for place in kept), opens) for values, opens in laid),
    )
