"""The statement of goodwill over one period: opening, new, gained, lost, closing, to the cent."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt

    from duckdb import DuckDBPyConnection

CUTS = ("family", "team", "department", "level", "policy", "person", "manager", "segment")
"""The ways in which the priced verdicts of a period are cut; each sums to the same cent."""


class Statement(NamedTuple):
    """Amounts in minor units; opening + new + rose + fell + gained + lost = closing, exactly."""

    opening: int
    new: int
    """Customers who first bought in the period, before what our treatment did to them."""
    rose: int
    """Customers worth more than at the opening: they bought again, or sooner than expected."""
    gained: int
    """Graces: what we did for them beyond what was owed."""
    lost: int
    """Breaches of ours; negative."""
    fell: int
    """Customers worth less than at the opening: they fall silent, or time passes; negative."""
    closing: int
    customers_opening: int
    customers_new: int
    customers_closing: int
    unpriced: int
    """Breaches and graces of parties whose worth cannot be told yet."""


class Share(NamedTuple):
    """One slice of a cut: how many breaches, and their money with its interval.

    The money is that of the priced ones; where none is priced it is nothing that could be shown.
    """

    name: str | None
    number: int
    amount: int
    low: int
    high: int
    priced: int

    @property
    def money(self) -> tuple[int, int, int] | tuple[None, None, None]:
        """Give the amount and its interval, or none of them where nothing could be priced."""
        return (self.amount, self.low, self.high) if self.priced else (None, None, None)


CHANGES = """
SELECT coalesce(sum(opening), 0), coalesce(sum(rest) FILTER (is_new), 0),
       coalesce(sum(rest) FILTER (NOT is_new AND rest > 0), 0),
       coalesce(sum(gained), 0), coalesce(sum(lost), 0),
       coalesce(sum(rest) FILTER (NOT is_new AND rest < 0), 0),
       coalesce(sum(closing), 0),
       count(*) FILTER (NOT is_new), count(*) FILTER (is_new), count(*)
FROM each
"""
ROSTER = """
WITH each AS (
  SELECT *, closing - opening - gained - lost AS rest
  FROM (SELECT party, worth_{period} IS NULL AS is_new, coalesce(worth_{period}, 0) AS opening,
               worth AS closing, coalesce(won_{period}, 0) AS gained,
               coalesce(lost_{period}, 0) AS lost
        FROM roster WHERE worth IS NOT NULL))
"""
"""The same as EACH of one of the three periods, from one row of each customer."""
EACH = """
WITH worth_then AS (
  SELECT party, worth FROM worths
  WHERE day = $opening AND worth IS NOT NULL),
worth_now AS (
  SELECT party, worth FROM worths
  WHERE day = $closing AND worth IS NOT NULL),
treated AS (
  SELECT party,
         sum(amount) FILTER (sign > 0) AS gained, sum(amount) FILTER (sign < 0) AS lost
  FROM (
    SELECT * FROM postings WHERE side = 'ours' AND amount IS NOT NULL
      AND day > $opening AND day <= $closing) GROUP BY party),
each AS (
  SELECT n.party, t.party IS NULL AS is_new,
         coalesce(t.worth, 0) AS opening, n.worth AS closing,
         coalesce(gained, 0) AS gained, coalesce(lost, 0) AS lost,
         n.worth - coalesce(t.worth, 0) - coalesce(gained, 0) - coalesce(lost, 0) AS rest
  FROM worth_now n LEFT JOIN worth_then t USING (party) LEFT JOIN treated USING (party))
"""
"""The beginning of a query: per customer, worth at $opening and $closing, and what changed it."""


def statement(
    con: DuckDBPyConnection, opening: dt.date, closing: dt.date, each: str = EACH
) -> Statement:
    """Draw up the statement from the tables `worths` and `postings` of a closed book."""
    days = {"opening": opening, "closing": closing} if each == EACH else {}
    row = con.execute(f"{each} {CHANGES}", days).fetchone()
    unpriced = con.execute(
        """
        SELECT count(*) FROM postings
        WHERE side = 'ours' AND amount IS NULL AND day > $opening AND day <= $closing
        """,
        {"opening": opening, "closing": closing},
    ).fetchone()
    assert row is not None
    assert unpriced is not None
    return Statement(*map(int, (*row, unpriced[0])))


def cut(
    con: DuckDBPyConnection,
    by: str,
    opening: dt.date,
    closing: dt.date,
    *,
    sign: int = -1,
    side: str = "ours",
) -> list[Share]:
    """Slice the breaches (sign -1) or graces (+1) of a period by one of CUTS, the dearest first."""
    if by not in CUTS:
        raise ValueError(f"{by!r} is not one of {', '.join(CUTS)}")
    rows = con.execute(
        f"""
        SELECT {by}::VARCHAR, count(*), coalesce(sum(amount), 0)::BIGINT,
               coalesce(sum(low), 0)::BIGINT, coalesce(sum(high), 0)::BIGINT, count(amount)
        FROM postings
        WHERE side = $side AND sign = $sign AND day > $opening AND day <= $closing
        GROUP BY {by} ORDER BY coalesce(sum(amount), 0) * $sign DESC, {by}
        """,
        {"side": side, "sign": sign, "opening": opening, "closing": closing},
    ).fetchall()
    return [Share(*row) for row in rows]
