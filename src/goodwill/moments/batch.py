"""One import in the engine: which of its records are new, corrected, repeated, or erased."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from goodwill.moments import stamps
from goodwill.moments.manifest import Batch, Reading
from goodwill.moments.moment import FACTS, KINDS
from goodwill.moments.parquet import append, one, reading, rows, store
from goodwill.moments.seals import new_key, seal
from goodwill.moments.views import LINES, MERGES, PARTIES, SEALED, attach, files
from goodwill.problems import InputError, Problem
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from goodwill.house.settings import Settings
    from goodwill.moments.seals import Keys, Sealed

GIVEN = {
    column: kind
    for column, kind in FACTS.items()
    if column not in {"id", "version", "digest", "batch"}
}
"""The columns that a source gives; the journal adds the others."""

_IDENTITY = ("source", "record", "part")
_CHUNK = 20_000


class Given(NamedTuple):
    """The names of the tables that a source has drafted."""

    facts: str | None = None
    parties: str | None = None
    lines: str | None = None
    merges: str | None = None
    secrets: str | None = None
    read_lines: str | None = None


class Found(NamedTuple):
    """What an import would bring: its counts, the keys of parties first seen, and the facts."""

    batch: Batch
    keys: dict[str, bytes]
    twice: int
    content: str


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
    rows(con, "new_erased", {"party": "VARCHAR"}, ((party,) for party in sorted(keys.erased())))
    facts = _facts(con, given.facts)
    _refuse_unfit(con, facts)
    sources = [
        name
        for (name,) in con.execute(f"SELECT DISTINCT source FROM ({facts}) ORDER BY 1").fetchall()
    ]
    alike = [old for old in known if set(old.sources).intersection(sources)]
    twice = _find_ids(con, facts)
    _find_known(con, files(folder, alike, "moments"))
    batch, content = _counted(con, facts, batch._replace(sources=tuple(sources)))
    secrets, fresh = _seal_secrets(con, given, keys)
    parties, lines, merges = _fresh_rows(con, given)
    batch = batch._replace(secrets=secrets, parties=parties, lines=lines, merges=merges)
    return Found(batch._replace(readings=_readings(con, given, batch)), fresh, twice, content)


def _find_ids(con: DuckDBPyConnection, facts: str) -> int:
    """Leave every id once in `new_ids`; gives how many came more than once."""
    gone = "(from_party IN (FROM new_erased) OR to_party IN (FROM new_erased))"
    erased = gone if one(con, "SELECT count(*) FROM new_erased") else "false"
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE new_ids AS
        SELECT id, digest, coalesce({erased}, false) AS erased FROM ({facts})
    """)
    twice = one(con, "SELECT count(*) - count(DISTINCT id) FROM new_ids")
    if twice:
        con.execute("""
            CREATE OR REPLACE TEMP TABLE new_ids AS
            SELECT id, max(digest) AS digest, bool_or(erased) AS erased FROM new_ids GROUP BY id
        """)
    return twice


def _counted(con: DuckDBPyConnection, facts: str, batch: Batch) -> tuple[Batch, str]:
    """Count what is new, corrected, repeated, erased; gives also a digest of what is to write."""
    counted = con.execute("""
        SELECT count(*) FILTER (NOT erased AND k.id IS NULL),
            count(*) FILTER (NOT erased AND k.digest <> n.digest),
            count(*) FILTER (NOT erased AND k.digest = n.digest),
            count(*) FILTER (erased),
            bit_xor(md5_number_lower(concat_ws('|', n.id, n.digest, k.version)))
                FILTER (NOT erased AND k.digest IS DISTINCT FROM n.digest)
        FROM new_ids n LEFT JOIN new_known k USING (id)
    """).fetchone()
    span = con.execute(f"""
        SELECT least(min(happened_at), min(due_at)), greatest(max(happened_at), max(due_at))
        FROM ({facts})
    """).fetchone()
    new, corrected, repeated, erased, content = counted or (0, 0, 0, 0, None)
    first, last = span or (None, None)
    return batch._replace(
        new=new, corrected=corrected, repeated=repeated, erased=erased, first=first, last=last
    ), str(content)


def finish(
    con: DuckDBPyConnection,
    place: Path,
    settings: Settings,
    found: Found,
    given: Given,
    known: Sequence[Batch],
) -> Batch:
    """Write every file of a batch aside, into the folder `batch` of a place of ours."""
    folder = place / "batch"
    folder.mkdir()
    batch = found.batch
    tables = {
        table: store(con, f"SELECT * FROM new_{table}", table, folder / f"{table}.parquet")
        for table in ("parties", "lines", "merges", "sealed")
        if one(con, f"SELECT count(*) FROM new_{table}")
    }
    content = (batch.source, batch.file, found.content, tables)
    name = batch_name(batch.source, {old.name for old in known}, content)
    if batch.moments and batch.first and batch.last:
        path, span = folder / "moments.parquet", (batch.first, batch.last)
        stamper = stamps.lay_out(con, settings, _ground(given), [span])
        facts = _to_write(con, given, found, name)
        stored = store(con, stamps.stamped(facts, stamper), "moments", path)
        stamp = stamps.fingerprints(con, stamper, {str(path): span})[str(path)]
        tables = {"moments": stamps.named(path, stamp, stored), **tables}
        batch = batch._replace(stamp=stamp)
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    return batch._replace(name=name, written_at=now, tables=tuple(tables.items()))


def _ground(given: Given) -> stamps.Ground:
    """What the journal says, and what the import itself adds to it."""
    return stamps.Ground(
        """FROM (SELECT * FROM new_lines UNION ALL SELECT * FROM known_lines k
            WHERE NOT EXISTS (SELECT 1 FROM new_lines n
                WHERE n.person = k.person AND n.from_date IS NOT DISTINCT FROM k.from_date))""",
        """SELECT party, coalesce(n.zone, k.zone) AS zone
            FROM new_parties n FULL JOIN known_every_party k USING (party)""",
        f"SELECT desk AS team FROM {given.facts}",
    )


def _facts(con: DuckDBPyConnection, facts: str | None) -> str:
    """Write the query of the facts given in their types, with id and digest; all of one id once."""
    there = _columns(con, facts) if facts else set()
    casts = ", ".join(
        f"CAST({column if column in there else 'NULL'} AS {kind}) AS {column}"
        for column, kind in GIVEN.items()
    )
    key = "source || '|' || record || '|' || coalesce(part, '')"
    told = ", chr(31), ".join(
        f"epoch_us({column})" if kind == "TIMESTAMP" else column
        for column, kind in GIVEN.items()
        if column not in _IDENTITY
    )
    return f"""
        SELECT *, {_signed(f"md5_number_upper({key})")} AS id,
            {_signed(f"md5_number_lower(concat({told}))")} AS digest
        FROM (SELECT {casts} {f"FROM {facts}" if facts else "WHERE false"})
    """


def _signed(number: str) -> str:
    return f"({number}::HUGEINT - 9223372036854775808)::BIGINT"


def _refuse_unfit(con: DuckDBPyConnection, facts: str) -> None:
    """Refuse what no source may give: a moment without instant or record, or of no known kind."""
    kinds = ", ".join(f"'{kind}'" for kind in KINDS)
    unfit = con.execute(f"""
        SELECT coalesce(source || ' ' || record, ''), coalesce(kind, '') FROM ({facts})
        WHERE happened_at IS NULL OR source IS NULL OR record IS NULL OR kind IS NULL
            OR kind NOT IN ({kinds})
        LIMIT 5
    """).fetchall()
    if unfit:
        what = _("A moment must have an instant, a record and a known kind; its kind is '{kind}'.")
        hint = _("This is a fault of the source, not of the file; please report it.")
        raise InputError(Problem(record, what.format(kind=kind), hint) for record, kind in unfit)


def _find_known(con: DuckDBPyConnection, known: list[str]) -> None:
    journal = (
        f"SELECT id, version, digest FROM {reading(known)}"
        if known
        else "SELECT 0::BIGINT AS id, 0 AS version, 0::BIGINT AS digest WHERE false"
    )
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE new_known AS
        SELECT id, max(version) AS version, arg_max(digest, version) AS digest
        FROM ({journal}) WHERE id IN (SELECT id FROM new_ids) GROUP BY id
    """)


def _to_write(con: DuckDBPyConnection, given: Given, found: Found, name: str) -> str:
    """Write the query of the facts to be written, with id, version, digest and batch."""
    facts = f"SELECT * FROM ({_facts(con, given.facts)})"
    if found.twice:
        facts += " QUALIFY row_number() OVER (PARTITION BY id ORDER BY digest DESC) = 1"
    version, where = "1::INTEGER", []
    if found.batch.corrected or found.batch.repeated:
        version = "coalesce(k.version + 1, 1)::INTEGER"
        facts = (
            f"SELECT f.*, {version} AS version FROM ({facts}) f LEFT JOIN new_known k USING (id)"
        )
        where.append("k.digest IS DISTINCT FROM f.digest")
    else:
        facts = f"SELECT f.*, {version} AS version FROM ({facts}) f"
    if found.batch.erased:
        where.append("f.id NOT IN (SELECT id FROM new_ids WHERE erased)")
    if where:
        facts += f" WHERE {' AND '.join(where)}"
    return f"SELECT {', '.join(c for c in FACTS if c != 'batch')}, '{name}' AS batch FROM ({facts})"


def _fresh_rows(con: DuckDBPyConnection, given: Given) -> tuple[int, int, int]:
    """Leave in `new_parties`, `new_lines`, `new_merges` what the views `known_…` do not say yet."""
    columns = [column for column in PARTIES if column != "party"]
    newest = ", ".join(f"max({column}) AS {column}" for column in columns)
    differs = " OR ".join(
        f"(i.{column} IS NOT NULL AND i.{column} IS DISTINCT FROM k.{column})" for column in columns
    )
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE new_parties AS
        SELECT i.* FROM (
            SELECT party, {newest} FROM ({_given(con, given.parties, PARTIES)})
            WHERE party IS NOT NULL AND party NOT IN (FROM new_erased) GROUP BY party
        ) i LEFT JOIN known_every_party k USING (party) WHERE k.party IS NULL OR {differs}
    """)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE new_lines AS
        SELECT * FROM ({_given(con, given.lines, LINES)}) WHERE person IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY person, from_date
            ORDER BY until_date, manager, team, department, role, level) = 1
        EXCEPT SELECT * FROM known_lines
    """)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE new_merges AS
        SELECT party, max(into_party) AS into_party FROM ({_given(con, given.merges, MERGES)})
        WHERE party <> into_party GROUP BY party
        EXCEPT SELECT * FROM known_merges
    """)
    parties, lines, merges = (
        one(con, f"SELECT count(*) FROM new_{table}") for table in ("parties", "lines", "merges")
    )
    return parties, lines, merges


def _seal_secrets(
    con: DuckDBPyConnection, given: Given, keys: Keys
) -> tuple[int, dict[str, bytes]]:
    """Leave in `new_sealed` the secrets that are not known yet; gives their number and new keys."""
    rows(con, "new_boxes", SEALED, ())
    fresh: dict[str, bytes] = {}
    if given.secrets:
        con.execute(f"""
            CREATE OR REPLACE TEMP TABLE new_secrets AS
            SELECT row_number() OVER (ORDER BY party, item) - 1 AS place, * FROM (
                SELECT party, item, max(plain) AS plain FROM {given.secrets}
                WHERE party IS NOT NULL AND item IS NOT NULL AND plain IS NOT NULL
                    AND party NOT IN (FROM new_erased)
                GROUP BY party, item)
        """)
        total = one(con, "SELECT count(*) FROM new_secrets")
        for start in range(0, total, _CHUNK):
            boxes = _sealed(con, start, keys, fresh)
            append(con, "new_boxes", SEALED, boxes)
        con.execute("DROP TABLE new_secrets")
    con.execute("""
        CREATE OR REPLACE TEMP TABLE new_sealed AS
        SELECT * FROM new_boxes b WHERE NOT EXISTS (
            SELECT 1 FROM known_sealed k
            WHERE k.party = b.party AND k.item = b.item AND k.nonce = b.nonce)
    """)
    return one(con, "SELECT count(*) FROM new_sealed"), fresh


def _sealed(
    con: DuckDBPyConnection, start: int, keys: Keys, fresh: dict[str, bytes]
) -> list[Sealed]:
    """Seal one chunk; parties without a key get a new one."""
    chunk = con.execute(
        "SELECT party, item, plain FROM new_secrets WHERE place >= ? AND place < ?",
        [start, start + _CHUNK],
    ).fetchall()
    known = keys.of(party for party, _item, _plain in chunk)
    for party, _item, _plain in chunk:
        if party not in known:
            known[party] = fresh.setdefault(party, new_key())
    return [seal(known[party], party, item, plain) for party, item, plain in chunk]


def _readings(con: DuckDBPyConnection, given: Given, batch: Batch) -> tuple[Reading, ...]:
    """Count the lines read by their fate, and the moments taken from them.

    A line whose record brought only what was known is `repeated`, one that changes a known moment
    is `corrected`, one of an erased party is `erased`.
    """
    if not given.read_lines:
        return ()
    if not (batch.repeated or batch.corrected or batch.erased):
        fate = "used" if batch.brings else "repeated"
        found = con.execute(f"""
            SELECT CASE fate WHEN 'used' THEN '{fate}' ELSE fate END AS fate, count(*),
                CASE fate WHEN 'used' THEN {batch.new} ELSE 0 END
            FROM {given.read_lines} GROUP BY fate ORDER BY fate
        """).fetchall()
        return tuple(Reading(*row) for row in found)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE new_records AS
        SELECT record, CASE WHEN bool_or(n.erased) THEN 'erased'
            WHEN bool_or(k.digest <> n.digest) THEN 'corrected'
            WHEN bool_or(k.id IS NULL) THEN 'used' ELSE 'repeated' END AS fate,
            count(DISTINCT id) FILTER (
                NOT n.erased AND k.digest IS DISTINCT FROM n.digest) AS written
        FROM ({_facts(con, given.facts)}) f
        JOIN new_ids n USING (id) LEFT JOIN new_known k USING (id) GROUP BY record
    """)
    found = con.execute(f"""
        SELECT fate, coalesce(lines, 0), coalesce(moments, 0)::BIGINT
        FROM (SELECT CASE WHEN l.fate <> 'used' THEN l.fate
                ELSE coalesce(r.fate, 'used') END AS fate, count(*) AS lines
            FROM {given.read_lines} l LEFT JOIN new_records r USING (record) GROUP BY 1)
        FULL JOIN (SELECT fate, sum(written) AS moments FROM new_records GROUP BY fate) USING (fate)
        ORDER BY fate
    """).fetchall()
    con.execute("DROP TABLE new_records")
    return tuple(Reading(*row) for row in found)


def batch_name(source: str, taken: set[str], *content: object) -> str:
    """Name a batch after what it brings: the same import after an undo has the same name."""
    plain = "".join(letter if letter.isalnum() else "-" for letter in source.lower())
    digest = hashlib.sha256(repr(content).encode()).hexdigest()[:10]
    name, again = f"{plain}-{digest}", 2
    while name in taken:
        name, again = f"{plain}-{digest}-{again}", again + 1
    return name


def _given(con: DuckDBPyConnection, table: str | None, shape: dict[str, str]) -> str:
    there = _columns(con, table) if table else set()
    casts = ", ".join(
        f"CAST({column if column in there else 'NULL'} AS {kind}) AS {column}"
        for column, kind in shape.items()
    )
    return f"SELECT {casts} {f'FROM {table}' if table else 'WHERE false'}"


def _columns(con: DuckDBPyConnection, table: str) -> set[str]:
    return {row[0] for row in con.execute(f"DESCRIBE {table}").fetchall()}
