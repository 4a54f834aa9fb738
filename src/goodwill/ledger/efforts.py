"""Who gets our hours, who brings the money, and on whom of us each customer hangs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.ledger.closed import openings

if TYPE_CHECKING:
    import datetime as dt

    from duckdb import DuckDBPyConnection

MINUTES = {
    "answer": 8, "refusal": 8, "resolution": 5, "decision": 15, "offer": 15, "visit": 60,
    "promise": 2, "fulfilment": 5, "request": 4, "news": 3, "call_attempt": 2, "concession": 10,
    "delivery": 15, "refund": 10, "handover": 4, "question": 3, "change": 60,
}  # fmt: skip
"""Minutes that a colleague is assumed to spend on one dealing of ours, of each kind."""
THREAD = 0.8
"""Whoever has so large a share of the dealings with a customer is the thread on which it hangs."""


def write_efforts(con: DuckDBPyConnection, day: dt.date, scale: int) -> None:
    """Create `efforts`, `effort_tenths` and `hours_spent` of the last year."""
    minutes = " ".join(f"WHEN '{kind}' THEN {number}" for kind, number in MINUTES.items())
    given = {"since": openings(day)["year"], "day": day}
    con.execute(_EFFORTS.format(minutes=minutes), {**given, "scale": scale})
    con.execute(_TENTHS)
    con.execute(_HOURS.format(minutes=minutes), given)
    for measure, value in _indices(con):
        con.execute("INSERT INTO hours_spent VALUES (?, ?)", [measure, value])


_EFFORTS = """
CREATE OR REPLACE TABLE efforts AS
WITH dealt AS (
  SELECT party, person, direction, local_date, kind, amount, purpose,
         CASE WHEN person IS NOT NULL AND direction <> 'in'
              THEN CASE kind {minutes} ELSE 0 END ELSE 0 END / 60.0 AS hours
  FROM moments
  WHERE left(party, 1) IN ('c', 'r') AND local_date > $since AND local_date <= $day),
each AS (
  SELECT party, count(*) AS moments, sum(hours) AS hours,
         max(local_date) FILTER (direction = 'in' AND kind <> 'payment') AS last_in,
         round(sum(amount * $scale) FILTER (
           kind = 'concession' OR kind = 'refund' AND purpose = 'goodwill'))::BIGINT AS conceded
  FROM dealt GROUP BY party),
known AS (
  SELECT party, person, count(*) AS number FROM dealt
  WHERE person IS NOT NULL AND direction <> 'inside' GROUP BY ALL),
threads AS (
  SELECT party, count(*)::INTEGER AS colleagues, arg_max(person, number) AS main,
         max(number)::DOUBLE / sum(number) AS main_share
  FROM known GROUP BY party),
sold AS (
  SELECT party, sum(amount)::BIGINT AS sales FROM sales WHERE day > $since AND day <= $day
  GROUP BY party),
here AS (
  SELECT DISTINCT person FROM lines
  WHERE coalesce(from_date, $day) <= $day AND coalesce(until_date, $day) >= $day)
SELECT coalesce(e.party, s.party) AS party, coalesce(s.sales, 0)::BIGINT AS sales,
       coalesce(e.moments, 0)::BIGINT AS moments, coalesce(e.hours, 0)::DOUBLE AS hours,
       e.conceded, e.last_in,
       coalesce(t.colleagues, 0) AS colleagues, t.main, t.main_share,
       CASE WHEN t.main IS NOT NULL AND EXISTS (SELECT 1 FROM here)
            THEN t.main NOT IN (SELECT person FROM here) END AS main_gone
FROM each e FULL JOIN sold s ON s.party = e.party LEFT JOIN threads t ON t.party = e.party
ORDER BY 1
"""
_TENTHS = """
CREATE OR REPLACE TABLE effort_tenths AS
SELECT tenth, count(*) AS customers, sum(sales)::BIGINT AS sales, sum(hours) AS hours,
       sum(conceded)::BIGINT AS conceded
FROM (SELECT *, ntile(10) OVER (ORDER BY sales DESC, party) AS tenth FROM efforts)
GROUP BY tenth ORDER BY tenth
"""
_HOURS = """
CREATE OR REPLACE TABLE hours_spent AS
SELECT measure, value FROM (
  SELECT 'present' AS measure, (SELECT sum(hours) FROM loads) AS value
  UNION ALL SELECT 'customers', (SELECT sum(hours) FROM efforts)
  UNION ALL SELECT 'others', (
    SELECT sum(CASE kind {minutes} ELSE 0 END) / 60.0 FROM moments
    WHERE person IS NOT NULL AND direction = 'out' AND left(party, 1) NOT IN ('c', 'r')
      AND local_date > $since AND local_date <= $day)
  UNION ALL SELECT 'inside', (
    SELECT sum(CASE kind {minutes} ELSE 0 END) / 60.0 FROM moments
    WHERE person IS NOT NULL AND direction = 'inside' AND left(party, 1) NOT IN ('c', 'r')
      AND local_date > $since AND local_date <= $day))
"""


def _indices(con: DuckDBPyConnection) -> list[tuple[str, float | None]]:
    """Say how unequal sales and hours are, and whether hours go where the money is."""
    import numpy as np

    from goodwill.pricing.inequality import concentration, gini

    rows = con.execute("SELECT sales, hours FROM efforts").fetchnumpy()
    sales = np.maximum(np.asarray(rows["sales"], np.float64), 0)
    hours = np.asarray(rows["hours"], np.float64)
    found = [
        ("gini_sales", gini(sales)), ("gini_hours", gini(hours)),
        ("hours_by_sales", concentration(hours, sales)),
    ]  # fmt: skip
    return [(name, None if np.isnan(value) else value) for name, value in found]


class Effort(NamedTuple):
    """One customer of the last year (money in minor units)."""

    party: str
    sales: int
    hours: float
    moments: int
    conceded: int | None
    """None where no concession names an amount."""
    colleagues: int
    main: str | None
    main_share: float | None
    main_gone: bool | None
    last_in: dt.date | None


class Tenth(NamedTuple):
    """A tenth of the customers, the first with the largest sales."""

    tenth: int
    customers: int
    sales: int
    hours: float
    conceded: int | None


def totals(con: DuckDBPyConnection) -> dict[str, float | None]:
    """Give hours in all by where they went, and the indices of how they are spread."""
    return dict(con.execute("SELECT measure, value FROM hours_spent").fetchall())


def tenths(con: DuckDBPyConnection) -> list[Tenth]:
    """Give the ten tenths of the customers by their sales."""
    return [Tenth(*row) for row in con.execute("SELECT * FROM effort_tenths").fetchall()]


_COLUMNS = """party, sales, hours, moments, conceded, colleagues, main, main_share, main_gone,
       last_in"""


def dearest(con: DuckDBPyConnection, limit: int = 20) -> list[Effort]:
    """List the customers who take the most hours."""
    rows = con.execute(
        f"SELECT {_COLUMNS} FROM efforts WHERE hours > 0 ORDER BY hours DESC, party LIMIT {limit:d}"
    ).fetchall()
    return [Effort(*row) for row in rows]


def on_one_thread(con: DuckDBPyConnection, limit: int = 20) -> list[Effort]:
    """List the customers with sales who hang on one colleague, or whose colleague has left."""
    rows = con.execute(
        f"""
        SELECT {_COLUMNS} FROM efforts
        WHERE sales > 0 AND moments >= 5
          AND (main_share >= {THREAD} OR main_gone AND main_share >= 0.5)
        ORDER BY sales DESC, party LIMIT {limit:d}
        """
    ).fetchall()
    return [Effort(*row) for row in rows]
