"""Said and done: what we say of ourselves in public, beside how often it is so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.ledger.rates import rates
from goodwill.reports.faces import say
from goodwill.reports.parts import period_choice, weeks
from goodwill.reports.report import Column, Report, Row, Table
from goodwill.reports.standards import title_of
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from goodwill.book import Closed

PARAMETERS = ("period",)
READERS = ("owner", "manager", "person", "outsider")


def draw(closed: Closed, period: str | None = None) -> Report:
    """Set each public claim beside the rate of the standard that measures it."""
    table = claimed(closed, period)
    return Report(
        name="said",
        title=_("Said and done"),
        lead=_lead(table),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        tables=(table,) if table.rows else (),
        notes=(
            _(
                "What you say in public stands in goodwill.toml under `claims`, each sentence with"
                " the standard that measures it. A claim that nothing measures is not thereby"
                " untrue; nobody knows."
            ),
            weeks(closed.opening(period)),
        ),
        zone=closed.zone,
        choices=(period_choice(closed, period),),
    )


def claimed(closed: Closed, period: str | None) -> Table:
    """Lay out the claims with their rates; empty where none is declared."""
    words = closed.standards()
    found = {
        rate.standard: rate for rate in rates(closed.con, closed.opening(period), closed.as_of)
    }
    rows = []
    for claim in closed.facts.get("claims", ()):
        rate = found.get(claim["standard"])
        if rate is None or not rate.kept + rate.breached:
            nothing = _("not measured") if claim["standard"] not in words else _("nothing judged")
            rows.append(Row((claim["sentence"], None, None, None, None, nothing)))
            continue
        title = title_of(words, rate.standard)
        opens = ("standard", {"standard": rate.standard,
                              "period": period_choice(closed, period).chosen})  # fmt: skip
        values = (claim["sentence"], rate.share, rate.low, rate.high, rate.breached, title)
        rows.append(Row(values, opens))
    return Table(
        "claims",
        _("What we say, and how often it is so"),
        (
            Column("sentence", _("We say"), "sentence"),
            Column("share", _("So in"), "chart"),
            Column("low", _("from"), "share"),
            Column("high", _("to"), "share"),
            Column("broken", _("Times not so"), "number"),
            Column("by", _("Measured by")),
        ),
        tuple(rows),
    )


def _lead(table: Table) -> str:
    if not table.rows:
        return _("No claim is declared: what do you say of yourselves on your site and posters?")
    measured = [row for row in table.rows if row.values[1] is not None]
    if not measured:
        return _("Nothing of what you say in public is measured.")
    worst = min(measured, key=lambda row: row.values[1])
    said = ngettext(
        "{number} of your claims is measured.", "{number} of your claims are measured.",
        len(measured),
    )  # fmt: skip
    return f"{said} " + _(
        "“{sentence}” is so in {share} of cases.",
        sentence=worst.values[0],
        share=say(worst.values[1], "share", ""),
    )
