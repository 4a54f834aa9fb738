"""Recognition: kindnesses of ours that their customers themselves have confirmed.

What one of us writes down about a kindness of one's own proves nothing. It counts once a customer
rates the same case well afterwards, and once for each case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.ledger.closed import months_before

if TYPE_CHECKING:
    import datetime as dt

    from goodwill.ledger.closed import Closed


class Confirmed(NamedTuple):
    """A grace of ours, and the rating that the customer gave afterwards."""

    person: str
    team: str
    party: str
    case: str
    standard: str
    happened_at: dt.datetime
    rating: float


def confirmed(closed: Closed) -> list[Confirmed]:
    """List the graces in sight within a year that their customers confirmed, the newest first."""
    rows = closed.con.execute(
        f"SELECT person, team, party, case_id, standard, happened_at, rating FROM ({_GRACES})"
        " WHERE well ORDER BY happened_at DESC, case_id",
        {"since": months_before(closed.as_of, 12)},
    ).fetchall()
    return [Confirmed(*row) for row in rows]


def unconfirmed(closed: Closed) -> int:
    """Count the graces in sight within a year that no customer has confirmed."""
    row = closed.con.execute(
        f"SELECT count(*) FROM ({_GRACES}) WHERE NOT well",
        {"since": months_before(closed.as_of, 12)},
    ).fetchone()
    return int(row[0]) if row else 0


_GRACES = """
WITH scale AS (SELECT (min(rating) + max(rating)) / 2 AS middle FROM cases),
first AS (
  SELECT *, row_number() OVER (PARTITION BY person, case_id ORDER BY happened_at, verdict_id) AS nth
  FROM verdicts
  WHERE side = 'ours' AND verdict = 'grace' AND person IS NOT NULL AND case_id IS NOT NULL
    AND happened_at::DATE > $since)
SELECT v.person, coalesce(v.team, '') AS team, v.party, v.case_id, v.standard, v.happened_at,
       k.rating,
       coalesce(k.rating > (SELECT middle FROM scale) AND m.direction = 'in'
                AND m.happened_at >= v.happened_at, false) AS well
FROM first v LEFT JOIN cases k USING (case_id) LEFT JOIN moments m ON m.id = k.rating_id
WHERE nth = 1
"""
