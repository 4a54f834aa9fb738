"""What is asked of the guard and what it decides, as data."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Mapping

ALLOWED, DEFERRED, REFUSED = "allowed", "deferred", "refused"
LAW, COMPANY, SEGMENT, PARTY = "law", "company", "segment", "party"
"""Whose rule it is."""


class Ask(NamedTuple):
    """May this party be contacted for this purpose, by this channel, by this person, at this time.

    No person means a machine; no time means now. A gift keeps the time after it free of asking.
    Times are naive UTC.
    """

    party: str
    purpose: str
    channel: str
    person: str | None = None
    at: datetime | None = None
    gift: bool = False


class Spoken(NamedTuple):
    """What one rule said: whose rule, deferred until when or refused, and the facts of it."""

    rule: str
    whose: str
    source: str
    verdict: str
    until: datetime | None
    facts: Mapping[str, Any]


class Decision(NamedTuple):
    """The guard's answer; `until` is the earliest instant at which every rule would allow it."""

    verdict: str
    ask: Ask
    at: datetime
    until: datetime | None
    zone: str
    spoken: tuple[Spoken, ...]
    reservation: int | None = None
    waiting: int | None = None

    @property
    def allowed(self) -> bool:
        """Tell whether the contact may be made now."""
        return self.verdict == ALLOWED

    @property
    def until_local(self) -> datetime | None:
        """The due time by the customer's own clock, with its distance from UTC."""
        return None if self.until is None else local(self.until, self.zone)


def local(instant: datetime, zone: str) -> datetime:
    """Give an instant (naive UTC) by the clock of a zone."""
    return instant.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
