"""Which rules, levels or teams stand apart from the others by more than chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.ledger.rates import first_monday

if TYPE_CHECKING:
    import datetime as dt

    from duckdb import DuckDBPyConnection


def apart(
    con: DuckDBPyConnection,
    opening: dt.date,
    closing: dt.date,
    by: str,
    standard: str,
    table: str = "tallies",
) -> dict[str, int]:
    """Give for each name whether more is broken than elsewhere (1), less (-1), or neither (0)."""
    import numpy as np

    from goodwill.pricing.funnel import apart as told

    rows = con.execute(
        f"""
        SELECT name::VARCHAR AS name, CAST(sum(number) AS DOUBLE) AS judged,
               CAST(coalesce(sum(number) FILTER (verdict = 'breach'), 0) AS DOUBLE) AS broken
        FROM (SELECT {by} AS name, local_week, verdict, sum(number) AS number
              FROM {table}
              WHERE standard = $standard AND local_week >= $monday AND local_week <= $closing
              GROUP BY {by}, local_week, verdict)
        WHERE verdict IN ('kept', 'grace', 'breach') AND name IS NOT NULL
        GROUP BY name, local_week ORDER BY name, local_week
        """,
        {"standard": standard, "monday": first_monday(opening), "closing": closing},
    ).fetchnumpy()
    names, level = np.unique(np.asarray(rows["name"], dtype=str), return_inverse=True)
    judged, broken = (np.asarray(rows[each], dtype=np.float64) for each in ("judged", "broken"))
    return dict(zip(names.tolist(), told(level, judged, broken).tolist(), strict=True))
