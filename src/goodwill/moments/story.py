"""A story: moments told in the notation, with who is who and the verdicts expected."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.house.parties import SORTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from goodwill.moments.moment import Moment

WORDS = {"staff": "colleague"} | {sort: sort for sort in SORTS if sort != "colleague"}
"""The words by which a story declares who somebody is, each with the sort of party it means."""

_STAFF = frozenset({"anna", "bob", "charlie", "alice"})


class Name(NamedTuple):
    """Somebody in a story: of which sort, and what the story says about them."""

    name: str
    sort: str
    team: str | None = None
    manager: str | None = None
    segment: str | None = None
    zone: str | None = None

    @property
    def party(self) -> str:
        """The name as the tables hold it: behind the letter of its sort."""
        return SORTS[self.sort] + self.name


class Mark(NamedTuple):
    """A verdict that a story expects: for which name, on the moment at which instant (UTC)."""

    verdict: str
    name: str
    happened_at: datetime
    line: int


class Story(NamedTuple):
    """Moments in the order of their lines, with who is who, what is expected and the close."""

    moments: tuple[Moment, ...]
    names: Mapping[str, Name]
    marks: tuple[Mark, ...]
    closed_at: datetime | None

    def party_of(self, name: str) -> str:
        """Give the party under which the tables of this story hold a name."""
        return self.names[name].party


def usual(name: str) -> Name:
    """Tell who a name is that no line declares: a few are ours by custom, all others customers."""
    if name in _STAFF:
        return Name(name, "colleague")
    return Name(name, "unit" if name == "us" or name.startswith("bot") else "customer")
