"""One colleague's dealings as the customers saw them, and what was judged of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt

    from duckdb import DuckDBPyConnection

    from goodwill.ledger.closed import Closed

_CUSTOMERS = "left(party, 1) IN ('c', 'p', 'r')"


class Seen(NamedTuple):
    """One case as its customer saw it; waits in working minutes."""

    case: str
    party: str
    opened_at: dt.datetime
    opened_by: str
    direction: str
    waited: float | None
    """Until our first answer."""
    handovers: int
    repeats: int
    refusals: int
    settled: bool
    rating: float | None
    judged: str
    """Standards of ours that were not simply kept, as `name:verdict name:verdict`."""


HANDS = f"""
SELECT person, about AS case_id, team, local_week, min(party) AS party,
       max(happened_at) AS dealt_at
FROM moments
WHERE person IS NOT NULL AND {_CUSTOMERS} AND about IS NOT NULL AND direction <> 'inside'
GROUP BY person, about, team, local_week
"""
"""In which cases of customers each colleague took part: where, in which week, and when last."""


def last_cases(closed: Closed, person: str, limit: int = 20) -> list[Seen]:
    """List the newest cases in which a colleague took part, whoever else did."""
    own = closed.con.execute(
        f"""
        SELECT case_id, max(dealt_at) AS dealt_at
        FROM {"hands" if closed.has("hands") else f"({HANDS})"} WHERE person = $person
        GROUP BY case_id ORDER BY dealt_at DESC, case_id LIMIT {limit:d}
        """,
        {"person": person},
    ).fetchall()
    seen = _seen(closed, [case for case, _dealt_at in own])
    return [seen[case] for case, _dealt_at in own if case in seen]


def _seen(closed: Closed, cases: list[str]) -> dict[str, Seen]:
    """Look some cases up, among those of their customers where the book knows whose each is."""
    if not cases:
        return {}
    marks = ", ".join("?" * len(cases))
    whose = f"SELECT party FROM whose WHERE case_id IN ({marks})"
    found = closed.con.execute(whose, cases).fetchall() if closed.has("whose") else []
    parties = sorted({party for (party,) in found})
    if len(found) < len(cases):
        parties = []  # whose some of them are is not known
    among = f"k.party IN ({', '.join('?' * len(parties))})" if parties else "TRUE"
    rows = closed.con.execute(
        f"""
        WITH told AS (
          SELECT case_id, string_agg(standard || ':' || verdict, ' ' ORDER BY standard) AS judged
          FROM verdicts
          WHERE case_id IN ({marks}) AND side = 'ours' AND verdict IN ('breach', 'grace')
          GROUP BY case_id)
        SELECT k.case_id, k.party, k.opened_at, k.opened_by, k.opened_direction,
               CASE WHEN k.opened_direction = 'in'
                    THEN k.answered_worked - k.opened_worked - k.answer_paused END,
               k.handovers, k.repeats, k.refusals, k.resolved_at IS NOT NULL, k.rating,
               coalesce(told.judged, '')
        FROM cases k LEFT JOIN told ON told.case_id = k.case_id
        WHERE k.case_id IN ({marks}) AND {among}
        """,
        [*cases, *cases, *parties],
    ).fetchall()
    return {row[0]: Seen(*row) for row in rows}


class OfStandard(NamedTuple):
    """How one colleague kept one standard."""

    standard: str
    kept: int
    broken: int
    graces: int


def by_standard(
    con: DuckDBPyConnection, person: str, team: str | None, since: dt.date
) -> list[OfStandard]:
    """Count by standard what was judged of a colleague from a week on, most broken first."""
    rows = con.execute(
        """
        SELECT standard, coalesce(sum(number) FILTER (verdict <> 'breach'), 0)::BIGINT,
               coalesce(sum(number) FILTER (verdict = 'breach'), 0)::BIGINT AS broken,
               coalesce(sum(number) FILTER (verdict = 'grace'), 0)::BIGINT
        FROM tallies JOIN namings USING (standard)
        WHERE by_what = 'person' AND person = ? AND side = 'ours'
          AND verdict IN ('kept', 'grace', 'breach')
          AND local_week >= ? AND team IS NOT DISTINCT FROM ?
        GROUP BY standard ORDER BY broken DESC, standard
        """,
        [person, since, team],
    ).fetchall()
    return [OfStandard(*row) for row in rows]


def by_rule(
    con: DuckDBPyConnection, person: str, team: str | None, since: dt.date
) -> list[tuple[str, int, int]]:
    """Count by rule of ours how many cases were judged and broken, most broken first."""
    return con.execute(
        """
        SELECT policy, sum(number)::BIGINT,
               coalesce(sum(number) FILTER (verdict = 'breach'), 0)::BIGINT AS broken
        FROM tallies JOIN namings USING (standard)
        WHERE by_what = 'person' AND person = ? AND side = 'ours'
          AND verdict IN ('kept', 'grace', 'breach')
          AND local_week >= ? AND team IS NOT DISTINCT FROM ? AND policy IS NOT NULL
        GROUP BY policy HAVING broken > 0 ORDER BY broken DESC, policy
        """,
        [person, since, team],
    ).fetchall()


class Grace(NamedTuple):
    """Once more was done than was owed."""

    at: dt.datetime
    party: str
    standard: str
    moment: int


def graces(con: DuckDBPyConnection, person: str, limit: int = 10) -> list[Grace]:
    """List the newest graces of a colleague."""
    rows = con.execute(
        f"""
        SELECT happened_at, party, standard, moment FROM verdicts
        WHERE person = ? AND side = 'ours' AND verdict = 'grace'
        ORDER BY happened_at DESC, verdict_id LIMIT {limit:d}
        """,
        [person],
    ).fetchall()
    return [Grace(*row) for row in rows]
