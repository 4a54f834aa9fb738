"""Today: at most seven things to do, each with its reason, until when, and what hangs on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.ledger import today
from goodwill.reports.evidence import has
from goodwill.reports.faces import headline, say
from goodwill.reports.parts import case_said
from goodwill.reports.report import Column, Report, Row, Table
from goodwill.reports.standards import title_of
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goodwill.book import Closed
    from goodwill.ledger.today import Plea, Thing

PARAMETERS: tuple[str, ...] = ()
READERS = ("owner", "manager", "person")
FROM_OFFICE = ("resting", "pleas")
"""What no address may name, because the office knows it of the reader."""
MOST = 7
"""More than seven things are no list for one day."""


def draw(closed: Closed, resting: Iterable[str] = (), pleas: Iterable[Plea] = ()) -> Report:
    """Draw what is to be done today, without what rests."""
    asleep = tuple(resting)
    told = has(closed, "things")
    found = today.things(closed, asleep, pleas) if told else []
    picked = today.chosen(found, MOST)
    asked = sum(thing.kind == today.PLEA for thing in found)
    waiting = today.waiting(closed, asleep) + asked if told else 0
    return Report(
        name="today",
        title=_("Today"),
        lead=_lead(picked, waiting),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        tables=(_table(closed, picked),),
        notes=_notes(),
        zone=closed.zone,
    )


def _lead(picked: list[Thing], waiting: int) -> str:
    if not picked:
        return _("Nothing waits for you today.")
    said = ngettext("{number} thing for today.", "{number} things for today.", len(picked))
    if waiting == len(picked):
        return said
    left = waiting - len(picked)
    return f"{said} " + ngettext("{number} more can wait.", "{number} more can wait.", left)


def _table(closed: Closed, picked: list[Thing]) -> Table:
    words = closed.standards()
    return Table(
        "things",
        _("To do"),
        (
            Column("what", _("What")),
            Column("party", _("Whom"), "party"),
            Column("why", _("Why"), "sentence"),
            Column("due", _("Until"), "instant"),
            Column("stake", _("What hangs on it"), "estimate"),
        ),
        tuple(
            Row(
                (_what(each), each.party, _why(closed, each, words), each.due, each.stake),
                _opens(each),
                key=each.key,
                strong=each.late,
            )
            for each in picked
        ),
    )


def _what(thing: Thing) -> str:
    said = {
        today.ANSWER: _("Answer"),
        today.PROMISE: _("Make good a broken promise") if thing.late else _("Keep a promise"),
        today.BILL: _("Pay what we owe"),
        today.LEAVING: _("Ask how they are"),
        today.DEBT: _("Speak about the bill"),
        today.PLEA: _("Help at once") if thing.figures.get("urgent") else _("Answer a complaint"),
    }
    return said[thing.kind]


def _why(closed: Closed, thing: Thing, words: dict[str, dict[str, object]]) -> str:
    """Say in one sentence why something is to be done."""
    told = {
        today.ANSWER: _waits, today.PROMISE: _promised, today.BILL: _we_owe,
        today.LEAVING: _leaves, today.DEBT: _they_owe, today.PLEA: _asked,
    }  # fmt: skip
    return told[thing.kind](closed, thing, words)


def _waits(closed: Closed, thing: Thing, words: dict[str, dict[str, object]]) -> str:
    del words
    since = say(thing.figures["since"], "instant", "", None, closed.zone)
    case = case_said(thing.case)
    if thing.late:
        return _("{case}: has waited since {since}, longer than we promise.", case=case,
                 since=since)  # fmt: skip
    return _("{case}: has waited since {since}; the time runs.", case=case, since=since)


def _promised(closed: Closed, thing: Thing, words: dict[str, dict[str, object]]) -> str:
    del closed
    title = title_of(words, thing.standard or "")
    case = case_said(thing.case)
    if thing.late:
        return _("{case}: “{standard}” is broken and not made good.", case=case, standard=title)
    return _("{case}: “{standard}” is due.", case=case, standard=title)


def _we_owe(closed: Closed, thing: Thing, words: dict[str, dict[str, object]]) -> str:
    del closed, words
    return ngettext(
        "{number} bill of theirs is {days} late.",
        "{number} bills of theirs are up to {days} late.",
        thing.figures["number"],
        days=say(thing.figures["days"], "days", ""),
    )


def _leaves(closed: Closed, thing: Thing, words: dict[str, dict[str, object]]) -> str:
    del words
    worth = headline(thing.figures["worth"], "money", closed.currency, estimate=True)
    if thing.figures["state"] == "fading" and thing.figures["since_day"]:
        return _("Buys less and less since {day}; still worth {worth}.",
                 day=say(thing.figures["since_day"], "day", ""), worth=worth)  # fmt: skip
    return _("Silent for longer than is usual for them, since {day}; still worth {worth}.",
             day=say(thing.figures["since_day"], "day", ""), worth=worth)  # fmt: skip


def _they_owe(closed: Closed, thing: Thing, words: dict[str, dict[str, object]]) -> str:
    del closed, words
    said = ngettext(
        "{number} bill is open, {days} beyond its day.",
        "{number} bills are open, up to {days} beyond their day.",
        thing.figures["number"],
        days=say(thing.figures["days"], "days", ""),
    )
    usual = thing.figures["usual"]
    if usual is None or usual <= 0:
        return said
    return f"{said} " + _("They usually pay {days} late.", days=say(usual, "days", ""))


def _asked(closed: Closed, thing: Thing, words: dict[str, dict[str, object]]) -> str:
    del words
    since = say(thing.figures["since"], "instant", "", None, closed.zone)
    if thing.figures["urgent"]:
        return _("Asked for urgent help through the window on {when}.", when=since)
    return _("Complained through the window on {when}.", when=since)


def _opens(thing: Thing) -> tuple[str, dict[str, str]]:
    if thing.case:
        return ("moments", {"case": thing.case})
    return ("party", {"party": thing.party})


def _notes() -> tuple[str, ...]:
    return (
        _(
            "Ranked by what hangs on it and by how much of that one more day of waiting puts at"
            " risk; urgent help always comes first, and no kind of thing fills the list alone."
        ),
        _(
            "As of the close of the book. What was done since then goes with the next close, or"
            " when you say that it is done."
        ),
    )
