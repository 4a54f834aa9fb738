"""What customers asked through the window, from the office's file into the journal.

The office appends a line to `office/pleas.jsonl` whenever a plea is made, answered or settled; each
line tells the whole plea, and the last one of a number counts. A close reads the file first, as
one more source, so that the office's own work is judged like everything else.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from goodwill.book import noting, returning

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from goodwill.book.book import Book

NAME = Path("office") / "pleas.jsonl"
SOURCE = "pleas"


def note(folder: Path, plea: Mapping[str, Any]) -> None:
    """Append a plea to the office's file, wholly or not at all; parties go by their pseudonyms."""
    noting.append(folder / NAME, plea)


def noted(folder: Path) -> list[dict[str, Any]]:
    """Give the last line of every plea, in the order in which they were made."""
    return noting.newest(folder / NAME)


def bring_in(book: Book, narrate: Callable[[str], None]) -> None:
    """Import the pleas of the office; what is known already is not written again."""
    returning.bring_in(book, SOURCE, noted(book.folder), _record, narrate)


def _record(plea: Mapping[str, Any]) -> dict[str, Any]:
    """Say a plea in the fields of its source."""
    return {
        "number": plea["number"],
        "happened_at": plea.get("made_at"),
        "kind": plea.get("kind"),
        "matter": plea.get("case") or None,
        "answered_at": plea.get("answered_at"),
        "settled_at": plea.get("settled_at"),
        "channel": "web",
        "text": plea.get("text") or None,
        "reply": plea.get("reply") or None,
    }


def forget(folder: Path, parties: Collection[str]) -> None:
    """Write the file again without the pleas of some parties; their texts are gone for good."""
    noting.forget(folder / NAME, parties)
