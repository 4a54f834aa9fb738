"""One colleague's dealings as the customers saw them, and what was judged of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt

    from duckdb import DuckDBPyConnection

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


def last_cases(con: DuckDBPyConnection, person: str, limit: int = 20) -> list[Seen]:
    """List the newest cases in which a colleague took part, whoever else did."""
    rows = con.execute(
        f"""
        WITH own AS (
          SELECT about, max(happened_at) AS dealt_at FROM moments
          WHERE person = $person AND {_CUSTOMERS} AND about IS NOT NULL AND direction <> 'inside'
          GROUP BY about ORDER BY dealt_at DESC, about LIMIT {limit:d})
        SELECT k.case_id, k.party, k.opened_at, k.opened_by, k.opened_direction,
               CASE WHEN k.opened_direction = 'in'
                    THEN k.answered_worked - k.opened_worked - k.answer_paused END,
               k.handovers, k.repeats, k.refusals, k.resolved_at IS NOT NULL, k.rating,
               coalesce((SELECT string_agg(v.standard || ':' || v.verdict, ' ' ORDER BY v.standard)
                FROM verdicts v WHERE v.case_id = k.case_id AND v.side = 'ours'
                  AND v.verdict IN ('breach', 'grace')), '')
        FROM own JOIN cases k ON k.case_id = own.about ORDER BY own.dealt_at DESC, k.case_id
        """,
        {"person": person},
    ).fetchall()
    return [Seen(*row) for row in rows]


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
