"""The customers: what each is worth, whether they are still there, and how we treat them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from goodwill.problems import InputError, Problem
from goodwill.reports import listing
from goodwill.reports.listing import Asked, Line
from goodwill.reports.naming import Found, search
from goodwill.reports.parts import period_choice
from goodwill.reports.party import HABITS
from goodwill.reports.report import Ask, Choice, Column, Pages, Report, Row, Table
from goodwill.words import _, grouped, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodwill.book import Closed

READERS = ("owner", "manager", "person")
PARAMETERS = (
    "period", "sort", "segment", "habit", "owed", "lost_over", "before", "order", "search",
    "limit", "offset",
)  # fmt: skip
PAGE = 50


def draw(
    closed: Closed,
    order: str = "worth",
    limit: int = PAGE,
    offset: int = 0,
    **wanted: str,
) -> Report:
    """List customers with their worth and what our treatment did, one page at a time."""
    order = order if order in listing.ORDERS else "worth"
    asked = _asked(closed, wanted)
    searched = wanted.get("search", "")
    found = search(closed, searched) if searched.strip() else None
    if found:
        asked = asked._replace(among=found.parties)
    lines, total = listing.listed(closed, asked, order, int(limit), int(offset))
    return Report(
        name="parties",
        title=_("Customers"),
        lead=_lead(asked, total, searched),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        tables=(_table(closed, asked, lines),),
        zone=closed.zone,
        choices=_choices(closed, asked, order),
        asks=_asks(closed, wanted),
        notes=_notes(found),
        pages=Pages(total, int(offset), int(limit)),
        search=searched,
    )


def _asked(closed: Closed, wanted: Mapping[str, str]) -> Asked:
    """Read what is asked for; a word that names nothing is as good as none."""
    period = wanted.get("period", "")
    period = period if period in {"month", "quarter", "year"} else str(closed.facts["period"])
    sort, habit, owed = (wanted.get(name, "") for name in ("sort", "habit", "owed"))
    return Asked(
        period,
        closed.opening(period),
        sort if sort in listing.SORTS else "customer",
        wanted.get("segment") or None,
        habit if habit in HABITS else None,
        owed if owed in listing.OWED else None,
        _money(closed, wanted.get("lost_over", "")),
        _day(wanted.get("before", "")),
    )


def _money(closed: Closed, word: str) -> int | None:
    """Read an amount in units of the currency, as minor units."""
    if not word.strip():
        return None
    try:
        units = Decimal(word.strip().replace(",", "."))
        if units.is_finite() and abs(units) < Decimal(10) ** 12:
            return round(units * closed.scale)
    except InvalidOperation:
        pass
    raise InputError(Problem("lost_over", _("{word} is not an amount.", word=word), ""))


def _day(word: str) -> dt.date | None:
    if not word.strip():
        return None
    try:
        return dt.date.fromisoformat(word.strip())
    except ValueError:
        said = _("{word} is not a day, as 2026-03-31 is.", word=word)
        raise InputError(Problem("before", said, "")) from None


def _choices(closed: Closed, asked: Asked, order: str) -> tuple[Choice, ...]:
    """Offer what there is to choose between in this book."""
    sorts, states = listing.there_are(closed)
    offered = (
        _order_choice(order),
        _sort_choice(sorts, asked.sort),
        _segment_choice(listing.segments(closed), asked.segment),
        _habit_choice(states, asked.habit),
        _owed_choice(asked.owed),
        period_choice(closed, asked.period),
    )
    return tuple(choice for choice in offered if len(choice.options) > 1)


def _order_choice(order: str) -> Choice:
    options = (
        ("worth", _("most worth")),
        ("silent", _("most at stake")),
        ("lost", _("most lost by us")),
        ("breaches", _("most often let down")),
        ("new", _("new")),
        ("rose", _("most gained in worth")),
        ("fell", _("most fallen in worth")),
        ("recent", _("last dealt with")),
    )
    return Choice("order", _("First"), options, order)


def _sort_choice(sorts: list[str], chosen: str) -> Choice:
    words = {
        "customer": _("customers"),
        "prospect": _("have not bought yet"),
        "partner": _("partners"),
        "supplier": _("suppliers"),
    }
    there = ["customer", *(name for name in words if name in sorts and name != "customer")]
    return Choice("sort", _("Who"), tuple((name, words[name]) for name in there), chosen)


def _segment_choice(segments: list[str], chosen: str | None) -> Choice:
    everyone = (("", _("all")),) if segments else ()
    options = (*everyone, *((name, name) for name in segments))
    return Choice("segment", _("Segment"), options, chosen or "")


def _habit_choice(states: list[str], chosen: str | None) -> Choice:
    options = (("", _("any")), *((s, _(said)) for s, said in HABITS.items() if s in states))
    return Choice("habit", _("Habit of buying"), options, chosen or "")


def _owed_choice(chosen: str | None) -> Choice:
    options = (
        ("", _("does not matter")),
        ("any", _("anything")),
        ("promise", _("a promise of ours")),
        ("answer", _("an answer of ours")),
        ("payment", _("a payment of theirs")),
    )
    return Choice("owed", _("Open between us"), options, chosen or "")


def _asks(closed: Closed, wanted: Mapping[str, str]) -> tuple[Ask, ...]:
    lost = _("We cost them, in {currency}, at least", currency=closed.currency)
    return (
        Ask("lost_over", lost, "number", wanted.get("lost_over", "")),
        Ask("before", _("Last dealing before"), "day", wanted.get("before", "")),
    )


def _lead(asked: Asked, total: int, searched: str) -> str:
    if searched.strip():
        return ngettext(
            "{number} customer is found for “{search}”.",
            "{number} customers are found for “{search}”.",
            total,
            search=searched.strip(),
        )
    narrowed = (asked.habit, asked.owed, asked.lost_over, asked.before)
    if asked.sort != "customer" or any(each is not None for each in narrowed):
        return ngettext("{number} of them is like that.", "{number} of them are like that.", total)
    if asked.segment:
        return ngettext(
            "{number} customer of this segment.",
            "{number} customers of this segment.",
            total,
        )
    return ngettext(
        "{number} customer has ever bought.", "{number} customers have ever bought.", total
    )


def _notes(found: Found | None) -> tuple[str, ...]:
    if found is None or not found.bounded:
        return ()
    return (
        _(
            "A number is found among all of them; a name only among the {number} of most worth.",
            number=grouped(found.bounded),
        ),
    )


def _table(closed: Closed, asked: Asked, lines: list[Line]) -> Table:
    columns = (
        Column("party", _("Customer"), "party"),
        Column("segment", _("Segment")),
        Column("worth", _("Worth"), "estimate", _("Money expected over the horizon, discounted.")),
        Column("low", _("from"), "estimate"),
        Column("high", _("to"), "estimate"),
        Column("change", _("Change"), "estimate", _("Since the opening of the period.")),
        Column("alive", _("Still there"), "share", _("Probability that they have not left.")),
        Column("last_at", _("Last bought"), "day"),
        Column("dealt_at", _("Last dealing"), "day"),
        Column("open", _("Open now"), "number", _("Promises, answers and payments together.")),
        Column("breaches", _("Our breaches"), "number"),
        Column("lost", _("Lost by them"), "money"),
    )
    since = {
        "side": "ours", "verdict": "breach", "from": asked.opening.isoformat(),
        "to": closed.as_of.isoformat(),
    }  # fmt: skip
    return Table("parties", _("Customers"), columns, tuple(_row(line, since) for line in lines))


def _row(line: Line, since: Mapping[str, str]) -> Row:
    opens = ("party", {"party": line.party})
    breaches = ("verdicts", {"party": line.party, **since})
    behind = {"breaches": breaches, "lost": breaches} if line.breaches else {}
    return Row(tuple(line), opens, behind=behind)
