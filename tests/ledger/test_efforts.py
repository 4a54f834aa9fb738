"""What a customer costs to serve: the parts add up to the whole."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest

from goodwill.ledger.efforts import MINUTES, dearest, on_one_thread, tenths, totals, write_efforts

CLOSE = dt.date(2026, 9, 30)


def book(dealings, sales=(), present=100.0, here=("wanna", "wbob")):
    """Lay out dealings (party, person, kind, direction, amount) of one day of the last year."""
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE moments (party VARCHAR, person VARCHAR, kind VARCHAR, direction VARCHAR,"
        " amount DECIMAL(18,2), purpose VARCHAR, local_date DATE)"
    )
    con.execute("CREATE TABLE sales (party VARCHAR, day DATE, amount BIGINT)")
    con.execute("CREATE TABLE lines (person VARCHAR, from_date DATE, until_date DATE)")
    con.execute("CREATE TABLE loads (hours DOUBLE)")
    con.execute("INSERT INTO loads VALUES (?)", [present])
    for person in here:
        con.execute("INSERT INTO lines VALUES (?, NULL, NULL)", [person])
    for party, person, kind, direction, amount in dealings:
        con.execute("INSERT INTO moments VALUES (?, ?, ?, ?, ?, NULL, ?)",
                    [party, person, kind, direction, amount, dt.date(2026, 9, 1)])  # fmt: skip
    for party, amount in sales:
        con.execute("INSERT INTO sales VALUES (?, ?, ?)", [party, dt.date(2026, 9, 1), amount])
    write_efforts(con, CLOSE, 100)
    return con


DEALINGS = [
    *[("cacme", "wanna", "answer", "out", None)] * 30,
    *[("cacme", "wbob", "visit", "out", None)] * 2,
    *[("cbolt", "wanna", "answer", "out", None)] * 6,
    ("cbolt", "wbob", "concession", "out", 25),
    ("cbolt", None, "answer", "out", None),  # a machine spends nobody's time
    ("cbolt", "wanna", "question", "in", None),  # theirs
    ("smill", "wbob", "answer", "out", None),
    ("wanna", "wbob", "visit", "inside", None),
]


def test_hours_by_customer_add_up_to_the_whole():
    con = book(DEALINGS, [("cacme", 100_000), ("czero", 50_000)])
    of = {each.party: each for each in dearest(con)}
    assert of["cacme"].hours == pytest.approx((30 * MINUTES["answer"] + 2 * MINUTES["visit"]) / 60)
    assert of["cbolt"].hours == pytest.approx((6 * MINUTES["answer"] + MINUTES["concession"]) / 60)
    whole = totals(con)
    assert whole["customers"] == pytest.approx(sum(each.hours for each in of.values()))
    assert whole["others"] == pytest.approx(MINUTES["answer"] / 60)
    assert whole["inside"] == pytest.approx(MINUTES["visit"] / 60)
    assert whole["present"] == 100
    assert sum(each.hours for each in tenths(con)) == pytest.approx(whole["customers"])
    assert sum(each.sales for each in tenths(con)) == 150_000


def test_concessions_without_an_amount_are_untold_and_not_nothing():
    of = {each.party: each for each in dearest(book(DEALINGS))}
    assert of["cbolt"].conceded == 2500
    assert of["cacme"].conceded is None


def test_who_hangs_on_one_colleague_or_on_one_who_left_is_listed():
    con = book(DEALINGS, [("cacme", 100_000), ("cbolt", 10)])
    (acme, bolt) = on_one_thread(con)
    assert (acme.party, acme.main, acme.main_gone) == ("cacme", "wanna", False)
    assert acme.main_share == pytest.approx(30 / 32)
    assert acme.colleagues == 2
    assert bolt.party == "cbolt"
    gone = on_one_thread(book(DEALINGS, [("cacme", 1)], here=("wbob",)))
    assert gone[0].main_gone is True
    untold = on_one_thread(book(DEALINGS, [("cacme", 1)], here=()))
    assert untold[0].main_gone is None


def test_hours_that_go_to_those_who_buy_nothing_count_below_zero():
    con = book(DEALINGS, [("czero", 10), ("cother", 20)])
    assert totals(con)["hours_by_sales"] < 0
    assert totals(con)["gini_sales"] > 0.5
    assert totals(book([]))["hours_by_sales"] is None
