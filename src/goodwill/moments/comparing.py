"""Facts against the journal: which are new, which correct, repeat, or may not come back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.moments.clocks import month_of
from goodwill.moments.manifest import Reading
from goodwill.moments.moment import FACTS, KINDS
from goodwill.moments.parquet import one, reading
from goodwill.problems import InputError, Problem
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from duckdb import DuckDBPyConnection

GIVEN = {
    column: kind
    for column, kind in FACTS.items()
    if column not in {"id", "version", "digest", "batch"}
}
"""The columns that a source gives; the journal adds the others."""

_IDENTITY = ("source", "record", "part")
_KEPT = "NOT erased AND k.digest IS DISTINCT FROM n.digest"


class Counts(NamedTuple):
    """What came of the facts given, and a word for all that is to be written of them."""

    new: int
    corrected: int
    repeated: int
    erased: int
    first: datetime | None
    last: datetime | None
    months: tuple[str, ...]
    content: str


def typed(con: DuckDBPyConnection, table: str | None, shape: Mapping[str, str]) -> str:
    """Write the columns of a given table in their types; a column that is missing is empty."""
    if not table:
        nulls = ", ".join(f"CAST(NULL AS {kind}) AS {column}" for column, kind in shape.items())
        return f"SELECT {nulls} WHERE false"
    there = {row[0] for row in con.execute(f"DESCRIBE {table}").fetchall()}
    casts = ", ".join(
        f"CAST({column if column in there else 'NULL'} AS {kind}) AS {column}"
        for column, kind in shape.items()
    )
    return f"SELECT {casts} FROM {table}"


def settle(con: DuckDBPyConnection, facts: str | None) -> str:
    """Give the name of a table of the facts, whose rows have numbers; a view has none."""
    views = "SELECT count(*) FROM duckdb_views() WHERE view_name = '{}'"
    if facts and not one(con, views.format(facts.rsplit(".", 1)[-1].strip('"'))):
        return facts
    con.execute(f"CREATE OR REPLACE TEMP TABLE new_facts AS {typed(con, facts, GIVEN)}")
    return "new_facts"


def sources(con: DuckDBPyConnection, facts: str) -> tuple[str, ...]:
    """Give the names of the sources that the facts name; refuse facts that none may give."""
    kinds = ", ".join(f"'{kind}'" for kind in KINDS)
    unfit = con.execute(f"""
        SELECT coalesce(source || ' ' || record, ''), coalesce(kind, '')
        FROM ({typed(con, facts, GIVEN)})
        WHERE happened_at IS NULL OR source IS NULL OR record IS NULL OR kind IS NULL
            OR kind NOT IN ({kinds})
        LIMIT 5
    """).fetchall()
    if unfit:
        what = _("A moment must have an instant, a record and a known kind; its kind is '{kind}'.")
        hint = _("This is a fault of the source, not of the file; please report it.")
        raise InputError(Problem(record, what.format(kind=kind), hint) for record, kind in unfit)
    found = con.execute(f"SELECT DISTINCT source::VARCHAR FROM {facts} ORDER BY 1").fetchall()
    return tuple(name for (name,) in found)


def identify(con: DuckDBPyConnection, facts: str, *, erased: bool) -> None:
    """Leave in `new_ids` the id and digest of every row, and whether it may not come back.

    Of several rows with one identity the one with the greatest digest stays: any would do, but it
    must be the same in whatever order they come.
    """
    gone = "from_party IN (FROM new_erased) OR to_party IN (FROM new_erased)"
    key = "source || '|' || record || '|' || coalesce(part, '')"
    told = ", chr(31), ".join(
        f"epoch_us({column})" if kind == "TIMESTAMP" else column
        for column, kind in GIVEN.items()
        if column not in _IDENTITY
    )
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE new_ids AS
        SELECT place, {_signed(f"md5_number_upper({key})")} AS id,
            {_signed(f"md5_number_lower(concat({told}))")} AS digest,
            {f"coalesce({gone}, false)" if erased else "false"} AS erased
        FROM ({_numbered(con, facts)})
    """)
    if one(con, "SELECT count(*) - count(DISTINCT id) FROM new_ids"):
        con.execute("""
            CREATE OR REPLACE TEMP TABLE new_ids AS
            SELECT arg_max(place, (digest, place)) AS place, id, max(digest) AS digest,
                bool_or(erased) AS erased
            FROM new_ids GROUP BY id
        """)


def _numbered(con: DuckDBPyConnection, facts: str) -> str:
    """Write the facts with the number of each row, by which its id is found again."""
    return typed(con, facts, GIVEN).replace("SELECT", "SELECT rowid AS place,", 1)


def _signed(number: str) -> str:
    return f"({number}::HUGEINT - 9223372036854775808)::BIGINT"


def find_known(con: DuckDBPyConnection, files: Iterable[str]) -> None:
    """Leave in `new_known` the newest version of each moment that the journal has already.

    Facts that were known once and corrected since are known too: an old export read again must
    not undo what a newer one has put right (docs/decisions/002-old-exports.md).
    """
    paths = list(files)
    journal = (
        f"SELECT id, version, digest FROM {reading(paths)}"
        if paths
        else "SELECT 0::BIGINT AS id, 0 AS version, 0::BIGINT AS digest WHERE false"
    )
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE new_known AS
        SELECT j.id, max(j.version) AS version,
            CASE WHEN bool_or(j.digest = n.digest) THEN any_value(n.digest)
                ELSE arg_max(j.digest, j.version) END AS digest
        FROM ({journal}) j JOIN new_ids n USING (id) GROUP BY j.id
    """)


def count(con: DuckDBPyConnection, facts: str) -> Counts:
    """Count what is new, corrected, repeated and erased."""
    counted = con.execute(f"""
        SELECT count(*) FILTER (NOT erased AND k.id IS NULL),
            count(*) FILTER (NOT erased AND k.digest <> n.digest),
            count(*) FILTER (NOT erased AND k.digest = n.digest),
            count(*) FILTER (erased),
            concat(bit_xor(n.id) FILTER ({_KEPT}), ' ', bit_xor(n.digest) FILTER ({_KEPT}), ' ',
                sum(k.version) FILTER ({_KEPT}))
        FROM new_ids n LEFT JOIN new_known k USING (id)
    """).fetchone() or (0, 0, 0, 0, "")
    first, last = con.execute(f"""
        SELECT least(min(happened_at), min(due_at)), greatest(max(happened_at), max(due_at))
        FROM ({typed(con, facts, GIVEN)})
    """).fetchone() or (None, None)
    found = con.execute(f"""
        SELECT DISTINCT year(instant), month(instant) FROM (
            SELECT happened_at AS instant FROM ({typed(con, facts, GIVEN)})
            UNION ALL SELECT due_at FROM ({typed(con, facts, GIVEN)}))
        WHERE instant IS NOT NULL
    """).fetchall()
    months = tuple(sorted({month_of(year, month) for year, month in found}))
    new, corrected, repeated, erased, content = counted
    return Counts(new, corrected, repeated, erased, first, last, months, content)


def to_write(con: DuckDBPyConnection, facts: str, batch: str) -> str:
    """Write the query of the facts to be written, with id, version, digest and batch."""
    return f"""
        SELECT {", ".join(column for column in FACTS if column != "batch")}, '{batch}' AS batch
        FROM ({_numbered(con, facts)}) JOIN (
            SELECT n.place, n.id, n.digest, coalesce(k.version + 1, 1)::INTEGER AS version
            FROM new_ids n LEFT JOIN new_known k USING (id) WHERE {_KEPT}
        ) USING (place)
    """


def readings(con: DuckDBPyConnection, lines: str, facts: str, counts: Counts) -> list[Reading]:
    """Count the lines read by their fate, and the moments taken from them.

    A line whose record brought only what was known is `repeated`, one that changes a known moment
    is `corrected`, one of an erased party is `erased`.
    """
    if not (counts.repeated or counts.corrected or counts.erased):
        query = f"""
            SELECT fate, count(*), CASE fate WHEN 'used' THEN {counts.new} ELSE 0 END
            FROM {lines} GROUP BY fate ORDER BY fate
        """
        return [Reading(*row) for row in con.execute(query).fetchall()]
    query = f"""
        WITH records AS (
            SELECT record, CASE WHEN bool_or(n.erased) THEN 'erased'
                WHEN bool_or(k.digest <> n.digest) THEN 'corrected'
                WHEN bool_or(k.id IS NULL) THEN 'used' ELSE 'repeated' END AS fate,
                count(*) FILTER ({_KEPT}) AS written
            FROM (SELECT record::VARCHAR AS record, rowid AS place FROM {facts})
            JOIN new_ids n USING (place) LEFT JOIN new_known k USING (id) GROUP BY record
        ),
        told AS (
            SELECT CASE WHEN l.fate <> 'used' THEN l.fate ELSE coalesce(r.fate, 'used') END AS fate,
                count(*) AS lines
            FROM {lines} l LEFT JOIN records r ON r.record = l.record::VARCHAR GROUP BY 1
        ),
        taken AS (SELECT fate, sum(written)::BIGINT AS moments FROM records GROUP BY fate)
        SELECT fate, coalesce(lines, 0), coalesce(moments, 0)
        FROM told FULL JOIN taken USING (fate) ORDER BY fate
    """
    return [Reading(*row) for row in con.execute(query).fetchall()]
