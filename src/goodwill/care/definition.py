"""A play as it stood at a close: written into the closed book, and read from it again."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from goodwill.care.clock import length
from goodwill.care.play import Cost, Harm, Outcome, Play, Span, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_SAME: Final = (
    *("practice", "whose_convenience", "done_by", "purpose", "channel", "level", "held_out"),
    *("hush_days", "story"),
)
"""What is written as it is."""


def definition_of(play: Play) -> dict[str, Any]:
    """Write a play down as it holds now."""
    trigger = play.trigger
    return {
        **{name: getattr(play, name) for name in _SAME},
        "triggered_by": "records" if trigger else "hand",
        "cost": play.cost._asdict(),
        "outcome": play.outcome._asdict(),
        "harm": play.harm._asdict(),
        "due": play.due._asdict(),
        "limits": dict(play.limits),
        "stale_minutes": trigger and length(trigger.stale_after).total_seconds() / 60,
        "words": {language: words._asdict() for language, words in play.words.items()},
    }


def play_of(name: str, definition: Mapping[str, Any]) -> Play:
    """Read a play back, for its words and what it costs; its trigger is not in a closed book."""
    return Play(
        name=name,
        trigger=None,
        due=Span(**definition["due"]),
        cost=Cost(**definition["cost"]),
        outcome=Outcome(**definition["outcome"]),
        harm=Harm(**definition["harm"]),
        limits=definition["limits"],
        words={language: Words(**words) for language, words in definition["words"].items()},
        file=Path(f"{name}.toml"),
        **{key: definition[key] for key in _SAME},
    )


def figures_as_json(figures: Mapping[str, Any]) -> str:
    """Write the figures of a firing: days as they are written, the rest as numbers and words."""
    return json.dumps(figures, ensure_ascii=False, sort_keys=True, default=_written)


def figures_from_json(text: str | None) -> dict[str, Any]:
    """Read the figures of a firing back, days as days."""
    found: dict[str, Any] = json.loads(text) if text else {}
    return {name: _read(value) for name, value in found.items()}


def _written(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"a figure is no {type(value).__name__}")


def _read(value: Any) -> Any:
    if isinstance(value, str) and _DAY.fullmatch(value):
        return dt.date.fromisoformat(value)
    return value
