"""Checking a book: is everything in its folder what it should be?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.book.publishing import PUBLISHED
from goodwill.problems import Problem
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from goodwill.book.book import Book


def check(book: Book) -> list[Problem]:
    """Tell every fault of the plays, the saved mappings, the journal and the closed books.

    Settings and standards are read as ever: where they are wrong, nothing else can be done.
    """
    book.standards()
    return [*_plays(book), *_mappings(book), *book.journal.check(), *_closed(book)]


def _plays(book: Book) -> list[Problem]:
    from goodwill.care.playbook import load

    return load(book.folder / "plays")[1]


def _mappings(book: Book) -> Iterator[Problem]:
    from goodwill.sources.mapping import mapping_from_toml

    for path in sorted((book.folder / "mappings").glob("*.toml")):
        yield from mapping_from_toml(path.read_text(encoding="utf-8"), str(path))[1]


def _closed(book: Book) -> Iterator[Problem]:
    for path in book.closed_files():
        if fault := _fault(path):
            hint = _("Close the book again, and remove this file.")
            yield Problem(str(path), fault, hint)


def _fault(path: Path) -> str | None:
    """Say what is wrong with a closed book: unreadable, or not whole."""
    from goodwill.moments.journal import read_only
    from goodwill.sources.reading.records import engine_error

    try:
        con = read_only(path)
    except Exception:  # noqa: BLE001  # the engine's own errors; which one makes no difference
        return _("This closed book cannot be read.")
    try:
        there = {row[0] for row in con.execute("SHOW TABLES").fetchall()}
        for table in sorted(there):
            con.execute(f'SELECT count(*) FROM "{table}"').fetchone()
    except engine_error(con):
        return _("This closed book cannot be read.")
    finally:
        con.close()
    missing = sorted(set(PUBLISHED) - there)
    if missing:
        return _("This closed book lacks {tables}.", tables=", ".join(missing))
    return None
