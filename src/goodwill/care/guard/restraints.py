"""The sorts of rules: each tells the earliest instant, from a given one on, at which it allows.

Instants are naive UTC. A rule knows what has been sent and reserved so far; None means never.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from goodwill.house.wall import as_utc

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from goodwill.house.timetable import Intervals

_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)
_DAYS_AHEAD = 400
"""Hours that do not open within so many days never do."""
_HORIZON = timedelta(days=4000)
"""What cannot be within some eleven years cannot be; no cap reaches further."""


class Restraint(Protocol):
    """Anything that may hold a contact back."""

    def earliest(self, at: datetime) -> datetime | None:
        """Give the first instant, not before the given one, at which this rule allows it."""


class Hours(NamedTuple):
    """Open at certain minutes of the local day by weekday (1 is Monday), not on certain days."""

    week: Mapping[int, Intervals]
    zone: str
    closed: frozenset[date] = frozenset()

    def earliest(self, at: datetime) -> datetime | None:
        """Give the instant itself if the clock there shows an open hour, else the next opening."""
        if self.open_at(at):
            return at
        zone = ZoneInfo(self.zone)
        first = at.replace(tzinfo=UTC).astimezone(zone).date()
        for number in range(_DAYS_AHEAD):
            day = first + _DAY * number
            hours = self.week.get(day.isoweekday(), ())
            for opening in _openings(day, hours, self.zone):
                if opening >= at and self.open_at(opening):
                    return opening
        return None

    def open_at(self, at: datetime) -> bool:
        """Tell whether the clock on the wall shows an open hour at an instant."""
        shown = at.replace(tzinfo=UTC).astimezone(ZoneInfo(self.zone))
        if shown.date() in self.closed:
            return False
        minute = shown.hour * 60 + shown.minute
        return any(a <= minute < b for a, b in self.week.get(shown.isoweekday(), ()))


@lru_cache(maxsize=4096)
def _openings(day: date, hours: Intervals, zone: str) -> tuple[datetime, ...]:
    """Give the instants of a local day at which hours may begin.

    A time of day that comes twice begins twice; when the clock jumps it may also jump into, or
    back into, an open hour.
    """
    if not hours:
        return ()
    where = ZoneInfo(zone)
    midnight = datetime.combine(day, time())
    found = set()
    for opens, _closes in hours:
        start = midnight + timedelta(minutes=opens)
        found.add(as_utc(start, where))
        found.add(start - (where.utcoffset(start.replace(fold=1)) or timedelta()))
    return tuple(sorted(found | _jumps(midnight, where)))


def _jumps(midnight: datetime, zone: ZoneInfo) -> set[datetime]:
    """Find the instant within this local day at which the zone's clock jumps, to the second."""
    low, high = as_utc(midnight, zone), as_utc(midnight + _DAY, zone)
    before = _offset(low, zone)
    if _offset(high, zone) == before:
        return set()
    seconds = range(int((high - low).total_seconds()))
    found = bisect_left(
        seconds, 1, key=lambda after: _offset(low + _SECOND * after, zone) != before
    )
    return {low + _SECOND * found}


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    return instant.replace(tzinfo=UTC).astimezone(zone).utcoffset() or timedelta()


class Capped(NamedTuple):
    """At most a number of contacts in any stretch of time; `sent` is sorted and may lie ahead."""

    number: int
    window: timedelta
    sent: Sequence[datetime]

    def earliest(self, at: datetime) -> datetime | None:
        """Give the first instant at which one more would leave every stretch within the cap."""
        if not self.number:
            return None
        ends = (sent + self.window for sent in self.sent)
        return next(t for t in (at, *(end for end in ends if end > at)) if self._fits(t))

    def _fits(self, at: datetime) -> bool:
        near = list(self.sent[bisect_right(self.sent, at - self.window) :])
        place = bisect_right(near, at)
        insort(near, at)
        firsts = range(max(0, place - self.number), min(place, len(near) - 1 - self.number) + 1)
        return all(near[one + self.number] - near[one] >= self.window for one in firsts)


class Between(NamedTuple):
    """Between two offers lie so many contacts with nothing to sell, or else so much time."""

    number: int
    window: timedelta
    offers: Sequence[datetime]
    others: Sequence[datetime]

    def earliest(self, at: datetime) -> datetime | None:
        """Give the first instant at which an offer has enough between it and its neighbours."""
        ends = (offer + self.window for offer in self.offers)
        later = sorted({t for t in (*ends, *self.others) if t > at})
        return next(t for t in (at, *later) if self._fits(t))

    def _fits(self, at: datetime) -> bool:
        place = bisect_right(self.offers, at)
        before, after = self.offers[:place][-1:], self.offers[place : place + 1]
        return all(self._apart(offer, at) for offer in before) and all(
            self._apart(at, offer) for offer in after
        )

    def _apart(self, one: datetime, other: datetime) -> bool:
        between = bisect_right(self.others, other) - bisect_right(self.others, one)
        return between >= self.number or other - one >= self.window


class Held(NamedTuple):
    """Not within certain stretches of time; one without an end lasts for ever."""

    spans: Sequence[tuple[datetime, datetime | None]]

    def earliest(self, at: datetime) -> datetime | None:
        """Give the instant itself, or the end of the stretches that it falls into."""
        for start, end in sorted(self.spans, key=lambda span: span[0]):
            if start <= at and (end is None or at < end):
                if end is None:
                    return None
                at = end
        return at


def agreed(rules: Sequence[Restraint], at: datetime) -> tuple[datetime | None, list[int]]:
    """Give the earliest instant at which all rules allow, and which of them held it back.

    Each rule in turn moves the instant to its own earliest. None of them ever goes too far, so
    the first instant to which all agree is the earliest there is.
    """
    firsts = [rule.earliest(at) for rule in rules]
    spoke = [place for place, first in enumerate(firsts) if first != at]
    now = None if None in firsts else at
    while now is not None and now - at < _HORIZON:
        before = now
        for place, rule in enumerate(rules):
            if now is None:
                break
            then = rule.earliest(now)
            if then != now and place not in spoke:
                spoke.append(place)
            now = then
        if now == before:
            return now, spoke
    return None, spoke
