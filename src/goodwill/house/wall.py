"""The clock on the wall: which instant a local time means when the clocks change."""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


def as_utc(local: datetime, zone: ZoneInfo) -> datetime:
    """Give the instant of a wall-clock time: the first of two, or that of the skip over it."""
    early, late = shift(local, zone), shift(local.replace(fold=1), zone)
    if late <= early:
        return local - early
    return _skip(local - late, local - early, zone)


def _skip(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """Find the instant between two at which the zone's clock jumps, to the second."""

    def jumped(seconds: int) -> bool:
        instant = (low + timedelta(seconds=seconds)).replace(tzinfo=UTC)
        return instant.astimezone(zone).utcoffset() != before

    before = low.replace(tzinfo=UTC).astimezone(zone).utcoffset()
    span = int((high - low).total_seconds())
    return low + timedelta(seconds=bisect_left(range(span + 1), 1, key=jumped))


def shift(local: datetime, zone: ZoneInfo) -> timedelta:
    """Give how far the zone is ahead of UTC at a local time; of two such times, at the first."""
    return zone.utcoffset(local) or timedelta()
