"""The rules as a table: what each may say, and how often it was right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodwill.language.record import record
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goodwill.language.pack import Pack


def head() -> tuple[str, ...]:
    """Give the heads of the columns."""
    return (
        _("Language"), _("Rule"), _("Level"),
        _("Right"), _("Wrong"), _("From"), _("To"), _("What to say instead"),
    )  # fmt: skip


def rows(packs: Iterable[Pack]) -> Iterator[tuple[object, ...]]:
    """Give a row of each rule; the interval is of the share right, 95 %."""
    for pack in packs:
        for rule in pack.rules:
            found = record(rule)
            counts = (found.right, found.wrong) if found else (None, None)
            share = (f"{found.low:.2f}", f"{found.high:.2f}") if found else ("-", "-")
            level = rule.level if rule.on else _("off")
            yield (rule.language, rule.id, level, *counts, *share, rule.say)


def as_data(packs: Iterable[Pack]) -> list[dict[str, Any]]:
    """Give the rules as plain data."""
    found = []
    for pack in packs:
        for rule in pack.rules:
            measured = record(rule)
            found.append(
                {
                    "id": rule.id, "language": rule.language, "concern": rule.concern,
                    "level": rule.level, "scope": rule.scope, "only": rule.only, "on": rule.on,
                    "pack": rule.pack, "say": rule.say, "why": rule.why,
                    "record": measured._asdict() if measured else None,
                    "seen": [each._asdict() for each in rule.seen],
                }
            )  # fmt: skip
    return found
