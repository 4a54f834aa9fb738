"""Figures in a sentence: {share:%}, {runs_out:day}, and {days:day|days} counted rightly."""

from __future__ import annotations

import datetime as dt
import re
from string import Formatter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PERCENT, DAY = "%", "day"
"""The forms of a place, besides none for a plain number and a|b|c for a counted word."""

FORMS: Final = {"en": 2, "pl": 3, "ru": 3, "uk": 3}
"""How many forms a counted word has: one, few and many, or in English one and many."""

_BRACKETS: Final = re.compile(r"\[([^\[\]]*)\]")

UNKNOWN: Final = "?"
"""Stands where a figure is not known."""


class Place(NamedTuple):
    """A place in a sentence: the name of a figure and the form in which it is put there."""

    name: str
    form: str

    @property
    def counted(self) -> list[str]:
        """The forms of a counted word; none where the place is no such word."""
        return self.form.split("|") if "|" in self.form else []


def places(sentence: str) -> Iterator[Place]:
    """Give the places of a sentence; a brace that is not closed is a ValueError."""
    for _text, name, form, turn in Formatter().parse(sentence):
        if name is not None:
            yield Place(name + (f"!{turn}" if turn else ""), form or "")


def said(sentence: str, figures: Mapping[str, Any], spoken: str) -> str:
    """Put figures into the places of a sentence as readers of a language write them.

    What stands in square brackets is left out where one of its figures is not known.
    """
    whole = ""
    for number, part in enumerate(_BRACKETS.split(sentence)):
        within = number % 2 == 1
        if not within or all(_known(figures.get(place.name)) for place in places(part)):
            whole = _filled(whole, part, figures, spoken)
    return whole.strip()


def _filled(whole: str, part: str, figures: Mapping[str, Any], spoken: str) -> str:
    for text, name, form, _turn in Formatter().parse(part):
        # a date may end with a full stop of its own, as in 2 марта 2026 г.
        whole += text[1:] if whole.endswith(".") and text.startswith(".") else text
        if name is not None:
            whole += _put(figures.get(name), Place(name, form or ""), spoken)
    return whole


def _known(value: Any) -> bool:
    return value is not None and value == value  # noqa: PLR0124 - a figure that is not a number


def _put(value: Any, place: Place, spoken: str) -> str:
    if not _known(value):
        return UNKNOWN
    if place.counted:
        return _counted(value, place.counted, spoken)
    if isinstance(value, dt.date):
        return _day(value, spoken)
    if isinstance(value, str):
        return value
    return _number(value, place.form, spoken)


def _day(value: dt.date, spoken: str) -> str:
    from babel.dates import format_date

    return str(format_date(value, format="long", locale=spoken))


def _number(value: float, form: str, spoken: str) -> str:
    from babel.numbers import format_decimal, format_percent

    if form == PERCENT:
        return str(format_percent(round(float(value), 2), locale=spoken))
    rough = round(float(value), 1 if abs(value) < 10 else 0)
    return str(format_decimal(rough, locale=spoken))


def _counted(value: float, forms: list[str], spoken: str) -> str:
    """Choose the form of a word that this number takes."""
    from babel import Locale

    rough = round(float(value), 1 if abs(value) < 10 else 0)
    number = int(rough) if rough == int(rough) else rough
    category = Locale(spoken).plural_form(number)
    # a fraction of a day takes the form of the few: 2,5 dnia, 2,5 дня
    order = {"one": 0, "few": 1, "many": len(forms) - 1, "other": 1}
    return forms[min(order.get(category, 1), len(forms) - 1)]
