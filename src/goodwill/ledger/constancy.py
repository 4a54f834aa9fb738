"""Constancy: whether a standard holds from week to week, under load, and when few are there.

The same mean with more unrest loses more customers (Sriram et al. 2015, Management Science 61).
Weeks are read from the tallies, so that whoever reads sees the chart of their own branch.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from goodwill.house.hours import end_of_day
from goodwill.ledger.closed import months_before

if TYPE_CHECKING:
    import datetime as dt

    from duckdb import DuckDBPyConnection

    from goodwill.house.settings import Settings
    from goodwill.pricing.control import Control, Stressed
    from goodwill.pricing.rows import Floats

WEEKS: Final = 104
"""How far back a chart reaches; its earlier half is the reference."""
ARRIVALS: Final = ("question", "complaint", "claim", "request", "reopening", "call_attempt")
"""What makes work when it arrives."""
FEWEST_WEEKS: Final = 20
"""Of a team, below which nothing is called unusual."""
STRESSES: Final = ("busy", "short")
"""The sorts of stress: much to do for those present, few present."""


def write_loads(con: DuckDBPyConnection, settings: Settings, day: dt.date) -> None:
    """Create `loads` from `moments`: what arrived at each team in each week, and who was there.

    Present is whoever acted on a day, for the working hours of that day in their team. A week is
    busy when more arrived per hour present than in four of five of the team's weeks in the year
    before the close, and short when fewer hours were present than in four of five.
    """
    since = months_before(day, 12)
    since += timedelta(days=-since.weekday())
    con.execute("CREATE OR REPLACE TEMP TABLE open_hours (team VARCHAR, day DATE, hours DOUBLE)")
    teams = [None, *sorted({team for one in settings.calendars for team in one.teams})]
    rows = [(team, on, hours) for team in teams for on, hours in _hours(settings, team, since, day)]
    con.executemany("INSERT INTO open_hours VALUES (?, ?, ?)", rows)
    con.execute(_LOADS, {"since": since, "day": day})
    con.execute("DROP TABLE open_hours")


def _hours(
    settings: Settings, team: str | None, since: dt.date, day: dt.date
) -> list[tuple[dt.date, float]]:
    """Give the working hours of each day by the calendar of a team."""
    calendar = settings.calendar_of(team)
    zone = calendar.zone
    days = [since + timedelta(days=number) for number in range((day - since).days + 1)]
    elapsed = [calendar.worked(end_of_day(on, zone)) for on in [since - timedelta(days=1), *days]]
    return [
        (on, (after - before) / 60)
        for on, before, after in zip(days, elapsed, elapsed[1:], strict=False)
    ]


_LOADS = f"""
CREATE OR REPLACE TABLE loads AS
WITH arrived AS (
  SELECT team, local_week, count(*) AS arrivals FROM moments
  WHERE direction = 'in' AND kind IN ('{"', '".join(ARRIVALS)}') AND team IS NOT NULL
    AND local_date BETWEEN $since AND $day
  GROUP BY team, local_week
), there AS (
  SELECT DISTINCT team, local_week, local_date, person FROM moments
  WHERE direction <> 'in' AND person IS NOT NULL AND team IS NOT NULL
    AND local_date BETWEEN $since AND $day
), present AS (
  SELECT t.team, t.local_week, sum(coalesce(o.hours, u.hours)) AS hours
  FROM there t LEFT JOIN open_hours o ON o.team = t.team AND o.day = t.local_date
  LEFT JOIN open_hours u ON u.team IS NULL AND u.day = t.local_date
  GROUP BY t.team, t.local_week
), weekly AS (
  SELECT p.team, p.local_week, coalesce(a.arrivals, 0) AS arrivals, p.hours,
         coalesce(a.arrivals, 0) / p.hours AS load
  FROM present p LEFT JOIN arrived a ON a.team = p.team AND a.local_week = p.local_week
  WHERE p.hours > 0 AND p.local_week + 6 <= $day
), ranked AS (
  SELECT *, count(*) OVER team_weeks AS weeks,
         percent_rank() OVER (PARTITION BY team ORDER BY load) AS by_load,
         cume_dist() OVER (PARTITION BY team ORDER BY hours) AS by_hours,
         max(arrivals) OVER team_weeks > 0 AS something_arrives
  FROM weekly WINDOW team_weeks AS (PARTITION BY team))
SELECT team, local_week, arrivals, hours, load,
       CASE WHEN weeks >= {FEWEST_WEEKS} AND something_arrives THEN by_load > 0.8 END AS busy,
       CASE WHEN weeks >= {FEWEST_WEEKS} THEN by_hours <= 0.2 END AS short
FROM ranked ORDER BY team, local_week
"""


class Weekly(NamedTuple):
    """W whole weeks of one standard, with what the chart says of them."""

    weeks: tuple[dt.date, ...]
    kept: Floats
    judged: Floats
    chart: Control


def weekly(
    con: DuckDBPyConnection, standard: str, closing: dt.date, table: str = "tallies"
) -> Weekly | None:
    """Give the control chart of a standard over its last whole weeks; None without any."""
    import numpy as np

    from goodwill.pricing.control import control

    last = closing + timedelta(days=1)
    last -= timedelta(days=last.weekday() + 7)
    rows = con.execute(
        f"""
        SELECT local_week,
               CAST(sum(number) FILTER (verdict IN ('kept', 'grace')) AS DOUBLE),
               CAST(sum(number) AS DOUBLE)
        FROM (SELECT local_week, verdict, sum(number) AS number
              FROM {table}
              WHERE standard = $standard AND local_week > $since AND local_week <= $last
              GROUP BY local_week, verdict)
        WHERE verdict IN ('kept', 'grace', 'breach')
        GROUP BY local_week ORDER BY local_week
        """,
        {"standard": standard, "since": last - timedelta(weeks=WEEKS), "last": last},
    ).fetchall()
    if not rows:
        return None
    number = (last - rows[0][0]).days // 7 + 1
    weeks = tuple(last - timedelta(weeks=number - 1 - place) for place in range(number))
    kept, judged = np.zeros(number), np.zeros(number)
    for week, good, all_ in rows:
        place = (week - weeks[0]).days // 7
        kept[place], judged[place] = good or 0.0, all_
    return Weekly(weeks, kept, judged, control(kept, judged, number // 2))


def under_load(
    con: DuckDBPyConnection, standard: str, table: str = "tallies"
) -> dict[str, Stressed]:
    """For each stress, compare a standard in a team's weeks of it with the team's other weeks."""
    import numpy as np

    from goodwill.pricing.control import under_stress

    rows = con.execute(
        f"""
        SELECT dense_rank() OVER (ORDER BY t.team) - 1 AS team,
               dense_rank() OVER (ORDER BY t.local_week) - 1 AS week,
               any_value(l.busy) AS busy, any_value(l.short) AS short,
               CAST(coalesce(sum(number) FILTER (verdict <> 'breach'), 0) AS DOUBLE) AS kept,
               CAST(sum(number) AS DOUBLE) AS judged
        FROM (SELECT team, local_week, verdict, sum(number) AS number
              FROM {table}
              WHERE standard = $standard
                AND local_week >= (SELECT min(local_week) FROM loads)
              GROUP BY team, local_week, verdict) t
        JOIN loads l ON l.team = t.team AND l.local_week = t.local_week
        WHERE verdict IN ('kept', 'grace', 'breach')
        GROUP BY t.team, t.local_week ORDER BY t.team, t.local_week
        """,
        {"standard": standard},
    ).fetchnumpy()
    found = {}
    for stress in STRESSES:
        told = ~np.ma.getmaskarray(rows[stress])
        found[stress] = under_stress(
            np.asarray(rows["team"][told], dtype=np.int64),
            np.asarray(rows["week"][told], dtype=np.int64),
            np.asarray(rows[stress][told], dtype=np.bool_),
            np.asarray(rows["kept"][told], dtype=np.float64),
            np.asarray(rows["judged"][told], dtype=np.float64),
        )
    return found
