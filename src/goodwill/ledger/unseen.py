"""Harm that nobody reported: on our own record without a complaint, and beyond any record."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from goodwill.ledger.closed import openings
from goodwill.ledger.rates import wilson

if TYPE_CHECKING:
    import datetime as dt

    from duckdb import DuckDBPyConnection

    from goodwill.house.settings import Settings
    from goodwill.pricing.unseen import Span

DAYS_TO_SPEAK = 30
"""A complaint within so many days after a breach is taken to speak of it."""
OWN_WORD = ("complaint", "claim", "reopening", "rating", "refund")
"""What a breach falls on that only the customer's word brought to light."""
OWN_WORD_STANDARDS = ("reopened",)
"""The same, though the breach falls on what we did before."""
OF_WHAT = {"defect": "quality", "wait": "waiting", "manner": "coldness", "invoice": "billing"}
"""Which family a complaint of this purpose speaks of; any other speaks of `other`."""
EVERYBODY = "all"
"""The row of those on neither list, complaints and bad ratings; not to be added to the others."""


class Unseen(NamedTuple):
    """One row of the table: how many told us, and between which bounds lies how many did not."""

    family: str
    seen: int
    rate_low: float
    rate_high: float
    unseen: Span
    grade: str
    cites: str


def write_unseen(con: DuckDBPyConnection, settings: Settings, day: dt.date) -> None:
    """Create `unseen` from `postings`, `moments` and `cases`, for the company's own period.

    Breaches on our own record, by clocks and events, are known whether or not the customer speaks:
    for them the share who spoke is observed and the silent are counted. What only customers can
    bring to light is multiplied by published rates of complaint. Where enough cases have both a
    complaint and a bad rating, those on neither list are estimated from the overlap.
    """
    con.execute(_UNSEEN)
    since = {"opening": openings(day)[settings.period], "day": day}
    con.execute(_COMPLAINTS, since)
    con.execute(_BREACHES, since)
    con.execute(_SPOKEN_OF)
    con.execute(_BADLY_RATED, {**since, "zone": settings.zone})
    for row in (*_on_record(con), *_beyond_record(con), *_overlapping(con)):
        bounds = [None if math.isnan(bound) else round(bound) for bound in row.unseen]
        con.execute(
            "INSERT INTO unseen VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [*row[:4], *bounds, row.grade, row.cites],
        )
    for name in ("complaints", "breaches", "spoken_of", "badly_rated"):
        con.execute(f"DROP TABLE unseen_{name}")


_UNSEEN = """
CREATE OR REPLACE TABLE unseen (
  family VARCHAR, seen BIGINT, rate_low DOUBLE, rate_high DOUBLE,
  unseen_low BIGINT, unseen_high BIGINT, grade VARCHAR, cites VARCHAR)
"""

_COMPLAINTS = f"""
CREATE OR REPLACE TEMP TABLE unseen_complaints AS
SELECT id, party, coalesce(about, CAST(id AS VARCHAR)) AS subject, local_date AS day,
       CASE purpose {" ".join(f"WHEN '{said}' THEN '{family}'" for said, family in OF_WHAT.items())}
       ELSE 'other' END AS family
FROM moments
WHERE kind = 'complaint' AND direction = 'in' AND party LIKE 'c%'
  AND local_date > $opening AND local_date <= $day
"""

_BREACHES = f"""
CREATE OR REPLACE TEMP TABLE unseen_breaches AS
SELECT p.posting_id, p.party, p.family, p.day,
       coalesce(m.about, p.case_id, CAST(p.moment AS VARCHAR)) AS subject,
       m.kind IN ('{"', '".join(OWN_WORD)}')
         OR p.standard IN ('{"', '".join(OWN_WORD_STANDARDS)}') AS own_word
FROM postings p JOIN moments m ON m.id = p.moment
WHERE p.side = 'ours' AND p.sign = -1 AND p.party LIKE 'c%'
  AND p.day > $opening AND p.day <= $day
"""

_SPOKEN_OF = f"""
CREATE OR REPLACE TEMP TABLE unseen_spoken_of AS
SELECT DISTINCT b.posting_id, b.own_word, b.family, c.id, c.family AS said
FROM unseen_breaches b JOIN unseen_complaints c
  ON c.party = b.party AND c.family IN (b.family, 'other')
 AND (c.subject = b.subject OR c.day >= b.day AND c.day - b.day <= {DAYS_TO_SPEAK})
"""

_BADLY_RATED = """
CREATE OR REPLACE TEMP TABLE unseen_badly_rated AS
SELECT case_id FROM (
  SELECT case_id, rating, max(rating) OVER () AS best,
         CAST(timezone($zone, timezone('UTC', rated_at)) AS DATE) AS day
  FROM cases WHERE party LIKE 'c%' AND rating IS NOT NULL)
WHERE rating * 2 <= best AND day > $opening AND day <= $day
"""


def _on_record(con: DuckDBPyConnection) -> list[Unseen]:
    """Count, by family, how many breaches on our own record somebody complained of."""
    rows = con.execute(
        """
        SELECT b.family, count(*), count(s.posting_id)
        FROM unseen_breaches b
        LEFT JOIN (SELECT DISTINCT posting_id FROM unseen_spoken_of) s USING (posting_id)
        WHERE NOT b.own_word GROUP BY b.family ORDER BY b.family
        """
    ).fetchall()
    return [_counted(*row) for row in rows]


def _counted(family: str, breaches: int, told: int) -> Unseen:
    from goodwill.pricing.unseen import Span

    silent = float(breaches - told)
    return Unseen(family, told, *wilson(told, breaches), Span(silent, silent), "observed", "")


def _beyond_record(con: DuckDBPyConnection) -> list[Unseen]:
    """Estimate, by family, how many were hurt like those whose word alone we have."""
    rows = con.execute(
        """
        SELECT family, count(DISTINCT concat(party, ' ', subject)) FROM (
          SELECT family, party, subject FROM unseen_breaches WHERE own_word
          UNION ALL
          SELECT c.family, c.party, c.subject FROM unseen_complaints c
          LEFT JOIN (
            SELECT DISTINCT id FROM unseen_spoken_of WHERE NOT own_word OR said = 'other') s
            USING (id)
          WHERE s.id IS NULL)
        GROUP BY family ORDER BY family
        """
    ).fetchall()
    return [_estimated(*row) for row in rows]


def _estimated(family: str, told: int) -> Unseen:
    from goodwill.pricing.unseen import hidden, rate

    known = rate(family)
    silent = hidden(told, known.low, known.high)
    return Unseen(family, told, known.low, known.high, silent, "assumed", known.cites)


def _overlapping(con: DuckDBPyConnection) -> list[Unseen]:
    """Estimate from cases with a complaint and cases with a bad rating those with neither.

    A rating is bad in the lower half of the marks that customers give here.
    """
    from goodwill.pricing.unseen import Lists, on_neither

    found = con.execute(
        """
        SELECT count(DISTINCT c.subject), count(DISTINCT r.case_id),
               count(DISTINCT CASE WHEN c.subject = r.case_id THEN c.subject END)
        FROM unseen_complaints c FULL JOIN unseen_badly_rated r ON r.case_id = c.subject
        """
    ).fetchone()
    lists = Lists(*(found or (0, 0, 0)))
    silent = on_neither(lists)
    if math.isnan(silent.low):
        return []
    told = lists.first + lists.second - lists.both
    rates = told / (told + silent.high), told / (told + silent.low)
    return [Unseen(EVERYBODY, told, *rates, silent, "observed", "Chapman 1951")]
