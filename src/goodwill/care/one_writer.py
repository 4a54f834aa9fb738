"""A file of the book's folder that many threads and processes write, one at a time.

Instants stand in such a file as microseconds since 1970, UTC.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from goodwill.house.hours import EPOCH
from goodwill.moments import disk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

_WAIT_SECONDS = 60
_MICROSECOND = timedelta(microseconds=1)


class OneWriter:
    """A SQLite file, opened; one may serve many threads, and survives a fork."""

    def __init__(self, path: Path, tables: str) -> None:
        self.path = path
        self._tables = tables
        self._lock = threading.RLock()
        self._con: sqlite3.Connection | None = None
        self._owner = 0

    def close(self) -> None:
        """Close the file; it opens again when it is needed."""
        with self._lock:
            if self._con is not None and self._owner == os.getpid():
                self._con.close()
            self._con = None

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that sees one state of the file throughout."""
        with self._alone("BEGIN") as con:
            yield con

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that is alone in writing; all of the block is done, or nothing."""
        with self._alone("BEGIN IMMEDIATE") as con:
            yield con

    @contextmanager
    def _alone(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._lock:
            con = self._opened()
            con.execute(begin)
            try:
                yield con
                con.execute("COMMIT")
            except BaseException:
                con.execute("ROLLBACK")
                raise

    def _opened(self) -> sqlite3.Connection:
        if self._con is None or self._owner != os.getpid():  # a connection does not cross a fork
            self._con, self._owner = _connect(self.path, self._tables), os.getpid()
        return self._con

    def flush(self) -> None:
        """Shrink what stands beside the file, so that nothing erased lingers there."""
        with self._lock:
            self._opened().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _connect(path: Path, tables: str) -> sqlite3.Connection:
    """Open the file; what is committed is on the disk, and what is deleted is overwritten.

    One at a time: nobody waits for the other where two would make the file what it is to be.
    """
    with disk.locked(path.with_suffix(".lock")):
        new = not path.exists()
        con = sqlite3.connect(
            path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False
        )
        if new:
            path.chmod(0o600)
        con.execute("PRAGMA journal_mode = WAL")
        con.execute("PRAGMA synchronous = FULL")
        con.execute("PRAGMA secure_delete = ON")
        con.execute("PRAGMA cache_size = -16000")
        con.executescript(tables)
    return con


def micro(instant: datetime) -> int:
    """Give the microseconds of an instant since 1970."""
    return (instant - EPOCH) // _MICROSECOND


def instant(number: int) -> datetime:
    """Give the instant of a number of microseconds since 1970."""
    return EPOCH + _MICROSECOND * number
