"""The seller's sigh of relief: how our attention changes once the customer has paid."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from goodwill.house.hours import end_of_day

if TYPE_CHECKING:
    import datetime as dt

    from duckdb import DuckDBPyConnection

    from goodwill.house.settings import Settings
    from goodwill.pricing.turning import Turning

WEEKS = 8
"""How far before and after the first payment attention is compared."""
FEWEST = 30
"""Of customers seen on both sides: below it nothing is told."""
ATTENTION = ("answer", "question", "offer", "call_attempt", "visit", "news", "promise")
"""What we do towards customers of our own will, or because they asked; not bills and reminders."""


def write_attention(con: DuckDBPyConnection, settings: Settings, day: dt.date) -> None:
    """Create `attention` from `moments` and `cases`: before and after each first payment.

    `contacts` is how often a week we turn to the customer, `answer` how many working minutes they
    wait for our answer (who still waits, until the close). Each customer is compared with
    themselves, and what rises or falls steadily over these weeks anyway is taken out. The days of
    the payment and of their first appearance, which something of ours may well have caused, count
    for neither side. Without enough customers the figures are null.
    """
    con.execute(_PAID, {"day": day})
    con.execute(
        """
        CREATE OR REPLACE TABLE attention (
          measure VARCHAR, before DOUBLE, after DOUBLE, ratio DOUBLE, low DOUBLE, high DOUBLE,
          customers BIGINT)
        """
    )
    closed_worked = settings.calendars[0].worked(end_of_day(day, settings.zone))
    for measure, turning in (
        ("contacts", _contacts(con)),
        ("answer", _answers(con, settings.zone, closed_worked)),
    ):
        told = turning.customers >= FEWEST and math.isfinite(turning.high)
        figures = turning[:5] if told else [None] * 5
        con.execute(
            "INSERT INTO attention VALUES (?, ?, ?, ?, ?, ?, ?)",
            [measure, *figures, turning.customers],
        )
    con.execute("DROP TABLE attention_paid")


_PAID = f"""
CREATE OR REPLACE TEMP TABLE attention_paid AS
SELECT row_number() OVER (ORDER BY party) - 1 AS key, party, paid_on,
       greatest(first_day + 1 - paid_on, -{7 * WEEKS}) AS since,
       least($day - paid_on, {7 * WEEKS}) AS until
FROM (
  SELECT party, min(local_date) AS first_day,
         min(CASE WHEN kind = 'payment' AND direction = 'in' THEN local_date END) AS paid_on
  FROM moments WHERE party LIKE 'c%' AND local_date <= $day GROUP BY party)
WHERE paid_on IS NOT NULL
"""


def _contacts(con: DuckDBPyConnection) -> Turning:
    """Count our contacts week by week around each first payment."""
    import numpy as np

    from goodwill.pricing.turning import of_counts

    people = con.execute("SELECT * FROM attention_paid ORDER BY key").fetchnumpy()
    starts = 7 * np.array([*range(-WEEKS, 0), *range(WEEKS)]) + np.repeat([0, 1], WEEKS)
    since, until = people["since"][:, None], people["until"][:, None]
    lived = np.minimum(starts + 7, until + 1) - np.maximum(starts, since)
    happened = con.execute(
        f"""
        SELECT p.key, m.local_date - p.paid_on AS day
        FROM moments m JOIN attention_paid p USING (party)
        WHERE m.direction = 'out' AND m.kind IN ('{"', '".join(ATTENTION)}')
          AND coalesce(m.purpose, '') <> 'receipt' AND coalesce(m.about, '') NOT LIKE 'invoice:%'
          AND m.local_date <> p.paid_on
          AND m.local_date - p.paid_on BETWEEN p.since AND p.until
        """
    ).fetchnumpy()
    week = np.searchsorted(starts, happened["day"], side="right") - 1
    counts = np.zeros(lived.shape)
    np.add.at(counts, (happened["key"], week), 1.0)
    middle = np.broadcast_to((starts + 3.5) / 7, lived.shape)
    customer = np.broadcast_to(people["key"][:, None], lived.shape)
    return of_counts(
        customer.ravel(), middle.ravel(), np.maximum(lived, 0).ravel() / 7, counts.ravel()
    )


def _answers(con: DuckDBPyConnection, zone: str, closed_worked: float) -> Turning:
    """Compare how long customers waited for our answer around their first payment."""
    import numpy as np

    from goodwill.pricing.turning import of_values

    rows = con.execute(
        """
        SELECT key, day / 7.0 AS week, waited FROM (
          SELECT p.key, p.since, p.until,
                 CAST(timezone($zone, timezone('UTC', k.opened_at)) AS DATE) - p.paid_on AS day,
                 coalesce(k.answered_worked, $closed) - k.opened_worked
                   - coalesce(k.answer_paused, 0) AS waited
          FROM cases k JOIN attention_paid p USING (party)
          WHERE k.opened_direction = 'in'
            AND k.opened_by IN ('question', 'complaint', 'claim', 'request'))
        WHERE day <> 0 AND day BETWEEN since AND until
        """,
        {"zone": zone, "closed": closed_worked},
    ).fetchnumpy()
    waited = np.log1p(np.maximum(np.asarray(rows["waited"], dtype=np.float64), 0))
    return of_values(rows["key"], np.asarray(rows["week"], dtype=np.float64), waited)
