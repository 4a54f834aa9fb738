"""Teams: how each keeps its standards, beside its own past, with what it lost, won and bears."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.ledger.rates import first_monday, wilson

if TYPE_CHECKING:
    import datetime as dt

    from duckdb import DuckDBPyConnection

FEWEST_ON_A_LEVEL = 100
"""Judged cases on each level, and three levels of them: below it no cascade can be told."""
FEWEST_LEVELS = 3
FEWEST_WEEKS = 12
"""Below so many weeks nothing is said of how steady a team is."""


class Team(NamedTuple):
    """One team over a period and over the time of equal length before it (money in minor units)."""

    team: str
    department: str | None
    kept: int
    broken: int
    kept_before: int
    broken_before: int
    lost: int | None
    won: int | None
    load: float | None
    """What arrived for each hour that somebody was there."""
    load_before: float | None
    unrest: float | None
    """How much more its weeks vary than chance alone would make them; None where untold."""

    @property
    def share(self) -> tuple[float, float, float] | None:
        """The share kept, with its 95 % interval."""
        return _share(self.kept, self.broken)

    @property
    def share_before(self) -> tuple[float, float, float] | None:
        """The share kept before, with its 95 % interval."""
        return _share(self.kept_before, self.broken_before)

    @property
    def change(self) -> int:
        """1 if more is kept than before beyond what chance does, -1 if less, 0 if not told."""
        now, before = self.share, self.share_before
        if now is None or before is None:
            return 0
        return int(now[1] > before[2]) - int(now[2] < before[1])


def _share(kept: int, broken: int) -> tuple[float, float, float] | None:
    judged = kept + broken
    return (kept / judged, *wilson(kept, judged)) if judged else None


def teams(con: DuckDBPyConnection, opening: dt.date, closing: dt.date) -> list[Team]:
    """Give the teams in sight whose cases were judged after a day, the worst kept first."""
    monday = first_monday(opening)
    days = {"monday": monday, "closing": closing, "opening": opening,
            "earlier": monday - (closing - opening)}  # fmt: skip
    unrest = _unrest(con, days["earlier"], closing)
    rows = con.execute(_TEAMS, days).fetchall()
    return [Team(*[*row, unrest.get(row[0])]) for row in rows]


_TEAMS = """
WITH judged AS (
  SELECT team, any_value(department) AS department,
         coalesce(sum(number) FILTER (now AND verdict <> 'breach'), 0)::BIGINT AS kept,
         coalesce(sum(number) FILTER (now AND verdict = 'breach'), 0)::BIGINT AS broken,
         coalesce(sum(number) FILTER (NOT now AND verdict <> 'breach'), 0)::BIGINT AS kept_before,
         coalesce(sum(number) FILTER (NOT now AND verdict = 'breach'), 0)::BIGINT AS broken_before
  FROM (SELECT *, local_week >= $monday AS now FROM tallies JOIN namings USING (standard)
        WHERE by_what = 'team' AND side = 'ours' AND verdict IN ('kept', 'grace', 'breach')
          AND team IS NOT NULL AND local_week >= $earlier AND local_week <= $closing)
  GROUP BY team),
posted AS (
  SELECT team, sum(amount) FILTER (sign < 0)::BIGINT AS lost,
         sum(amount) FILTER (sign > 0)::BIGINT AS won
  FROM postings WHERE side = 'ours' AND team IS NOT NULL AND day > $opening AND day <= $closing
  GROUP BY team),
loaded AS (
  SELECT team,
         sum(arrivals) FILTER (local_week >= $monday)
           / nullif(sum(hours) FILTER (local_week >= $monday), 0) AS load,
         sum(arrivals) FILTER (local_week < $monday)
           / nullif(sum(hours) FILTER (local_week < $monday), 0) AS load_before
  FROM loads WHERE local_week >= $earlier AND local_week <= $closing GROUP BY team)
SELECT j.team, j.department, j.kept, j.broken, j.kept_before, j.broken_before, p.lost, p.won,
       l.load, l.load_before
FROM judged j LEFT JOIN posted p ON p.team = j.team LEFT JOIN loaded l ON l.team = j.team
WHERE j.kept + j.broken > 0
ORDER BY j.broken::DOUBLE / (j.kept + j.broken) DESC, j.team
"""


def _unrest(con: DuckDBPyConnection, since: dt.date, closing: dt.date) -> dict[str, float]:
    """Say of each team how much more its weeks vary than chance alone would make them.

    Each standard's own mean with the team is taken out, so that a week of other work is no unrest.
    """
    import numpy as np

    from goodwill.pricing.shrinkage import dispersion

    rows = con.execute(
        """
        WITH weekly AS (
          SELECT team, standard, local_week, sum(number)::DOUBLE AS n,
                 coalesce(sum(number) FILTER (verdict = 'breach'), 0)::DOUBLE AS broken
          FROM tallies JOIN namings USING (standard)
          WHERE by_what = 'team' AND side = 'ours' AND verdict IN ('kept', 'grace', 'breach')
            AND team IS NOT NULL AND local_week >= $since AND local_week <= $closing
          GROUP BY ALL),
        hoped AS (
          SELECT *, n * sum(broken) OVER same / sum(n) OVER same AS expected
          FROM weekly WINDOW same AS (PARTITION BY team, standard))
        SELECT team, local_week, sum(n), sum(expected), sum(broken) FROM hoped
        GROUP BY team, local_week ORDER BY team, local_week
        """,
        {"since": since, "closing": closing},
    ).fetchall()
    found = {}
    for team in dict.fromkeys(row[0] for row in rows):
        n, expected, broken = np.array([row[2:] for row in rows if row[0] == team], float).T
        if len(n) >= FEWEST_WEEKS and expected.sum() > 0:
            who = np.zeros(len(n), np.int64)
            found[team] = round(dispersion(who, n, expected, broken), 1)
    return found


class Level(NamedTuple):
    """One level of the company: breaches beside those of all levels in the same standards."""

    level: int
    judged: int
    ratio: float
    low: float
    high: float


def cascade(con: DuckDBPyConnection, opening: dt.date, closing: dt.date) -> list[Level] | None:
    """Compare the levels in the standards that all of them are judged by.

    None where it cannot be told: fewer than three levels with a hundred judged cases each.
    """
    rows = con.execute(
        """
        WITH judged AS (
          SELECT level, standard, sum(number)::DOUBLE AS n,
                 coalesce(sum(number) FILTER (verdict = 'breach'), 0)::DOUBLE AS broken
          FROM tallies JOIN namings USING (standard)
          WHERE by_what = 'person' AND side = 'ours' AND verdict IN ('kept', 'grace', 'breach')
            AND level IS NOT NULL
            AND local_week > $opening AND local_week <= $closing
          GROUP BY ALL),
        shared AS (
          SELECT *, sum(broken) OVER same / sum(n) OVER same AS usual,
                 count(*) OVER same AS levels
          FROM judged WINDOW same AS (PARTITION BY standard))
        SELECT level, sum(n), sum(broken), sum(n * usual) FROM shared WHERE levels > 1
        GROUP BY level HAVING sum(n) >= $fewest AND sum(n * usual) > 0 ORDER BY level
        """,
        {"opening": opening, "closing": closing, "fewest": FEWEST_ON_A_LEVEL},
    ).fetchall()
    if len(rows) < FEWEST_LEVELS:
        return None
    found = []
    for level, n, broken, usual in rows:
        low, high = wilson(int(broken), int(n))
        found.append(Level(level, int(n), broken / usual, low * n / usual, high * n / usual))
    return found
