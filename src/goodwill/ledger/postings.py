"""Postings: every breach and grace with its price, booked once under each heading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.ledger.histories import histories

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from goodwill.house.settings import Settings
    from goodwill.ledger.findings import Grounds, Kind
    from goodwill.ledger.histories import Histories
    from goodwill.ledger.worths import Pricing
    from goodwill.pricing.price import Price

DAYS_OF_A_YEAR = 365.0


def post(
    con: DuckDBPyConnection,
    pricing: Pricing | None,
    grounds: Grounds,
    settings: Settings,
    scale: int,
) -> Grounds:
    """Create `postings` from `verdicts`: our side priced, theirs where money was kept from us.

    Our breaches and graces towards customers are priced with the customer's history on the day of
    the breach. Their late payment costs the company's own discount rate on the sum for the days.
    What cannot be priced is posted without an amount, so that it is counted and never forgotten.

    A breach stays a breach whatever was done about it afterwards: a grace that follows is posted
    apart, at its own estimate. Give the grounds as they were used: a finding by which a breach
    would surely be a gain is not believed, and the assumption prices instead.
    """
    con.execute(_QUESTIONS, {"zone": settings.zone})
    con.execute(
        "CREATE OR REPLACE TEMP TABLE priced (key BIGINT, amount BIGINT, low BIGINT, high BIGINT,"
        " grade VARCHAR)"
    )
    if pricing is not None:
        grounds = _price_ours(con, pricing, grounds, scale)
    con.execute(_LATE_PAYMENT, {"scale": scale, "rate": settings.discount / DAYS_OF_A_YEAR})
    con.execute(_POSTINGS)
    return grounds


_QUESTIONS = """
CREATE OR REPLACE TEMP TABLE questions AS
SELECT row_number() OVER (ORDER BY v.verdict_id) - 1 AS key, v.verdict_id, v.party, v.side,
       v.family, v.verdict, v.size, v.case_id,
       CAST(timezone($zone, timezone('UTC', v.happened_at)) AS DATE) AS day
FROM verdicts v WHERE v.verdict IN ('breach', 'grace')
"""

_LATE_PAYMENT = """
INSERT INTO priced
SELECT q.key, -cost, -cost, -cost, 'assumed' FROM (
  SELECT q.key, round(c.amount * $scale * c.days_late * $rate)::BIGINT AS cost
  FROM questions q JOIN cases c USING (case_id)
  WHERE q.side = 'theirs' AND q.family = 'payment' AND q.verdict = 'breach'
    AND c.days_late > 0 AND c.amount IS NOT NULL) q
"""

_POSTINGS = """
CREATE OR REPLACE TABLE postings AS
SELECT q.key + 1 AS posting_id, v.verdict_id, v.happened_at, q.day, v.party, s.segment, v.side,
       v.family, v.standard, CASE v.verdict WHEN 'grace' THEN 1 ELSE -1 END AS sign,
       p.amount, p.low, p.high, p.grade,
       v.person, v.team, v.department, v.level, v.manager, v.policy, v.case_id, v.moment
FROM questions q JOIN verdicts v USING (verdict_id)
LEFT JOIN priced p USING (key) LEFT JOIN parties s ON s.party = v.party
ORDER BY posting_id
"""


def _price_ours(con: DuckDBPyConnection, pricing: Pricing, grounds: Grounds, scale: int) -> Grounds:
    """Price our breaches and graces in one call per family and verdict."""
    for kind in sorted(grounds.findings):
        con.execute(
            """
            CREATE OR REPLACE TEMP TABLE asked AS
            SELECT key, party, day, size FROM questions
            WHERE side = 'ours' AND party LIKE 'c%' AND family = ? AND verdict = ?
            """,
            [*kind],
        )
        past = histories(con, "asked")
        sizes = con.execute("SELECT size FROM asked ORDER BY key").fetchnumpy()["size"]
        prices = pricing.price(past, sizes, grounds.findings[kind])
        if _breach_as_gain(kind, prices):
            grounds = grounds.without(kind, _mean(prices))
            prices = pricing.price(past, sizes, grounds.findings[kind])
        _keep(con, past, prices, grounds.findings[kind].grade, scale)
    return grounds


def _breach_as_gain(kind: Kind, prices: Price) -> bool:
    """Tell whether breaches would be gains beyond doubt.

    Whoever is let down and stays is seen to stay; no record by itself can tell that from being
    kept by the breach, so such a figure is not believed (de Matos et al. 2007).
    """
    return kind[1] == "breach" and bool((prices.low > 0).any())


def _mean(prices: Price) -> dict[str, float]:
    """The mean amount and limits of what can be priced."""
    import numpy as np

    return {name: float(np.nanmean(value)) for name, value in prices._asdict().items()}


def _keep(con: DuckDBPyConnection, past: Histories, prices: Price, grade: str, scale: int) -> None:
    """Keep the prices that could be told, in whole minor units."""
    import numpy as np

    told = past.known & np.isfinite(prices.amount + prices.low + prices.high)
    if not told.any():
        return
    columns = {"key": past.key[told].astype(np.int64)}
    for name in ("amount", "low", "high"):
        columns[name] = np.rint(scale * getattr(prices, name)[told]).astype(np.int64)
    con.register("told", columns)
    con.execute("INSERT INTO priced SELECT key, amount, low, high, ? FROM told", [grade])
    con.unregister("told")
