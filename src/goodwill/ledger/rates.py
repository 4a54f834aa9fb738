"""How often a standard was kept: the rate with its interval, and where it stands to others."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt

    from duckdb import DuckDBPyConnection


class Rate(NamedTuple):
    """Kept among judged, with Wilson's 95 % interval; NaN where nothing was judged."""

    standard: str
    name: str | None
    kept: int
    """Kept or better: graces count as kept."""
    breached: int
    exempt: int
    open: int
    share: float
    low: float
    high: float


def wilson(kept: int, judged: int, z: float = 1.959963984540054) -> tuple[float, float]:
    """Give the score interval of a proportion (Wilson 1927, JASA 22, equation 1).

    Undefined (NaN, NaN) without any trial. Its coverage supposes independent trials; cases of
    one customer are not wholly so, which the reports say where they show it.
    """
    if judged == 0:
        return math.nan, math.nan
    share = kept / judged
    centre = share + z * z / (2 * judged)
    half = z * math.sqrt(share * (1 - share) / judged + z * z / (4 * judged * judged))
    scale = 1 + z * z / judged
    return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)


def first_monday(opening: dt.date) -> dt.date:
    """Give the Monday from which rates after this day are counted."""
    day = opening + timedelta(days=1)
    return day - timedelta(days=day.weekday())


def rates(
    con: DuckDBPyConnection,
    opening: dt.date,
    closing: dt.date,
    *,
    by: str | None = None,
    standard: str | None = None,
    table: str = "tallies",
) -> list[Rate]:
    """Give the rate of each standard after a day, whole or by a column of the tallies.

    Tallies are weekly: the week in which the period begins counts from its Monday. `table` may
    name another of the same columns.
    """
    name, of = by or "NULL::VARCHAR", "AND standard = $standard" if standard else ""
    given = {"monday": first_monday(opening), "closing": closing}
    # counted by verdict first, which is one cheap pass, and told apart afterwards
    rows = con.execute(
        f"""
        SELECT standard, name::VARCHAR AS name,
               coalesce(sum(number) FILTER (verdict IN ('kept', 'grace')), 0)::BIGINT,
               coalesce(sum(number) FILTER (verdict = 'breach'), 0)::BIGINT,
               coalesce(sum(number) FILTER (verdict = 'exempt'), 0)::BIGINT,
               coalesce(sum(number) FILTER (verdict = 'open'), 0)::BIGINT
        FROM (SELECT standard, {name} AS name, verdict, sum(number) AS number
              FROM {table}
              WHERE local_week >= $monday AND local_week <= $closing {of}
              GROUP BY ALL)
        GROUP BY ALL ORDER BY standard, name NULLS LAST
        """,
        given | ({"standard": standard} if standard else {}),
    ).fetchall()
    return [rate_of(*row) for row in rows]


def rate_of(
    standard: str, name: str | None, kept: int, breached: int, exempt: int, still_open: int
) -> Rate:
    """Give the rate of so many cases, with its interval."""
    judged = kept + breached
    share = kept / judged if judged else math.nan
    return Rate(standard, name, kept, breached, exempt, still_open, share, *wilson(kept, judged))


def against_benchmark(rate: Rate, benchmark: float | None) -> str:
    """Say where a rate stands: above, at, below, or unknown when the interval cannot tell."""
    if benchmark is None or math.isnan(rate.share):
        return "unknown"
    if rate.low > benchmark:
        return "above"
    return "below" if rate.high < benchmark else "at"
