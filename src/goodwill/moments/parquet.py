"""Reading and writing Parquet files, and small tables, by way of an engine that somebody opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.moments import disk
from goodwill.moments.manifest import Stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

ORDERS = {
    "moments": "kind, party, happened_at, id, version",
    "parties": "party",
    "lines": "person, from_date",
    "merges": "party",
    "sealed": "party, item",
}
"""How the rows of each table lie in its file, so that one kind or party reads few row groups."""

_SEALED_GROUP = 8_192


def quoted(text: str) -> str:
    """Write a text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def reading(paths: Iterable[Path | str]) -> str:
    """Write the reading of some files as SQL; `path` tells of each row which file it came from."""
    return f"read_parquet([{', '.join(quoted(str(path)) for path in paths)}], filename = 'path')"


def store(con: DuckDBPyConnection, query: str, table: str, path: Path) -> Stored:
    """Write the rows of a query to a file in the order of their table."""
    # boxes are looked up by party and weigh much, so their groups are small
    size = f", ROW_GROUP_SIZE {_SEALED_GROUP}" if table == "sealed" else ""
    target = f"{quoted(str(path))} (FORMAT parquet, COMPRESSION zstd{size})"
    written = one(con, f"COPY ({query} ORDER BY {ORDERS[table]}) TO {target}")
    return Stored(path.name, written, path.stat().st_size, disk.fingerprint(path))


def rows(
    con: DuckDBPyConnection,
    name: str,
    columns: Mapping[str, str],
    values: Iterable[Sequence[object]],
) -> None:
    """Make a temporary table of rows held in Python."""
    shape = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({shape})")
    append(con, name, columns, values)


def append(
    con: DuckDBPyConnection,
    name: str,
    columns: Mapping[str, str],
    values: Iterable[Sequence[object]],
) -> None:
    """Add rows held in Python to a table."""
    turned = [list(column) for column in zip(*values, strict=True)]
    if turned:  # lists as parameters are fifty times faster than row by row
        lists = ", ".join(f"unnest(?::{kind}[])" for kind in columns.values())
        con.execute(f"INSERT INTO {name} SELECT {lists}", turned)


def one(con: DuckDBPyConnection, query: str) -> int:
    """Give the only number that a query finds."""
    found = con.execute(query).fetchone()
    return int(found[0]) if found else 0
