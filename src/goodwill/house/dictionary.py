"""The house dictionary: which words this company says otherwise, and which are left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.house.values import flag, text, texts
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodwill.house.toml import Key, Reading

_KEYS = ("words", "jargon", "allow", "product_terms", "stock_phrases")


class Words(NamedTuple):
    """A company's own words: what it says instead of what, its jargon, and what is allowed."""

    words: Mapping[str, str] = {}
    jargon: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    product_terms: tuple[str, ...] = ()
    stock_phrases: bool = True


def words(reading: Reading, key: Key, value: object) -> Words | None:
    """Read the table of the house's words."""
    if not isinstance(value, dict):
        reading.wrong(key, _("{key} must be a table.", key=".".join(key)),
                      _("Write {header} on a line of its own.", header=f"[{key[-1]}]"))  # fmt: skip
        return None
    for name in set(value) - set(_KEYS):
        reading.unknown((*key, name), _KEYS)
    instead = _instead(reading, (*key, "words"), value.get("words", {}))
    jargon, allow, terms = (
        texts(reading, (*key, name), value.get(name, [])) or ()
        for name in ("jargon", "allow", "product_terms")
    )
    phrases = flag(reading, (*key, "stock_phrases"), value.get("stock_phrases", True))
    return Words(instead, jargon, allow, terms, phrases is not False)


def _instead(reading: Reading, key: Key, value: object) -> dict[str, str]:
    """Read a table of words with what is said instead of each."""
    if not isinstance(value, dict):
        hint = _("Write it like this: {example}", example='words = { patient = "guest" }')
        reading.wrong(key, _("{key} must be a table.", key=".".join(key)), hint)
        return {}
    read = {word: text(reading, (*key, word), said) for word, said in value.items()}
    return {word: said for word, said in read.items() if said is not None}
