"""What is told of single colleagues: when anything may be, and in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.ledger.shrinkage import of_people
from goodwill.pricing.shrinkage import CREDENCE
from goodwill.reports.evidence import has
from goodwill.reports.faces import say
from goodwill.reports.report import Column, Row, Table
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from goodwill.book import Closed
    from goodwill.ledger.shrinkage import Standing

MOST = 80
"""Of more colleagues than these no single list is made."""
WORSE, BETTER, ALIKE, UNTOLD = "worse", "better", "alike", "untold"


def learning(closed: Closed) -> str:
    """Say until when the book only learns what is usual; nothing where it has learnt."""
    until = closed.baseline_until
    if until is None or closed.as_of > until:
        return ""
    return _(
        "Until {day} the book only learns what is usual; nobody's own figures are shown to"
        " anybody.",
        day=say(until, "day", ""),
    )


def enough(closed: Closed, standing: Standing) -> bool:
    """Tell whether there are cases enough to say anything of one person."""
    return standing.judged >= closed.minimum_count and standing.expected is not None


def beside(standing: Standing) -> str:
    """Say in one word where somebody stands to comparable work of others."""
    if standing.worse is None or standing.better is None:
        return UNTOLD
    if standing.worse > CREDENCE:
        return WORSE
    return BETTER if standing.better > CREDENCE else ALIKE


def beside_said(word: str) -> str:
    """Say it to people."""
    said = {
        WORSE: _("breaks more"), BETTER: _("breaks less"), ALIKE: _("alike"),
        UNTOLD: _("cannot tell"),
    }  # fmt: skip
    return said[word]


def listing(closed: Closed, team: str = "") -> tuple[Table, ...]:
    """List the colleagues in sight of whom enough is known, by team; each opens an evidence sheet.

    Nothing before the baseline has ended; nobody is ranked. Of a large company one team is shown.
    """
    if learning(closed) or not has(closed, "standings"):
        return ()
    own = closed.sight.own if closed.sight else frozenset()
    shown = [
        each
        for each in of_people(closed.con)
        if each.person
        and enough(closed, each)
        and each.person not in own
        and team in {"", each.team}
    ]
    if len(shown) > MOST:
        return ()
    names = closed.names([each.person or "" for each in shown])
    shown.sort(key=lambda each: (each.team or "", names.get(each.person or "", "")))
    table = Table(
        "people",
        _("Colleagues"),
        (
            Column("person", _("Colleague"), "party"),
            Column("team", _("Team")),
            Column("judged", _("Judged cases"), "number"),
            Column("beside", _("Beside comparable work")),
            Column("graces", _("Graces"), "number"),
        ),
        tuple(
            Row(
                (each.person, each.team or "", each.judged, beside_said(beside(each)), each.graces),
                ("mirror", {"person": each.person or ""}),
            )
            for each in shown
        ),
        _(
            "In the order of their names. They see the same of themselves. Whom the list leaves"
            " out has too few cases to say anything."
        ),
    )
    return (table,) if table.rows else ()


def error_rates() -> str:
    """Say how often such a finding errs, as it was simulated."""
    return _(
        "How often this errs, simulated with forty colleagues of whom one breaks the standards"
        " twice as often: that one is found in about 7 of 10 companies after 200 cases and in 9 of"
        " 10 after 300; of all who are found, one in twenty or fewer is not markedly worse."
    )


def too_few(closed: Closed, number: int) -> str:
    """Say that there are too few cases."""
    return ngettext(
        "Cannot tell: {number} judged case; nothing is said below {least}.",
        "Cannot tell: {number} judged cases; nothing is said below {least}.",
        number,
        least=closed.minimum_count,
    )
