"""The cells of a workbook: what each kind of value becomes, in which format, under which name."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.reports.faces import local_time, say
from goodwill.reports.report import Told
from goodwill.words import language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
"""What the name of a sheet may not hold."""
LONGEST_NAME, LONGEST_TEXT = 31, 32_767
EXACT = 2**53
"""Whole numbers beyond it would lose digits as a cell, and are written as text."""
FIRST_DAY, LAST_DAY = dt.date(1900, 3, 1), dt.date(9999, 12, 31)
"""Days outside mean different dates in different programs, and are written as text."""
MONEY = {"money", "estimate"}
MEASURES = {"number", "share", "percent", "chart", "days", "weeks"}
DATE_ROOM = {"day": 10, "instant": 16}
LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16},
    "head": {"bold": True, "text_wrap": True, "bottom": 1},
    "sentence": {"text_wrap": True},
    "words": {"text_wrap": True},
}
"""How texts look, apart from plain ones."""


class Cell(NamedTuple):
    """What stands in one cell, None where nothing does, and in which format."""

    value: Any
    format: str
    said: str = ""
    """About as it will be shown, to measure its width."""


def cell_of(
    value: Any, kind: str, currency: str, names: Mapping[str, str] | None = None, zone: str = "UTC"
) -> Cell:
    """Turn a value into a cell: money in units, instants by the company's clock, text as text."""
    if isinstance(value, Told):
        return cell_of(value.value, value.kind, currency, names, zone)
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return Cell(None, kind)
    said = say(value, kind, currency, names, zone)
    if kind in MONEY:
        return _money(int(value), kind, currency, said)
    if kind in MEASURES and _countable(value):
        return Cell(value, _format(value, kind), said)
    if kind in DATE_ROOM and isinstance(value, dt.date):
        return _date(value, zone)
    return Cell(text_of(said), "sentence" if kind == "sentence" else "text", said)


def _countable(value: Any) -> bool:
    known = isinstance(value, int | float) and not isinstance(value, bool)
    return known and abs(value) <= EXACT


def _format(value: Any, kind: str) -> str:
    if kind == "number":
        return "whole" if isinstance(value, int) else "number"
    return "share" if kind == "chart" else kind


def _money(units: int, kind: str, currency: str, said: str) -> Cell:
    from goodwill.house import money

    return Cell(float(money.major(units, currency)), kind, said)


def _date(value: dt.date, zone: str) -> Cell:
    """Keep a day, or an instant by the company's clock, as a date that programs can reckon with."""
    local = local_time(value, zone) if isinstance(value, dt.datetime) else value
    kind = "instant" if isinstance(local, dt.datetime) else "day"
    if not FIRST_DAY <= dt.date(local.year, local.month, local.day) <= LAST_DAY:
        said = local.isoformat()
        return Cell(said, "text", said)
    return Cell(local, kind, "0" * DATE_ROOM[kind])


def text_of(text: str) -> str:
    """Make a text fit for a cell: no longer than one may be, and free of broken letters."""
    return text.encode("utf-8", "replace").decode()[:LONGEST_TEXT]


def sheet_name(wished: str, taken: set[str]) -> str:
    """Name a sheet as programs allow, unlike those taken already; notes the name as taken."""
    name = FORBIDDEN.sub(" ", text_of(wished)).strip(" '")[:LONGEST_NAME].strip(" '") or "–"
    number = 1
    while name.casefold() in taken or name.casefold() == "history":  # a name that is reserved
        number += 1
        tail = f" {number}"
        name = f"{name[: LONGEST_NAME - len(tail)].removesuffix(f' {number - 1}')}{tail}"
    taken.add(name.casefold())
    return name


class Formats:
    """The formats of one workbook, each made when it is first asked for."""

    dates = frozenset(DATE_ROOM)

    def __init__(self, book: Workbook, currency: str) -> None:
        self._book = book
        self._made: dict[tuple[str, int, bool], Format] = {}
        self._numbers = {
            "whole": "#,##0",
            "share": "0.0%",
            "percent": "0%",
            "days": f'General"{_unit("days")}"',
            "weeks": f'0.0"{_unit("weeks")}"',
            "day": "yyyy-mm-dd",
            "instant": "yyyy-mm-dd hh:mm",
            "money": money_format(currency, cents=True),
            "estimate": money_format(currency, cents=False),
        }

    def of(self, name: str, depth: int = 0, *, strong: bool = False) -> Format:
        """Give a format: of a kind, set in by so many steps, bold where it is a total."""
        key = (name, depth, strong)
        if key not in self._made:
            look: dict[str, Any] = {"valign": "top", "bold": strong, **LOOKS.get(name, {})}
            if name in self._numbers:
                look["num_format"] = self._numbers[name]
            if depth:
                look["indent"] = depth
            self._made[key] = self._book.add_format(look)
        return self._made[key]


def _unit(kind: str) -> str:
    """Give the unit behind a number of days or weeks, as the page writes it."""
    said = say(1.5, kind, "")
    return re.sub(r"^[\d.,\s]+", " ", said.replace("\u00a0", " ")).replace('"', "")


def money_format(currency: str, *, cents: bool) -> str:
    """Write a currency as the reader's language does, in the notation of number formats."""
    from babel import Locale
    from babel.numbers import get_currency_symbol

    from goodwill.house import money

    digits = money.exponent(currency) if cents else 0
    number = f"#,##0.{'0' * digits}" if digits else "#,##0"
    pattern = str(Locale.parse(language()).currency_formats["standard"].pattern)
    symbol = get_currency_symbol(currency, locale=language())
    apart = "\u00a0" if pattern.startswith("¤") and symbol[-1:].isalpha() else ""
    written = pattern.replace("#,##0.00", number).replace("¤", f"[${symbol}{apart}]")
    return written.replace("\u00a0", " ")
