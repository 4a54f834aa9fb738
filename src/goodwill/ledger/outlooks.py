"""The outlook of a close: ten years in branches, and what it would have said at earlier cuts."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from goodwill.ledger.findings import Grounds
    from goodwill.ledger.worths import Pricing
    from goodwill.pricing.outlook.backtest import Tested
    from goodwill.pricing.outlook.bands import Band
    from goodwill.pricing.outlook.branches import Breaches
    from goodwill.pricing.outlook.project import Drawn
    from goodwill.pricing.outlook.purchases import Purchases

YEARS, DRAWS = 10, 10_000
MEASURES = {"customers": 0, "sales": 2}
DAYS_IN_A_WEEK = 7


def write_outlook(
    con: DuckDBPyConnection, pricing: Pricing | None, told: Grounds, day: dt.date, scale: int
) -> None:
    """Create `outlook` and `backtests` as of a day; both stay empty where nothing has a price.

    `purchase_days` and `verdicts` must be there.
    """
    con.execute(_OUTLOOK)
    con.execute(_BACKTESTS)
    if pricing is None:
        return
    from goodwill.pricing.outlook.backtest import backtest, cuts_of, learnt
    from goodwill.pricing.outlook.branches import branches
    from goodwill.pricing.outlook.newcomers import inflow
    from goodwill.pricing.outlook.pace import tide_of
    from goodwill.pricing.outlook.project import Company, project, years
    from goodwill.pricing.outlook.purchases import seen

    first, purchases = _purchases(con, day)
    until = ((day - first).days + 1) / DAYS_IN_A_WEEK
    tested = backtest(purchases, until, cuts_of(until))
    known = seen(purchases, until)
    tide = tide_of(pricing.buying.theta, purchases, until)
    company = Company(pricing.buying, pricing.spending, known, inflow(known, until), tide)
    broken = _breaches(con, told, first, day)
    regimes = branches(pricing.buying.theta, purchases, broken, until)
    taught = learnt(tested, until)
    drawn = project(company, years(YEARS), regimes, taught, draws=DRAWS)
    _store(con, drawn, scale)
    _store_tests(con, tested, first)


_OUTLOOK = """
CREATE OR REPLACE TABLE outlook (
  branch VARCHAR, year INTEGER, measure VARCHAR, mid DOUBLE,
  low50 DOUBLE, high50 DOUBLE, low80 DOUBLE, high80 DOUBLE, low95 DOUBLE, high95 DOUBLE)
"""

_BACKTESTS = """
CREATE OR REPLACE TABLE backtests (
  cut DATE, weeks INTEGER, measure VARCHAR, expected DOUBLE,
  low50 DOUBLE, high50 DOUBLE, low80 DOUBLE, high80 DOUBLE, low95 DOUBLE, high95 DOUBLE,
  actual DOUBLE)
"""


def _purchases(con: DuckDBPyConnection, day: dt.date) -> tuple[dt.date, Purchases]:
    """Every purchase up to a day as arrays, and the first day of the records."""
    import numpy as np

    from goodwill.pricing.outlook.purchases import Purchases

    row = con.execute("SELECT min(day) FROM purchase_days").fetchone()
    first: dt.date = row[0] if row else day
    rows = con.execute(
        """
        SELECT dense_rank() OVER (ORDER BY party) - 1 AS customer,
               (day - $first::DATE) / 7.0 AS week, amount::DOUBLE AS amount
        FROM purchase_days WHERE day <= $day ORDER BY customer, week
        """,
        {"first": first, "day": day},
    ).fetchnumpy()
    return first, Purchases(
        np.asarray(rows["customer"], dtype=np.int64),
        np.asarray(rows["week"], dtype=float),
        np.ma.filled(np.ma.asarray(rows["amount"], dtype=float), np.nan),
    )


def _breaches(
    con: DuckDBPyConnection, told: Grounds, first: dt.date, day: dt.date
) -> list[Breaches]:
    """Our breaches towards customers who had bought, of each family that has a price."""
    import numpy as np

    from goodwill.pricing.outlook.branches import Breaches
    from goodwill.pricing.treatment import dose, effect_of

    rows = con.execute(
        """
        SELECT v.family, date_diff('day', $first::DATE, v.happened_at::DATE) / 7.0 AS week, v.size
        FROM verdicts v JOIN (SELECT party, min(day) AS since FROM purchase_days GROUP BY party) b
          USING (party)
        WHERE v.side = 'ours' AND v.verdict = 'breach'
          AND v.happened_at::DATE >= b.since AND v.happened_at::DATE <= $day
        ORDER BY v.family, week, v.verdict_id
        """,
        {"first": first, "day": day},
    ).fetchnumpy()
    families = np.asarray(rows["family"])
    weeks = np.asarray(rows["week"], dtype=float)
    doses = dose(np.ma.filled(np.ma.asarray(rows["size"], dtype=float), np.nan))
    return [
        Breaches(effect_of(finding), weeks[families == family], doses[families == family])
        for (family, verdict), finding in sorted(told.findings.items())
        if verdict == "breach"
    ]


def _store(con: DuckDBPyConnection, drawn: Mapping[str, Drawn], scale: int) -> None:
    """Keep the bands of every branch; the difference is that of what there is to expect."""
    from goodwill.pricing.outlook.bands import band

    rows = []
    for measure, place in MEASURES.items():
        unit = scale if measure == "sales" else 1
        for year in range(YEARS):
            for branch, found in drawn.items():
                bands = band(found.middle[place, year], found.came[:, place, year])
                rows.append([branch, year + 1, measure, *_told(bands, unit)])
            better, today = drawn["standard"], drawn["today"]
            difference = band(
                better.middle[place, year] - today.middle[place, year],
                better.expected[:, place, year] - today.expected[:, place, year],
            )
            rows.append(["difference", year + 1, measure, *_told(difference, unit)])
    marks = ", ".join("?" * len(rows[0]))
    con.executemany(f"INSERT INTO outlook VALUES ({marks})", rows)


def _store_tests(con: DuckDBPyConnection, tested: Sequence[Tested], first: dt.date) -> None:
    for each in tested:
        last = first + dt.timedelta(days=round(each.cut * DAYS_IN_A_WEEK) - 1)
        row = [last, round(each.weeks), "purchases", *_told(each.said, 1), float(each.actual)]
        con.execute(f"INSERT INTO backtests VALUES ({', '.join('?' * len(row))})", row)


def _told(band: Band, unit: int) -> list[float | None]:
    """A band in units of the table; what cannot be told is null."""
    return [unit * value if math.isfinite(value) else None for value in band]
