"""Loops: a case handed over to somebody who had it before, so that they begin where they began."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.moments.dealings import PLACE, id_of, instant_of

if TYPE_CHECKING:
    from datetime import datetime

    from duckdb import DuckDBPyConnection

LOOPS: dict[str, str] = {
    "case_id": "VARCHAR",
    "holder": "VARCHAR",
    "handover_id": "BIGINT",
    "happened_at": "TIMESTAMP",
}
"""The columns of `loops`: which handover gave which case back to whom."""


def find_loops(con: DuckDBPyConnection, closed_at: datetime) -> None:
    """Make the table `loops`: each handover to somebody who had held the case before."""
    con.execute(f"""
        CREATE OR REPLACE TABLE loops AS
        WITH handed AS (
            SELECT about AS case_id, from_party, to_party, {PLACE} AS place
            FROM moments
            WHERE kind = 'handover' AND about IS NOT NULL
                AND happened_at <= TIMESTAMP '{closed_at}'
        ), held AS (
            SELECT case_id, holder, min(place) AS first_held
            FROM (
                SELECT case_id, from_party AS holder, place FROM handed
                UNION ALL
                SELECT case_id, to_party, place FROM handed
            )
            GROUP BY case_id, holder
        )
        SELECT case_id, holder, {id_of("place")} AS handover_id,
            {instant_of("place")} AS happened_at
        FROM handed JOIN held USING (case_id)
        WHERE holder = to_party AND first_held < place
    """)
