"""Bills: what a case is about in money, when it was settled, and how late for this party."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.moments.dealings import among, instant_of, zone_of

if TYPE_CHECKING:
    from datetime import datetime

    from duckdb import DuckDBPyConnection

    from goodwill.house.settings import Settings

CREDITS = ("credit", "defect", "wrong_invoice", "short")
"""The purposes of a refund that say that something had gone wrong."""

FEWEST = 5
"""So many settled invoices tell what is usual for a party."""


def lay_out_bills(con: DuckDBPyConnection, closed_at: datetime, settings: Settings) -> None:
    """Make `fold_bills`: the money of each case that has any, and by how many days it was late."""
    con.execute(_SUMS)
    con.execute(_SETTLED)
    con.execute(_bills(closed_at, settings))


def add_usual(con: DuckDBPyConnection) -> None:
    """Tell in `cases` how late each party usually was when a bill began."""
    con.execute(
        f"UPDATE cases SET usual_late = u.usual_late FROM ({_USUAL}) u"
        " WHERE cases.case_id = u.case_id"
    )


def _money(total: str) -> str:
    # two currencies have no sum; nor has a sum beyond all purses, which no column could hold
    return f"CASE WHEN NOT mixed AND abs({total}) < 1e16 THEN ({total})::DECIMAL(18,2) END"


_IS_CREDIT = f"kind = 'refund' AND {among('purpose', CREDITS)}"

# greatest: an order and the bills for it are the same money told twice
_SUMS = f"""
    CREATE OR REPLACE TEMP TABLE fold_sums AS
    SELECT case_id, {_money("greatest(bought, billed)")} AS amount,
        {_money("coalesce(paid, 0)")} AS paid,
        {_money("coalesce(refunded, 0)")} AS refunded,
        {_money("coalesce(credited, 0)")} AS credited,
        mixed, bill_due, credit, payments, unpriced, first_payment
    FROM (
        SELECT case_id,
            sum(amount) FILTER (WHERE kind = 'purchase') AS bought,
            sum(amount) FILTER (WHERE kind = 'invoice') AS billed,
            sum(amount) FILTER (WHERE kind = 'payment') AS paid,
            sum(amount) FILTER (WHERE kind = 'refund') AS refunded,
            sum(amount) FILTER (WHERE {_IS_CREDIT}) AS credited,
            coalesce(min(currency) <> max(currency), false) AS mixed,
            max(due_at) FILTER (WHERE kind = 'invoice') AS bill_due,
            max(place) FILTER (WHERE {_IS_CREDIT}) AS credit,
            count(*) FILTER (WHERE kind = 'payment') AS payments,
            count(*) FILTER (WHERE kind = 'payment' AND amount IS NULL) AS unpriced,
            min(place) FILTER (WHERE kind = 'payment') AS first_payment
        FROM fold_moments WHERE kind IN ('purchase', 'invoice', 'payment', 'refund')
        GROUP BY case_id
    )
"""

_IS_OWED = "NOT mixed AND coalesce(amount - credited > 0, true)"

# a payment that names no amount settles the bill, and so does any where the bill names none
_SETTLED = f"""
    CREATE OR REPLACE TEMP TABLE fold_settled AS
    SELECT case_id, first_payment AS settled FROM fold_sums
    WHERE payments = 1 AND {_IS_OWED} AND (
        unpriced = 1 OR coalesce(paid >= amount - credited, true))
    UNION ALL
    SELECT case_id, min(place) AS settled
    FROM (
        SELECT case_id, place, m.amount IS NULL AS is_unpriced, s.amount - credited AS owed,
            sum(m.amount) OVER (
                PARTITION BY case_id ORDER BY place ROWS UNBOUNDED PRECEDING) AS so_far
        FROM fold_moments m JOIN fold_sums s USING (case_id)
        WHERE kind = 'payment' AND payments > 1 AND {_IS_OWED.replace("amount", "s.amount")}
    )
    WHERE is_unpriced OR coalesce(so_far >= owed, true)
    GROUP BY case_id
"""


def _bills(closed_at: datetime, settings: Settings) -> str:
    close = f"TIMESTAMP '{closed_at}'"
    due, paid = (
        f"timezone(z.zone, timezone('UTC', {instant}))::DATE"
        for instant in ("bill_due", f"coalesce({instant_of('settled')}, {close})")
    )
    return f"""
        CREATE OR REPLACE TEMP TABLE fold_bills AS
        SELECT s.*, settled,
            CASE WHEN bill_due IS NOT NULL AND {_IS_OWED}
                THEN date_diff('day', {due}, {paid})::INTEGER END AS days_late
        FROM fold_sums s LEFT JOIN fold_settled USING (case_id)
        JOIN (SELECT case_id, party FROM fold_firsts) f USING (case_id)
        LEFT JOIN (
            SELECT party, min({zone_of("parties", settings)}) AS zone FROM parties GROUP BY party
        ) z ON z.party = f.party
    """


# what is settled at the instant at which a bill begins is not yet known to whoever writes it
_USUAL = f"""
    SELECT case_id, usual_late
    FROM (
        SELECT case_id,
            median(days_late) OVER known AS usual_late,
            count(days_late) OVER known AS settled_before
        FROM (
            SELECT case_id, party, opened_at AS known_at, 0 AS step, NULL::INTEGER AS days_late
            FROM cases WHERE party IS NOT NULL AND days_late IS NOT NULL
            UNION ALL
            SELECT NULL, party, paid_at, 1, days_late
            FROM cases WHERE party IS NOT NULL AND days_late IS NOT NULL AND paid_at IS NOT NULL
        )
        WINDOW known AS (PARTITION BY party ORDER BY known_at, step ROWS UNBOUNDED PRECEDING)
    )
    WHERE case_id IS NOT NULL AND settled_before >= {FEWEST}
"""
