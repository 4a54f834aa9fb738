"""Customers told apart from the journal's purchases, in the example company and in made-up ones."""

from __future__ import annotations

import datetime as dt
import json
from types import SimpleNamespace

import duckdb
import numpy as np
import pytest

from goodwill.ledger.habits import gathered, pace_of, write_habits
from goodwill.ledger.histories import build_spans
from goodwill.pricing.fading import State
from tests.real import real

CLOSE = dt.date(2026, 6, 30)
EUROS = SimpleNamespace(currency="EUR")


def shop(customers):
    """Moments of customers who bought on the given days before the close."""
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE moments (party VARCHAR, local_date DATE, kind VARCHAR,"
        " amount DECIMAL(18,2), currency VARCHAR)"
    )
    rows = [
        (party, CLOSE - dt.timedelta(back), "purchase", 10, "EUR")
        for party, days in customers.items()
        for back in days
    ]
    con.executemany("INSERT INTO moments VALUES (?, ?, ?, ?, ?)", rows)
    return con


def crowd(number=60):
    """Customers who buy every fortnight, a day or two early or late."""
    return {
        f"c{n:03}": [back * 14 + (n * 7 + back * 5) % 6 for back in range(n % 20, 40)]
        for n in range(number)
    }


def test_who_stopped_is_gone_since_the_last_purchase_and_who_is_new_cannot_be_told():
    stopped, new = [14 * back + 300 for back in range(20)], [3, 10]
    con = shop(crowd() | {"cgone": stopped, "cnew": new})
    write_habits(con, EUROS, CLOSE)
    rows = {row[0]: row[1:] for row in con.execute("SELECT * FROM habits").fetchall()}
    assert len(rows) == 62
    state, alive, before, now, overdue, since = rows["cgone"]
    assert (state, since) == ("gone", CLOSE - dt.timedelta(300))
    assert alive < 0.1
    assert 20 < before < 30 > now
    assert overdue < 0.01
    assert rows["cnew"][0] == "cannot_tell"
    assert rows["cnew"][-1] is None
    assert rows["c000"][0] == "steady"


def test_where_too_few_came_back_nobody_is_told_apart():
    con = shop(dict(list(crowd().items())[:20]))
    write_habits(con, EUROS, CLOSE)
    assert con.execute("SELECT count(*) FROM habits").fetchone() == (0,)


def test_only_what_had_been_bought_by_the_day_is_seen():
    con = shop({"ca": [100, 50, 10], "cb": [5]})
    build_spans(con, "EUR")
    past = gathered(con, CLOSE - dt.timedelta(40))
    assert past.party.tolist() == ["ca"]
    assert past.paths.time.tolist() == [0, 50 / 7]
    assert past.paths.T.tolist() == [60 / 7]


def test_the_example_company_has_the_habits_of_all_who_bought(made):
    with made.book.closed() as closed:
        number = closed.con.execute("SELECT count(DISTINCT party) FROM worths").fetchone()
        states = dict(
            closed.con.execute("SELECT state, count(*) FROM habits GROUP BY state").fetchall()
        )
        late = closed.con.execute(
            """
            SELECT count(*) FROM habits
            WHERE (since IS NULL) <> (state IN ('steady', 'cannot_tell'))
            """
        ).fetchone()
    assert (sum(states.values()),) == number
    assert set(states) <= {str(state) for state in State}
    assert late == (0,)


def test_who_is_called_gone_in_the_example_company_has_left_in_truth(made):
    planted = json.loads(made.example.truth.read_text(encoding="utf-8"))
    left = {each["customer"]: each["left"] is not None for each in planted["customers"]}
    with made.book.closed() as closed:
        rows = closed.con.execute("SELECT party, state FROM habits").fetchall()
        known = closed.reveal([party for party, _ in rows])
    states = {state: [] for state in State}
    for party, state in rows:
        states[State(state)].append(left[known[party]["ref"]])
    assert len(states[State.GONE]) >= 10
    assert np.mean(states[State.GONE]) > 0.75
    assert np.mean(states[State.STEADY]) < 0.2


@pytest.mark.real
def test_wholesale_customers_called_gone_seldom_come_back_and_the_steady_do():
    """Online retail as it was known on 2011-09-09, and the three months after it."""
    con = duckdb.connect()
    con.execute(
        """
        CREATE TABLE moments AS
        SELECT 'c' || CustomerID AS party, InvoiceDate::DATE AS local_date,
               CASE WHEN InvoiceNo LIKE 'C%' THEN 'refund' ELSE 'purchase' END AS kind,
               abs(Quantity * UnitPrice)::DECIMAL(18, 2) AS amount, 'EUR' AS currency
        FROM read_parquet(?) WHERE CustomerID IS NOT NULL AND Quantity * UnitPrice <> 0
        """,
        [str(real("online_retail_uci/online_retail.parquet"))],
    )
    cut = dt.date(2011, 9, 9)
    write_habits(con, EUROS, cut)
    back = dict(
        con.execute(
            """
            SELECT state, avg(CASE WHEN later.party IS NOT NULL THEN 1.0 ELSE 0.0 END)
            FROM habits
            LEFT JOIN (SELECT DISTINCT party FROM purchase_days WHERE day > ?) later USING (party)
            GROUP BY state
            """,
            [cut],
        ).fetchall()
    )
    assert pace_of(gathered(con, cut).paths).stages == 2
    assert back["steady"] > 0.85
    assert back["gone"] < 0.35
    assert back["gone"] < back["overdue"] < back["steady"]
