"""The house dictionary at work: words the house says otherwise, its jargon, and what it allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.language.forms import bends, forms, prepare
from goodwill.language.item import Item, items
from goodwill.language.rule import Rule
from goodwill.words import _

if TYPE_CHECKING:
    from goodwill.house.dictionary import Words


_OTHER = {
    "en": ("pl", frozenset("ąćęłńóśźż")),
    "pl": ("en", frozenset()),
    "ru": ("uk", frozenset("іїєґ")),
    "uk": ("ru", frozenset("ыэъё")),
}
"""The other language of the same alphabet, and the letters that only it has."""


class Dictionary(NamedTuple):
    """The house's rules in one language, and the words on which nothing is ever remarked."""

    rules: tuple[Rule, ...] = ()
    allowed: tuple[Item, ...] = ()


def dictionary(house: Words | None, language: str) -> Dictionary:
    """Make the rules of a house dictionary for one language, with all forms of each word."""
    if house is None:
        return Dictionary()
    words = (*house.words, *house.words.values(), *house.jargon, *house.allow, *house.product_terms)
    prepare((word for word in words if _bends(word, language)), language)
    said = [
        _rule("jargon.house_word", language, _item(form, language), replaced, _not(word, instead))
        for word, instead in house.words.items()
        if _of(word, language)
        for form, replaced in _forms(word, instead, language)
    ]
    listed = [
        _rule("jargon.listed", language, _inflected(word, language), "", _listed(word))
        for word in house.jargon
        if _of(word, language)
    ]
    allowed = [
        _inflected(word, language)
        for word in (*house.allow, *house.product_terms)
        if _of(word, language)
    ]
    return Dictionary((*said, *listed), tuple(allowed))


def _of(word: str, language: str) -> bool:
    """Tell whether a word may be of a language, by its alphabet; a term in Latin is of all."""
    return not _is_cyrillic(word) or language in {"ru", "uk"}


def _is_cyrillic(word: str) -> bool:
    return any("\u0400" <= letter <= "\u04ff" for letter in word)


def _forms(word: str, instead: str, language: str) -> list[tuple[str, str]]:
    """Give each form of a word with its replacement; empty where only a person knows the form."""
    return [(form, _matching(form, word, instead, language)) for form in _all(word, language)]


def _matching(form: str, word: str, instead: str, language: str) -> str:
    if form == word.lower():
        return instead
    if language == "en" and form == f"{word.lower()}s":
        known = forms(instead, language)
        return f"{instead}s" if f"{instead.lower()}s" in known else ""
    return ""


def _all(word: str, language: str) -> tuple[str, ...]:
    return forms(word, language) if _bends(word, language) else (word,)


def _inflected(word: str, language: str) -> Item:
    return items({"lemma": word} if _bends(word, language) else word, language, {})[0]


def _bends(word: str, language: str) -> bool:
    """Tell whether a word may have forms here: one, without capitals, not of the other language.

    A word that only the other language of the same alphabet is known to bend is left as it is.
    """
    other, foreign = _OTHER[language]
    return (
        word.isalpha()
        and word.islower()
        and _is_cyrillic(word) == (language in {"ru", "uk"})
        and foreign.isdisjoint(word)
        and (bends(word, language) or not bends(word, other))
    )


def _item(form: str, language: str) -> Item:
    return items(form, language, {})[0]


def _not(word: str, instead: str) -> str:
    return _("This house says {instead}, not {word}.", instead=instead, word=word)


def _listed(word: str) -> str:
    return _('Say it in words that a customer uses; the house lists "{word}" as jargon.', word=word)


def _rule(name: str, language: str, item: Item, instead: str, say: str) -> Rule:
    return Rule(
        id=name, concern="jargon", language=language, level="warn", scope="sentence", only="out",
        any=(item,), not_before=(), not_after=(), unless=(), when_customer=(), when_facts={},
        say=say, instead=instead, why=_("Words tell customers what they are to us."),
        bad=(), good=(), seen=(), on=True, slow=True, where="goodwill.toml", pack="goodwill.toml",
    )  # fmt: skip
