"""What the office knows of a reader and a report asks for: what rests, and what customers asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from goodwill import reports
from goodwill.ledger.today import Plea as Asked

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from django.contrib.auth.models import AnonymousUser

    from goodwill.web.models import Member

    Reader = Member | AnonymousUser


def known(member: Reader, name: str, today: dt.date) -> dict[str, Any]:
    """Give a report what it wants to know of its reader, which no address may name."""
    wanted = getattr(reports.page(name), "FROM_OFFICE", ())
    return {each: _TOLD[each](member, today) for each in wanted}


def resting(member: Reader, today: dt.date) -> tuple[str, ...]:
    """Name the things that a member has done or put off."""
    from goodwill.web.models import Tick

    asleep = Q(until=None) | Q(until__gte=today)
    found = Tick.objects.filter(asleep, member_id=member.pk or 0)
    return tuple(found.values_list("thing", flat=True))


def pleas(member: Reader, today: dt.date) -> tuple[Asked, ...]:
    """List what customers asked and nobody has answered; the report keeps those in sight."""
    from goodwill.web.models import Plea

    del member, today
    return tuple(
        Asked(
            each.number,
            each.party,
            each.kind == Plea.URGENT,
            each.case or None,
            each.made_at.replace(tzinfo=None),
            each.due_at and each.due_at.replace(tzinfo=None),
        )
        for each in Plea.objects.filter(state__in=Plea.OPEN).order_by("made_at")
    )


_TOLD: dict[str, Callable[[Reader, dt.date], Any]] = {"resting": resting, "pleas": pleas}
