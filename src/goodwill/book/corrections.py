"""What an import would correct: the same moment as it is known, and as it is told now."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SHOWN = 5
"""So many examples are enough to see what an import would do."""
COMPARED = (
    "happened_at", "kind", "from_party", "to_party", "about", "channel", "purpose", "amount",
    "currency", "quantity", "due_at", "policy",
)  # fmt: skip


class Correction(NamedTuple):
    """One value that would change: of which record, in which column, from what to what."""

    record: str
    column: str
    old: str
    new: str


def corrections(con: DuckDBPyConnection, facts: str | None) -> tuple[Correction, ...]:
    """Give some of the values that facts would change, compared with their newest versions.

    Facts that were told before and have been corrected since change nothing, and are left out.
    """
    if facts is None:
        return ()
    there = {row[0] for row in con.execute(f"DESCRIBE {facts}").fetchall()}
    columns = [column for column in COMPARED if column in there]
    same = " AND ".join(f"{_text('n', c)} IS NOT DISTINCT FROM {_text('o', c)}" for c in columns)
    match = """o.source = n.source AND o.record = n.record
        AND coalesce(o.part, '') = coalesce(n.part, '')"""
    told = ", ".join(f"{_text(side, column)}" for column in columns for side in ("o", "n"))
    rows = con.execute(
        f"""
        SELECT n.record, {told}
        FROM {facts} n JOIN all_versions o ON {match}
        WHERE NOT EXISTS (SELECT 1 FROM all_versions o WHERE {match} AND {same})
        QUALIFY o.version = max(o.version) OVER (PARTITION BY o.id)
        ORDER BY n.record, n.part LIMIT {SHOWN}
        """
    ).fetchall()
    found = [
        Correction(str(record), column, old or "-", new or "-")
        for record, *values in rows
        for column, old, new in zip(columns, values[::2], values[1::2], strict=True)
        if old != new
    ]
    return tuple(found[:SHOWN])


def _text(side: str, column: str) -> str:
    """Write a value as text; a number has one way to be written, whatever its scale."""
    if column in {"amount", "quantity"}:
        return f"CAST(CAST({side}.{column} AS DOUBLE) AS VARCHAR)"
    if column in {"happened_at", "due_at"}:
        return f"CAST({side}.{column} AS VARCHAR) || ' UTC'"
    return f"CAST({side}.{column} AS VARCHAR)"
