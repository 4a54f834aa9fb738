"""Who was drawn for each play, when first, and into which arm: one line for each customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from duckdb import DuckDBPyConnection

    from goodwill.ledger.closed import Closed

_DRAWN = """
SELECT play, party, arg_min(arm, fired_at) AS arm, min(fired_at) AS drawn_at FROM firings
WHERE party IS NOT NULL GROUP BY play, party
"""


def write_drawn(con: DuckDBPyConnection) -> None:
    """Create `drawn` from the firings, of which one customer may have many."""
    con.execute(f"CREATE OR REPLACE TABLE drawn AS {_DRAWN}")


def counted(closed: Closed, play: str) -> tuple[int, int]:
    """Count the customers drawn for a play, and those of them who are held out."""
    row = closed.con.execute(
        f"SELECT count(*), count(*) FILTER (arm = 'held_out') FROM {_source(closed)}"
        " WHERE play = ?",
        [play],
    ).fetchone()
    return row or (0, 0)


def drawn(closed: Closed, play: str, limit: int, offset: int) -> list[tuple[str, str, dt.datetime]]:
    """Give customer, arm and instant of some, the newest first."""
    return closed.con.execute(
        f"SELECT party, arm, drawn_at FROM {_source(closed)} WHERE play = $play"
        " ORDER BY drawn_at DESC, party LIMIT $limit OFFSET $offset",
        {"play": play, "limit": max(limit, 1), "offset": max(offset, 0)},
    ).fetchall()


def _source(closed: Closed) -> str:
    """Name the table, or write it where a book of an older version has none."""
    return "drawn" if closed.has("drawn") else f"({_DRAWN})"
