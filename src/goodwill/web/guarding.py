"""The guard of the office's book: asked before a contact is proposed, told when one was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.care.guard import Ask, Guard
from goodwill.web.office import book_folder
from goodwill.web.orders import settings_of_the_house

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.contrib.auth.models import AnonymousUser

    from goodwill.care.contact import Contact
    from goodwill.care.guard import Decision
    from goodwill.house.settings import Settings
    from goodwill.web.models import Member

    Reader = Member | AnonymousUser

_KEPT: dict[Path, tuple[Settings, Guard]] = {}


def guard_of_the_house() -> Guard:
    """Give the guard of the book that is open, which serves all threads."""
    folder, settings = book_folder(), settings_of_the_house()
    kept = _KEPT.get(folder)
    if kept is None or kept[0] is not settings:
        if kept is not None:
            kept[1].close()
        kept = _KEPT[folder] = (settings, Guard(folder, settings))
    return kept[1]


def ask_of(member: Reader, party: str, contact: Contact) -> Ask:
    """Write what the guard is asked on behalf of a member."""
    person = getattr(member, "person", "") or None
    return Ask(party, contact.purpose, contact.channel, person, gift=contact.gift)


def asking(member: Reader) -> Callable[[str, Contact], Decision]:
    """Give the question whether a member may contact a party now."""
    guard = guard_of_the_house()
    return lambda party, contact: guard.may(ask_of(member, party, contact))
