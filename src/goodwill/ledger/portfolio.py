"""The portfolio: how much hangs on how few customers, and who pays later than they used to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import datetime as dt

    from duckdb import DuckDBPyConnection


class Concentration(NamedTuple):
    """How the sales of a period are spread over customers (sales in minor units)."""

    customers: int
    sales: int
    hhi: float
    """Herfindahl-Hirschman index: the sum of squared shares, 1 when one customer buys all."""
    equal_customers: float
    """1 / hhi: so many customers of equal size would be as concentrated (SCIENCE 15)."""
    largest: float
    top_five: float
    top_ten_percent: float
    """The share of sales that the largest tenth of customers brings."""


def concentration(
    con: DuckDBPyConnection, opening: dt.date, closing: dt.date
) -> Concentration | None:
    """Measure the concentration of sales after `opening` up to `closing`; None without sales."""
    row = con.execute(SPREAD, {"opening": opening, "closing": closing}).fetchone()
    return spread(row)


def spread(row: tuple[Any, ...] | None) -> Concentration | None:
    """Read what `SPREAD` tells; None without sales."""
    if row is None or not row[0]:
        return None
    customers, sales, hhi, largest, five, tenth = row
    return Concentration(customers, int(sales), hhi, 1 / hhi, largest, five, tenth)


_SALES = """(SELECT party, sum(amount)::BIGINT AS amount FROM sales
             WHERE day > $opening AND day <= $closing GROUP BY party HAVING sum(amount) > 0)"""
SPREAD = f"""
WITH sold AS (
  SELECT amount::DOUBLE AS amount, sum(amount) OVER () AS total,
         row_number() OVER (ORDER BY amount DESC, party) AS place, count(*) OVER () AS customers
  FROM {_SALES})
SELECT count(*) AS customers, max(total) AS sales, sum((amount / total) * (amount / total)) AS hhi,
       max(amount) / max(total) AS largest, sum(amount) FILTER (place <= 5) / max(total) AS five,
       sum(amount) FILTER (place <= ceil(customers / 10.0)) / max(total) AS tenth
FROM sold
"""
"""How the sales of a period are spread; nothing but a count of 0 where there are none."""
BUYING = f"""
SELECT party, amount, amount::DOUBLE / sum(amount) OVER () AS share, count(*) OVER () AS customers
FROM {_SALES} sold
"""
"""Those who bought in a period, each with sales, share of sales, and how many there are."""


def buyers(
    con: DuckDBPyConnection, opening: dt.date, closing: dt.date, limit: int, offset: int
) -> tuple[list[tuple[str, int, float]], int]:
    """Give one page of those who bought, with sales and share of sales, and how many there are."""
    rows = con.execute(
        f"""
        {BUYING} ORDER BY amount DESC, party
        LIMIT {max(limit, 1)} OFFSET {max(offset, 0)}
        """,
        {"opening": opening, "closing": closing},
    ).fetchall()
    return [row[:3] for row in rows], int(rows[0][3]) if rows else 0


class Customer(NamedTuple):
    """One customer's weight in the sales and how it pays (money in minor units)."""

    party: str
    sales: int
    share: float
    invoices: int
    days_late: float | None
    """Median over the invoices that fell due in the period; an unpaid one runs to the close."""
    usual_late: float | None
    """Median over the invoices due before; None where there are fewer than five."""
    overdue: int | None
    """Open beyond the due date at the close."""


def largest(
    con: DuckDBPyConnection, opening: dt.date, closing: dt.date, scale: int, number: int = 20
) -> list[Customer]:
    """Give the customers with the largest sales of the period, with their way of paying."""
    days = {"opening": opening, "closing": closing, "scale": scale}
    return [Customer(*row[:-1]) for row in con.execute(paying(number)["largest"], days).fetchall()]


def later_than_usual(
    con: DuckDBPyConnection, opening: dt.date, closing: dt.date, scale: int, number: int = 20
) -> list[Customer]:
    """Give the customers who pay later than they used to, the largest shift first."""
    days = {"opening": opening, "closing": closing, "scale": scale}
    return [Customer(*row[:-1]) for row in con.execute(paying(number)["later"], days).fetchall()]


def paying(number: int) -> dict[str, str]:
    """Write the queries of the largest customers, and of those who pay later than they used to."""
    shifted = "p.days_late > usual_late AND p.days_late > 0"
    return {
        "largest": _customers("s.amount DESC NULLS LAST, party", "s.amount > 0", number),
        "later": _customers("p.days_late - usual_late DESC, party", shifted, number),
    }


def _customers(order: str, where: str, number: int) -> str:
    return f"""
        WITH sold AS {_SALES},
        due AS (
          SELECT party, days_late, paid_at, due_at,
                 round((amount - coalesce(paid, 0)) * $scale)::BIGINT AS owed,
                 due_at::DATE > $opening AS recent
          FROM cases WHERE sort = 'invoice' AND due_at IS NOT NULL AND days_late IS NOT NULL),
        paying AS (
          SELECT party,
                 count(*) FILTER (recent) AS invoices,
                 median(days_late) FILTER (recent) AS days_late,
                 CASE WHEN count(*) FILTER (NOT recent) >= 5
                      THEN median(days_late) FILTER (NOT recent) END AS usual_late,
                 sum(owed) FILTER (paid_at IS NULL AND days_late > 0)::BIGINT AS overdue
          FROM due GROUP BY party)
        SELECT party, coalesce(s.amount, 0) AS sales,
               coalesce(s.amount, 0)::DOUBLE / (SELECT sum(amount) FROM sold) AS share,
               coalesce(invoices, 0) AS invoices, p.days_late, usual_late,
               CASE WHEN invoices > 0 THEN coalesce(overdue, 0) END AS overdue,
               row_number() OVER (ORDER BY {order}) AS place
        FROM sold s FULL JOIN paying p USING (party)
        WHERE {where} ORDER BY place LIMIT {number:d}
        """
