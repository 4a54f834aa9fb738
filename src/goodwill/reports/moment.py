"""One moment with everything recorded of it, down to the record from which it came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodwill.problems import InputError, Problem
from goodwill.reports import reckoning
from goodwill.reports.parts import (
    capital,
    case_said,
    channel_said,
    kind_said,
    reason_said,
    verdict_said,
)
from goodwill.reports.report import Column, Report, Row, Table, Told
from goodwill.reports.standards import title_of
from goodwill.words import _

if TYPE_CHECKING:
    from goodwill.book import Closed

PARAMETERS = ("moment", "party")
READERS = ("owner", "manager", "person")


def draw(closed: Closed, moment: str, party: str | None = None) -> Report:
    """Show one moment: its facts, what was derived from them, and its source.

    Whose moment it is need not be said, but spares a search through those of everybody.
    """
    whose = "AND party = $party" if party else ""
    found = closed.con.execute(
        f"SELECT * FROM moments WHERE id = TRY_CAST($moment AS BIGINT) {whose}",
        {"moment": moment, **({"party": party} if party else {})},
    )
    names = [column[0] for column in found.description]
    row = found.fetchone()
    if row is None:
        raise InputError(Problem(moment, _("There is no such moment in this closed book.")))
    facts = dict(zip(names, row, strict=True))
    amount = facts["amount"]
    facts["amount"] = None if amount is None else round(amount * closed.scale)
    return Report(
        name="moment",
        title=capital(kind_said(facts["kind"], facts["purpose"])),
        lead=_(
            "Read from {source}, record {record}, in import {batch}.",
            source=facts["source"] or "?",
            record=facts["record"] or "?",
            batch=facts["batch"] or "?",
        ),
        currency=facts["currency"] or closed.currency,
        as_of=closed.as_of.isoformat(),
        tables=(_facts(facts), _verdicts(closed, moment), *reckoning.tables(closed, moment)),
        notes=reckoning.notes(closed, moment),
        zone=closed.zone,
    )


def _facts(facts: dict[str, Any]) -> Table:
    """Lay the facts out one below the other, each said after its kind."""
    rows = [
        (_("When"), "instant", facts["happened_at"]),
        (_("Who acts"), "side", facts["direction"]),
        (_("From"), "party", facts["from_party"]),
        (_("To"), "party", facts["to_party"]),
        (_("What"), "text", kind_said(facts["kind"], facts["purpose"])),
        (_("About"), "text", case_said(facts["about"])),
        (_("How"), "text", channel_said(facts["channel"])),
        (_("Amount"), "money", facts["amount"]),
        (_("Quantity"), "number", facts["quantity"]),
        (_("Due"), "instant", facts["due_at"]),
        (_("Policy"), "text", facts["policy"]),
        (_("By"), "party", facts["person"]),
        (_("Team"), "text", facts["team"] or facts["desk"]),
        (_("Department"), "text", facts["department"]),
        (_("Manager then"), "party", facts["manager"]),
    ]
    case = ("moments", {"case": facts["about"]}) if facts["about"] else None
    return Table(
        "facts",
        _("What is recorded"),
        (Column("field", _("Field")), Column("value", _("Value"), "any")),
        tuple(
            Row((label, Told(value, kind)), case if label == _("About") else None)
            for label, kind, value in rows
            if value not in {None, ""}
        ),
    )


def _verdicts(closed: Closed, moment: str) -> Table:
    rows = closed.con.execute(
        "SELECT standard, verdict, reason, size FROM verdicts"
        " WHERE moment = CAST(? AS BIGINT) ORDER BY standard",
        [moment],
    ).fetchall()
    words = closed.standards()
    return Table(
        "verdicts",
        _("What was judged of it"),
        (
            Column("standard", _("Standard")),
            Column("verdict", _("Verdict")),
            Column("reason", _("Because")),
            Column("size", _("Times the limit"), "number"),
        ),
        tuple(
            Row(
                (
                    title_of(words, standard),
                    verdict_said(verdict),
                    reason_said(words.get(standard, {}), reason),
                    size,
                ),
                ("standard", {"standard": standard}),
            )
            for standard, verdict, reason, size in rows
        ),
    )
