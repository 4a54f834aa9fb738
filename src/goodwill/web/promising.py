"""Promises to customers: who may see them, who may answer for them, and until when they run."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from goodwill.house.hours import end_of_day
from goodwill.house.wall import as_utc
from goodwill.ledger.owed import CALLBACK, deadline, limits_of
from goodwill.web.access import closed_for, customers_seen, erased, sight_of
from goodwill.web.line import entering
from goodwill.web.models import Promise
from goodwill.web.orders import settings_of_the_house
from goodwill.web.pairs import kept_from

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser

    from goodwill.ledger.sight import Sight
    from goodwill.web.models import Member

    Reader = Member | AnonymousUser

SHOWN = dt.timedelta(days=90)
"""Promises that ended are listed for so long."""


class Place(NamedTuple):
    """A customer as a promise needs it: the clock, and the cases it may be about."""

    zone: str
    cases: list[str]
    callback: dt.datetime | None
    """By when whoever asks for a call-back now is called, if no time is agreed."""


class Listed(NamedTuple):
    """A promise as one reader sees it."""

    promise: Promise
    customer: str
    zone: str
    abroad: bool
    """Whether the customer lives by another clock than the house."""
    owner: str
    """Who answers for it, where the reader may know."""
    acts: bool
    """Whether the reader may keep, move or take it back."""
    mine: bool


def place_of(member: Reader, party: str) -> Place:
    """Say by whose clock a promise to a customer runs, and what it may be about."""
    with closed_for(member) as closed:
        row = closed.con.execute(
            "SELECT zone, segment FROM parties WHERE party = ?", [party]
        ).fetchone()
        cases = closed.con.execute(_CASES, [party]).fetchall()
        zone, segment = row or (None, None)
        limits = limits_of(closed.standards(), CALLBACK, segment)
        now = timezone.now().replace(tzinfo=None)
        due = deadline(limits, CALLBACK, now, closed.calendar_of(None))
        due = due and due.replace(tzinfo=dt.UTC)
    by_segment = settings_of_the_house().zones_of_segment.get(segment or "")
    return Place(zone or by_segment or closed.zone, [case for (case,) in cases], due)


_CASES = """
SELECT case_id FROM cases WHERE party = ? AND sort NOT IN ('invoice', 'bill', 'pay', 'promise')
ORDER BY last_at DESC, case_id LIMIT 20
"""


def until(day: dt.date, time: dt.time | None, zone: str) -> dt.datetime:
    """Give the instant until which a promise runs: a day ends at 23:59:59 of the customer's clock.

    With a time, that minute of the day; one that a clock change skips is the end of the skip.
    """
    if time is None:
        return end_of_day(day, zone).replace(tzinfo=dt.UTC)
    return as_utc(dt.datetime.combine(day, time), ZoneInfo(zone)).replace(tzinfo=dt.UTC)


def possible_owners(member: Member, party: str) -> list[Member]:
    """List who may answer for a promise to a customer: oneself, or somebody below; never a pair."""
    seen, kept_apart = sight_of(member), kept_from(party)
    others = [
        one for person, one in entering().items()
        if one.pk != member.pk and (seen.whole or person in seen.below)
    ]  # fmt: skip
    ranked = [member, *sorted(others, key=lambda one: one.name.casefold())]
    return [one for one in ranked if not one.person or one.person not in kept_apart]


def seen_by(member: Reader, found: Iterable[Promise], *, of_customer: bool = False) -> list[Listed]:
    """Keep the promises that a member may see, late first, by when they are due.

    Those of a list are one's own, and of those below; on the page of a customer all are shown.
    """
    promises = list(found)
    gone = erased(each.party for each in promises)
    if gone:
        Promise.objects.filter(party__in=gone).update(text="", reply="", next_step="")
    seen = sight_of(member)
    names = customers_seen(member, [each.party for each in promises if each.party not in gone])
    zones, house = _zones(member, names), settings_of_the_house().zone
    listed = [
        _listed(member, seen, each, (names[each.party], zones[each.party], house))
        for each in promises if each.party in names
    ]  # fmt: skip
    kept = [one for one in listed if of_customer or one.acts]
    return sorted(kept, key=lambda one: (not one.promise.open, one.promise.due_at))


def _listed(member: Reader, seen: Sight, promise: Promise, told: tuple[str, str, str]) -> Listed:
    """Lay out a promise for a reader; `told` is the customer's name and clock, and our own."""
    owner, (customer, zone, house) = promise.owner, told
    mine = owner is not None and owner.pk == member.pk
    known = owner is not None and (seen.whole or mine or owner.person in seen.known)
    acts = known or seen.whole or promise.given_by_id == member.pk
    named = owner.name if owner and known else ""
    return Listed(promise, customer, zone, zone != house, named, acts, mine)


def _zones(member: Reader, names: Iterable[str]) -> dict[str, str]:
    """Give the time zone of each of some customers."""
    wanted = sorted(names)
    if not wanted:
        return {}
    by_segment = settings_of_the_house().zones_of_segment
    marks = ", ".join("?" * len(wanted))
    with closed_for(member) as closed:
        rows = closed.con.execute(
            f"SELECT party, zone, segment FROM parties WHERE party IN ({marks})", wanted
        ).fetchall()
        ours = closed.zone
    return {party: zone or by_segment.get(segment or "") or ours for party, zone, segment in rows}


def recent() -> Q:
    """Say which promises are listed at all: open ones, and those that ended of late."""
    return Q(state=Promise.OPEN) | Q(ended_at__gt=timezone.now() - SHOWN)
