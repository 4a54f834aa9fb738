"""Values of settings: each reader gives the value it was asked for, or none and the problem."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeGuard
from zoneinfo import ZoneInfo, available_timezones

from goodwill.house.money import currencies
from goodwill.problems import nearest
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Collection

    from goodwill.house.toml import Key, Reading

Reader = Callable[["Reading", "Key", Any], Any]
"""Reads the value of a key; notes what is wrong with it and then gives none."""


def text(reading: Reading, key: Key, value: object) -> str | None:
    """Read a text that says something."""
    if isinstance(value, str) and value.strip():
        return value.strip()
    reading.wrong(key, _("{key} must be a text in quotes.", key=_said(key)))
    return None


def texts(reading: Reading, key: Key, value: object) -> tuple[str, ...] | None:
    """Read a list of texts."""
    if isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value):
        return tuple(item.strip() for item in value)
    what = _("{key} must be a list of texts in quotes.", key=_said(key))
    reading.wrong(key, what, _("Write it like this: {example}", example=f'{key[-1]} = ["a", "b"]'))
    return None


def day(reading: Reading, key: Key, value: object) -> date | None:
    """Read a day, written as 2026-12-25 with or without quotes."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value)  # type: ignore[arg-type]  # another type raises as well
    except (TypeError, ValueError):
        what = _("{key}: {value} is not a day.", key=_said(key), value=value)
        reading.wrong(key, what, _("Write days as year-month-day: 2026-12-25."))
        return None


def zone(reading: Reading, key: Key, value: object) -> str | None:
    """Read a time zone by its IANA name."""
    name = text(reading, key, value)
    if name is None or _is_zone(name):
        return name
    known = available_timezones()
    towns = {whole.rsplit("/", 1)[-1]: whole for whole in sorted(known)}
    meant = towns.get(nearest(name.rsplit("/", 1)[-1], towns) or "") or nearest(name, known)
    what = _('{key}: there is no time zone "{value}".', key=_said(key), value=name)
    reading.wrong(key, what, _did_you_mean(meant, _("Zones are named as in Europe/Warsaw.")))
    return None


def as_table(
    reading: Reading,
    key: Key,
    value: object,
    known: Collection[str] | None = None,
    besides: Collection[str] = (),
) -> dict[str, Any] | None:
    """Read a table; a key of it that is neither among those known nor besides them is noted."""
    if not isinstance(value, dict):
        header = f"[{_said(key)}]"
        reading.wrong(key, _("{key} must be a table.", key=_said(key)),
                      _("Write {header} on a line of its own.", header=header))  # fmt: skip
        return None
    for name in value:
        if known is not None and name not in known and name not in besides:
            reading.unknown((*key, name), known)
    return value


def zones(reading: Reading, key: Key, value: object) -> dict[str, str] | None:
    """Read a table of time zones."""
    table = as_table(reading, key, value)
    if table is None:
        return None
    read = {name: zone(reading, (*key, name), item) for name, item in table.items()}
    return {name: item for name, item in read.items() if item is not None}


def currency(reading: Reading, key: Key, value: object) -> str | None:
    """Read a currency by its ISO 4217 code."""
    code = text(reading, key, value)
    if code is None or code in currencies():
        return code
    what = _('{key}: there is no currency "{value}".', key=_said(key), value=code)
    meant = code.upper() if code.upper() in currencies() else nearest(code, currencies())
    reading.wrong(key, what, _did_you_mean(meant, _("Currencies have three letters, as EUR.")))
    return None


def one_of(choices: Collection[str]) -> Reader:
    """Make a reader of one word out of several."""

    def read(reading: Reading, key: Key, value: object) -> str | None:
        if isinstance(value, str) and value in choices:
            return value
        names = ", ".join(f'"{choice}"' for choice in choices)
        what = _("{key} must be one of {names}.", key=_said(key), names=names)
        meant = nearest(value, choices) if isinstance(value, str) else None
        reading.wrong(key, what, _did_you_mean(meant, ""))
        return None

    return read


def flag(reading: Reading, key: Key, value: object) -> bool | None:
    """Read true or false."""
    if isinstance(value, bool):
        return value
    what = _("{key} must be true or false.", key=_said(key))
    reading.wrong(key, what, _("Write it without quotes."))
    return None


def number(low: float, high: float) -> Reader:
    """Make a reader of a number within limits."""

    def read(reading: Reading, key: Key, value: object) -> float | None:
        if _is_number(value) and low <= value <= high:
            return float(value)
        what = _("{key} must be a number from {low} to {high}.", key=_said(key), low=low, high=high)
        reading.wrong(key, what, _("Write a tenth as 0.1, without quotes or a percent sign."))
        return None

    return read


def whole(low: int, high: int) -> Reader:
    """Make a reader of a whole number within limits."""

    def read(reading: Reading, key: Key, value: object) -> int | None:
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        what = _(
            "{key} must be a whole number from {low} to {high}.",
            key=_said(key),
            low=low,
            high=high,
        )
        reading.wrong(key, what)
        return None

    return read


Limits = dict[str, float]


def limits(reading: Reading, key: Key, value: object) -> dict[str, Limits] | None:
    """Read the limits of standards, leaving those by segment to `segment_limits`."""
    standards = as_table(reading, key, value)
    if standards is None:
        return None
    found = {}
    for standard, names in standards.items():
        table = as_table(reading, (*key, standard), names)
        if table is not None:
            own = {name: item for name, item in table.items() if name != "segments"}
            found[standard] = _numbers(reading, (*key, standard), own)
    return {standard: names for standard, names in found.items() if names}


def segment_limits(
    reading: Reading, key: Key, value: object
) -> dict[str, dict[str, Limits]] | None:
    """Read what `limits` leaves: for a standard and a segment of customers the limits there."""
    if not isinstance(value, dict):
        return None  # `limits` has said so
    found: dict[str, dict[str, Limits]] = {}
    for standard, names in value.items():
        if not isinstance(names, dict) or "segments" not in names:
            continue
        here = (*key, standard, "segments")
        table = as_table(reading, here, names["segments"])
        for segment, own in (table or {}).items():
            inner = as_table(reading, (*here, segment), own)
            if inner:
                found.setdefault(standard, {})[segment] = _numbers(reading, (*here, segment), inner)
    return found


def _numbers(reading: Reading, key: Key, table: dict[str, object]) -> Limits:
    good: Limits = {}
    for name, value in table.items():
        if _is_number(value) and math.isfinite(value):
            good[name] = float(value)
        else:
            reading.wrong((*key, name), _("{key} must be a number.", key=_said((*key, name))))
    return good


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # a folder of zones, an absurd name, an unknown one
        return False
    return True


def _did_you_mean(meant: str | None, otherwise: str) -> str:
    return _('Did you mean "{name}"?', name=meant) if meant else otherwise


def _said(key: Key) -> str:
    return ".".join(key)
