"""Erasing a person wherever a book may name them."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from goodwill.book import done, earlier, pleas, promised, remembered
from goodwill.care import guard, purse
from goodwill.moments import disk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from goodwill.book.book import Book


def erase(book: Book, party: str) -> None:
    """Destroy the names and texts of a party, and the bad lines in which they stand.

    What was asked through the window goes too. The bad lines go first: once the key is gone,
    nobody can tell whose they were.
    """
    known = book.journal.reveal([party]).get(party, {})
    words = {word.strip().casefold() for word in known.values() if word.strip()}
    for path in sorted((book.folder / "rejected").glob("*.csv")):
        _without(path, words)
    gone = {party, *book.journal.erase(party)}
    pleas.forget(book.folder, gone)
    promised.forget(book.folder, gone)
    done.forget(book.folder, gone)
    earlier.forget(book.folder, gone)
    guard.erase(book.folder, book.settings, gone)
    purse.erase(book.folder, book.settings, gone)
    with book.engine() as con:
        remembered.forget(con, book.folder, gone)


def _without(path: Path, words: set[str]) -> None:
    """Write a file of bad lines again without those that hold one of these words as a value."""
    if not any(_names(line, words) for line in _lines(path)):
        return
    with disk.rewriting(path) as aside, aside.open("w", encoding="utf-8", newline="") as file:
        kept = (line for line in _lines(path) if not _names(line, words))
        csv.writer(file, lineterminator="\n").writerows(kept)


def _names(line: list[str], words: set[str]) -> bool:
    return bool(words & {cell.strip().casefold() for cell in line})


def _lines(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file)
