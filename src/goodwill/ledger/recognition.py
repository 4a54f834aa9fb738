"""Recognition: kindnesses of ours that their customers themselves have confirmed.

What one of us writes down about a kindness of one's own proves nothing. It counts once a customer
rates the same case well afterwards, and once for each case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

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


GRACES = """
WITH scale AS (SELECT (min(rating) + max(rating)) / 2 AS middle FROM cases)
SELECT v.verdict_id, v.standard, v.happened_at, v.local_week, v.party, v.case_id, v.person, v.team,
       v.manager, CASE WHEN m.direction = 'in' AND m.happened_at >= v.happened_at
                            AND k.rating > (SELECT middle FROM scale) THEN k.rating END AS rating
FROM verdicts v LEFT JOIN cases k USING (case_id) LEFT JOIN moments m ON m.id = k.rating_id
WHERE v.side = 'ours' AND v.verdict = 'grace' AND v.person IS NOT NULL AND v.case_id IS NOT NULL
"""
"""The graces of ours that somebody did in a case, with the good rating that its customer gave after
them, if any. To find the ratings takes seconds among millions, so that a close writes them down."""
_OF_A_YEAR = """
SELECT *, row_number() OVER (PARTITION BY person, case_id ORDER BY happened_at, verdict_id) AS nth
FROM {graces} g WHERE happened_at::DATE > $since
"""


def confirmed(closed: Closed) -> list[Confirmed]:
    """List the graces in sight within a year that their customers confirmed, the newest first."""
    rows = _graces(
        closed,
        "SELECT person, coalesce(team, ''), party, case_id, standard, happened_at, rating"
        " FROM ({graces}) WHERE nth = 1 AND rating IS NOT NULL ORDER BY happened_at DESC, case_id",
    )
    return [Confirmed(*row) for row in rows]


def unconfirmed(closed: Closed) -> int:
    """Count the graces in sight within a year that no customer has confirmed."""
    ((number,),) = _graces(
        closed, "SELECT count(*) FROM ({graces}) WHERE nth = 1 AND rating IS NULL"
    )
    return int(number)


def _graces(closed: Closed, query: str) -> list[tuple[Any, ...]]:
    """Ask for the graces of a year, which books of an older version do not hold."""
    graces = _OF_A_YEAR.format(graces="graces" if closed.has("graces") else f"({GRACES})")
    since = {"since": months_before(closed.as_of, 12)}
    return closed.con.execute(query.format(graces=graces), since).fetchall()
