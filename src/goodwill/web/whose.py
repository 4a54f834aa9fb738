"""Whose things of today come to a member: by the staff list, the members, and deputies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.ledger.reach import Reach, reach
from goodwill.web import who
from goodwill.web.branches import managers_of

if TYPE_CHECKING:
    import datetime as dt

    from django.contrib.auth.models import AnonymousUser

    from goodwill.book import Book
    from goodwill.ledger.sight import Sight
    from goodwill.web.models import Member

    Reader = Member | AnonymousUser


def reach_of(book: Book, member: Reader, seen: Sight, today: dt.date) -> Reach:
    """Say whose things come to a member who sees so much, today."""
    person = getattr(member, "person", "")
    away = {each.person for each in who.principals(member, today) if each.person}
    return reach(
        managers_of(book, today),
        _entering(today),
        frozenset({person} if person else ()),
        frozenset(away),
        owner=seen.whole,
    )


def _entering(today: dt.date) -> frozenset[str]:
    """Name everybody of the staff list who may enter the office today."""
    from goodwill.web.models import Member

    some = Member.objects.exclude(person="").filter(role__in=(Member.OWNER, Member.STAFF))
    return frozenset(each.person for each in some if who.in_force(each, today))
