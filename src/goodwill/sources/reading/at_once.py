"""Regular delimited text: the engine reads it at full speed, and lines are counted beside it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from goodwill.sources.reading.records import engine_error, identifier, literal, new_table
from goodwill.sources.reading.survey import record_starts, whole_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from goodwill.sources.reading.dialect import Dialect
    from goodwill.sources.reading.records import Task
    from goodwill.sources.reading.survey import Survey


def read_at_once(
    task: Task, path: Path, dialect: Dialect, columns: tuple[str, ...], shape: Survey
) -> str | None:
    """Let the engine read it all; its error, or another count than ours, means irregular lines."""
    table, starts, con = new_table(), new_table(), task.con
    names = ", ".join(identifier(name) for name in columns)
    scan = _scan(path, dialect, columns)
    below = shape.lines - dialect.header_line
    line = f"row_number() OVER () + {dialect.header_line}"
    with _in_order(con), contextlib.suppress(engine_error(con)):
        if not shape.regular:
            below, line = _starts(task, path, dialect, starts), "line"
            scan = f"(SELECT *, true AS read_here FROM {scan}) AS records POSITIONAL JOIN {starts}"
            names += ", read_here"
        con.execute(f"CREATE TABLE {table} AS SELECT {names}, {line} AS line FROM {scan}")
        con.execute(f"DROP TABLE IF EXISTS {starts}")
        if not shape.regular and _count(con, table, "read_here") == below:
            con.execute(f"ALTER TABLE {table} DROP COLUMN read_here")
        if _count(con, table, "line") == below == _count(con, table, "*"):
            return table
    con.execute(f"DROP TABLE IF EXISTS {table}")
    con.execute(f"DROP TABLE IF EXISTS {starts}")
    return None


def _scan(path: Path, dialect: Dialect, columns: tuple[str, ...]) -> str:
    """Give the SQL that reads the file as text, believing nothing but what was found out."""
    kinds = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in columns)
    quote = literal(dialect.quote)
    return (
        f"read_csv({literal(str(path))}, auto_detect=false, header=true, strict_mode=true, "
        f"skip={dialect.header_line - 1}, delim={literal(dialect.delimiter)}, quote={quote}, "
        f"escape={quote}, compression='none', columns={{{kinds}}})"
    )


def _count(con: DuckDBPyConnection, table: str, column: str) -> int:
    row = con.execute(f"SELECT count({column}) FROM {table}").fetchone()
    return int(row[0]) if row else 0


def _starts(task: Task, path: Path, dialect: Dialect, table: str) -> int:
    """Write the line of every record below the header into a table; give their number."""
    task.con.execute(f"CREATE TABLE {table} (line BIGINT)")
    number = 0
    for lines in record_starts(whole_lines(task, path), dialect.quote):
        below = lines[lines > dialect.header_line]
        task.con.execute(f"INSERT INTO {table} SELECT * FROM below")
        number += len(below)
    return number


@contextlib.contextmanager
def _in_order(con: DuckDBPyConnection) -> Iterator[None]:
    """Keep the order of the file while it is loaded: lines are counted by it."""
    row = con.execute("SELECT current_setting('preserve_insertion_order')").fetchone()
    con.execute("SET preserve_insertion_order = true")
    try:
        yield
    finally:
        con.execute(f"SET preserve_insertion_order = {bool(row and row[0])}")
