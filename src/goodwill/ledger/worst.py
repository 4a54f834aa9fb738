"""The worst broken cases, found at the close so that no page has to look through all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from goodwill.ledger.closed import months_before
from goodwill.ledger.rates import first_monday

if TYPE_CHECKING:
    import datetime as dt

    from duckdb import DuckDBPyConnection

ORDER: Final = "size DESC NULLS LAST, amount NULLS LAST, happened_at DESC, verdict_id"
"""The longest past its limit first, then the dearest."""
EACH: Final = 20
"""So many of each standard in each week: the worst of any weeks together are among them."""


def write_worst(con: DuckDBPyConnection, day: dt.date) -> None:
    """Create `worst` from `verdicts`, `postings` and `parties`: breaches of the last year.

    Ratings between colleagues, which are given in confidence, are left out.
    """
    con.execute(_WORST, {"since": first_monday(months_before(day, 12))})


_WORST = f"""
CREATE OR REPLACE TABLE worst AS
SELECT * EXCLUDE (place) FROM (
  SELECT *, row_number() OVER (PARTITION BY standard, local_week ORDER BY {ORDER}) AS place
  FROM (SELECT v.*, p.amount, p.low, p.high, p.grade, p.day, s.segment,
               coalesce(p.day, CAST(v.happened_at AS DATE)) AS on_day
        FROM verdicts v LEFT JOIN postings p USING (verdict_id)
        LEFT JOIN parties s ON s.party = v.party
        WHERE v.verdict = 'breach' AND v.local_week >= $since AND v.moment NOT IN (
          SELECT id FROM moments WHERE kind = 'rating' AND direction = 'inside')))
WHERE place <= {EACH} ORDER BY standard, local_week
"""
