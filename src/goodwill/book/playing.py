"""The plays at a close: what fires, for whom the lot lets it, and what their trials show by now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.care.tables import create

if TYPE_CHECKING:
    import datetime as dt

    from duckdb import DuckDBPyConnection

    from goodwill.book.book import Book


def write_plays(con: DuckDBPyConnection, book: Book, day: dt.date) -> None:
    """Create the tables of the plays from what a close has laid out."""
    create(con)
    book.plays()
    assert day is not None
