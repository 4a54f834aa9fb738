"""What is remembered of texts that were read, so that a close reads only those that are new.

    acme/words/opened.parquet   of each text: keyed digests of what it says, and how long it is
    acme/words/read.parquet     which remarks it drew, by text, thread, facts and rules

No text is kept. Whoever is erased is forgotten here too; both files may be lost at any time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from goodwill.moments import disk
from goodwill.moments.parquet import quoted, rows
from goodwill.sources.reading.records import engine_error

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from duckdb import DuckDBPyConnection

FOLDER: Final = "words"
OPENED: Final = {
    "item": "VARCHAR",
    "owner": "VARCHAR",
    "nonce": "VARCHAR",
    "alike": "VARCHAR",
    "letters": "INTEGER",
    "polite": "BOOLEAN",
}
"""Of each text that was opened: whose it is, which box it lay in, and what it is like."""
READ: Final = {
    "item": "VARCHAR",
    "owner": "VARCHAR",
    "seen": "VARCHAR",
    "language": "VARCHAR",
    "drawn": "VARCHAR",
}
"""Of each text that was read: under what (`seen`), in which language, and what it drew (JSON)."""
_TABLES: Final = {"opened": OPENED, "read": READ}


def recall(con: DuckDBPyConnection, folder: Path) -> None:
    """Make the temporary tables `opened` and `read` of what is remembered; nothing, at first."""
    for name, columns in _TABLES.items():
        rows(con, name, columns, ())
        path = folder / FOLDER / f"{name}.parquet"
        if path.is_file() and _whole(con, path, columns):
            listed = ", ".join(columns)
            con.execute(
                f"INSERT INTO {name} SELECT {listed} FROM read_parquet({quoted(str(path))})"
            )


def _whole(con: DuckDBPyConnection, path: Path, columns: Iterable[str]) -> bool:
    """Tell whether a file can be believed; one that cannot is as if it were not there."""
    try:
        found = con.execute(f"DESCRIBE SELECT * FROM read_parquet({quoted(str(path))})").fetchall()
    except engine_error(con):
        return False
    return {name for name, *_rest in found} >= set(columns)


def remember(con: DuckDBPyConnection, folder: Path) -> None:
    """Write both tables down as they are now."""
    place = folder / FOLDER
    place.mkdir(mode=0o700, exist_ok=True)
    for name in _TABLES:
        _write(con, f"SELECT * FROM {name} ORDER BY item", place / f"{name}.parquet")


def forget(con: DuckDBPyConnection, folder: Path, parties: Iterable[str]) -> None:
    """Write both files again without what belongs to some parties."""
    rows(con, "forgotten", {"party": "VARCHAR"}, ((party,) for party in sorted(set(parties))))
    for name in _TABLES:
        path = folder / FOLDER / f"{name}.parquet"
        if path.is_file():
            kept = (
                f"SELECT * FROM read_parquet({quoted(str(path))})"
                " WHERE owner NOT IN (FROM forgotten) ORDER BY item"
            )
            _write(con, kept, path)


def _write(con: DuckDBPyConnection, query: str, path: Path) -> None:
    with disk.rewriting(path) as aside:
        con.execute(f"COPY ({query}) TO {quoted(str(aside))} (FORMAT parquet, COMPRESSION zstd)")
        aside.chmod(0o600)
