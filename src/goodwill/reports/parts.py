"""What several reports share: the choice of a period, and how cases, channels, kinds are said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goodwill.care.told import plays as known_plays
from goodwill.reports.report import Choice, Column, Row, Table, Told
from goodwill.words import _, language, mark

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from goodwill.book import Closed
    from goodwill.reports.report import Report

SORTS = {
    "ticket": mark("Ticket {number}"),
    "order": mark("Order {number}"),
    "invoice": mark("Invoice {number}"),
    "promise": mark("Promise {number}"),
    "visit": mark("Visit {number}"),
    "call": mark("Call {number}"),
    "contract": mark("Contract {number}"),
    "credit": mark("Credit note {number}"),
    "delivery": mark("Delivery {number}"),
    "plea": mark("Message {number}"),
    "bill": mark("Bill {number}"),
    "pay": mark("Payday {number}"),
}
"""How the cases of each sort are called; others go by their own word."""

CHANNELS = {
    "phone": mark("by phone"),
    "email": mark("by e-mail"),
    "chat": mark("in a chat"),
    "web": mark("on the web"),
    "visit": mark("face to face"),
    "letter": mark("by letter"),
    "sms": mark("by text message"),
    "app": mark("in the app"),
    "shop": mark("in the shop"),
}

VERDICTS = {
    "breach": mark("broken"),
    "grace": mark("grace"),
    "exempt": mark("exempt"),
    "open": mark("still running"),
}


def parties_of(report: Report) -> set[str]:
    """Collect the pseudonyms in a report, so that their names are revealed once and together."""
    return {
        str(value)
        for table in report.tables
        for row in table.rows
        for told, column in zip(row.values, table.columns, strict=True)
        for value, kind in [told if isinstance(told, Told) else (told, column.kind)]
        if kind == "party" and value
    }


def period_choice(closed: Closed, period: str | None) -> Choice:
    """Offer the periods; the company's own is chosen unless the reader names another."""
    options = (("month", _("Month")), ("quarter", _("Quarter")), ("year", _("Year")))
    own = str(closed.facts["period"])
    chosen = period if period in dict(options) else own
    return Choice("period", _("Period"), options, str(chosen))


def days(opening: dt.date, closing: dt.date) -> str:
    """Say the days after the opening up to the closing."""
    import datetime as dt

    from babel.dates import format_interval

    first = opening + dt.timedelta(days=1)
    return str(format_interval(first, closing, "yMMMd", locale=language()))


def weeks(opening: dt.date) -> str:
    """Say from which Monday on rates are counted."""
    from babel.dates import format_date

    from goodwill.ledger.rates import first_monday

    monday = format_date(first_monday(opening), "medium", locale=language())
    return _("Rates are counted in whole weeks, from {day} on.", day=monday)


def capital(said: str) -> str:
    """Begin a title with a capital letter."""
    return said[:1].upper() + said[1:]


def case_said(case: str | None) -> str:
    """Name a case as people do: 'Ticket 4711' for 'ticket:4711'."""
    if not case:
        return ""
    sort, _colon, number = case.partition(":")
    return _(SORTS[sort], number=number) if sort in SORTS else f"{sort} {number}"


def channel_said(channel: str | None) -> str:
    """Say by which channel something came."""
    return _(CHANNELS[channel]) if channel in CHANNELS else str(channel or "")


def kind_said(kind: str, purpose: str | None) -> str:
    """Say what kind of moment it is, and what for."""
    from goodwill.moments.moment import PURPOSES, say_kind, say_purpose

    said = say_kind(kind)
    if not purpose:
        return said
    known = purpose in PURPOSES.get(kind, {})
    return f"{said} ({say_purpose(kind, purpose) if known else purpose})"


def source_said(name: str) -> str:
    """Name a kind of record: what its sentence says first."""
    from goodwill.sources.source import sources

    found = sources().get(name)
    return re.split("[:,.]", _(found.sentence), maxsplit=1)[0] if found else name


def verdict_said(verdict: str) -> str:
    """Say a verdict in one word."""
    return _(VERDICTS[verdict]) if verdict in VERDICTS else verdict


def reason_said(definition: dict[str, Any], reason: str | None) -> str:
    """Say why a case was exempt, in the words of its standard."""
    if not reason:
        return ""
    words = definition.get("words", {})
    said = (words.get(language()) or words.get("en") or {}).get("reasons", {})
    return str(said.get(reason, reason))


def words_of_plays(closed: Closed, names: Iterable[str]) -> Table:
    """Lay out what some plays say to do, and the words to use; one that harmed is left out."""
    plays = known_plays(closed)
    there = [plays[name] for name in names if name in plays and not plays[name].stopped]
    return Table(
        "words",
        _("What to do, and in which words"),
        (
            Column("play", _("Play")),
            Column("do", _("What to do"), "sentence"),
            Column("say", _("Words that one may use"), "sentence"),
        ),
        tuple(Row((play.title, play.sentence({}), play.say({}, language()))) for play in there),
    )
