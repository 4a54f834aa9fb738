"""By what plays are judged: each measure as events of the records, by one SQL text.

An event has a day, and none is taken back by what comes later: whoever falls silent has left on the
day on which the silence had lasted too long, also if they come back, so that earlier looks stay
what they were. How long is too long follows from what somebody did before the first lot: else a
play that lets them buy more often would let them seem to leave sooner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

SILENT_DAYS: Final = 60
"""Nobody has left before so many days without a purchase."""
LONGEST: Final = 2
"""Whoever is silent for longer than so many times their longest gap has left."""
UNKNOWN_DAYS: Final = 120
"""The same for those who have bought too seldom to have a habit, in days."""
FEWEST_GAPS: Final = 2

_OF_MOMENT = (
    "SELECT '{measure}' AS outcome, party, local_date AS day, {value} AS value"
    " FROM moments WHERE {where} AND {whose}"
)


def _of_moments(measure: str, where: str, value: str = "1") -> str:
    return _OF_MOMENT.replace("{measure}", measure).replace("{where}", where).replace(
        "{value}", value
    )  # fmt: skip


_HOME = "coalesce(currency, $currency) = $currency"
_BOUGHT = "kind = 'purchase' AND direction = 'in'"
_SPENT = f"(({_BOUGHT}) OR (kind = 'refund' AND direction = 'out')) AND amount IS NOT NULL"
_ENDED = _of_moments("left", "kind = 'request' AND direction = 'in' AND purpose = 'end'")
_SILENT = f"""
SELECT 'left' AS outcome, party, day + patience AS day, 1 AS value FROM (
  SELECT party, day, next_day, CAST(CASE WHEN gaps >= {FEWEST_GAPS}
      THEN greatest({SILENT_DAYS}, {LONGEST} * longest) ELSE {UNKNOWN_DAYS} END AS INTEGER)
      AS patience
  FROM (
    SELECT party, day, next_day, count(gap) OVER so_far AS gaps, max(gap) OVER so_far AS longest
    FROM (
      SELECT b.party, b.day, lead(b.day) OVER own AS next_day,
             CASE WHEN l.drawn IS NULL OR b.day <= l.drawn THEN b.day - lag(b.day) OVER own END
               AS gap
      FROM (SELECT DISTINCT party, local_date AS day FROM moments
            WHERE {_BOUGHT} AND {{whose}}) AS b
      LEFT JOIN ({{lots}}) AS l ON l.party = b.party
      WINDOW own AS (PARTITION BY b.party ORDER BY b.day)
    ) AS gapped
    WINDOW so_far AS (PARTITION BY party ORDER BY day
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
  ) AS known
) AS waited
WHERE day + patience <= $day AND (next_day IS NULL OR next_day > day + patience)"""
_AGAIN = f"""
SELECT 'asked_again' AS outcome, party, local_date AS day, 1 AS value FROM (
  SELECT party, local_date, kind, direction, purpose,
         count(CASE WHEN direction = 'in' AND kind = 'question' THEN 1 END) OVER before AS asked,
         count(CASE WHEN direction = 'out' AND coalesce(purpose, '') <> 'receipt' THEN 1 END)
           OVER before AS answered
  FROM moments WHERE about IS NOT NULL AND {{whose}}
  WINDOW before AS (PARTITION BY about, party ORDER BY happened_at, id
    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
) AS asking
WHERE direction = 'in' AND (kind = 'reopening'
  OR kind = 'question' AND (purpose = 'repeat' OR asked > 0 AND answered > 0))
UNION ALL {
    _of_moments(
        "asked_again",
        "kind = 'question' AND direction = 'in' AND purpose = 'repeat' AND about IS NULL",
    )
}"""
_RATED = """
SELECT 'rated' AS outcome, party, local_date AS day, quantity - usual AS value FROM (
  SELECT party, local_date, quantity, avg(quantity) OVER (ORDER BY happened_at, id
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS usual
  FROM moments WHERE kind = 'rating' AND direction = 'in' AND quantity IS NOT NULL
) AS beside
WHERE usual IS NOT NULL AND {whose}"""
_PAID = """
SELECT 'paid_late' AS outcome, party, CAST(paid_at AS DATE) AS day,
       greatest(days_late, 0) AS value
FROM cases
WHERE opened_by = 'invoice' AND opened_direction = 'out' AND paid_at IS NOT NULL
  AND days_late IS NOT NULL AND {whose}"""

EVENTS: Final = {
    "bought": _of_moments("bought", _BOUGHT),
    "spent": _of_moments(
        "spent", f"{_SPENT} AND {_HOME}", "CASE kind WHEN 'refund' THEN -amount ELSE amount END"
    ),
    "left": f"{_ENDED} UNION ALL {_SILENT}",
    "asked_again": _AGAIN,
    "complained": _of_moments("complained", "kind = 'complaint' AND direction = 'in'"),
    "refused": _of_moments("refused", "kind = 'refusal' AND direction = 'out'"),
    "rated": _RATED,
    "paid_late": _PAID,
    "returned": _of_moments(
        "returned",
        "kind = 'refund' AND direction = 'out' AND coalesce(purpose, '') <> 'goodwill'"
        f" AND amount IS NOT NULL AND {_HOME}",
        "amount",
    ),
    "overreached": _of_moments(
        "overreached",
        "kind = 'request' AND direction = 'in' AND purpose IN ('out_of_scope', 'private')",
    ),
}
"""Of each measure the rows (outcome, party, day, value); `{whose}` bounds the parties, and `{lots}`
tells the day on which each was first drawn."""

MONEY: Final = frozenset({"spent", "returned"})
"""Measures in units of the book's currency, which are capped where sums are very unequal."""
CAPPED: Final = 0.99
"""Of those who have any of it, this share lies below the cap."""
FEWEST: Final = 30
"""Parties with any of it, below which nothing is expected and nothing capped."""


NO_LOTS: Final = "SELECT CAST(NULL AS VARCHAR) AS party, CAST(NULL AS DATE) AS drawn WHERE FALSE"
"""Nobody has been drawn."""


def query(measures: Iterable[str], whose: str = "TRUE", lots: str = NO_LOTS) -> str:
    """Write the events of some measures; `whose` is a truth about the column `party`.

    `lots` gives the party and the day, `drawn`, of everybody who has been drawn for a play.
    """
    filled = (EVENTS[name].replace("{lots}", lots) for name in sorted(set(measures)))
    parts = [each.replace("{whose}", f"({whose})") for each in filled]
    return " UNION ALL ".join(f"SELECT * FROM ({part}) AS e{n}" for n, part in enumerate(parts))


def write_outcomes(
    con: DuckDBPyConnection,
    measures: Iterable[str],
    day: dt.date,
    currency: str,
    whose: str = "TRUE",
    lots: str = NO_LOTS,
) -> None:
    """Create `outcomes` as trials count them: outcome, party, happened_at, value."""
    names = sorted(set(measures))
    shape = "outcome VARCHAR, party VARCHAR, happened_at TIMESTAMP, value DOUBLE"
    con.execute(f"CREATE OR REPLACE TEMP TABLE outcomes ({shape})")
    if not names:
        return
    text = query(names, whose, lots)
    given = {"day": day, "currency": currency}
    asked = {name: value for name, value in given.items() if f"${name}" in text}
    con.execute(
        "INSERT INTO outcomes SELECT outcome, party, CAST(day AS TIMESTAMP),"
        f" CAST(value AS DOUBLE) FROM ({text}) AS events",
        asked,
    )


class Usual(NamedTuple):
    """What is usual of one measure; none of it where too few have any of it."""

    share: float | None = None
    """Of parties with the outcome."""
    spread: float | None = None
    """The standard deviation of one party's sum."""
    cap: float | None = None
    """From here on a sum is among the largest hundredth of those who have any."""


def expected(con: DuckDBPyConnection, measure: str, days: int, until: dt.date) -> Usual:
    """Give of `outcomes` what was usual in so many days before a day, over all parties known."""
    found = con.execute(_USUAL, {"measure": measure, "days": days, "until": until}).fetchone()
    share, spread, cap, some = found or (None, None, None, 0)
    return Usual(share, spread or None, cap) if some >= FEWEST else Usual()


_USUAL = f"""
WITH known AS (
  SELECT party FROM moments
  WHERE local_date <= CAST($until AS DATE) - $days AND direction <> 'inside'
    AND left(party, 1) IN ('c', 'p', 'r')
  GROUP BY party HAVING max(local_date) > CAST($until AS DATE) - 2 * $days),
summed AS (
  SELECT k.party, coalesce(sum(o.value), 0) AS value
  FROM known k LEFT JOIN outcomes o ON o.party = k.party AND o.outcome = $measure
   AND o.happened_at > CAST($until AS DATE) - $days AND o.happened_at <= CAST($until AS DATE)
  GROUP BY k.party)
SELECT avg(CASE WHEN value <> 0 THEN 1.0 ELSE 0.0 END), stddev_samp(value),
       quantile_cont(CASE WHEN value > 0 THEN value END, {CAPPED}),
       count(CASE WHEN value <> 0 THEN 1 END)
FROM summed
"""
