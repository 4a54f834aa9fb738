"""Who keeps to the habit of buying, who fades, who is overdue, and who is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.ledger.histories import build_spans

if TYPE_CHECKING:
    import datetime as dt

    from duckdb import DuckDBPyConnection
    from numpy import str_
    from numpy.typing import NDArray

    from goodwill.house.settings import Settings
    from goodwill.pricing.fading import Habits
    from goodwill.pricing.paths import Paths
    from goodwill.pricing.slowing import Pace

FEWEST_CUSTOMERS = 30
"""Customers who came back: below this nothing is known of how customers here buy."""
SAMPLE = 5_000
"""Customers by whom the pace of all is learnt."""

_TABLE = """
CREATE OR REPLACE TABLE habits (
  party VARCHAR, state VARCHAR, alive DOUBLE, pace_before DOUBLE, pace_now DOUBLE,
  overdue DOUBLE, since DATE)
"""


class Buyers(NamedTuple):
    """Customers in the order of their pseudonyms, and their days of purchase."""

    party: NDArray[str_]
    paths: Paths


def write_habits(con: DuckDBPyConnection, settings: Settings, day: dt.date) -> None:
    """Create `habits`: every customer of the company told apart as of a day.

    It stays empty where fewer than 30 customers came back.
    """
    from goodwill.pricing.fading import habits

    build_spans(con, settings.currency)
    con.execute(_TABLE)
    buyers = gathered(con, day)
    if int((buyers.paths.x > 0).sum()) < FEWEST_CUSTOMERS:
        return
    _store(con, buyers, habits(pace_of(buyers.paths), buyers.paths), day)


def gathered(con: DuckDBPyConnection, day: dt.date) -> Buyers:
    """Read the days of purchase up to a day from `purchase_days`, as weeks since the first."""
    import numpy as np

    from goodwill.pricing.paths import Paths

    rows = con.execute(
        """
        SELECT party, (day - min(day) OVER (PARTITION BY party)) / 7.0 AS time,
               ($day - min(day) OVER (PARTITION BY party)) / 7.0 AS age
        FROM purchase_days WHERE day <= $day ORDER BY party, purchase_days.day
        """,
        {"day": day},
    ).fetchnumpy()
    time = np.asarray(rows["time"], dtype=np.float64)
    first = np.flatnonzero(time == 0)
    start = np.append(first, len(time))
    age = np.asarray(rows["age"], dtype=np.float64)[first]
    return Buyers(np.asarray(rows["party"], dtype=str)[first], Paths(start, time, age))


def pace_of(paths: Paths) -> Pace:
    """How regularly and how fast the customers buy, and how they leave."""
    import numpy as np

    from goodwill.pricing import regular
    from goodwill.pricing.paths import chosen, gaps
    from goodwill.pricing.rows import merge
    from goodwill.pricing.slowing import Pace

    step = max(1, len(paths.T) // SAMPLE)
    some = chosen(paths, np.arange(0, len(paths.T), step)) if step > 1 else paths
    found = regular.fit(merge(some.x, some.last, some.T), float(np.log(gaps(some)).sum()))
    return Pace(found.stages, *np.exp(found.fit.theta).tolist())


def _store(con: DuckDBPyConnection, buyers: Buyers, told: Habits, day: dt.date) -> None:
    import numpy as np

    columns = {
        "party": buyers.party.astype(object),
        "state": np.array([str(each) for each in told.state], dtype=object),
        "alive": told.alive,
        "pace_before": told.before,
        "pace_now": told.now,
        "overdue": told.overdue,
        "back": np.rint((buyers.paths.T - told.since) * 7),
    }
    con.register("told_apart", columns)
    con.execute(
        """
        INSERT INTO habits
        SELECT party, state, alive, pace_before, pace_now, overdue,
               CASE WHEN NOT isnan(back) THEN $day::DATE - back::INTEGER END
        FROM told_apart ORDER BY party
        """,
        {"day": day},
    )
    con.unregister("told_apart")
