"""The outlook that a close writes: branches, bands, and what it would have said before."""

from __future__ import annotations

import datetime as dt

import duckdb
import numpy as np
import pytest

from goodwill.ledger.findings import Grounds
from goodwill.ledger.outlooks import write_outlook
from goodwill.ledger.worths import Pricing
from goodwill.pricing import buying, spend
from goodwill.pricing.evidence.finding import Estimate, Finding
from goodwill.pricing.outlook.purchases import seen
from goodwill.pricing.rows import merge
from goodwill.pricing.worth import Terms
from tests.pricing.outlook.test_backtest import a_shop

FIRST, CLOSE = dt.date(2024, 1, 1), dt.date(2025, 12, 28)
BRANCHES = ("difference", "standard", "today", "worst")


def a_finding(leaving):
    effect = Estimate(leaving, 0.0, np.array([[0.01, 0], [0, 0.0001]]))
    return Finding(
        family="waiting", verdict="breach", grade="assumed", effect=effect,
        half_lives=np.array([6.0]), half_life_weights=np.ones(1), effects=(effect,),
        own=None, between=None, prior_share=1.0, guards=(), withheld=None,
    )  # fmt: skip


def a_close(breaches=600, scale=100):
    """Lay out the tables of a close: a shop of two years, and breaches here and there."""
    con = duckdb.connect()
    shop, rng = a_shop(11, 800), np.random.default_rng(12)
    con.execute("CREATE TABLE purchase_days (party VARCHAR, day DATE, amount DOUBLE)")
    con.execute(
        """
        CREATE TABLE verdicts (verdict_id BIGINT, family VARCHAR, side VARCHAR, verdict VARCHAR,
                               party VARCHAR, happened_at TIMESTAMP, size DOUBLE)
        """
    )
    con.register(
        "bought",
        {
            "who": shop.customer,
            "day": np.rint(7 * shop.week).astype(np.int64),
            "amount": rng.gamma(4, 25, len(shop.week)),
            "place": np.arange(len(shop.week)),
        },
    )
    con.execute(
        "INSERT INTO purchase_days SELECT 'c' || who, $1::DATE + day::INTEGER, amount FROM bought",
        [FIRST],
    )
    con.register("hurt", {"place": rng.integers(0, len(shop.week), breaches)})
    con.execute(
        """
        INSERT INTO verdicts
        SELECT row_number() OVER (), 'waiting', 'ours', 'breach', 'c' || who,
               $1::DATE + day::INTEGER, 1.5
        FROM hurt JOIN bought USING (place)
        """,
        [FIRST],
    )
    known = seen(shop, 104.0)
    money = np.where(known.x > 0, 100.0, np.nan)
    pricing = Pricing(
        buying.fit(merge(known.x, known.t_x, known.T)),
        spend.fit(spend.spenders(known.x, money)),
        Terms(),
    )
    return con, pricing, scale


def bands(con, measure, branch):
    rows = con.execute(
        "SELECT * EXCLUDE (branch, measure, year) FROM outlook WHERE measure = ? AND branch = ?"
        " ORDER BY year",
        [measure, branch],
    ).fetchall()
    return np.array(rows)


@pytest.fixture(scope="module")
def written():
    con, pricing, scale = a_close()
    grounds = Grounds({("waiting", "breach"): a_finding(0.3)}, {})
    write_outlook(con, pricing, grounds, CLOSE, scale)
    return con


def test_every_branch_has_ten_years_of_customers_and_sales(written):
    counted = written.execute(
        "SELECT branch, measure, count(*), min(year), max(year) FROM outlook GROUP BY ALL"
        " ORDER BY ALL"
    ).fetchall()
    assert counted == [
        (branch, measure, 10, 1, 10) for branch in BRANCHES for measure in ("customers", "sales")
    ]
    assert written.execute("SELECT count(*) FROM outlook WHERE low95 IS NULL").fetchone() == (0,)


@pytest.mark.parametrize("measure", ["customers", "sales"])
def test_bands_are_nested_and_branches_stand_in_order(written, measure):
    told = {branch: bands(written, measure, branch) for branch in BRANCHES}
    for branch in BRANCHES:
        mid, low50, high50, low80, high80, low95, high95 = told[branch].T
        assert np.all((low95 <= low80) & (low80 <= low50) & (low50 <= mid))
        assert np.all((mid <= high50) & (high50 <= high80) & (high80 <= high95))
    assert np.all(told["worst"][:, 0] < told["today"][:, 0])
    assert np.all(told["today"][:, 0] < told["standard"][:, 0])
    gain = told["standard"][:, 0] - told["today"][:, 0]
    assert told["difference"][:, 0] == pytest.approx(gain)
    width = told["difference"][:, 6] - told["difference"][:, 5]
    assert np.all(width < told["today"][:, 6] - told["today"][:, 5])


def test_sales_are_in_minor_units_of_the_year(written):
    """The last year's sales stand near the first year ahead."""
    row = written.execute(
        "SELECT 100 * sum(amount) FROM purchase_days WHERE day > ?", [CLOSE - dt.timedelta(365)]
    ).fetchone()
    assert bands(written, "sales", "today")[0, 0] == pytest.approx(row[0], rel=0.5)


def test_earlier_outlooks_stand_beside_what_came(written):
    rows = written.execute("SELECT * FROM backtests ORDER BY cut, weeks").fetchall()
    assert len({row[0] for row in rows}) >= 5
    for cut, weeks, measure, *_band, actual in rows:
        assert measure == "purchases"
        after, last = cut + dt.timedelta(days=1), cut + dt.timedelta(days=7 * weeks)
        assert last <= CLOSE
        came = written.execute(
            "SELECT count(*) FROM purchase_days WHERE day BETWEEN ? AND ?", [after, last]
        ).fetchone()
        assert actual == came[0]
    held = [row[8] <= row[10] <= row[9] for row in rows]
    assert np.mean(held) > 0.8


def test_where_nobody_is_hurt_or_nothing_is_believed_our_standard_changes_nothing():
    con, pricing, scale = a_close(breaches=0)
    write_outlook(con, pricing, Grounds({("waiting", "breach"): a_finding(0.3)}, {}), CLOSE, scale)
    assert not bands(con, "customers", "difference").any()
    con, pricing, scale = a_close(breaches=50)
    write_outlook(con, pricing, Grounds({}, {}), CLOSE, scale)
    assert not bands(con, "customers", "difference").any()


def test_without_prices_both_tables_are_there_and_empty():
    con, _, scale = a_close(breaches=0)
    write_outlook(con, None, Grounds({}, {}), CLOSE, scale)
    for table in ("outlook", "backtests"):
        assert con.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_the_same_close_writes_the_same_outlook(written):
    con, pricing, scale = a_close()
    write_outlook(con, pricing, Grounds({("waiting", "breach"): a_finding(0.3)}, {}), CLOSE, scale)
    for table in ("outlook", "backtests"):
        query = f"SELECT * FROM {table} ORDER BY ALL"
        assert con.execute(query).fetchall() == written.execute(query).fetchall()
