"""What one customer's leaving would cost and free, beside the words of a farewell with dignity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.ledger.farewell import farewell
from goodwill.problems import InputError, Problem
from goodwill.reports.evidence import has
from goodwill.reports.parts import words_of_plays
from goodwill.reports.report import Column, Figure, Report, Row, Table
from goodwill.words import _

if TYPE_CHECKING:
    from goodwill.book import Closed
    from goodwill.ledger.farewell import Amount, Farewell

PARAMETERS = ("party",)
READERS = ("owner", "manager")
PLAYS = ("boundaries_talk", "farewell")


def draw(closed: Closed, party: str) -> Report:
    """Draw the portfolio with and without a customer, and what one would say to part."""
    row = closed.con.execute("SELECT 1 FROM parties WHERE party = ?", [party]).fetchone()
    if row is None or party[:1] in {"w", "u"} or not has(closed, "efforts"):
        raise InputError(Problem(party, _("Nothing is known of such a party in this closed book.")))
    found = farewell(closed, party)
    return Report(
        name="farewell",
        title=_("If {customer} left", customer=closed.names([party]).get(party, party)),
        lead=_lead(found),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        figures=(
            _figure("worth", _("Leaving would cost"), found.worth,
                    _("What they would still have brought, in today's money.")),
            _figure("freed", _("Leaving would free"), found.freed,
                    _("Working time and kindness, for as long as their worth stands for.")),
            _figure("change", _("Altogether"), found.change,
                    _("What is freed less what is lost.")),
            _hours(found.hours),
        ),
        tables=(_portfolio(found), words_of_plays(closed, PLAYS)),
        notes=_notes(),
        zone=closed.zone,
    )  # fmt: skip


def _lead(found: Farewell) -> str:
    if found.change is None:
        return _("Cannot tell yet what their leaving would change.")
    if found.change.high < 0:
        return _(
            "Their leaving would cost more than it frees. Agree on boundaries before all else."
        )
    if found.change.low > 0:
        return _("Their leaving would free more than it costs. Warn first, then agree anew.")
    return _("Cannot tell yet whether their leaving would cost or free more.")


def _figure(name: str, title: str, amount: Amount | None, sentence: str) -> Figure:
    if amount is None:
        return Figure(name, title, None, "money", sentence=_("Cannot tell yet."))
    mid, low, high = (round(each) for each in amount)
    return Figure(name, title, mid, "money", low, high, "observed", sentence)


def _hours(hours: Amount | None) -> Figure:
    title = _("Hours a year")
    if hours is None:
        return Figure("hours", title, None, "number", sentence=_("Cannot tell yet."))
    sentence = _("From the number of our dealings and the minutes each sort takes.")
    return Figure("hours", title, hours.mid, "number", hours.low, hours.high, "assumed", sentence)


def _portfolio(found: Farewell) -> Table:
    rows = ((_("With them"), found.before), (_("Without them"), found.after))
    return Table(
        "portfolio",
        _("The whole portfolio"),
        (
            Column("which", _("Which")),
            Column("worth", _("Worth"), "money"),
            Column("low", _("Interval"), "money"),
            Column("high", _("Interval"), "money"),
        ),
        tuple(Row((which, *(round(each) for each in amount))) for which, amount in rows if amount),
    )


def _notes() -> tuple[str, ...]:
    return (
        _(
            "First comes the talk about boundaries, then terms anew, and a farewell only after"
            " both."
        ),
        _(
            "The work with them is taken to go on as it was for as many years as their worth is"
            " years of what they bring; other customers are taken to stay as they are."
        ),
        _("Working time is valued by `hour_costs` in goodwill.toml."),
    )
