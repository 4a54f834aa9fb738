"""One import in the engine: which of its records are new, corrected, repeated, or erased."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from goodwill.moments import comparing, stamps
from goodwill.moments.parquet import one, rows, store
from goodwill.moments.sealing import seal_secrets
from goodwill.moments.views import LINES, MERGES, PARTIES, attach, files

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from goodwill.house.settings import Settings
    from goodwill.moments.manifest import Batch, Reading
    from goodwill.moments.seals import Keys


_WORKSPACE = ("erased", "ids", "known", "sealed", "parties", "lines", "merges", "facts")


class Given(NamedTuple):
    """The names of the tables that a source has drafted."""

    facts: str | None = None
    parties: str | None = None
    lines: str | None = None
    merges: str | None = None
    secrets: str | None = None
    read_lines: str | None = None


class Tables(TypedDict, total=False):
    """The same, as they are named where an import is written."""

    facts: str | None
    parties: str | None
    lines: str | None
    merges: str | None
    secrets: str | None
    read_lines: str | None


class Found(NamedTuple):
    """What an import would bring: its counts, new keys, the table of the facts."""

    batch: Batch
    keys: dict[str, bytes]
    facts: str
    content: str


@contextmanager
def tidy(con: DuckDBPyConnection) -> Iterator[None]:
    """Leave nothing in the engine of all that an import needs for itself."""
    try:
        yield
    finally:
        for name in _WORKSPACE:
            con.execute(f"DROP TABLE IF EXISTS temp.new_{name}")


def compare(
    con: DuckDBPyConnection,
    folder: Path,
    keys: Keys,
    known: Sequence[Batch],
    batch: Batch,
    given: Given,
) -> Found:
    """Compare what is given with what the journal holds; changes nothing on disk."""
    attach(con, folder, known, "known_")
    erased = sorted(keys.erased())
    rows(con, "new_erased", {"party": "VARCHAR"}, ((party,) for party in erased))
    facts = comparing.settle(con, given.facts)
    sources = comparing.sources(con, facts)
    comparing.identify(con, facts, erased=bool(erased))
    alike = [old for old in known if set(old.sources).intersection(sources)]
    comparing.find_known(con, files(folder, alike, "moments"))
    counts = comparing.count(con, facts)
    fresh = seal_secrets(con, given.secrets, keys)
    _find_fresh(con, given)
    batch = batch._replace(
        new=counts.new,
        corrected=counts.corrected,
        repeated=counts.repeated,
        erased=counts.erased,
        parties=_fresh(con, "parties"),
        lines=_fresh(con, "lines"),
        merges=_fresh(con, "merges"),
        secrets=_fresh(con, "sealed"),
        sources=sources,
        first=counts.first,
        last=counts.last,
        months=counts.months,
    )
    if given.read_lines:
        told = comparing.readings(con, given.read_lines, facts, counts)
        batch = batch._replace(readings=tuple(told if batch.brings else map(_repeated, told)))
    return Found(batch, fresh, facts, counts.content)


def _fresh(con: DuckDBPyConnection, table: str) -> int:
    return one(con, f"SELECT count(*) FROM new_{table} WHERE fresh")


def _repeated(reading: Reading) -> Reading:
    """Where nothing is new, lines that give no moments, as of customers, were known too."""
    return reading._replace(fate="repeated") if reading.fate == "used" else reading


def finish(
    con: DuckDBPyConnection,
    place: Path,
    settings: Settings,
    found: Found,
    known: Sequence[Batch],
) -> Batch:
    """Write every file of a batch aside, into the folder `batch` of a place of ours."""
    folder = place / "batch"
    folder.mkdir()
    batch = found.batch
    tables = {
        table: store(
            con, f"SELECT * EXCLUDE (fresh) FROM new_{table}", table, folder / f"{table}.parquet"
        )
        for table in ("parties", "lines", "merges", "sealed")
        if one(con, f"SELECT count(*) FROM new_{table}")
    }
    content = (batch.source, batch.file, found.content, tables)
    name = batch_name(batch.source, {old.name for old in known}, content)
    if batch.moments:
        path = folder / "moments.parquet"
        facts = comparing.to_write(con, found.facts, name)
        stamper = stamps.lay_out(con, settings, _ground(facts), batch.months)
        stored = store(con, stamps.stamped(facts, stamper), "moments", path)
        assert stored.rows == batch.moments, "a batch holds exactly what was counted"
        stamp = stamps.fingerprints(con, stamper, {str(path): batch})[str(path)]
        tables = {"moments": stamps.named(path, stamp, stored), **tables}
        batch = batch._replace(stamp=stamp)
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    return batch._replace(name=name, written_at=now, tables=tuple(tables.items()))


def _ground(facts: str) -> stamps.Ground:
    """What the journal says, and what the import itself adds to it."""
    return stamps.Ground(
        """FROM (SELECT * EXCLUDE (fresh) FROM new_lines UNION ALL SELECT * FROM known_lines k
            WHERE NOT EXISTS (SELECT 1 FROM new_lines n
                WHERE n.person = k.person AND n.from_date IS NOT DISTINCT FROM k.from_date))""",
        """SELECT party, coalesce(n.zone, k.zone) AS zone
            FROM new_parties n FULL JOIN known_every_party k USING (party)""",
        f"SELECT desk AS team FROM ({facts})",
    )


def _find_fresh(con: DuckDBPyConnection, given: Given) -> None:
    """Leave in `new_parties`, `new_lines`, `new_merges` what is given, marked where it is fresh.

    What is known is written again beside what is not: so each batch tells of its own parties,
    and an older one can be undone without leaving the newer without names.
    """
    columns = [column for column in PARTIES if column != "party"]
    newest = ", ".join(f"max({column}) AS {column}" for column in columns)
    differs = " OR ".join(
        f"(i.{column} IS NOT NULL AND i.{column} IS DISTINCT FROM k.{column})" for column in columns
    )
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE new_parties AS
        SELECT i.*, k.party IS NULL OR {differs} AS fresh FROM (
            SELECT party, {newest} FROM ({comparing.typed(con, given.parties, PARTIES)})
            WHERE party IS NOT NULL AND party NOT IN (FROM new_erased) GROUP BY party
        ) i LEFT JOIN known_every_party k USING (party)
    """)
    lines = f"""
        SELECT * FROM ({comparing.typed(con, given.lines, LINES)}) WHERE person IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY person, from_date
            ORDER BY until_date, manager, team, department, role, level) = 1
    """
    merges = f"""
        SELECT party, max(into_party) AS into_party
        FROM ({comparing.typed(con, given.merges, MERGES)})
        WHERE party <> into_party GROUP BY party
    """
    for table, query in (("lines", lines), ("merges", merges)):
        con.execute(f"""
            CREATE OR REPLACE TEMP TABLE new_{table} AS
            SELECT *, false AS fresh FROM ({query} INTERSECT FROM known_{table})
            UNION ALL SELECT *, true FROM ({query} EXCEPT FROM known_{table})
        """)


def batch_name(source: str, taken: set[str], *content: object) -> str:
    """Name a batch after what it brings: the same import after an undo has the same name."""
    plain = "".join(letter if letter.isalnum() else "-" for letter in source.lower())
    digest = hashlib.sha256(repr(content).encode()).hexdigest()[:10]
    name, again = f"{plain}-{digest}", 2
    while name in taken:
        name, again = f"{plain}-{digest}-{again}", again + 1
    return name
