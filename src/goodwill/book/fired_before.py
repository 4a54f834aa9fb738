"""What earlier closes have fired, carried forward from the newest closed book that knows of it."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from typing import TYPE_CHECKING, NamedTuple

from goodwill.care.firing import Fired
from goodwill.care.tables import FIRINGS
from goodwill.house.hours import end_of_day
from goodwill.moments.parquet import quoted
from goodwill.problems import InputError, Problem
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from goodwill.book.book import Book

_EARLIER = "earlier"


class Before(NamedTuple):
    """What earlier closes have left behind."""

    fired: list[Fired]
    since: dt.datetime | None
    """The instant of the newest close of an earlier day that knew plays."""
    stopped: Mapping[str, dt.datetime]
    """The plays that were stopped, each with the beginning of the lot that then held."""


def carry(con: DuckDBPyConnection, book: Book, day: dt.date) -> Before:
    """Copy into `firings` all that had fired by the newest closed book of no later day."""
    known = [path for path in reversed(book.closed_files()) if _day(path) <= day]
    newest = next((path for path in known if _knows_plays(con, path)), None)
    if newest is None:
        return Before([], None, {})
    older = (path for path in known if _day(path) < day and _knows_plays(con, path))
    since = next((end_of_day(_day(path), book.settings.zone) for path in older), None)
    columns = ", ".join(FIRINGS)
    with _attached(con, newest):
        con.execute(f"INSERT INTO firings ({columns}) SELECT {columns} FROM {_EARLIER}.firings")
        told = con.execute(f"SELECT play, definition FROM {_EARLIER}.plays").fetchall()
    fired = con.execute("SELECT play, subject, fired_at FROM firings ORDER BY fired_at, key")
    definitions = {name: json.loads(definition) for name, definition in told}
    stopped = {
        name: dt.datetime.fromisoformat(each["begun"])
        for name, each in definitions.items()
        if each["stopped"]
    }
    return Before([Fired(*row) for row in fired.fetchall()], since, stopped)


def _day(path: Path) -> dt.date:
    return dt.date.fromisoformat(path.stem[:10])


def _knows_plays(con: DuckDBPyConnection, path: Path) -> bool:
    """Tell whether a closed book has firings; books of an older version lack them."""
    with _attached(con, path):
        asked = "SELECT 1 FROM duckdb_tables() WHERE (database_name, table_name) = (?, 'firings')"
        return con.execute(asked, [_EARLIER]).fetchone() is not None


@contextlib.contextmanager
def _attached(con: DuckDBPyConnection, path: Path) -> Iterator[None]:
    from goodwill.sources.reading.records import engine_error

    try:
        con.execute(f"ATTACH {quoted(str(path))} AS {_EARLIER} (READ_ONLY)")
    except engine_error(con) as error:
        hint = _("Take it from a backup, or remove it and close the book again.")
        raise InputError(Problem(str(path), _("This closed book cannot be read."), hint)) from error
    try:
        yield
    finally:
        con.execute(f"DETACH {_EARLIER}")
