"""What happened on some days, the worst first: what a letter of the day, week or month tells."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from goodwill.problems import InputError, Problem
from goodwill.reports.faces import explained, headline
from goodwill.reports.parts import days
from goodwill.reports.report import Column, Figure, Report, Row, Table
from goodwill.reports.standards import title_of
from goodwill.reports.verdicts import listed, source_of
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from goodwill.book import Closed

READERS = ("owner", "manager", "person")
PARAMETERS = ("from", "to")
DEAREST, RUNNING, STANDARDS = 10, 5, 8
"""How many rows of each kind a letter lists; its figures lead to all of them."""
TO_DO = ("ours", "theirs")
"""The tables that ask for something; where both are empty, there is nothing to be told."""


class Side(NamedTuple):
    """What was broken or given within some days: how often, and for how much."""

    number: int
    amount: int | None


def draw(closed: Closed, **wanted: str) -> Report:
    """Tell of the days after one day up to another (else of the last day), the worst first."""
    until = _day(wanted, "to") or closed.as_of
    since = _day(wanted, "from") or until - dt.timedelta(days=1)
    within = {"from": since.isoformat(), "to": until.isoformat()}
    ours = _sum(closed, since, until, "ours", "breach")
    theirs = _sum(closed, since, until, "theirs", "breach")
    graces = _sum(closed, since, until, "ours", "grace")
    tables = (
        _worst(closed, "ours", _("Where we fell short"), within, ours),
        _running(closed) if until == closed.as_of else None,
        _worst(closed, "theirs", _("Where they fell short"), within, theirs),
        _by_standard(closed, since, until),
    )
    return Report(
        name="digest",
        title=days(since, until),
        lead=_lead(closed, ours, graces),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        figures=_figures(ours, theirs, graces, within),
        tables=tuple(table for table in tables if table is not None and table.rows),
        notes=_notes(closed, within),
        zone=closed.zone,
    )


def _day(wanted: dict[str, str], name: str) -> dt.date | None:
    word = wanted.get(name)
    try:
        return dt.date.fromisoformat(word) if word else None
    except ValueError:
        said = _("{word} is not a day, as 2026-03-31 is.", word=word)
        raise InputError(Problem(name, said, "")) from None


def _sum(closed: Closed, since: dt.date, until: dt.date, side: str, verdict: str) -> Side:
    row = closed.con.execute(
        f"SELECT count(*), sum(amount) FROM {source_of(closed, {})}"
        " WHERE side = ? AND verdict = ? AND on_day > ? AND on_day <= ?",
        [side, verdict, since, until],
    ).fetchone()
    number, amount = row or (0, None)
    return Side(int(number), None if amount is None else int(amount))


def _lead(closed: Closed, ours: Side, graces: Side) -> str:
    """Say in a sentence how often we fell short and what that costs."""
    if not ours.number:
        return _("We broke none of our standards.")
    said = ngettext(
        "We broke our own standards {number} time.",
        "We broke our own standards {number} times.",
        ours.number,
    )
    if ours.amount:
        cost = headline(-ours.amount, "estimate", closed.currency, estimate=True)
        said += " " + _("That costs about {amount} of goodwill.", amount=cost)
    if graces.number:
        said += " " + ngettext(
            "{number} time we did more than was owed.",
            "{number} times we did more than was owed.",
            graces.number,
        )
    return said


def _figures(ours: Side, theirs: Side, graces: Side, within: dict[str, str]) -> tuple[Figure, ...]:
    kinds = (
        ("breaches", _("Our breaches"), ours, "ours", "breach"),
        ("graces", _("Our graces"), graces, "ours", "grace"),
        ("theirs", _("Their breaches"), theirs, "theirs", "breach"),
    )
    return tuple(
        Figure(name, label, side.number, "number",
               opens=("verdicts", {**within, "side": whose, "verdict": verdict}))
        for name, label, side, whose, verdict in kinds
    )  # fmt: skip


def _worst(closed: Closed, side: str, title: str, within: dict[str, str], whole: Side) -> Table:
    """List the dearest breaches of one side."""
    wanted = {**within, "side": side, "verdict": "breach"}
    table = listed(closed, title, wanted, limit=DEAREST)
    said = ngettext(
        "The dearest of {number}; the rest stand in the office.",
        "The dearest of {number}; the rest stand in the office.",
        whole.number,
    )
    sentence = said if whole.number > DEAREST else ""
    return Table(side, title, table.columns, table.rows, sentence)


def _running(closed: Closed) -> Table:
    """List what may still be kept, the nearest to its limit first."""
    wanted = {"side": "ours", "verdict": "open"}
    order = "size DESC NULLS LAST, happened_at"
    table = listed(closed, _("Still to be kept"), wanted, order, limit=RUNNING)
    told = [place for place, column in enumerate(table.columns) if column.name in
            {"party", "standard", "case", "when", "team"}]  # fmt: skip
    return Table(
        "running",
        table.title,
        tuple(table.columns[place] for place in told),
        tuple(Row(tuple(row.values[place] for place in told), row.opens) for row in table.rows),
        _("The clock of these still ran when the book was closed."),
    )


def _by_standard(closed: Closed, since: dt.date, until: dt.date) -> Table:
    """Count our breaches by standard, beside as many days before."""
    before = since - (until - since)
    rows = closed.con.execute(
        f"""
        SELECT standard, count(*) FILTER (on_day > $since) AS number,
               count(*) FILTER (on_day <= $since) AS earlier,
               sum(amount) FILTER (on_day > $since) AS amount
        FROM {source_of(closed, {})}
        WHERE side = 'ours' AND verdict = 'breach' AND on_day > $before AND on_day <= $until
        GROUP BY standard HAVING count(*) FILTER (on_day > $since) > 0
        ORDER BY amount NULLS LAST, number DESC, standard LIMIT {STANDARDS}
        """,
        {"since": since, "before": before, "until": until},
    ).fetchall()
    words = closed.standards()
    wanted = {"side": "ours", "verdict": "breach",
              "from": since.isoformat(), "to": until.isoformat()}  # fmt: skip
    return Table(
        "standards",
        _("Which standards"),
        (
            Column("standard", _("Standard")),
            Column("number", _("Breaches"), "number"),
            Column("earlier", _("As long before"), "number"),
            Column("amount", _("Amount"), "money"),
        ),
        tuple(
            Row(
                (title_of(words, standard), number, earlier, amount),
                ("verdicts", {**wanted, "standard": standard}),
            )
            for standard, number, earlier, amount in rows
        ),
    )


def _notes(closed: Closed, within: dict[str, str]) -> tuple[str, ...]:
    """Explain the grades of what was lost, where a price stands at all."""
    rows = closed.con.execute(
        f"SELECT DISTINCT grade FROM {source_of(closed, {})}"
        " WHERE grade IS NOT NULL AND verdict = 'breach'"
        " AND on_day > CAST(? AS DATE) AND on_day <= CAST(? AS DATE)",
        [within["from"], within["to"]],
    ).fetchall()
    said = explained(grade for (grade,) in rows)
    return (said,) if said else ()
