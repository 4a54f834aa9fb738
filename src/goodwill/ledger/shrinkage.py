"""Who keeps the standards as often as comparable work of others does, and which team.

Rules, months and teams are taken out before a person is looked at; what is left is drawn towards
the others as far as chance goes. Nothing is told of the time before the baseline ended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.ledger.closed import openings
from goodwill.ledger.rates import wilson

if TYPE_CHECKING:
    import datetime as dt

    from duckdb import DuckDBPyConnection
    from numpy import float64, int64
    from numpy.typing import NDArray

    from goodwill.house.settings import Settings

NAMED = 0.9
"""A standard counts where so large a share of its kept cases, and of its broken ones, names who."""
FEWEST_IN_TEAM = 3
"""In a smaller team, the figures of the others would give away a single colleague's."""

_TABLE = """
CREATE OR REPLACE TABLE standings (
  person VARCHAR, manager VARCHAR, team VARCHAR, department VARCHAR, level INTEGER,
  local_week DATE, since DATE, judged BIGINT, breached BIGINT, graces BIGINT, expected DOUBLE,
  shrunk DOUBLE, low DOUBLE, high DOUBLE, worse DOUBLE, better DOUBLE, others INTEGER,
  others_judged BIGINT, others_breached BIGINT, dealings BIGINT, others_dealings DOUBLE,
  weeks INTEGER, dispersion DOUBLE, alike DOUBLE)
"""


class Work(NamedTuple):
    """N rows of judged cases: by whom, in which team, in which cell, how many and how many broken.

    Whoever moved counts as somebody else in the new team.
    """

    person: NDArray[Any]
    team: NDArray[Any]
    week: NDArray[int64]
    who: NDArray[int64]
    cells: NDArray[int64]
    n: NDArray[float64]
    breached: NDArray[float64]


def write_standings(con: DuckDBPyConnection, settings: Settings, day: dt.date) -> None:
    """Create `standings`, a row per person and team over the last year, and `namings`."""
    con.execute(_TABLE)
    con.execute("CREATE OR REPLACE TABLE namings (standard VARCHAR, by_what VARCHAR)")
    since = openings(day)["year"]
    if settings.baseline_until is not None:
        since = max(since, settings.baseline_until)
    if since >= day:
        return
    days = {"since": since, "day": day}
    for by, store in (("person", _STORE), ("team", _STORE_TEAMS)):
        con.execute(_namings(by), {**days, "named": NAMED})
        con.execute(_work(by), days)
        work = _gathered(con, by)
        if len(work.n):
            _reckon(con, work, by)
            given = {**days, "fewest": FEWEST_IN_TEAM} if by == "person" else {}
            con.execute(store, given)
    con.execute("DROP TABLE IF EXISTS standing_work")
    con.execute("DROP TABLE IF EXISTS standing_shrunk")


def _namings(by: str) -> str:
    """Find the standards whose kept and broken cases alike name the person, or the team.

    Standards that name somebody for faults alone are left out, such as defects, which name who
    assembled, while goods without any name who brought them.
    """
    return f"""
INSERT INTO namings
WITH counted AS (
  SELECT standard, {by} AS name, coalesce(sum(number) FILTER (verdict = 'breach'), 0) AS broken,
         coalesce(sum(number) FILTER (verdict <> 'breach'), 0) AS kept
  FROM tallies
  WHERE side = 'ours' AND verdict IN ('kept', 'grace', 'breach')
    AND local_week > $since AND local_week <= $day
  GROUP BY ALL)
SELECT standard, '{by}' FROM counted GROUP BY standard
HAVING coalesce(sum(kept) FILTER (name IS NOT NULL), 0) >= $named * sum(kept)
   AND coalesce(sum(broken) FILTER (name IS NOT NULL AND kept > 0), 0) >= $named * sum(broken)
   AND sum(kept) > 0
ORDER BY standard
"""


def _work(by: str) -> str:
    """Count the judged cases by person (in each team) or by team, with what to compare them by."""
    person = "person" if by == "person" else "NULL::VARCHAR"
    return f"""
CREATE OR REPLACE TEMP TABLE standing_work AS
SELECT {person} AS person, coalesce(team, '') AS team, coalesce(department, '') AS department,
       local_week AS week, standard, coalesce(policy, '') AS policy,
       date_trunc('month', local_week) AS month, sum(number)::BIGINT AS n,
       coalesce(sum(number) FILTER (verdict = 'breach'), 0)::BIGINT AS breached,
       coalesce(sum(number) FILTER (verdict = 'grace'), 0)::BIGINT AS graces
FROM tallies JOIN namings USING (standard)
WHERE by_what = '{by}' AND {by} IS NOT NULL AND side = 'ours'
  AND verdict IN ('kept', 'grace', 'breach') AND local_week > $since AND local_week <= $day
GROUP BY ALL
"""


def _gathered(con: DuckDBPyConnection, by: str) -> Work:
    import numpy as np

    rows = con.execute(
        """
        SELECT person, team, (week - DATE '1970-01-01')::BIGINT AS week, n::DOUBLE AS n,
               breached::DOUBLE AS breached,
               dense_rank() OVER (ORDER BY person, team) - 1 AS who,
               dense_rank() OVER (ORDER BY department, standard, policy, month) - 1 AS fine,
               dense_rank() OVER (ORDER BY department, standard, policy) - 1 AS ruled,
               dense_rank() OVER (ORDER BY department, standard) - 1 AS coarse
        FROM standing_work ORDER BY who, week, fine
        """
    ).fetchnumpy()
    named = rows["person"] if by == "person" else rows["team"]
    return Work(
        np.asarray(named, dtype=object),
        np.asarray(rows["team"], dtype=object),
        np.asarray(rows["week"], dtype=np.int64),
        np.asarray(rows["who"], dtype=np.int64),
        np.stack([np.asarray(rows[name], np.int64) for name in ("fine", "ruled", "coarse")]),
        np.asarray(rows["n"], dtype=np.float64),
        np.asarray(rows["breached"], dtype=np.float64),
    )


def _reckon(con: DuckDBPyConnection, work: Work, by: str) -> None:
    """Work out the shares of every person, or team, and keep them as `standing_shrunk`."""
    import numpy as np

    from goodwill.pricing.shrinkage import comparable, dispersion, shrink, with_team

    people = np.unique(work.person, return_inverse=True)[1].astype(np.int64)
    share = comparable(people, work.cells, work.n, work.breached)
    known = np.isfinite(share)  # work that nobody else does cannot be compared
    who, n, bad = work.who[known], work.n[known], work.breached[known]
    total = len(np.unique(work.who))
    hoped, cases, broken = (
        np.bincount(who, each, total).astype(np.float64) for each in (share[known] * n, n, bad)
    )
    first = np.searchsorted(work.who, np.arange(total))
    expected = hoped
    if by == "person":
        team = np.unique(work.team[first], return_inverse=True)[1].astype(np.int64)
        expected = with_team(team, people[first], hoped, broken)
    scale = expected / np.where(hoped > 0, hoped, 1)
    weekly = _by_week(who, work.week[known], n, share[known] * n * scale[who], bad)
    found = shrink(cases, np.minimum(expected, cases), broken, dispersion(*weekly))
    columns = {
        "person": work.person[first], "team": work.team[first], "compared": cases,
        "expected": found.expected, "shrunk": found.rate, "low": found.low, "high": found.high,
        "worse": found.worse, "better": found.better,
        "dispersion": np.full(total, found.dispersion), "alike": np.full(total, found.alike),
    }  # fmt: skip
    con.register("standing_found", columns)
    con.execute("CREATE OR REPLACE TEMP TABLE standing_shrunk AS SELECT * FROM standing_found")
    con.unregister("standing_found")


def _by_week(
    who: NDArray[int64], week: NDArray[int64], *sums: NDArray[float64]
) -> tuple[NDArray[Any], ...]:
    """Sum cases, expected and actual breaches over each person's week."""
    import numpy as np

    pairs, place = np.unique(np.stack([who, week]), axis=1, return_inverse=True)
    return (pairs[0], *(np.bincount(place.ravel(), each) for each in sums))


_STORE = """
INSERT INTO standings
WITH own AS (
  SELECT person, team, max(week) AS local_week, min(week) AS first_week, sum(n)::BIGINT AS judged,
         sum(breached)::BIGINT AS breached, sum(graces)::BIGINT AS graces,
         count(DISTINCT week)::INTEGER AS weeks
  FROM standing_work GROUP BY person, team),
dealt AS (
  SELECT person, coalesce(team, '') AS team, count(*) AS dealings FROM moments
  WHERE direction <> 'inside' AND person IS NOT NULL AND local_week > $since
    AND local_date <= $day
  GROUP BY ALL),
each AS (
  SELECT o.*, d.dealings,
         count(*) OVER t AS members, sum(judged) OVER t AS all_judged,
         sum(breached) OVER t AS all_breached,
         sum(d.dealings::DOUBLE / weeks) OVER t AS all_dealings
  FROM own o LEFT JOIN dealt d USING (person, team) WINDOW t AS (PARTITION BY team)),
stood AS (
  SELECT person, coalesce(team, '') AS team, arg_max(manager, local_week) AS manager,
         arg_max(department, local_week) AS department, arg_max(level, local_week) AS level
  FROM tallies WHERE person IS NOT NULL AND local_week > $since GROUP BY ALL)
SELECT e.person, s.manager, nullif(e.team, ''), s.department, s.level, e.local_week, e.first_week,
       e.judged, e.breached, e.graces, f.expected, f.shrunk, f.low, f.high, f.worse, f.better,
       (e.members - 1)::INTEGER,
       CASE WHEN e.members >= $fewest AND e.team <> '' THEN (e.all_judged - e.judged)::BIGINT END,
       CASE WHEN e.members >= $fewest AND e.team <> ''
            THEN (e.all_breached - e.breached)::BIGINT END,
       coalesce(e.dealings, 0)::BIGINT,
       CASE WHEN e.members >= $fewest AND e.team <> '' AND e.weeks > 0
            THEN (e.all_dealings - e.dealings::DOUBLE / e.weeks) / (e.members - 1) END,
       e.weeks, f.dispersion, f.alike
FROM each e LEFT JOIN standing_shrunk f ON f.person = e.person AND f.team = e.team
LEFT JOIN stood s ON s.person = e.person AND s.team = e.team
ORDER BY e.person, e.team
"""


_STORE_TEAMS = """
INSERT INTO standings
WITH own AS (
  SELECT team, max(week) AS local_week, min(week) AS first_week, sum(n)::BIGINT AS judged,
         sum(breached)::BIGINT AS breached, sum(graces)::BIGINT AS graces,
         count(DISTINCT week)::INTEGER AS weeks
  FROM standing_work GROUP BY team),
stood AS (
  SELECT team, arg_max(department, local_week) AS department FROM tallies
  WHERE team IS NOT NULL GROUP BY team)
SELECT NULL, NULL, o.team, s.department, NULL, o.local_week, o.first_week, o.judged, o.breached,
       o.graces, f.expected, f.shrunk, f.low, f.high, f.worse, f.better,
       (count(*) OVER () - 1)::INTEGER, NULL, NULL, NULL, NULL, o.weeks, f.dispersion, f.alike
FROM own o LEFT JOIN standing_shrunk f ON f.team = o.team LEFT JOIN stood s ON s.team = o.team
ORDER BY o.team
"""


class Standing(NamedTuple):
    """How one person, or a whole team, kept the standards, as a row of `standings`."""

    person: str | None
    manager: str | None
    team: str | None
    department: str | None
    level: int | None
    local_week: dt.date
    since: dt.date
    judged: int
    breached: int
    graces: int
    expected: float | None
    shrunk: float | None
    low: float | None
    high: float | None
    worse: float | None
    better: float | None
    others: int
    others_judged: int | None
    others_breached: int | None
    dealings: int | None
    others_dealings: float | None
    weeks: int
    dispersion: float | None
    alike: float | None

    @property
    def others_share(self) -> tuple[float, float, float] | None:
        """The share of breaches of the others of the team, with its 95 % interval."""
        if not self.others_judged:
            return None
        broken = self.others_breached or 0
        return (broken / self.others_judged, *wilson(broken, self.others_judged))


def of_person(con: DuckDBPyConnection, person: str) -> list[Standing]:
    """Give the standings of one person, a row for each team, the newest first."""
    return _listed(con, "person = $person", person=person)


def of_people(con: DuckDBPyConnection) -> list[Standing]:
    """Give the standings of everybody in sight."""
    return _listed(con, "person IS NOT NULL")


def of_teams(con: DuckDBPyConnection) -> list[Standing]:
    """Give the standings of the teams in sight."""
    return _listed(con, "person IS NULL")


def _listed(con: DuckDBPyConnection, where: str, **given: str) -> list[Standing]:
    rows = con.execute(
        f"""
        SELECT * FROM standings WHERE {where}
        ORDER BY local_week DESC, judged DESC, person
        """,
        given,
    ).fetchall()
    return [Standing(*(_told(value) for value in row)) for row in rows]


def _told(value: Any) -> Any:
    """NaN is unknown."""
    return None if isinstance(value, float) and value != value else value  # noqa: PLR0124
