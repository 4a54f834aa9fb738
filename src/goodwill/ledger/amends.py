"""What was paid to make good for something: by standard, week and customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

AMENDS = ("credit", "defect", "wrong_invoice", "short", "goodwill")
"""Purposes of money given back that make good for something."""


def write_amends(con: DuckDBPyConnection, scale: int, currency: str) -> None:
    """Create `amends` from `moments` and `verdicts`, so that nobody need read all of them."""
    given = {"scale": scale, "currency": currency}
    con.execute(f"CREATE OR REPLACE TABLE amends AS {paid()}", given)


def paid(book: str = "") -> str:
    """Write the query of the payments in a book; it asks for $scale and $currency."""
    return _PAID.format(book=book, purposes=", ".join(f"'{word}'" for word in AMENDS))


_PAID = """
WITH paid AS (
  SELECT id, party, about, local_week, happened_at, round(amount * $scale)::BIGINT AS amount
  FROM {book}moments
  WHERE direction = 'out' AND amount > 0 AND coalesce(currency, $currency) = $currency
    AND (kind = 'refund' AND purpose IN ({purposes}) OR kind = 'concession')),
broken AS (
  SELECT standard, case_id, moment, happened_at, verdict_id FROM {book}verdicts
  WHERE side = 'ours' AND verdict = 'breach'),
blamed AS (
  SELECT paid.id, broken.standard, row_number() OVER (
    PARTITION BY paid.id ORDER BY broken.happened_at, broken.standard) AS place
  FROM paid JOIN broken ON broken.moment = paid.id
  UNION ALL
  SELECT paid.id, broken.standard, 1000 + row_number() OVER (
    PARTITION BY paid.id ORDER BY broken.happened_at, broken.standard)
  FROM paid JOIN broken ON broken.case_id = paid.about AND broken.happened_at <= paid.happened_at),
first AS (
  SELECT id, standard FROM blamed
  QUALIFY row_number() OVER (PARTITION BY id ORDER BY place) = 1)
SELECT first.standard, paid.local_week, paid.party, count(*) AS payments,
       sum(paid.amount)::BIGINT AS amount
FROM paid LEFT JOIN first USING (id)
GROUP BY first.standard, paid.local_week, paid.party
"""
"""What was paid in amends: each payment under one standard, the one broken at that very moment,
else the one broken first in its case, else under none."""
