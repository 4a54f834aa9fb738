"""Backing: who asks for it, who may know of it, until when it is answered, and how often it is.

A wish for backing stays between a member and whoever stands next above. It is no moment, stands in
no report, file, letter or record of deeds, and whoever is not concerned finds nothing there.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from django.utils import timezone

from goodwill.web import line, who
from goodwill.web.access import customers_seen, erased, sight_of, today_here
from goodwill.web.models import Backing, Deputy, Member
from goodwill.web.orders import settings_of_the_house

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser

    Reader = Member | AnonymousUser

SHOWN = dt.timedelta(days=90)
"""Wishes that were answered are listed for so long."""
COUNTED = dt.timedelta(days=365)
FEWEST_PEOPLE = 2
"""A team's wishes are counted only where they are of more than one person."""


class Asked(NamedTuple):
    """A wish for backing as one of the two who know of it reads it."""

    wish: Backing
    customer: str
    """Empty where the reader does not see the customer."""
    mine: bool


class Counted(NamedTuple):
    """How often the people of a team asked for backing within a year, and were answered in time."""

    team: str
    number: int
    in_time: int


def ladder(person: str, asker: int) -> list[frozenset[int]]:
    """Name the members who may answer somebody, the nearest above first, owners last.

    On each rung stands whoever stands there by the staff list, with those who stand in for them
    today; a rung on which nobody may enter the office is left out, as is the one who asks.
    """
    day = today_here()
    entering = line.entering()
    heads = [entering[each] for each in line.above(person) if each in entering]
    owners = [each for each in Member.objects.filter(role=Member.OWNER) if who.in_force(each, day)]
    rungs: list[frozenset[int]] = []
    passed: set[int] = {asker}
    for heads_of_rung in (*([head] for head in heads), owners):
        rung = _with_deputies(heads_of_rung, day) - passed
        if rung:
            rungs.append(frozenset(rung))
            passed |= rung
    return rungs


def _with_deputies(heads: Iterable[Member], day: dt.date) -> set[int]:
    there = {head.pk for head in heads}
    standing = Deputy.objects.filter(
        principal_id__in=there, from_date__lte=day, until_date__gte=day
    ).select_related("deputy")
    return there | {each.deputy.pk for each in standing if who.in_force(each.deputy, day)}


def may_ask(member: Reader) -> bool:
    """Tell whether a member has anybody above to ask."""
    person = getattr(member, "person", "")
    return bool(person and member.pk and ladder(person, member.pk))


def answers(member: Reader, wish: Backing) -> bool:
    """Tell whether a wish is a member's to answer: of the nearest above, then also of the next."""
    rungs = ladder(wish.person, wish.member_id)
    late = wish.late and (wish.open or wish.answered_at is not None)
    return any(member.pk in rung for rung in rungs[: 2 if late else 1])


def seen_by(member: Reader, found: Iterable[Backing]) -> list[Asked]:
    """Keep the wishes that a member made, or may answer; what is of the erased is wiped out."""
    wishes = [
        one for one in found if one.member_id == member.pk
        or (one.withdrawn_at is None
            and (answers(member, one) or one.answered_by_id == member.pk))
    ]  # fmt: skip
    gone = erased(one.party for one in wishes)
    if gone:
        Backing.objects.filter(party__in=gone).update(text="", words="")
    names = customers_seen(member, [one.party for one in wishes if one.party not in gone])
    listed = [Asked(one, names.get(one.party, ""), one.member_id == member.pk)
              for one in wishes if one.party not in gone]  # fmt: skip
    return sorted(listed, key=lambda one: (not one.wish.open, one.wish.due_at))


def recent() -> list[Backing]:
    """List the wishes that wait, and those that were answered of late."""
    since = timezone.now() - SHOWN
    some = Backing.objects.select_related("member", "answered_by").filter(asked_at__gt=since)
    waiting = Backing.objects.select_related("member", "answered_by").filter(
        answered_at=None, withdrawn_at=None, asked_at__lte=since
    )
    return [*some, *waiting]


def due_after(person: str, now: dt.datetime) -> dt.datetime:
    """Give the instant by which a wish of a person made now is answered, by their team's hours."""
    house = settings_of_the_house()
    calendar = house.calendar_of(line.team_of(person) or None)
    naive = now.astimezone(dt.UTC).replace(tzinfo=None)
    return calendar.after(naive, house.backing_hours * 60).replace(tzinfo=dt.UTC)


def counted(member: Reader) -> list[Counted]:
    """Count the wishes of each team in sight within a year, where they are enough to hide one."""
    seen, least = sight_of(member), settings_of_the_house().minimum_count
    teams = line.teams()
    since = timezone.now() - COUNTED
    number: Counter[str] = Counter()
    in_time: Counter[str] = Counter()
    people: dict[str, set[str]] = {}
    for wish in Backing.objects.filter(asked_at__gt=since, withdrawn_at=None):
        team = teams.get(wish.person)
        if team is None or not (seen.whole or team in seen.teams):
            continue
        number[team] += 1
        in_time[team] += wish.answered_at is not None and not wish.late
        people.setdefault(team, set()).add(wish.person)
    return [
        Counted(team, many, in_time[team]) for team, many in sorted(number.items())
        if many >= least and len(people[team]) >= FEWEST_PEOPLE
    ]  # fmt: skip


def waiting_for(member: Reader) -> int:
    """Count the wishes that wait for a member's answer."""
    waiting = Backing.objects.filter(answered_at=None, withdrawn_at=None)
    return sum(answers(member, one) for one in waiting.exclude(member_id=member.pk or 0))


def answered_lately(member: Reader) -> list[Backing]:
    """List the answers that a member got within the last days."""
    since = timezone.now() - dt.timedelta(days=7)
    mine = Backing.objects.filter(member_id=member.pk or 0, answered_at__gt=since)
    return list(mine.select_related("answered_by").order_by("-answered_at"))
