"""What a rule is: when it remarks, what it says, and the examples that prove it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodwill.language.item import Item

LEVELS = ("hint", "warn", "ask")
"""From the least: ask is one more click before sending; nothing is ever blocked."""
SCOPES = ("sentence", "message", "thread", "habit")
SORTS = ("out", "note", "letter")
"""What a text is: a message that goes out, an internal note, a letter of the office."""
HEARD = {"out": ("out",), "letter": ("out", "letter"), "note": ("note",)}
"""Which rules look at which sort of text, by what they are only for."""
CONCERNS = (
    *("refusal", "runaround", "procedure", "blame", "apology", "mass", "jargon", "self_praise"),
    *("pressure", "dunning", "contempt", "shouting", "acknowledge", "scripted"),
)
"""What remarks are about; the same in all languages, so that they can be counted and priced."""


class Example(NamedTuple):
    """A text that must be remarked on, at a place if one is given, or must not be."""

    text: str
    at: tuple[int, int] | None = None
    answers: str | None = None
    facts: Mapping[str, Any] = {}


class Seen(NamedTuple):
    """How often a rule was right and wrong on one set of real text."""

    set: str
    tp: int
    fp: int
    n: int
    date: str
    by: str


class Rule(NamedTuple):
    """One rule of one language."""

    id: str
    concern: str
    language: str
    level: str
    scope: str
    only: str
    any: tuple[Item, ...]
    not_before: tuple[Item, ...]
    not_after: tuple[Item, ...]
    unless: tuple[Item, ...]
    when_customer: tuple[Item, ...]
    when_facts: Mapping[str, Any]
    say: str
    instead: str
    why: str
    bad: tuple[Example, ...]
    good: tuple[Example, ...]
    seen: tuple[Seen, ...]
    on: bool
    slow: bool
    where: str
    pack: str
