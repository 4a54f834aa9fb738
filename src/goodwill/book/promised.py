"""Promises written down in the office, from its own file into the journal at the next close."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from goodwill.book import noting, returning

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from goodwill.book.book import Book

NAME = Path("office") / "promises.jsonl"
SOURCE = "given"


def note(folder: Path, promise: Mapping[str, Any]) -> None:
    """Append a promise, as it stands now, to the office's file."""
    noting.append(folder / NAME, promise)


def bring_in(book: Book, narrate: Callable[[str], None]) -> None:
    """Import the promises of the office; what is known already is not written again."""
    returning.bring_in(book, SOURCE, noting.newest(book.folder / NAME), _record, narrate)


def _record(promise: Mapping[str, Any]) -> dict[str, Any]:
    """Say a promise in the fields of its source."""
    return {
        "number": promise["number"],
        "happened_at": promise.get("given_at"),
        "word_due": promise.get("due_at"),
        "word_kept_at": promise.get("kept_at"),
        "word_kind": promise.get("kind"),
        "withdrawn_at": promise.get("withdrawn_at"),
        "released": "yes" if promise.get("released") else "",
        "channel": promise.get("channel") or None,
        "text": promise.get("text") or None,
        "reply": promise.get("reply") or None,
    }


def forget(folder: Path, parties: Collection[str]) -> None:
    """Write the file again without the promises to some parties; their texts are gone for good."""
    noting.forget(folder / NAME, parties)
