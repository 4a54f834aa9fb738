"""Postings: every breach and grace with its price, booked once under each heading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.ledger.histories import histories

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from goodwill.house.settings import Settings
    from goodwill.ledger.worths import Pricing

DAYS_OF_A_YEAR = 365.0


def post(con: DuckDBPyConnection, pricing: Pricing | None, settings: Settings, scale: int) -> None:
    """Create `postings` from `verdicts`: our side priced, theirs where money was kept from us.

    Our breaches and graces towards customers are priced with the customer's history on the day of
    the breach. Their late payment costs the company's own discount rate on the sum for the days.
    What cannot be priced is posted without an amount, so that it is counted and never forgotten.
    """
    con.execute(_QUESTIONS, {"zone": settings.zone})
    con.execute(
        "CREATE OR REPLACE TEMP TABLE priced (key BIGINT, amount BIGINT, low BIGINT, high BIGINT)"
    )
    if pricing is not None:
        _price_ours(con, pricing, scale)
    con.execute(_LATE_PAYMENT, {"scale": scale, "rate": settings.discount / DAYS_OF_A_YEAR})
    con.execute(_POSTINGS)


_QUESTIONS = """
CREATE OR REPLACE TEMP TABLE questions AS
SELECT row_number() OVER (ORDER BY v.verdict_id) - 1 AS key, v.verdict_id, v.party, v.side,
       v.family, v.verdict, v.case_id,
       CAST(timezone($zone, timezone('UTC', v.happened_at)) AS DATE) AS day
FROM verdicts v WHERE v.verdict IN ('breach', 'grace')
"""

_LATE_PAYMENT = """
INSERT INTO priced
SELECT q.key, -cost, -cost, -cost FROM (
  SELECT q.key, round(c.amount * $scale * c.days_late * $rate)::BIGINT AS cost
  FROM questions q JOIN cases c USING (case_id)
  WHERE q.side = 'theirs' AND q.family = 'payment' AND q.verdict = 'breach'
    AND c.days_late > 0 AND c.amount IS NOT NULL) q
"""

_POSTINGS = """
CREATE OR REPLACE TABLE postings AS
SELECT q.key + 1 AS posting_id, v.verdict_id, v.happened_at, q.day, v.party, s.segment, v.side,
       v.family, v.standard, CASE v.verdict WHEN 'grace' THEN 1 ELSE -1 END AS sign,
       p.amount, p.low, p.high,
       CASE WHEN p.amount IS NOT NULL THEN 'assumed' END AS grade,
       v.person, v.team, v.department, v.level, v.manager, v.policy, v.case_id, v.moment
FROM questions q JOIN verdicts v USING (verdict_id)
LEFT JOIN priced p USING (key) LEFT JOIN parties s ON s.party = v.party
ORDER BY posting_id
"""


def _price_ours(con: DuckDBPyConnection, pricing: Pricing, scale: int) -> None:
    """Price our breaches and graces in one call per family and verdict."""
    import numpy as np

    groups = con.execute(
        """
        SELECT DISTINCT family, verdict FROM questions
        WHERE side = 'ours' AND party LIKE 'c%' ORDER BY ALL
        """
    ).fetchall()
    for family, verdict in groups:
        con.execute(
            """
            CREATE OR REPLACE TEMP TABLE asked AS
            SELECT key, party, day FROM questions
            WHERE side = 'ours' AND party LIKE 'c%' AND family = ? AND verdict = ?
            """,
            [family, verdict],
        )
        past = histories(con, "asked")
        prices = pricing.price(past, family, grace=verdict == "grace")
        told = past.known & np.isfinite(prices.mid)
        if not told.any():
            continue
        sign = 1 if verdict == "grace" else -1
        bounds = [np.rint(sign * scale * bound[told]) for bound in (prices.low, prices.high)]
        answer = {
            "key": past.key[told].astype(np.int64),
            "amount": np.rint(sign * scale * prices.mid[told]).astype(np.int64),
            "low": np.minimum(*bounds).astype(np.int64),
            "high": np.maximum(*bounds).astype(np.int64),
        }
        con.register("answer", answer)
        con.execute("INSERT INTO priced SELECT key, amount, low, high FROM answer")
        con.unregister("answer")
