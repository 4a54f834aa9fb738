"""What a company says of itself in public, as sentences beside which its own rates are set."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.words import _

if TYPE_CHECKING:
    from goodwill.house.toml import Key, Reading

_KEYS = ("sentence", "standard")


class Claim(NamedTuple):
    """One public sentence, and the standard that measures it; none where nothing does."""

    sentence: str
    standard: str = ""


def claims(reading: Reading, key: Key, value: object) -> tuple[Claim, ...] | None:
    """Read a list of claims; each has a sentence, and a standard where one measures it."""
    if isinstance(value, list) and all(map(_is_claim, value)):
        return tuple(
            Claim(each["sentence"].strip(), each.get("standard", "").strip()) for each in value
        )
    hint = _(
        "Write it like this: {example}",
        example=f'{key[-1]} = [{{ sentence = "...", standard = "first_answer" }}]',
    )
    reading.wrong(key, _("{key} must be a list of sentences with their standards.",
                         key=".".join(key)), hint)  # fmt: skip
    return None


def _is_claim(item: object) -> bool:
    """Tell whether a table holds a sentence that says something, and nothing unknown."""
    if not isinstance(item, dict) or not set(item) <= set(_KEYS):
        return False
    words = [item.get("sentence"), item.get("standard", "-")]
    return all(isinstance(word, str) for word in words) and bool(words[0].strip())
