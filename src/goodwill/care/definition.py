"""A play as it holds at a close, written down for the closed book; `care.told` reads it again."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any, Final

from goodwill.care.clock import length

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodwill.care.play import Play

_SAME: Final = (
    *("practice", "whose_convenience", "done_by", "purpose", "channel", "level", "held_out"),
    *("hush_days", "story"),
)
"""What is written as it is."""


def definition_of(play: Play) -> dict[str, Any]:
    """Write a play down: its texts by language, and whatever else a page tells of it."""
    trigger, english = play.trigger, play.words["en"]
    return {
        **{name: getattr(play, name) for name in _SAME},
        **{
            part: {language: getattr(words, part) for language, words in play.words.items()}
            for part in english._fields
        },
        "triggered_by": "records" if trigger else "hand",
        "cost": play.cost._asdict(),
        "outcome": play.outcome._asdict(),
        "harm": play.harm._asdict(),
        "due": play.due._asdict(),
        "limits": dict(play.limits),
        "where": trigger and trigger.where,
        "stale_minutes": trigger and length(trigger.stale_after).total_seconds() / 60,
    }


def figures_as_json(figures: Mapping[str, Any]) -> str:
    """Write the figures of a firing: days as they are written, the rest as numbers and words."""
    return json.dumps(figures, ensure_ascii=False, sort_keys=True, default=_written)


def _written(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"a figure is no {type(value).__name__}")
