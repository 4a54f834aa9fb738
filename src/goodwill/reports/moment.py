"""One moment with everything recorded of it, down to the record from which it came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.problems import InputError, Problem
from goodwill.reports.report import Column, Report, Row, Table
from goodwill.words import _

if TYPE_CHECKING:
    from goodwill.book import Closed

PARAMETERS = ("moment",)


def draw(closed: Closed, moment: str) -> Report:
    """Show one moment: its facts, what was derived from them, and its source."""
    found = closed.con.execute("SELECT * FROM moments WHERE CAST(id AS VARCHAR) = ?", [moment])
    names = [column[0] for column in found.description]
    row = found.fetchone()
    if row is None:
        raise InputError(Problem(moment, _("There is no such moment in this closed book.")))
    facts = {name: value for name, value in zip(names, row, strict=True) if value is not None}
    return Report(
        name="moment",
        title=_("One moment"),
        lead=_(
            "Read from {source}, record {record}, in import {batch}.",
            source=facts.get("source", "?"),
            record=facts.get("record", "?"),
            batch=facts.get("batch", "?"),
        ),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        tables=(
            Table(
                "facts",
                _("What is recorded"),
                (Column("field", _("Field")), Column("value", _("Value"), "party")),
                tuple(Row((name, str(value))) for name, value in facts.items()),
            ),
        ),
    )
