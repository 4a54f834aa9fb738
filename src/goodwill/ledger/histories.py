"""What each customer had bought by a given day, as the arrays that pricing asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from numpy import bool_, float64
    from numpy.typing import NDArray


class Histories(NamedTuple):
    """One entry per question asked, in the order of its key; times in weeks since the first."""

    key: NDArray[float64]
    x: NDArray[float64]
    """Days with a repeat purchase."""
    t_x: NDArray[float64]
    """Weeks from the first purchase to the last one."""
    T: NDArray[float64]
    """Weeks from the first purchase to the day asked about."""
    spend: NDArray[float64]
    """Mean money of a repeat purchase; NaN where there was none."""
    known: NDArray[bool_]
    """False for a party that had bought nothing yet on that day."""


def build_spans(con: DuckDBPyConnection, currency: str, party: str | None = None) -> None:
    """Create `purchase_spans`: per customer and purchase day, what was known until the next one.

    With a party, of this one alone.
    Purchases of one local day are one purchase. A refund is taken off the purchase it follows; a
    purchase of which nothing is left was none, or else a cancelled order of a year's turnover would
    make its customer the most precious of all. Money in other currencies than the book's is
    counted as a purchase of unknown amount, because the book has no exchange rates.
    """
    con.execute(_PURCHASE_DAYS, {"currency": currency, "party": party})
    con.execute(_SPANS)


_PURCHASE_DAYS = """
CREATE OR REPLACE TEMP TABLE purchase_days AS
WITH dealt AS (
  SELECT party, local_date AS day,
         count(*) FILTER (kind = 'purchase') AS purchases,
         sum(amount) FILTER (kind = 'purchase' AND coalesce(currency, $currency) = $currency)
           AS bought,
         coalesce(sum(amount) FILTER (
           kind = 'refund' AND coalesce(currency, $currency) = $currency), 0) AS refunded
  FROM moments
  WHERE kind IN ('purchase', 'refund') AND party LIKE 'c%' AND ($party IS NULL OR party = $party)
  GROUP BY party, local_date),
followed AS (
  SELECT *, sum(CASE WHEN purchases > 0 THEN 1 ELSE 0 END)
              OVER (PARTITION BY party ORDER BY day) AS purchase
  FROM dealt),
netted AS (
  SELECT party, min(day) AS day, sum(bought) AS bought, sum(refunded) AS refunded
  FROM followed WHERE purchase > 0 GROUP BY party, purchase)
SELECT party, day, bought - refunded AS amount FROM netted
WHERE bought IS NULL OR bought > refunded
"""

_SPANS = """
CREATE OR REPLACE TEMP TABLE purchase_spans AS
WITH numbered AS (
  SELECT party, day, amount,
         min(day) OVER (PARTITION BY party) AS first_day,
         row_number() OVER running - 1 AS x,
         lead(day) OVER running AS next_day
  FROM purchase_days WINDOW running AS (PARTITION BY party ORDER BY day))
SELECT party, first_day, day, coalesce(next_day, DATE '9999-12-31') AS next_day, x,
       sum(CASE WHEN x > 0 THEN amount END) OVER known AS repeat_amount,
       count(CASE WHEN x > 0 THEN amount END) OVER known AS repeat_priced
FROM numbered
WINDOW known AS (PARTITION BY party ORDER BY day)
"""


def histories(con: DuckDBPyConnection, questions: str) -> Histories:
    """Answer a table of questions (key BIGINT 0, 1, ..; party; day DATE) with one entry each."""
    import numpy as np

    rows = con.execute(
        f"""
        SELECT q.key, s.party IS NOT NULL AS known,
               coalesce(s.x, 0)::DOUBLE AS x,
               coalesce(s.day - s.first_day, 0) / 7.0 AS t_x,
               coalesce(q.day - s.first_day, 0) / 7.0 AS T,
               CASE WHEN s.repeat_priced > 0
                    THEN s.repeat_amount::DOUBLE / s.repeat_priced END AS spend
        FROM {questions} q
        LEFT JOIN purchase_spans s
          ON s.party = q.party AND q.day >= s.day AND q.day < s.next_day
        ORDER BY q.key
        """
    ).fetchnumpy()
    return Histories(
        key=np.asarray(rows["key"], dtype=float),
        x=np.asarray(rows["x"], dtype=float),
        t_x=np.asarray(rows["t_x"], dtype=float),
        T=np.asarray(rows["T"], dtype=float),
        spend=np.ma.filled(np.ma.asarray(rows["spend"], dtype=float), np.nan),
        known=np.asarray(rows["known"], dtype=bool),
    )
