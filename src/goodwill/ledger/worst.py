"""What a standard's page would look through all verdicts for: counts by team, the worst cases."""

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


def write_team_tallies(con: DuckDBPyConnection) -> None:
    """Create `team_tallies` from `tallies`: the same counts, whoever dealt and with whom."""
    con.execute(_TEAM_TALLIES)


def counts(con: DuckDBPyConnection, standard: str) -> str:
    """Name the table that counts a standard: by teams, or all of it where the reader has no more.

    Whoever sees a part of the book has the tallies of that part alone.
    """
    row = con.execute("SELECT 1 FROM team_tallies WHERE standard = ? LIMIT 1", [standard])
    return "team_tallies" if row.fetchone() else "tallies"


_TEAM_TALLIES = """
CREATE OR REPLACE TABLE team_tallies AS
SELECT standard, family, side, verdict, local_week, team, level, policy,
       CAST(sum(number) AS BIGINT) AS number
FROM tallies GROUP BY ALL ORDER BY standard, local_week
"""

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
