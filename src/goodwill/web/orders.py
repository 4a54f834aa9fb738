"""What the office's own machinery must know of the book: its settings and whether it moved on.

No record is read here, so nobody needs to ask on whose behalf.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from goodwill.book import Book
from goodwill.web.office import book_folder

if TYPE_CHECKING:
    from pathlib import Path

    from goodwill.house.settings import Settings


WRITTEN = "goodwill.toml"
"""The file in which the settings are."""
_KEPT: dict[Path, tuple[tuple[int, int], Settings]] = {}


def settings_of_the_house() -> Settings:
    """Give the settings of the book: its clock, its mail server, its daily close."""
    folder = book_folder()
    path = folder / WRITTEN
    told = path.stat() if path.exists() else None
    if told is None:
        return Book.open(folder).settings  # which says what is missing
    state, kept = (told.st_ino, told.st_mtime_ns), _KEPT.get(folder)
    if kept is None or kept[0] != state:
        kept = _KEPT[folder] = (state, Book.open(folder).settings)
    return kept[1]


def closed_as_of() -> dt.date | None:
    """Give the day as of which the newest closed book stands; none before the first close."""
    files = Book.open(book_folder()).closed_files()
    return dt.date.fromisoformat(files[-1].stem[:10]) if files else None


def closed_since(instant: dt.datetime) -> bool:
    """Tell whether the book has been closed since an instant."""
    files = Book.open(book_folder()).closed_files()
    return bool(files) and files[-1].stat().st_mtime > instant.timestamp()


def moved_on() -> bool:
    """Tell whether records, settings or standards have changed since the book was last closed."""
    book = Book.open(book_folder())
    if not book.journal.batches():
        return False
    files = book.closed_files()
    if not files:
        return True
    watched = [book.journal.folder / "manifest.jsonl", book.folder / WRITTEN,
               *(book.folder / "standards").rglob("*.toml")]  # fmt: skip
    closed = files[-1].stat().st_mtime_ns
    return any(path.stat().st_mtime_ns > closed for path in watched)
