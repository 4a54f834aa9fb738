"""Entries, commitments and loans as lines of a page, with whatever a reader may open."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.care.purse.telling import KIND_NAMES, say_minutes
from goodwill.house import money
from goodwill.reports.parts import case_said
from goodwill.web import pursed
from goodwill.words import _

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from goodwill.care.purse import Entry, Purse
    from goodwill.care.purse.loans import Unit
    from goodwill.web.pursed import Viewed


class Line(NamedTuple):
    """An entry as one reader sees it."""

    entry: Entry
    what: str
    amounts: str
    """Money, time and unit together, as they are said."""
    money: str
    time: str
    customer: str
    """Empty where there is none, or the reader may not know."""
    giver: str
    bearer: str
    """Whose purse bears it, where not the giver's."""
    others: str
    """Whose time or stock it took, where not the giver's own."""
    case: str
    play: str
    reversible: bool = False


class Out(NamedTuple):
    """A unit that is out, as one reader sees it."""

    unit: Unit
    line: Line
    overdue: bool


def names(view: Viewed, entries: Iterable[Entry]) -> dict[str, str]:
    """Name everybody in some entries whom the reader may know."""
    found = list(entries)
    people = {each for one in found for each in (one.giver, one.bearer, one.time_of)}
    return pursed.names_of(view, people, {one.party for one in found})


def line(entry: Entry, names: Mapping[str, str], purse: Purse) -> Line:
    """Lay out an entry."""
    currency = purse.terms.currency
    parts = [
        money.say(entry.money, currency) if entry.money else "",
        say_minutes(entry.minutes) if entry.minutes else "",
        f"{entry.loan} {entry.number or ''}".strip() if entry.loan else "",
    ]
    plays = {"give", "charge"}
    return Line(
        entry,
        _(KIND_NAMES[entry.kind]),
        ", ".join(part for part in parts if part),
        parts[0],
        parts[1],
        names.get(entry.party or "", ""),
        _person(entry.giver, names),
        _person(entry.bearer, names) if entry.bearer != entry.giver else "",
        _others(entry, names),
        case_said(entry.case_id) if entry.case_id else "",
        title(entry.play),
        entry.kind in plays and not entry.loan and entry.reversed_by is None,
    )


def _person(person: str | None, names: Mapping[str, str]) -> str:
    return names.get(person, _("a colleague")) if person else ""


def _others(entry: Entry, names: Mapping[str, str]) -> str:
    """Say whose time and stock it took; teams that the reader may not know are not named."""
    found = [_person(entry.time_of, names)] if entry.time_of else []
    if entry.time_of and entry.time_of.startswith("team:"):
        found = [names.get(entry.time_of, _("another team"))]
    if entry.stock_of:
        found.append(names.get(f"team:{entry.stock_of}", _("another team")))
    return " · ".join(dict.fromkeys(found))


def title(play: str | None) -> str:
    """Say what a play is called; one that is there no more goes by its name."""
    found = pursed.plays().get(play or "")
    return found.title if found else play or ""


def out(purse: Purse) -> list[tuple[Unit, Entry]]:
    """Give the units that are lent, with the entry of each."""
    found = []
    for one in purse.units():
        entry = purse.entry(one.entry) if one.entry and one.state == "lent" else None
        found += [(one, entry[0])] if entry else []
    return found


def unit(one: Unit, entry: Entry, names: Mapping[str, str], purse: Purse, now: dt.datetime) -> Out:
    """Lay out a unit that is lent."""
    late = one.until is not None and one.until < now
    return Out(one, line(entry, names, purse), late)
