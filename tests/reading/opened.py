"""Opens a file or a few bytes and gives what lies in the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodwill.sources.reading import Records, open_records
from goodwill.sources.reading.records import identifier

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from goodwill.problems import Problem


def rows_of(con: DuckDBPyConnection, records: Records) -> list[tuple[Any, ...]]:
    """Give each row, its line first, in the order of the lines."""
    names = ", ".join(identifier(name) for name in records.columns)
    return con.execute(f"SELECT line, {names} FROM {records.table} ORDER BY line").fetchall()


def opened(
    con: DuckDBPyConnection, path: Path | str, **options: Any
) -> tuple[Records, list[tuple[Any, ...]], list[Problem]]:
    """Open what can be read."""
    records, problems = open_records(con, path, **options)
    assert records is not None, problems
    rows = rows_of(con, records)
    assert len(rows) == records.lines
    return records, rows, problems


def opened_bytes(con: DuckDBPyConnection, folder: Path, content: bytes, name: str = "orders.csv"):
    """Write bytes to a file and open it."""
    (folder / name).write_bytes(content)
    return opened(con, folder / name)
