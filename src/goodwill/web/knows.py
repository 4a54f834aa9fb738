"""What the office knows of a reader and a report asks for: what rests, and what customers asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from goodwill import reports
from goodwill.ledger.reach import Given
from goodwill.ledger.today import Plea as Asked

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from django.contrib.auth.models import AnonymousUser

    from goodwill.ledger.reach import Reach
    from goodwill.web.models import Member

    Reader = Member | AnonymousUser


def known(member: Reader, name: str, today: dt.date) -> dict[str, Any]:
    """Give a report what it wants to know of its reader, which no address may name."""
    wanted = getattr(reports.page(name), "FROM_OFFICE", ())
    return {each: _TOLD[each](member, today) for each in wanted}


def resting(member: Reader, today: dt.date) -> tuple[str, ...]:
    """Name the things that a member put off, those that anybody has done, and those given away."""
    from goodwill.web.models import Handing, Tick

    asleep = Q(until=None) | Q(until__gte=today)
    over = Q(state=Tick.DONE) | Q(state=Tick.WRONG) & ~Q(reason=Tick.NOT_MINE)
    mine = Q(member_id=member.pk or 0)
    ticked = Tick.objects.filter(asleep, mine | over).values_list("thing", flat=True)
    given = Handing.objects.filter(giver_id=member.pk or 0, ended_at=None)
    return tuple({*ticked, *given.values_list("thing", flat=True), *never_again(member)})


def put_off(member: Reader, today: dt.date) -> dict[str, dt.date]:
    """Say since when a member has put off what is back today."""
    from goodwill.web.models import Tick

    back = Tick.objects.filter(
        member_id=member.pk or 0, state=Tick.LATER, until__lt=today, since__isnull=False
    )
    return {each.thing: each.since for each in back if each.since is not None}


def handed(member: Reader, today: dt.date) -> dict[str, Given]:
    """Name the things that colleagues passed on to a member: given, or not theirs to do."""
    from goodwill.web.models import Handing, Tick

    below = reach(member, today).below
    declined = Tick.objects.filter(
        state=Tick.WRONG, reason=Tick.NOT_MINE, member__person__in=below
    ).select_related("member")
    got = Handing.objects.filter(taker_id=member.pk or 0, ended_at=None).select_related("giver")
    return {
        **{each.thing: Given(each.member.name, declined=True) for each in declined},
        **{each.thing: Given(each.giver.name) for each in got},
    }


def reach(member: Reader, today: dt.date) -> Reach:
    """Say whose things come to a member."""
    from goodwill.web.access import reach_of

    del today
    return reach_of(member)


def asking(member: Reader, today: dt.date) -> Callable[..., Any]:
    """Give the guard's question."""
    from goodwill.web import guarding

    del today
    return guarding.asking(member)


def objections(member: Reader, today: dt.date) -> tuple[tuple[str, str, int], ...]:
    """Count for each play and reason how often somebody said that it was not right."""
    from django.db.models import Count

    from goodwill.web.models import Tick

    del member, today
    said = Tick.objects.filter(state=Tick.WRONG).exclude(play="")
    rows = said.values_list("play", "reason").annotate(Count("pk")).order_by("play", "reason")
    return tuple((str(play), str(reason), int(number)) for play, reason, number in rows)


def pleas(member: Reader, today: dt.date) -> tuple[Asked, ...]:
    """List what customers asked and nobody else has taken; the report keeps those in sight."""
    from goodwill.web.pairs import apart_from

    del today
    found = _waiting(member)
    never = apart_from(getattr(member, "person", ""), (each.party for each in found))
    return tuple(each for each in found if each.party not in never)


def apart(member: Reader, today: dt.date) -> Callable[[str], set[str]]:
    """Give the question who is kept from a customer."""
    from goodwill.web.pairs import kept_from

    del member, today
    return kept_from


def never_again(member: Reader) -> list[str]:
    """Name the things of customers whom a member shall never meet again."""
    from goodwill.web.pairs import things_of_pairs

    return things_of_pairs(member)


def _waiting(member: Reader) -> tuple[Asked, ...]:
    from goodwill.web.models import Plea

    whose = Q(state=Plea.WAITING) | Q(state=Plea.TAKEN, taken_by_id=member.pk or 0)
    return tuple(
        Asked(
            each.number,
            each.party,
            each.kind == Plea.URGENT,
            each.case or None,
            each.made_at.replace(tzinfo=None),
            each.due_at and each.due_at.replace(tzinfo=None),
        )
        for each in Plea.objects.filter(whose).order_by("made_at")
    )


_TOLD: dict[str, Callable[[Reader, dt.date], Any]] = {
    "resting": resting, "pleas": pleas, "put_off": put_off, "handed": handed, "reach": reach,
    "asking": asking, "objections": objections, "apart": apart,
}  # fmt: skip
