"""A play as a closed book tells of it: its words and figures, as they held at that close."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.care.figures import said
from goodwill.words import language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodwill.ledger.closed import Closed

ENGLISH = "en"


class Told(NamedTuple):
    """One play of a closed book; what the book does not say of it is empty."""

    name: str
    definition: Mapping[str, Any]

    @property
    def purpose(self) -> str:
        """For what it contacts a customer."""
        return str(self.definition.get("purpose") or "")

    @property
    def channel(self) -> str:
        """By what it contacts a customer."""
        return str(self.definition.get("channel") or "")

    @property
    def gift(self) -> bool:
        """Whether it gives something that costs money, so that nothing is asked for a while."""
        return bool(self.definition.get("hush_days")) and self.money > 0

    @property
    def money(self) -> float:
        """What one playing costs at most, in the book's currency."""
        return float((self.definition.get("cost") or {}).get("money") or 0)

    @property
    def minutes(self) -> float:
        """How long one playing takes."""
        return float((self.definition.get("cost") or {}).get("minutes") or 0)

    @property
    def stopped(self) -> bool:
        """Whether it has been stopped because it harmed."""
        return bool(self.definition.get("stopped"))

    @property
    def title(self) -> str:
        """What it is called in the language now spoken."""
        return self._word("title", language()) or self.name

    def sentence(self, figures: Mapping[str, Any]) -> str:
        """Say in the language now spoken what to do."""
        return self._filled("sentence", figures, language())

    def reason(self, figures: Mapping[str, Any]) -> str:
        """Say in the language now spoken why it is to be done now, also of many together."""
        many = (figures.get("number") or 1) > 1
        return (many and self._filled("many", figures, language())) or self._filled(
            "reason", figures, language()
        )

    def say(self, figures: Mapping[str, Any], spoken: str) -> str:
        """Give words that one may use with a customer, in the customer's own language."""
        return self._filled("say", figures, spoken)

    def _filled(self, what: str, figures: Mapping[str, Any], spoken: str) -> str:
        there = spoken if self._words(what).get(spoken) else ENGLISH
        limits = self.definition.get("limits") or {}
        return said(self._word(what, there), {**limits, **_read(figures)}, there)

    def _word(self, what: str, spoken: str) -> str:
        words = self._words(what)
        return str(words.get(spoken) or words.get(ENGLISH) or "")

    def _words(self, what: str) -> Mapping[str, str]:
        found = self.definition.get(what) or {}
        return found if isinstance(found, dict) else {ENGLISH: found}


def plays(closed: Closed) -> dict[str, Told]:
    """Give the plays that held at a close; none of an older book."""
    return closed.once("plays", lambda: _plays(closed))


def _plays(closed: Closed) -> dict[str, Told]:
    if not closed.has("plays"):
        return {}
    rows = closed.con.execute("SELECT play, definition FROM plays ORDER BY play").fetchall()
    return {name: Told(name, json.loads(definition)) for name, definition in rows}


def _read(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Read days and instants back, which a closed book keeps as text."""
    return {name: _value(value) for name, value in figures.items()}


def _value(value: Any) -> Any:
    if isinstance(value, str) and value[:4].isdigit() and value[4:5] == "-":
        try:
            return dt.date.fromisoformat(value[:10])
        except ValueError:
            return value
    return value
