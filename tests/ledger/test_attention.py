from __future__ import annotations

import datetime as dt

import duckdb
import numpy as np
import pytest

from goodwill.house.settings import Settings
from goodwill.ledger.attention import write_attention

SETTINGS = Settings(name="Test")
CLOSE = dt.date(2026, 9, 30)
FIRST = dt.date(2026, 3, 2)


def book(seed, customers=150, drop=1.0, slower=1.0, drift=0.0, kind="answer", about=None):
    """Plant a book: from the day of their first payment on we turn to customers less often.

    How often and how fast differs from one to another, and may decline anyway by drift a week.
    """
    rng = np.random.default_rng(seed)
    moments, cases = [], []
    for n in range(customers):
        party = f"c{n}"
        paid = FIRST + dt.timedelta(days=int(rng.integers(60, 120)))
        moments.append(("payment", "in", None, party, None, paid))
        moments.append(("payment", "in", None, party, None, paid + dt.timedelta(days=30)))
        moments.append(("question", "in", None, party, None, FIRST))
        level, usual = 0.25 * rng.gamma(3, 1 / 3), rng.normal(4, 0.7)
        for day in range(-57, 58):
            date, late = paid + dt.timedelta(days=day), day > 0
            rate = level * (drop if late else 1) * np.exp(drift * day / 7)
            moments += [(kind, "out", None, party, about, date)] * rng.poisson(rate)
            if rng.random() < 0.06:
                wait = np.exp(usual + rng.normal() * 0.6) * (slower if late else 1)
                cases.append((party, "in", "question", date, 0.0, float(wait), 0.0))
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE moments (kind VARCHAR, direction VARCHAR, purpose VARCHAR, party VARCHAR,"
        " about VARCHAR, local_date DATE)"
    )
    con.execute(
        "CREATE TABLE cases (party VARCHAR, opened_direction VARCHAR, opened_by VARCHAR,"
        " opened_at TIMESTAMP, opened_worked DOUBLE, answered_worked DOUBLE, answer_paused DOUBLE)"
    )
    for table, rows in (("moments", moments), ("cases", cases)):
        columns = {f"c{n}": list(column) for n, column in enumerate(zip(*rows, strict=True))}
        listed = ", ".join(f"unnest(${name}) AS {name}" for name in columns)
        con.execute(f"INSERT INTO {table} SELECT {listed}", columns)
    return con


def attention(con):
    write_attention(con, SETTINGS, CLOSE)
    rows = con.execute("SELECT * FROM attention").fetchall()
    return {measure: tuple(rest) for measure, *rest in rows}


def test_a_drop_at_the_payment_and_slower_answers_are_found_with_their_size():
    found = attention(book(1, drop=0.5, slower=2.0))
    before, after, ratio, low, high, customers = found["contacts"]
    assert low < 0.5 < high < 0.8
    assert after == pytest.approx(before * ratio)
    assert before == pytest.approx(7 * 0.25, rel=0.25)  # contacts a week
    assert customers == 150
    _before, _after, _ratio, low, high, _people = found["answer"]
    assert 1.2 < low < 2.0 < high


def test_where_nothing_was_planted_nothing_is_found_although_attention_declines_anyway():
    claims = []
    for seed in range(8):
        for _before, _after, _ratio, low, high, _people in attention(
            book(seed, customers=80, drift=-0.06)
        ).values():
            claims.append(not low < 1 < high)
    assert sum(claims) <= 2


@pytest.mark.parametrize(
    ("kind", "about"), [("invoice", None), ("answer", "invoice:1"), ("refund", None)]
)
def test_bills_and_what_is_said_about_them_are_no_attention(kind, about):
    found = attention(book(2, customers=60, drop=0.1, kind=kind, about=about))
    assert found["contacts"][:5] == (None,) * 5


def test_who_still_waits_counts_with_the_wait_until_the_close():
    con = book(3, customers=150)
    closed = SETTINGS.calendars[0].worked(dt.datetime(2026, 9, 30, 23, 59, 59))  # noqa: DTZ001
    con.execute("UPDATE cases SET opened_worked = $1 - answered_worked", [closed])
    con.execute("UPDATE cases SET answered_worked = NULL")
    _before, _after, ratio, low, high, _people = attention(con)["answer"]
    assert low < 1 < high
    assert 0.5 < ratio < 2


def test_with_too_few_customers_nothing_is_told_and_their_number_is():
    found = attention(book(4, customers=20, drop=0.3))
    assert found["contacts"] == (None, None, None, None, None, 20)


def test_without_any_payment_there_is_nothing_to_compare():
    con = book(5, customers=40)
    con.execute("DELETE FROM moments WHERE kind = 'payment'")
    assert attention(con) == {"contacts": (None,) * 5 + (0,), "answer": (None,) * 5 + (0,)}


def test_an_old_table_is_replaced_and_nothing_else_is_left_behind():
    con = book(6, customers=30)
    assert attention(con) == attention(con)
    tables = {row[0] for row in con.execute("SHOW TABLES").fetchall()}
    assert tables == {"moments", "cases", "attention"}
