"""The door for records: looks at what a file is, whatever it calls itself, and lets it be read."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from goodwill.problems import InputError, Problem
from goodwill.sources.reading import delimited, parquet
from goodwill.sources.reading.records import Limits, Records, Task

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

DEFAULT = Limits()


def open_records(
    con: DuckDBPyConnection,
    path_or_url: str | Path,
    *,
    sheet: str | None = None,
    table: str | None = None,
    limits: Limits = DEFAULT,
) -> tuple[Records | None, list[Problem]]:
    """Read any file or database into a table of text; what cannot be read is said, never raised."""
    path = Path(path_or_url)
    with tempfile.TemporaryDirectory(prefix="goodwill-") as folder:
        task = Task(con, path, path.name, Path(folder), sheet, table, limits)
        try:
            with path.open("rb") as stream:
                magic = stream.read(4)
            return parquet.read(task) if magic == b"PAR1" else delimited.read(task)
        except InputError as refusal:
            return None, refusal.problems
