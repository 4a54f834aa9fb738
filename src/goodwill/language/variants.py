"""The same sentence as others type it: every variant of a bad example must be remarked on too."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from goodwill.words import _, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

_GREETING = {
    "en": "Hi Anna,\n",
    "pl": "Dzień dobry, Anno,\n",
    "ru": "Здравствуйте, Анна!\n",
    "uk": "Вітаю, Анно!\n",
}
_NOT = {"pl": "Nie ", "ru": "Не ", "uk": "Не "}
"""What negates any verb when it stands before it."""

NAMES = (
    mark("with a curly apostrophe"), mark("with the letter apostrophe"),
    mark("with no-break spaces"), mark("with accents as marks of their own"),
    mark("with ё as е"), mark("after a greeting"), mark("with a name behind it"),
    mark("in small letters"), mark("with capitals at each word"),
)  # fmt: skip
"""What the variants are called."""


def variants(text: str, language: str, *, cased: bool) -> Iterator[tuple[str, str]]:
    """Give each variant of a text that differs from it, with what it is called.

    Cased texts mean their capitals, so their letters keep them.
    """
    curly, letter, spaces, marks, yo, greeted, signed, small, capitals = NAMES
    made = [
        (curly, text.replace("'", "\u2019")),
        (letter, text.replace("'", "\u02bc")),
        (spaces, text.replace(" ", "\u00a0")),
        (marks, unicodedata.normalize("NFD", text)),
        (yo, text.replace("ё", "е").replace("Ё", "Е")),
        (greeted, _GREETING[language] + text),
        (signed, f"{text} -Kate"),
    ]
    if not cased:
        made += [(small, text.lower()), (capitals, _title(text))]
    for name, other in made:
        if other != text:
            yield _(name), other


def negated(text: str, start: int, language: str) -> str:
    """Give a text with a negation before the place of a remark; nothing in English."""
    if language not in _NOT:
        return ""
    return text[:start] + _NOT[language] + text[start : start + 1].lower() + text[start + 1 :]


def _title(text: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in text.split(" "))
