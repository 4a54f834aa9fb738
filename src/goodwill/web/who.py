"""Who a member is today: by the office's own list, the staff list, and for whom it stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.ledger import sight
from goodwill.ledger.sight import NOBODY, OUTSIDER, OWNER, Sight
from goodwill.web.branches import branches_of

if TYPE_CHECKING:
    import datetime as dt

    from django.contrib.auth.models import AnonymousUser

    from goodwill.book import Book
    from goodwill.web.models import Member

    Reader = Member | AnonymousUser

STAFF = "staff"


def sight_of(book: Book, member: Reader, today: dt.date) -> Sight:
    """Say what a member may see on a day, with what those see for whom the member stands in."""
    if not in_force(member, today):
        return Sight(NOBODY)
    role, person = getattr(member, "role", ""), getattr(member, "person", "")
    if role in {OWNER, OUTSIDER}:
        return Sight(role, frozenset({person} if person else ()))
    if role != STAFF or not person or not (mine := branches_of(book, {person}, today)):
        return Sight(NOBODY)
    others_for = principals(member, today)
    if any(each.role == OWNER for each in others_for):
        return Sight(OWNER, frozenset({person}))
    others = branches_of(book, {each.person for each in others_for if each.person}, today)
    return sight.sight_of({**mine, **others})


def principals(member: Reader, today: dt.date) -> list[Member]:
    """Give those for whom a member stands in on a day; nobody stands in for who is gone."""
    from goodwill.web.models import Deputy

    standing = Deputy.objects.filter(
        deputy_id=member.pk, from_date__lte=today, until_date__gte=today
    ).select_related("principal")
    return [
        each.principal
        for each in standing
        if each.principal.role in {OWNER, STAFF} and in_force(each.principal, today)
    ]


def in_force(member: Reader, today: dt.date) -> bool:
    """Tell whether somebody is a member still, the last day included."""
    until = getattr(member, "until", None)
    return bool(member.is_active and getattr(member, "role", "")) and (
        until is None or until >= today
    )
