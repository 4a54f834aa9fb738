"""The words of every screen and message, in English, Polish, Russian and Ukrainian."""

from __future__ import annotations

import gettext as catalogues
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGES = {"en": "English", "pl": "Polski", "ru": "Русский", "uk": "Українська"}
"""Each language by its code, under its own name."""

LOCALE = Path(__file__).parent / "locale"
_language: ContextVar[str] = ContextVar("language", default="en")


@cache
def _catalogue(language: str) -> catalogues.NullTranslations:
    return catalogues.translation("goodwill", LOCALE, [language], fallback=True)


def language() -> str:
    """Give the code of the language now spoken."""
    return _language.get()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak one of the four languages within a block; an unknown code means English."""
    token = _language.set(code if code in LANGUAGES else "en")
    try:
        yield
    finally:
        _language.reset(token)


def _(sentence: str, /, **values: object) -> str:
    """Translate a sentence and put the values into its {places}."""
    said = _catalogue(_language.get()).gettext(sentence)
    return _filled(said, values) if values else said


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """Translate a counted sentence with the plural that this number takes; {number} is given."""
    said = _catalogue(_language.get()).ngettext(one, many, number)
    return _filled(said, {"number": grouped(number), **values})


def _filled(said: str, values: dict[str, object]) -> str:
    """Put the values into their places; one that ends in a stop, as dates may, needs no second."""
    for name, value in values.items():
        if isinstance(value, str) and value.endswith("."):
            place = f"{{{name}}}"
            if f"{place}.." not in said:
                said = said.replace(f"{place}.", place)
    return said.format(**values)


def grouped(number: int) -> str:
    """Write a count with its thousands apart, as readers of the spoken language do."""
    digits = f"{number:,}"
    return digits if _language.get() == "en" else digits.replace(",", "\u00a0")


def pgettext(context: str, word: str) -> str:
    """Translate a word that would be ambiguous without its context, such as 'open'."""
    return _catalogue(_language.get()).pgettext(context, word)


def mark(sentence: str) -> str:
    """Mark a sentence for translation where it is declared; it is translated where it is said."""
    return sentence


def nmark(one: str, many: str) -> str:
    """Mark a counted sentence for translation where it is declared."""
    del many
    return one
