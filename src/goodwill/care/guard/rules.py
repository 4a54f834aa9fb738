"""Which rules hold for one contact: of law, company, segment and party, each with its facts."""

from __future__ import annotations

import json
from bisect import bisect_right
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.care.guard import store
from goodwill.care.guard.decision import COMPANY, LAW, PARTY, SEGMENT, Ask
from goodwill.care.guard.restraints import Between, Capped, Held, Hours, Restraint
from goodwill.care.purposes import LOUD, NOT_SELLING, PURPOSES, SELLING, UNASKED, Purpose
from goodwill.house.guard import ALL, CHANNELS, Cap, cap_of
from goodwill.house.hours import EPOCH
from goodwill.house.timetable import WEEKDAYS, intervals, written

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from goodwill.care.guard.law import Preset
    from goodwill.care.guard.store import Wish
    from goodwill.house import guard as house
    from goodwill.house.timetable import Intervals

_BEGIN = EPOCH
"""What has no beginning of its own has always held."""


class Rule(NamedTuple):
    """A rule that may speak: what it is called, whose it is, where it stands, what it knows."""

    name: str
    whose: str
    source: str
    facts: Mapping[str, Any]
    restraint: Restraint

    def earliest(self, at: datetime) -> datetime | None:
        """Give the first instant, not before the given one, at which this rule allows it."""
        return self.restraint.earliest(at)


class Scope(NamedTuple):
    """A cap before anybody was counted: over which purposes and by which channels."""

    whose: str
    source: str
    over: str
    purposes: frozenset[str]
    channels: frozenset[str] | None
    cap: Cap


class Place(NamedTuple):
    """Where a contact meets its rules: the records of the party, its zone, its segment."""

    con: sqlite3.Connection
    parties: tuple[str, ...]
    zone: str
    segment: str | None
    closed: frozenset[date]


class Says(NamedTuple):
    """What company, segments and law say; the same for every contact."""

    company: house.Guard
    floors: Mapping[str, Sequence[Preset]]
    """By segment; those of everybody under no name."""

    def restraints(self, segment: str | None) -> Iterator[tuple[str, str, house.Restraint]]:
        """Give the restraints of the company and of a segment, with whose they are."""
        yield COMPANY, "", self.company.everyone
        if segment is not None and segment in self.company.segments:
            yield SEGMENT, segment, self.company.segments[segment]

    def presets(self, segment: str | None) -> list[Preset]:
        """Give the floors of law for a segment and for everybody."""
        return [*self.floors.get("", ()), *(self.floors.get(segment, ()) if segment else ())]


def of(says: Says, place: Place, ask: Ask, at: datetime) -> list[Rule]:
    """Gather every rule that this contact has to heed."""
    purpose = PURPOSES[ask.purpose]
    found = [_apart(place, ask.person)] if ask.person else []
    if purpose.name == "emergency":
        return found
    wishes = store.wishes(place.con, place.parties)
    found += _hours(says, place, ask, purpose)
    found += _consents(says, place, ask, wishes)
    found += _wishes(place, ask, purpose, wishes)
    if purpose.name == "answer":
        return found
    scopes = [*_scopes(says, place, ask), *_own_scopes(ask, wishes)]
    return [*found, *_caps(place, scopes, at), *_of_offers(says, place, purpose, at)]


def _apart(place: Place, person: str | None) -> Rule:
    never = person in store.apart(place.con, place.parties)
    return Rule("apart", PARTY, "", {}, Held([(_BEGIN, None)] if never else []))


def _hours(says: Says, place: Place, ask: Ask, purpose: Purpose) -> Iterator[Rule]:
    """Give the hours that hold for this channel, by the customer's own clock."""
    if ask.channel in LOUD and purpose.heeds_hours:
        for whose, source, said in says.restraints(place.segment):
            if said.hours is not None:
                yield _hours_of(whose, source, said.hours, place, place.closed)
    for preset in says.presets(place.segment):
        for floor in preset.floors:
            if floor.hours is not None and _meant(floor, ask):
                closed = frozenset() if floor.holidays else place.closed
                facts = {"place": preset.name, "source": floor.source}
                yield _hours_of(LAW, preset.name, floor.hours, place, closed, facts)


def _hours_of(
    whose: str,
    source: str,
    week: Mapping[int, Intervals],
    place: Place,
    closed: frozenset[date],
    facts: Mapping[str, Any] | None = None,
) -> Rule:
    told = {**(facts or {}), "hours": written(week), "zone": place.zone}
    return Rule("hours", whose, source, told, Hours(week, place.zone, closed))


def _meant(floor: Any, ask: Ask) -> bool:
    return ask.purpose in floor.purposes and ask.channel in floor.channels


def _consents(says: Says, place: Place, ask: Ask, wishes: Sequence[Wish]) -> Iterator[Rule]:
    """Give a refusal where the law wants a consent that nobody gave."""
    given = any(wish.sort == "consent" and _fits(wish, ask) for wish in wishes)
    for preset in says.presets(place.segment):
        for floor in preset.floors:
            if floor.consent and _meant(floor, ask):
                facts = {"place": preset.name, "source": floor.source}
                spans = [] if given else [(_BEGIN, None)]
                yield Rule("consent", LAW, preset.name, facts, Held(spans))


def _fits(wish: Wish, ask: Ask) -> bool:
    return wish.purpose in (None, ask.purpose) and wish.channel in (None, ask.channel)


def _wishes(place: Place, ask: Ask, purpose: Purpose, wishes: Sequence[Wish]) -> Iterator[Rule]:
    """Give what the party itself asked for: not until, never, and at which hours."""
    for wish in wishes:
        if not _fits(wish, ask) or not _heeds(purpose, ask.channel, wish):
            continue
        facts = {"purpose": wish.purpose, "channel": wish.channel}
        if wish.sort == "absence":
            yield Rule("absence", PARTY, "", facts, Held([(wish.from_at or _BEGIN, wish.until)]))
        elif wish.sort == "never":
            yield Rule("never", PARTY, "", facts, Held([(wish.from_at or _BEGIN, wish.until)]))
        elif wish.sort == "hours" and ask.channel in LOUD:
            yield _hours_of(PARTY, "", hours_of(wish.value or "{}"), place, frozenset())


def _heeds(purpose: Purpose, channel: str, wish: Wish) -> bool:
    """Tell whether a wish binds: a channel they named always, a general one what is not asked for.

    Papers of what they bought still come by post or e-mail to somebody who wants to be left alone.
    """
    if wish.sort == "hours" or wish.channel or wish.purpose:
        return True
    return purpose.heeds_absence and (purpose.unasked or channel in LOUD)


def hours_of(value: str) -> dict[int, Intervals]:
    """Read hours by weekday out of the words of a wish."""
    return {
        WEEKDAYS.index(day) + 1: intervals(hours)[0] for day, hours in json.loads(value).items()
    }


def _scopes(says: Says, place: Place, ask: Ask) -> Iterator[Scope]:
    """Give every cap of company, segment and law into which this contact falls."""
    for whose, source, said in says.restraints(place.segment):
        yield from _named_scopes(whose, source, said.caps, ask)
    for preset in says.presets(place.segment):
        for floor in preset.floors:
            if floor.caps and _meant(floor, ask):
                scope = partial(Scope, LAW, preset.name, "law", floor.purposes, floor.channels)
                yield from map(scope, floor.caps)


def _named_scopes(
    whose: str, source: str, caps: Mapping[str, Iterable[Cap]], ask: Ask
) -> Iterator[Scope]:
    for over, each in caps.items():
        purposes = UNASKED if over == ALL or over in CHANNELS else frozenset({over})
        channels = frozenset({over}) if over in CHANNELS else None
        if ask.purpose in purposes and (channels is None or ask.channel in channels):
            yield from (Scope(whose, source, over, purposes, channels, cap) for cap in each)


def _own_scopes(ask: Ask, wishes: Iterable[Wish]) -> Iterator[Scope]:
    """Give the caps that the party itself asked for."""
    for wish in wishes:
        cap = cap_of(wish.value or "") if wish.sort == "cap" else None
        if cap is not None and _fits(wish, ask):
            purposes = frozenset({wish.purpose}) if wish.purpose else UNASKED
            channels = frozenset({wish.channel}) if wish.channel else None
            if ask.purpose in purposes:
                over = wish.purpose or wish.channel or ALL
                yield Scope(PARTY, "", over, purposes, channels, cap)


def _caps(place: Place, scopes: Sequence[Scope], at: datetime) -> Iterator[Rule]:
    """Count what was sent, once for every purpose, and hold each cap against it."""
    sent = {}
    for purpose in {each for scope in scopes for each in scope.purposes}:
        longest = max(scope.cap.window for scope in scopes if purpose in scope.purposes)
        sent[purpose] = store.sent(place.con, place.parties, purpose, at - longest)
    for scope in scopes:
        since = store.micro(at - scope.cap.window)
        times = sorted(
            when
            for purpose in scope.purposes
            for when, channel in sent[purpose]
            if when > since and (scope.channels is None or channel in scope.channels)
        )
        last = _from_last(times, store.micro(at), scope.cap.number)
        counted = Capped(*scope.cap, [store.instant(when) for when in last])
        facts = {
            "over": scope.over,
            "number": scope.cap.number,
            "seconds": int(scope.cap.window.total_seconds()),
            "sent": len(times),
        }
        yield Rule("cap", scope.whose, scope.source, facts, counted)


def _of_offers(says: Says, place: Place, purpose: Purpose, at: datetime) -> Iterator[Rule]:
    """Give what holds offers and questions back: the gift before, and too little in between."""
    if purpose.rests:
        spans = store.rests(place.con, place.parties, at)
        held = Held([(store.instant(a), store.instant(b)) for a, b in spans])
        yield Rule("rest", COMPANY, "", {}, held)
    between = says.company.between_offers
    if purpose.sells and between.number:
        facts = {"number": between.number, "seconds": int(between.window.total_seconds())}
        yield Rule("between", COMPANY, "", facts, _between(place, between, at))


def _between(place: Place, between: Cap, at: datetime) -> Between:
    """Gather the last offer and those reserved ahead, and what came after each of them."""
    found = (
        store.instant(when)
        for purpose in SELLING
        for when, _channel in store.sent(place.con, place.parties, purpose, at - between.window)
    )
    offers = _from_last(sorted(found), at, 1)
    others = sorted(
        {
            (when, purpose)
            for purpose in NOT_SELLING
            for after in (*offers, at)
            for when, _channel in store.sent(
                place.con, place.parties, purpose, after, most=between.number, states=(store.SENT,)
            )
        }
    )
    return Between(*between, offers, [store.instant(when) for when, _purpose in others])


def _from_last(times: Sequence[Any], at: Any, number: int) -> Sequence[Any]:
    """Give the last few of sorted times up to an instant and all after it; no other can matter."""
    return times[max(0, bisect_right(times, at) - number) :]
