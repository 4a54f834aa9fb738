"""What a trial needs from the records: a few sums per play, arm and day, by one SQL text.

Tables it reads, which whoever calls provides: `exposures(play, party, arm, drawn_at)`, a row
whenever the lot was applied, for those held out as well; `outcomes(outcome, party, happened_at,
value)`; and `trials(play, outcome, kind, days, before_days, cap)`. A party counts once, at its
first exposure and in its first arm, whatever was then done with it: what is compared is what the
lot gave. It is followed for `days` whole days, and says nothing before they are over. Sums are
exact decimals, so that their order does not matter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

    from goodwill.care.trial.terms import Terms


class Row(NamedTuple):
    """The parties of one play, outcome and arm that were drawn on one day."""

    play: str
    outcome: str
    arm: str
    day: dt.date
    n: int
    """Parties drawn."""
    ripe: bool
    """Whether they have been followed to the end; the sums below are 0 until then."""
    some: int
    """Parties with an outcome other than nought."""
    y: float
    yy: float
    x: float
    xx: float
    xy: float


STATISTICS = """
WITH firsts AS (
  SELECT play, party, min(drawn_at) AS drawn_at FROM {exposures} GROUP BY play, party),
drawn AS (
  SELECT f.play, f.party, f.drawn_at, CAST(f.drawn_at AS DATE) AS day, min(e.arm) AS arm
  FROM firsts f
  JOIN {exposures} e ON e.play = f.play AND e.party = f.party AND e.drawn_at = f.drawn_at
  GROUP BY f.play, f.party, f.drawn_at),
followed AS (
  SELECT t.play, t.outcome, t.kind, t.cap, d.party, d.arm, d.drawn_at, d.day,
         d.day + t.days AS last_day, d.day - t.before_days AS first_day,
         CASE WHEN d.day + t.days <= $day THEN 1 ELSE 0 END AS ripe
  FROM trials t JOIN drawn d ON d.play = t.play
  WHERE d.day <= $day),
daily AS (
  SELECT outcome, party, happened_at, value, CAST(happened_at AS DATE) AS day FROM outcomes),
happened AS (
  SELECT f.play, f.outcome, f.party, f.arm, f.day, f.kind, f.cap, f.ripe,
         sum(CASE WHEN f.ripe = 1 AND o.happened_at > f.drawn_at THEN o.value ELSE 0 END) AS y,
         sum(CASE WHEN f.ripe = 1 AND o.happened_at <= f.drawn_at THEN o.value ELSE 0 END) AS x
  FROM followed f LEFT JOIN daily o
    ON o.outcome = f.outcome AND o.party = f.party
   AND o.day <= f.last_day AND o.day >= f.first_day
  GROUP BY f.play, f.outcome, f.party, f.arm, f.day, f.kind, f.cap, f.ripe),
counted AS (
  SELECT play, outcome, arm, day, ripe,
         CAST(CASE WHEN kind = 'happens' THEN CASE WHEN y <> 0 THEN 1 ELSE 0 END
                   WHEN y > cap THEN cap ELSE y END AS DECIMAL(18, 4)) AS y,
         CAST(CASE WHEN kind = 'happens' THEN CASE WHEN x <> 0 THEN 1 ELSE 0 END
                   WHEN x > cap THEN cap ELSE x END AS DECIMAL(18, 4)) AS x
  FROM happened)
SELECT play, outcome, arm, day, count(*) AS n, ripe = 1 AS ripe,
       CAST(sum(CASE WHEN y <> 0 THEN 1 ELSE 0 END) AS BIGINT) AS some,
       CAST(sum(y) AS DOUBLE) AS y, CAST(sum(y * y) AS DOUBLE) AS yy,
       CAST(sum(x) AS DOUBLE) AS x, CAST(sum(x * x) AS DOUBLE) AS xx,
       CAST(sum(x * y) AS DOUBLE) AS xy
FROM counted
GROUP BY play, outcome, arm, day, ripe
ORDER BY play, outcome, arm, day
"""
"""Binds $day, the last day that is known; {exposures} is the table of that name or a part of it."""


def declare(con: DuckDBPyConnection, terms: Iterable[Terms]) -> None:
    """Write the table `trials` from the terms."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE trials (play VARCHAR, outcome VARCHAR, kind VARCHAR, "
        "days INTEGER, before_days INTEGER, cap DOUBLE)"
    )
    for each in terms:
        row = [each.play, each.outcome, each.kind, each.days, each.before_days, each.cap]
        con.execute("INSERT INTO trials VALUES (?, ?, ?, ?, ?, ?)", row)


def statistics(con: DuckDBPyConnection, day: dt.date, exposures: str = "exposures") -> list[Row]:
    """Count what is known of all declared trials once a day is over."""
    text = STATISTICS.format(exposures=exposures)
    return [Row(*row) for row in con.execute(text, {"day": day}).fetchall()]
