"""How often and at which hours customers may be contacted, as the company sets it in `[guard]`."""

from __future__ import annotations

import re
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from goodwill.house.timetable import WEEKDAYS, Intervals, intervals
from goodwill.house.values import as_table, texts, whole
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodwill.house.toml import Key, Reading

PURPOSES = (
    *("answer", "service", "care", "offer", "survey_case", "survey_year", "dunning", "emergency"),
)
"""For what a customer is contacted; goodwill.care.purposes says what each one means."""
CHANNELS = ("call", "email", "sms", "chat", "post", "visit")
"""By what a customer is contacted."""
NEVER_CAPPED = ("answer", "emergency")
"""What they asked for, and what cannot wait, is not counted out."""
ALL = "all"
"""The name of the cap over all that was not asked for."""

_CAPPED = (ALL, *(each for each in PURPOSES if each not in NEVER_CAPPED), *CHANNELS)
_KEYS = ("floors", "hours", "caps")
_TOP_KEYS = (*_KEYS, "between_offers", "after_gift", "segments")
_SPANS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}
_CAP = re.compile(r"(\d{1,4}) in (\d{1,4}) (hour|day|week)s?")
LONGEST = timedelta(days=3660)
"""No cap looks further back than ten years."""


class Cap(NamedTuple):
    """At most so many contacts in any stretch of time of this length."""

    number: int
    window: timedelta


class Restraint(NamedTuple):
    """What one level says: caps by purpose or channel, hours by weekday (None: nothing), floors."""

    caps: Mapping[str, tuple[Cap, ...]] = MappingProxyType({})
    hours: Mapping[int, Intervals] | None = None
    floors: tuple[str, ...] = ()


def _in_days(number: int, days: int) -> tuple[Cap, ...]:
    return (Cap(number, timedelta(days=days)),)


_WEEKDAY, _SATURDAY = ((9 * 60, 20 * 60),), ((10 * 60, 18 * 60),)
HOURS: Mapping[int, Intervals] = MappingProxyType(
    dict.fromkeys(range(1, 6), _WEEKDAY) | {6: _SATURDAY}
)
"""When a telephone may ring where the company says nothing: not in the evening, not on Sundays."""
CAPS: Mapping[str, tuple[Cap, ...]] = MappingProxyType(
    {
        ALL: _in_days(4, 30),
        "care": _in_days(2, 30),
        "offer": _in_days(1, 30),
        "survey_case": _in_days(1, 30),
        "survey_year": _in_days(1, 365),
        "dunning": _in_days(1, 7),
    }
)
"""The caps of a company that has set none."""


class Guard(NamedTuple):
    """What the company says of everybody and of single segments; the strictest counts."""

    everyone: Restraint = Restraint(CAPS, HOURS)
    segments: Mapping[str, Restraint] = MappingProxyType({})
    between_offers: Cap = Cap(1, timedelta(days=90))
    """Between two offers so many contacts with nothing to sell, or else so much time."""
    after_gift: timedelta = timedelta(days=30)
    """So long after a gift nothing is asked."""


def guard(reading: Reading, key: Key, value: object) -> Guard | None:
    """Read the table of the guard; caps that are not named keep their defaults."""
    table = as_table(reading, key, value, _TOP_KEYS)
    if table is None:
        return None
    own = _restraint(reading, key, {name: table[name] for name in _KEYS if name in table})
    hours = HOURS if own.hours is None else own.hours
    everyone = own._replace(caps={**CAPS, **own.caps}, hours=hours)
    found = Guard(everyone, _segments(reading, (*key, "segments"), table.get("segments", {})))
    if "between_offers" in table:
        between = cap(reading, (*key, "between_offers"), table["between_offers"])
        found = found._replace(between_offers=between or found.between_offers)
    if "after_gift" in table:
        days = whole(0, 3660)(reading, (*key, "after_gift"), table["after_gift"])
        found = found._replace(after_gift=timedelta(days=days or 0))
    return found


def cap(reading: Reading, key: Key, value: object) -> Cap | None:
    """Read a cap as it is written: "2 in 30 days"."""
    found = cap_of(value) if isinstance(value, str) else None
    if found is None:
        what = _("{key} must say how many contacts in how long a time.", key=".".join(key))
        reading.wrong(key, what, _("Write it like this: {example}",
                                   example=f'{key[-1]} = "2 in 30 days"'))  # fmt: skip
    return found


def cap_of(words: str) -> Cap | None:
    """Read the words of a cap; none where they are not understood.

    >>> cap_of("2 in 7 days")
    Cap(number=2, window=datetime.timedelta(days=7))
    """
    match = _CAP.fullmatch(words.strip())
    window = _SPANS[match[3]] * int(match[2]) if match else timedelta()
    return Cap(int(match[1]), window) if match and timedelta() < window <= LONGEST else None


def week(reading: Reading, key: Key, value: object) -> Mapping[int, Intervals] | None:
    """Read hours by weekday; on a day that is not named it is quiet from morning to night."""
    table = as_table(reading, key, value, WEEKDAYS)
    if table is None:
        return None
    found = {}
    for name, words in table.items():
        if name not in WEEKDAYS:
            continue
        hours, wrong = (
            intervals(words)
            if isinstance(words, str)
            else ((), _("hours must be a text in quotes."))
        )
        if wrong:
            hint = _("Write it like this: {example}", example=f'{name} = "9:00-13:00, 14:00-20:00"')
            reading.wrong((*key, name), f"{'.'.join((*key, name))}: {wrong}", hint)
        elif hours:
            found[WEEKDAYS.index(name) + 1] = hours
    return found


def _restraint(reading: Reading, key: Key, table: Mapping[str, object]) -> Restraint:
    found = Restraint()
    if "floors" in table:
        names = texts(reading, (*key, "floors"), table["floors"])
        found = found._replace(floors=names or ())
    if "hours" in table:
        found = found._replace(hours=week(reading, (*key, "hours"), table["hours"]))
    if "caps" in table:
        found = found._replace(caps=_caps(reading, (*key, "caps"), table["caps"]))
    return found


def _caps(reading: Reading, key: Key, value: object) -> dict[str, tuple[Cap, ...]]:
    found = {}
    for name, said in (as_table(reading, key, value, _CAPPED, NEVER_CAPPED) or {}).items():
        if name in NEVER_CAPPED:
            what = _(
                "{key}: what they asked for and emergencies have no cap.",
                key=".".join((*key, name)),
            )
            reading.wrong((*key, name), what, _("Take this line away."))
        elif name in _CAPPED:
            each = said if isinstance(said, list) else [said]
            read = [cap(reading, (*key, name), item) for item in each]
            found[name] = tuple(item for item in read if item is not None)
    return found


def _segments(reading: Reading, key: Key, value: object) -> dict[str, Restraint]:
    if not isinstance(value, dict):
        as_table(reading, key, value, ())
        return {}
    found = {}
    for segment, table in value.items():
        inner = as_table(reading, (*key, segment), table, _KEYS)
        found[segment] = _restraint(reading, (*key, segment), inner or {})
    return found
