"""Data quality: what happened to every line that was read, and what is still unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodwill.ledger.summed import GAPS
from goodwill.reports.parts import source_said
from goodwill.reports.report import Column, Report, Row, Table
from goodwill.words import _, mark, ngettext

if TYPE_CHECKING:
    from goodwill.book import Closed

PARAMETERS = ()
READERS = ("owner",)

FATES = {
    "used": mark("became moments"),
    "who": mark("told who is who"),
    "repeated": mark("known already"),
    "corrected": mark("corrected a known record"),
    "duplicate": mark("the very same line again"),
    "no_party": mark("names no customer"),
    "not_goods": mark("not goods (postage, fees, manual entries)"),
    "zero": mark("price or quantity is zero"),
    "erased": mark("of an erased person"),
    "rejected": mark("could not be read"),
}


def draw(closed: Closed) -> Report:
    """Account for every line read, and say which columns are empty."""
    rows = closed.con.execute(
        """
        SELECT source, file, if(fate = 'used' AND moments = 0, 'who', fate) AS fate, sum(lines)
        FROM readings GROUP BY ALL ORDER BY 1, 2, 4 DESC, 3
        """
    ).fetchall()
    read = sum(int(row[3]) for row in rows)
    return Report(
        name="quality",
        title=_("Data quality"),
        lead=ngettext(
            "{number} line was read, and each is accounted for.",
            "{number} lines were read, and each is accounted for.",
            read,
        ),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        tables=(_fates(rows), _unknown(closed)),
        zone=closed.zone,
    )


def _fates(rows: list[tuple[Any, ...]]) -> Table:
    return Table(
        "readings",
        _("What became of every line"),
        (
            Column("source", _("Source")),
            Column("file", _("File")),
            Column("fate", _("What became of it")),
            Column("lines", _("Lines"), "number"),
        ),
        tuple(
            Row((source_said(source), file, _(FATES.get(fate, fate)), int(lines)))
            for source, file, fate, lines in rows
        ),
    )


def _unknown(closed: Closed) -> Table:
    gaps = "gaps" if closed.has("gaps") else f"({GAPS})"
    rows = closed.con.execute(
        f"""
        SELECT kind, number, person / number::DOUBLE, team / number::DOUBLE,
               policy / number::DOUBLE
        FROM {gaps} ORDER BY number DESC, kind
        """
    ).fetchall()
    from goodwill.moments.moment import say_kind

    return Table(
        "unknown",
        _("What the records do not tell"),
        (
            Column("kind", _("Kind")),
            Column("number", _("Moments"), "number"),
            Column("person", _("no person"), "share"),
            Column("team", _("no team"), "share"),
            Column("policy", _("no policy"), "share"),
        ),
        tuple(Row((say_kind(kind), *numbers)) for kind, *numbers in rows),
        _("The share of moments of each kind that lack it."),
    )
