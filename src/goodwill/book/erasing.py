"""Erasing a person wherever a book may name them."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from goodwill.book import done, earlier, pleas, promised, remembered
from goodwill.care import guard, purse

if TYPE_CHECKING:
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
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    kept = [line for line in lines if not words & {cell.strip().casefold() for cell in line}]
    if len(kept) == len(lines):
        return
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(kept)
    aside = path.with_suffix(".aside")
    aside.write_text(text.getvalue(), encoding="utf-8")
    aside.replace(path)
