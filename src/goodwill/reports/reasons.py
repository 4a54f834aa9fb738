"""What a thing of today is called, and why it is to be done: one sentence for its reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.ledger import today
from goodwill.ledger.reach import AWAY, HANDED, NOBODY, OVERDUE, SHUT
from goodwill.reports.faces import headline, say
from goodwill.reports.parts import case_said
from goodwill.reports.standards import title_of
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from goodwill.book import Closed
    from goodwill.care.guard import Decision
    from goodwill.care.told import Told
    from goodwill.ledger.reach import Given
    from goodwill.ledger.today import Thing


def what(thing: Thing, plays: Mapping[str, Told]) -> str:
    """Say in a few words what is to be done."""
    if thing.kind == today.PLAY:
        play = plays.get(thing.play or "")
        return play.title if play else str(thing.play)
    said = {
        today.ANSWER: _("Answer"),
        today.PROMISE: _("Make good a broken promise") if thing.late else _("Keep a promise"),
        today.BILL: _("Pay what we owe"),
        today.LEAVING: _("Ask how they are"),
        today.DEBT: _("Speak about the bill"),
        today.PLEA: _("Help at once") if thing.figures.get("urgent") else _("Answer a complaint"),
    }
    return said[thing.kind]


def why(closed: Closed, thing: Thing, plays: Mapping[str, Told]) -> str:
    """Say in one sentence why something is to be done."""
    if thing.kind == today.PLAY:
        play = plays.get(thing.play or "")
        return play.reason(thing.figures) if play else ""
    words = closed.standards()
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


def here(closed: Closed, thing: Thing, givers: Mapping[str, Given]) -> str:
    """Say why somebody else's thing stands on this list; nothing of one's own."""
    if thing.here == HANDED:
        given = givers[thing.key]
        if given.declined:
            return _("{name} is not the one to do it. Who is?", name=given.by)
        return _("{name} gave it to you.", name=given.by)
    if thing.here == NOBODY:
        return _("Nobody has it.")
    if thing.here not in {AWAY, SHUT, OVERDUE} or not thing.doer:
        return ""
    name = closed.names([thing.doer]).get(thing.doer, _("A colleague"))
    if thing.here == AWAY:
        return _("{name} is away, and you stand in.", name=name)
    if thing.here == SHUT:
        return _("{name} has no entry to this list.", name=name)
    since = say(thing.due, "instant", "", None, closed.zone)
    return _("Escalated from {name}: due since {when}.", name=name, when=since)


def carried(since: dt.date, as_of: dt.date) -> str:
    """Say since when a thing has been carried over."""
    from babel.dates import format_date

    from goodwill.words import language

    if abs((as_of - since).days) > 6:
        return _("Carried over since {day}.", day=say(since, "day", ""))
    return _("Carried over since {day}.", day=format_date(since, "EEEE", locale=language()))


def put_off(decision: Decision, zone: str) -> str:
    """Say until when the guard puts a contact off, and why, by the customer's own clock."""
    when = say(decision.until, "clock", "", None, decision.zone)
    rules = dict.fromkeys(one.rule for one in decision.spoken)
    said = {
        "cap": _("they have heard from us often enough"),
        "hours": _("quiet hours"),
        "absence": _("they asked not to be disturbed"),
        "rest": _("they have just had a gift"),
        "between": _("first something that sells nothing"),
        "never": _("they asked us not to"),
    }
    reasons = [said[rule] for rule in rules if rule in said]
    told = {"when": when, "why": ", ".join(reasons or [_("our own rule")])}
    if decision.zone != zone:
        return _("Not before {when} by their clock: {why}.", **told)
    return _("Not before {when}: {why}.", **told)
