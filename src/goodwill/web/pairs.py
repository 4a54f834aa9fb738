"""Pairs of a customer and a colleague who shall not meet again, as the guard keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.care.guard import Guard
from goodwill.web.office import book_folder
from goodwill.web.orders import settings_of_the_house

if TYPE_CHECKING:
    from collections.abc import Iterable


def kept_from(party: str) -> set[str]:
    """Name the colleagues whom a customer shall never meet again, under any of its records."""
    with Guard(book_folder(), settings_of_the_house()) as guard:
        return guard.apart(party)


def apart_from(person: str, parties: Iterable[str]) -> set[str]:
    """Name those of some customers whom a colleague shall never meet again."""
    if not person:
        return set()
    with Guard(book_folder(), settings_of_the_house()) as guard:
        return {party for party in set(parties) if person in guard.apart(party)}
