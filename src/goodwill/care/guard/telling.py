"""What the guard says, in words: one sentence for the decision and one for every rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.care.guard import law
from goodwill.care.guard.decision import ALLOWED, COMPANY, LAW, PARTY, REFUSED, local
from goodwill.care.purposes import CHANNEL_NAMES, PURPOSES, say_channel, say_purpose
from goodwill.house.timetable import WEEKDAYS
from goodwill.words import _, language, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from goodwill.care.guard.decision import Decision, Spoken

_DAY = 86_400


def lines(decision: Decision) -> Iterator[str]:
    """Give the sentence of a decision and those of the rules that spoke."""
    yield headline(decision)
    yield from (sentence(one, decision) for one in decision.spoken)
    if decision.ask.purpose == "emergency":
        yield _("An emergency passes caps, hours and wishes.")
    if decision.ask.purpose == "answer":
        yield _("An answer to their question passes every cap.")


def headline(decision: Decision) -> str:
    """Say what was decided, with the due time by the customer's own clock."""
    what = {
        "purpose": say_purpose(decision.ask.purpose),
        "channel": say_channel(decision.ask.channel),
    }
    if decision.verdict == ALLOWED:
        return _("{purpose} {channel}: yes.", **what)
    if decision.verdict == REFUSED or decision.until is None:
        return _("{purpose} {channel}: no.", **what)
    when, utc = shown(decision.until, decision.zone), f"{decision.until:%Y-%m-%d %H:%M} UTC"
    return _("{purpose} {channel}: not before {when} by their clock ({utc}).",
             when=when, utc=utc, **what)  # fmt: skip


def sentence(spoken: Spoken, decision: Decision) -> str:
    """Say what one rule said, with whose rule it is."""
    said = {
        "cap": _cap,
        "hours": _hours,
        "absence": _absence,
        "never": _never,
        "consent": _consent,
        "rest": _rest,
        "between": _between,
        "apart": _apart,
    }[spoken.rule]
    return said(spoken, decision)


def shown(instant: datetime, zone: str) -> str:
    """Write an instant by the clock of a zone, as far as a person needs it."""
    return f"{local(instant, zone):%Y-%m-%d %H:%M}"


def whose(spoken: Spoken) -> str:
    """Say whose rule it is."""
    if spoken.whose == LAW:
        return _("the law of {place}", place=law.preset(spoken.source).said())
    if spoken.whose == COMPANY:
        return _("our own rule")
    if spoken.whose == PARTY:
        return _("their own wish")
    return _("our rule for {segment}", segment=spoken.source)


def _cap(spoken: Spoken, decision: Decision) -> str:
    facts = spoken.facts
    number = int(facts["number"])
    if not number:
        return _("{what}: never ({whose}).", what=_over(spoken, decision), whose=whose(spoken))
    return ngettext(
        "{what}: at most {number} in {span} ({whose}); there were {sent} already.",
        "{what}: at most {number} in {span} ({whose}); there were {sent} already.",
        number,
        what=_over(spoken, decision),
        span=_span(int(facts["seconds"])),
        whose=whose(spoken),
        sent=facts["sent"],
    )


def _over(spoken: Spoken, decision: Decision) -> str:
    """Say over what a cap counts."""
    over = str(spoken.facts["over"])
    if over in PURPOSES:
        return say_purpose(over)
    if over in CHANNEL_NAMES:
        return _("All that nobody asked for, {channel}", channel=say_channel(over))
    if over == "law":
        return _("{purpose} {channel}", purpose=say_purpose(decision.ask.purpose),
                 channel=say_channel(decision.ask.channel))  # fmt: skip
    return _("All that nobody asked for")


def _span(seconds: int) -> str:
    days = seconds // _DAY
    if seconds % _DAY:
        return ngettext("{number} hour", "{number} hours", seconds // 3600)
    return ngettext("{number} day", "{number} days", days)


def _hours(spoken: Spoken, decision: Decision) -> str:
    there = local(decision.at, decision.zone)
    hours = _week(spoken.facts["hours"])
    if spoken.facts.get("later"):
        return _("And then only in open hours by their clock: {hours} ({whose}).",
                 hours=hours, whose=whose(spoken))  # fmt: skip
    return _("By their clock it is {time} on {day}; open hours are {hours} ({whose}).",
             time=f"{there:%H:%M}", day=_day(there.weekday()), hours=hours,
             whose=whose(spoken))  # fmt: skip


def _week(hours: Mapping[str, str]) -> str:
    """Write hours by weekday, neighbouring days of equal hours together."""
    runs: list[list[int]] = []
    days = [WEEKDAYS.index(day) for day in hours]
    for day in days:
        if runs and runs[-1][-1] == day - 1 and hours[WEEKDAYS[day]] == hours[WEEKDAYS[day - 1]]:
            runs[-1].append(day)
        else:
            runs.append([day])
    return "; ".join(f"{_days(run)} {hours[WEEKDAYS[run[0]]]}" for run in runs)


def _days(run: list[int]) -> str:
    first, last = _day(run[0]), _day(run[-1])
    return first if len(run) == 1 else f"{first}-{last}"


def _day(number: int) -> str:
    """Name a weekday, counted from Monday, in short."""
    from babel.dates import get_day_names

    return str(get_day_names("abbreviated", locale=language())[number])


def _absence(spoken: Spoken, decision: Decision) -> str:
    if spoken.until is None:
        return _("They asked not to be disturbed and did not say until when.")
    return _("They asked not to be disturbed until {when}.",
             when=shown(spoken.until, decision.zone))  # fmt: skip


def _never(spoken: Spoken, decision: Decision) -> str:
    purpose, channel = spoken.facts["purpose"], spoken.facts["channel"]
    until = "" if spoken.until is None else shown(spoken.until, decision.zone)
    if purpose and channel:
        what = _("{purpose} {channel}", purpose=say_purpose(purpose),
                 channel=say_channel(channel))  # fmt: skip
    elif purpose or channel:
        what = say_purpose(purpose) if purpose else say_channel(channel)
    else:
        what = _("all that nobody asked for")
    if until:
        return _("They do not want this until {when}: {what}.", when=until, what=what)
    return _("They do not want this: {what}.", what=what)


def _consent(spoken: Spoken, decision: Decision) -> str:
    del decision
    return _("{whose} wants their consent first ({source}), and none is on record.",
             whose=_capital(whose(spoken)), source=spoken.facts["source"])  # fmt: skip


def _rest(spoken: Spoken, decision: Decision) -> str:
    when = "" if spoken.until is None else shown(spoken.until, decision.zone)
    return _("After a gift nothing is asked before {when}.", when=when)


def _between(spoken: Spoken, decision: Decision) -> str:
    del decision
    return ngettext(
        "Between two offers comes at least {number} contact with nothing to sell, or {span} pass.",
        "Between two offers come at least {number} contacts with nothing to sell, or {span} pass.",
        int(spoken.facts["number"]),
        span=_span(int(spoken.facts["seconds"])),
    )


def _apart(spoken: Spoken, decision: Decision) -> str:
    del spoken, decision
    return _("This customer and this colleague are not brought together again; someone else may.")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
