"""Recognition: kindnesses that customers themselves confirmed, of oneself and of the team."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from goodwill.ledger.recognition import confirmed, unconfirmed
from goodwill.reports.people import learning
from goodwill.reports.report import Column, Figure, Report, Row, Table
from goodwill.reports.standards import title_of
from goodwill.words import _

if TYPE_CHECKING:
    from goodwill.book import Closed
    from goodwill.ledger.recognition import Confirmed

PARAMETERS: tuple[str, ...] = ()
READERS = ("owner", "manager", "person")
MOST = 100


def draw(closed: Closed) -> Report:
    """Draw the graces in sight that customers confirmed; the others count for nobody."""
    hushed = learning(closed)
    own = closed.sight.own if closed.sight else frozenset()
    found = closed.once("confirmed", lambda: confirmed(closed))
    shown = [one for one in found if one.person in own] if hushed else found
    return Report(
        name="recognition",
        title=_("What customers thank us for"),
        lead=hushed or _("Kindnesses of ours after which the customer rated the case well."),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        figures=_figures(closed, found, own),
        tables=(_teams(closed, found), _table(closed, shown[:MOST])),
        notes=(
            _(
                "What one of us writes down of a kindness of one's own proves nothing. It counts"
                " once the customer has rated the same case well afterwards, and once a case."
            ),
            _("Nobody is ranked, and nothing here is a part of anybody's pay."),
        ),
        zone=closed.zone,
    )


def _figures(closed: Closed, found: list[Confirmed], own: frozenset[str]) -> tuple[Figure, ...]:
    mine = sum(one.person in own for one in found)
    sentence = _("Written down, and confirmed by no customer; they count for nobody.")
    others = closed.once("unconfirmed", lambda: unconfirmed(closed))
    figures = [Figure("unconfirmed", _("Not confirmed"), others, "number", sentence=sentence)]
    if own:
        figures.insert(0, Figure("mine", _("Your own"), mine, "number",
                                 sentence=_("Within a year.")))  # fmt: skip
    return tuple(figures)


def _teams(closed: Closed, found: list[Confirmed]) -> Table:
    """Count those of each team, where they are enough to tell of no single person."""
    counted = Counter(one.team for one in found if one.team)
    return Table(
        "teams",
        _("By team"),
        (Column("team", _("Team")), Column("number", _("Confirmed"), "number")),
        tuple(
            Row((team, number), ("teams", {"team": team}))
            for team, number in sorted(counted.items())
            if number >= closed.minimum_count
        ),
    )


def _table(closed: Closed, shown: list[Confirmed]) -> Table:
    words = closed.standards()
    return Table(
        "graces",
        _("Confirmed within a year"),
        (
            Column("what", _("What")),
            Column("party", _("Customer"), "party"),
            Column("person", _("By"), "party"),
            Column("when", _("When"), "instant"),
            Column("rating", _("Their rating"), "number"),
        ),
        tuple(
            Row(
                (title_of(words, one.standard), one.party, one.person, one.happened_at, one.rating),
                ("moments", {"case": one.case, "party": one.party}),
            )
            for one in shown
        ),
    )
