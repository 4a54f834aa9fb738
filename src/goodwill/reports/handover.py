"""To whom a customer may be handed: who serves such customers well, who has time, what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.ledger.handover import candidates, change_cost
from goodwill.problems import InputError, Problem
from goodwill.reports.evidence import has
from goodwill.reports.people import learning, too_few
from goodwill.reports.report import Column, Figure, Report, Row, Table
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from goodwill.book import Closed
    from goodwill.ledger.handover import Candidate

PARAMETERS = ("party",)
READERS = ("owner", "manager")
FROM_OFFICE = ("apart",)
"""Who is kept from a customer, which no address may name."""
MOST = 10


def draw(
    closed: Closed, party: str, apart: Callable[[str], Collection[str]] = lambda _party: ()
) -> Report:
    """Draw who might take a customer over, without whoever is kept apart from it."""
    row = closed.con.execute("SELECT 1 FROM parties WHERE party = ?", [party]).fetchone()
    if row is None or party[:1] in {"w", "u"}:
        raise InputError(Problem(party, _("Nothing is known of such a party in this closed book.")))
    able = has(closed, "hands") and not learning(closed)
    found = candidates(closed, party, apart(party)) if able else []
    return Report(
        name="handover",
        title=_("Whom to hand {customer} to", customer=closed.names([party]).get(party, party)),
        lead=_lead(closed, found),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        figures=_figures(closed, party),
        tables=(_table(closed, found[:MOST]),),
        notes=_notes(),
        zone=closed.zone,
    )


def _lead(closed: Closed, found: list[Candidate]) -> str:
    if learning(closed):
        return learning(closed)
    if not found:
        return _("Cannot tell yet: nobody in your sight has served other customers within a year.")
    return _(
        "Those in your sight who serve such customers well come first; whoever has more open cases"
        " than the others stands further down."
    )


def _figures(closed: Closed, party: str) -> tuple[Figure, ...]:
    """Say what changing hands costs, as the findings tell it of being passed on."""
    cost = change_cost(closed, party)
    title = _("What changing hands costs")
    if cost is None:
        return (Figure("cost", title, None, "money", sentence=_("Cannot tell yet.")),)
    sentence = _("The price of being passed on once, for a customer of this worth.")
    return (
        Figure("cost", title, round(cost.price), "money", round(cost.low), round(cost.high),
               cost.grade, sentence),
    )  # fmt: skip


def _table(closed: Closed, found: list[Candidate]) -> Table:
    return Table(
        "candidates",
        _("Colleagues"),
        (
            Column("person", _("Colleague"), "party"),
            Column("fit", _("Likeness of those served well"), "share"),
            Column("customers", _("Customers within a year"), "number"),
            Column("well", _("Of them without a breach")),
            Column("open", _("Open cases"), "number"),
        ),
        tuple(
            Row((one.person, one.fit, one.customers, _well(closed, one), one.open_cases))
            for one in found
        ),
    )


def _well(closed: Closed, one: Candidate) -> str:
    if one.customers < closed.minimum_count:
        return too_few(closed, one.customers)
    return str(one.well)


def _notes() -> tuple[str, ...]:
    return (
        _(
            "Customers are alike by segment, by what they spend, by the sorts of their cases and by"
            " their channels, each from nothing to all; of few customers the mean is drawn towards"
            " that of all colleagues."
        ),
        _("Whoever is kept apart from this customer is not listed, nor whoever serves it now."),
        _("Introduce the two yourself; whoever is handed over should not have to begin anew."),
    )
