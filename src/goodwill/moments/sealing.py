"""The names and texts of an import, sealed in chunks so that memory stays flat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.moments.parquet import append, one, quoted, rows
from goodwill.moments.seals import ITEMS, Seal, new_key
from goodwill.moments.views import SEALED, newest_sealed

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from goodwill.moments.seals import Keys, Sealed

_CHUNK = 20_000


def seal_secrets(con: DuckDBPyConnection, secrets: str | None, keys: Keys) -> dict[str, bytes]:
    """Leave in `new_sealed` names, and texts not known yet; gives the keys of new parties."""
    rows(con, "new_boxes", SEALED, ())
    fresh: dict[str, bytes] = {}
    if secrets:
        con.execute(f"""
            CREATE OR REPLACE TEMP TABLE new_secrets AS
            SELECT row_number() OVER (ORDER BY party, item) - 1 AS place, * FROM (
                SELECT party, item, max(plain) AS plain FROM {secrets}
                WHERE party IS NOT NULL AND item IS NOT NULL AND plain IS NOT NULL
                    AND party NOT IN (FROM new_erased)
                GROUP BY party, item)
        """)
        total = one(con, "SELECT count(*) FROM new_secrets")
        for start in range(0, total, _CHUNK):
            append(con, "new_boxes", SEALED, _sealed(con, start, keys, fresh))
        con.execute("DROP TABLE new_secrets")
    names = ", ".join(map(quoted, ITEMS))
    known = newest_sealed("known_", "party IN (SELECT party FROM new_boxes)")
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE new_sealed AS
        SELECT b.*, k.nonce IS NULL AS fresh FROM new_boxes b
        LEFT JOIN ({known}) k ON k.party = b.party AND k.item = b.item AND k.nonce = b.nonce
        WHERE k.nonce IS NULL OR b.item IN ({names})
    """)
    con.execute("DROP TABLE new_boxes")
    return fresh


def _sealed(
    con: DuckDBPyConnection, start: int, keys: Keys, fresh: dict[str, bytes]
) -> list[Sealed]:
    """Seal one chunk; parties without a key get a new one."""
    chunk = con.execute(
        "SELECT party, item, plain FROM new_secrets WHERE place >= ? AND place < ? ORDER BY place",
        [start, start + _CHUNK],
    ).fetchall()
    known = keys.of(party for party, _item, _plain in chunk)
    seals: dict[str, Seal] = {}
    for party, _item, _plain in chunk:
        if party not in seals:
            key = known.get(party) or fresh.setdefault(party, new_key())
            seals[party] = Seal(key, party)
    return [seals[party].close(item, plain) for party, item, plain in chunk]
