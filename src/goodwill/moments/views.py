"""Views over the files of the journal: what is known now, with corrections and merges applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.moments.merges import resolve
from goodwill.moments.moment import FACTS, STAMPS
from goodwill.moments.parquet import quoted, reading, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from goodwill.moments.manifest import Batch

MOMENTS = FACTS | STAMPS
PARTIES = {
    "party": "VARCHAR",
    "sort": "VARCHAR",
    "segment": "VARCHAR",
    "zone": "VARCHAR",
    "since": "DATE",
}
LINES = {
    "person": "VARCHAR",
    "manager": "VARCHAR",
    "team": "VARCHAR",
    "department": "VARCHAR",
    "role": "VARCHAR",
    "level": "INTEGER",
    "from_date": "DATE",
    "until_date": "DATE",
}
MERGES = {"party": "VARCHAR", "into_party": "VARCHAR"}
SEALED = {"party": "VARCHAR", "item": "VARCHAR", "nonce": "BLOB", "box": "BLOB"}
READINGS = {
    "batch": "VARCHAR",
    "source": "VARCHAR",
    "file": "VARCHAR",
    "fate": "VARCHAR",
    "lines": "BIGINT",
    "moments": "BIGINT",
}
TABLES = {
    "moments": MOMENTS,
    "parties": PARTIES,
    "lines": LINES,
    "merges": MERGES,
    "sealed": SEALED,
}
"""The tables of a batch, each with its columns and their types."""


def files(folder: Path, batches: Iterable[Batch], table: str) -> list[str]:
    """Give the files of one table in the order of writing."""
    kept = ((batch.name, batch.stored(table)) for batch in batches)
    return [str(folder / name / stored.file) for name, stored in kept if stored]


def attach(
    con: DuckDBPyConnection, folder: Path, batches: Sequence[Batch], prefix: str = ""
) -> None:
    """Create the temporary views `moments`, `all_versions`, `parties`, `every_party` (before
    merges), `lines`, `merges`, `readings` and `sealed`, each name preceded by the prefix.
    """

    def view(name: str, query: str) -> None:
        """Create one view under its name behind the prefix."""
        con.execute(f"CREATE OR REPLACE TEMP VIEW {prefix}{name} AS {query}")

    merges = _merges(con, folder, batches, prefix)
    view("merges", f"SELECT party, into_party FROM {prefix}merge_rows")
    view("all_versions", _all(folder, batches, "moments"))
    view("moments", _newest(con, folder, batches, prefix, merged=merges > 0))
    view("sealed", _newest_by(folder, batches, "sealed", ("party", "item")))
    view("sealed_rows", _placed(folder, batches, "sealed"))
    view("lines", _newest_by(folder, batches, "lines", ("person", "from_date")))
    view("parties", _parties(folder, batches, prefix, merged=merges > 0))
    view("every_party", _parties(folder, batches, prefix, merged=False))
    readings = [
        (batch.name, batch.source, batch.file, *reading)
        for batch in batches
        for reading in batch.readings
    ]
    rows(con, f"{prefix}reading_rows", READINGS, readings)
    view("readings", f"SELECT * FROM {prefix}reading_rows")


def _merges(con: DuckDBPyConnection, folder: Path, batches: Sequence[Batch], prefix: str) -> int:
    """Work out who stays in the end; gives how many parties were given up."""
    newest = _newest_by(folder, batches, "merges", ("party",))
    merges = con.execute(f"SELECT party, into_party FROM ({newest}) ORDER BY party").fetchall()
    rows(con, f"{prefix}merge_rows", MERGES, merges)
    final = sorted(resolve(merges).items())
    rows(con, f"{prefix}merge_ends", MERGES, final)
    return len(final)


def _all(folder: Path, batches: Iterable[Batch], table: str) -> str:
    paths = files(folder, batches, table)
    if not paths:
        return _nothing(TABLES[table])
    return f"SELECT {', '.join(TABLES[table])} FROM {reading(paths)}"


def _nothing(columns: Mapping[str, str]) -> str:
    nulls = ", ".join(f"NULL::{kind} AS {column}" for column, kind in columns.items())
    return f"SELECT {nulls} WHERE false"


def numbered(folder: Path, batches: Iterable[Batch], table: str) -> str:
    """Write the reading of a table with the place of each row's batch in the order of writing."""
    paths = files(folder, batches, table)
    places = ", ".join(f"({quoted(path)}, {place})" for place, path in enumerate(paths))
    return (
        f"SELECT r.* EXCLUDE (path), o.place FROM {reading(paths)} r"
        f" JOIN (VALUES {places}) o (path, place) USING (path)"
    )


def _placed(folder: Path, batches: Sequence[Batch], table: str) -> str:
    if not files(folder, batches, table):
        return _nothing({**TABLES[table], "place": "INTEGER"})
    return numbered(folder, batches, table)


def newest_sealed(prefix: str, where: str) -> str:
    """Write the reading of the newest boxes that fulfil a condition on party or item.

    The condition stands inside, for the view `sealed` would rank every box there is first.
    """
    return (
        f"SELECT {', '.join(SEALED)} FROM {prefix}sealed_rows WHERE {where} QUALIFY"
        " row_number() OVER (PARTITION BY party, item ORDER BY place DESC) = 1"
    )


def _newest_by(folder: Path, batches: Sequence[Batch], table: str, key: tuple[str, ...]) -> str:
    """Write the reading of the newest row of each key."""
    holders = [batch for batch in batches if batch.stored(table)]
    if len(holders) < 2:  # a batch holds each key once
        return _all(folder, holders, table)
    return (
        f"SELECT {', '.join(TABLES[table])} FROM ({numbered(folder, holders, table)}) QUALIFY"
        f" row_number() OVER (PARTITION BY {', '.join(key)} ORDER BY place DESC) = 1"
    )


def _parties(folder: Path, batches: Sequence[Batch], prefix: str, *, merged: bool) -> str:
    """Write one row per living party: of each column the newest value that is known.

    A party that others were merged into keeps its own values and takes theirs where it has none.
    """
    if not files(folder, batches, "parties"):
        return _nothing(PARTIES)
    known = numbered(folder, batches, "parties")
    if merged:
        known = (
            "SELECT coalesce(e.into_party, k.party) AS party, k.sort, k.segment, k.zone, k.since,"
            f" k.place - CASE WHEN e.into_party IS NULL THEN 0 ELSE {len(batches)} END AS place"
            f" FROM ({known}) k LEFT JOIN {prefix}merge_ends e USING (party)"
        )
    return (
        "SELECT party, arg_max(sort, place) AS sort, arg_max(segment, place) AS segment,"
        " arg_max(zone, place) AS zone, arg_max(since, place) AS since"
        f" FROM ({known}) GROUP BY party"
    )


def _newest(
    con: DuckDBPyConnection, folder: Path, batches: Sequence[Batch], prefix: str, *, merged: bool
) -> str:
    """Write the reading of the newest versions: a plain scan unless something was corrected."""
    query = f"SELECT * FROM {prefix}all_versions"
    correcting = files(folder, [batch for batch in batches if batch.corrected], "moments")
    if correcting:
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE {prefix}superseding AS SELECT id, max(version) AS newest"
            f" FROM {reading(correcting)} WHERE version > 1 GROUP BY id"
        )
        query += (
            f" WHERE NOT EXISTS (SELECT 1 FROM {prefix}superseding s"
            f" WHERE s.id = all_versions.id AND s.newest > all_versions.version)"
        ).replace("all_versions", f"{prefix}all_versions")
    if merged:
        query = _living(query, prefix)
    return query


def _living(query: str, prefix: str) -> str:
    """Put the party that stays in the place of the one given up."""
    parties = ("from_party", "to_party", "party")
    columns = [
        f"coalesce({column}_end.into_party, m.{column}) AS {column}"
        if column in parties
        else f"m.{column}"
        for column in MOMENTS
    ]
    joins = " ".join(
        f"LEFT JOIN {prefix}merge_ends {column}_end ON {column}_end.party = m.{column}"
        for column in parties
    )
    return f"SELECT {', '.join(columns)} FROM ({query}) m {joins}"
