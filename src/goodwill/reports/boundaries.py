"""Boundaries: who asks for more than customers alike do, what became a habit, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.ledger import boundaries
from goodwill.ledger.closed import months_before
from goodwill.reports.evidence import has
from goodwill.reports.faces import say
from goodwill.reports.parts import words_of_plays
from goodwill.reports.report import Column, Pages, Report, Row, Table
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from goodwill.book import Closed
    from goodwill.ledger.boundaries import Demand, Precedent

PARAMETERS = ("party", "limit", "offset")
READERS = ("owner", "manager")
PAGE = 50
PLAYS = ("boundaries_talk", "graded_return", "farewell")
"""The plays whose words belong here, in the order in which they are thought of."""


def draw(closed: Closed, party: str = "", limit: int = PAGE, offset: int = 0) -> Report:
    """Draw whose demands are out of bounds beside customers alike, or all demands of one."""
    if party:
        return _of_one(closed, party)
    limit, offset = max(int(limit), 1), max(int(offset), 0)
    if not has(closed, "boundaries"):
        return _report(closed, _("Boundaries"), _lead(0), [], [], None)
    found = boundaries.found(closed)
    return _report(
        closed,
        _("Boundaries"),
        _lead(found.customers),
        boundaries.demands(closed, limit, offset),
        boundaries.precedents(closed, limit, offset),
        Pages(max(found.demands, found.habits), offset, limit),
    )


def _of_one(closed: Closed, party: str) -> Report:
    able = has(closed, "boundaries")
    found = boundaries.demands_of(closed, party) if able else []
    own = boundaries.precedent_of(closed, party) if able else None
    lead = _("Nothing that they ask for is out of bounds beside customers alike.")
    if any(one.named for one in found):
        lead = _("They ask for more than customers alike do; whoever serves them is not to blame.")
    name = closed.names([party]).get(party, party)
    title = _("Boundaries: {customer}", customer=name)
    return _report(closed, title, lead, found, [own] if own else [], None)


def _report(
    closed: Closed,
    title: str,
    lead: str,
    demands: list[Demand],
    habits: list[Precedent],
    pages: Pages | None,
) -> Report:
    return Report(
        name="boundaries",
        title=title,
        lead=lead,
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        tables=(_demands(demands), _habits(closed, habits), words_of_plays(closed, PLAYS)),
        notes=_notes(),
        zone=closed.zone,
        pages=pages,
    )


def _lead(named: int) -> str:
    if not named:
        return _("Nobody asks for more than customers alike do, as far as the records can tell.")
    return ngettext(
        "{number} customer asks for more than customers alike do.",
        "{number} customers ask for more than customers alike do.",
        named,
    )


def kind_said(kind: str) -> str:
    """Say a kind of demand."""
    said = {
        boundaries.PRIVATE: _("private favours"),
        boundaries.BEYOND: _("more than was agreed"),
        boundaries.HOURS: _("calls and messages at night"),
        boundaries.VOLUME: _("turning to us at all"),
    }
    return said.get(kind, kind)


def _demands(found: list[Demand]) -> Table:
    return Table(
        "demands",
        _("Beside customers alike, within a year"),
        (
            Column("party", _("Customer"), "party"),
            Column("kind", _("What for")),
            Column("number", _("Times"), "number"),
            Column("expected", _("Usual"), "number"),
            Column("times", _("As often as others"), "sentence"),
        ),
        tuple(
            Row(
                (one.party, kind_said(one.kind), one.number, round(one.expected, 1), _times(one)),
                ("party", {"party": one.party}),
                strong=one.named,
            )
            for one in found
        ),
    )


def _times(one: Demand) -> str:
    between = _("{times} times (from {low} to {high})", times=f"{one.times:.1f}",
                low=f"{one.low:.1f}", high=f"{one.high:.1f}")  # fmt: skip
    return between if one.named else _("{times}; as others do", times=between)


def _habits(closed: Closed, found: list[Precedent]) -> Table:
    counted = {
        "kind": "concession", "purpose": "outside_procedure",
        "from": months_before(closed.as_of, 12).isoformat(), "to": closed.as_of.isoformat(),
    }  # fmt: skip
    return Table(
        "habits",
        _("Exceptions within a year"),
        (
            Column("party", _("Customer"), "party"),
            Column("number", _("Exceptions"), "number"),
            Column("last", _("The last one"), "instant"),
            Column("way", _("What to think of"), "sentence"),
        ),
        tuple(
            Row(
                (one.party, one.number, one.last_at, precedent_said(one.number)),
                ("party", {"party": one.party}),
                behind={"number": ("moments", {"party": one.party, **counted})},
            )
            for one in found
        ),
    )


def precedent_said(number: int) -> str:
    """Say gently what so many exceptions within a year mean for the next one."""
    if number <= 0:
        return _("It would be the first exception for them this year; say that it is one.")
    if number == 1:
        return _("One exception this year. Say that it is one: the third would be a habit.")
    if number < boundaries.HABIT:
        return _("Two exceptions this year; the next one would make it a habit.")
    said = ngettext(
        "{number} exception this year is a habit; do not end it from one day to the next.",
        "{number} exceptions this year are a habit; do not end it from one day to the next.",
        number,
    )
    steps = ", ".join(say(share, "share", "") for share in boundaries.way_back(number))
    return f"{said} {_('The way back, time by time: {steps}.', steps=steps)}"


def _notes() -> tuple[str, ...]:
    return (
        _(
            "Customers alike are those of the same segment who spend about as much. Private"
            " favours, more than was agreed and calls at night are counted beside how often"
            " somebody turns to us at all, and that beside how often they order; so whoever has"
            " much to do with us is not named for it."
        ),
        _(
            "Named is who asks at least one and a half times as often as those alike, as far as is"
            " sure; of all who are named at most one in twenty is named by chance."
        ),
        _("Nobody is named where fewer than twenty customers are alike."),
    )
