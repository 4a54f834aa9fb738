from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.sources.reading import decimal_mark, number_sql


def put(con, values):
    con.execute("CREATE OR REPLACE TABLE t (x VARCHAR)")
    for value in values:
        con.execute("INSERT INTO t VALUES (?)", [value])


def read(con, values, mark, kind="DOUBLE"):
    put(con, values)
    return [
        row[0] for row in con.execute(f"SELECT {number_sql('x', mark, kind)} FROM t").fetchall()
    ]


@pytest.mark.parametrize(
    ("values", "mark"),
    [
        (["1,5", "2,25"], ","),
        (["1.5", "2.25"], "."),
        (["1.234,50"], ","),
        (["1,234.50"], "."),
        (["1.234.567"], ","),
        (["1,234,567"], "."),
        (["0,125"], ","),
        (["1234,567"], ","),
        (["12,50 EUR", "7,00 zł"], ","),
        (["1.5e-10"], "."),
        (["5", "17"], "."),
        ([], "."),
        (["1,234"], "ambiguous"),
        (["1.234", "5"], "ambiguous"),
        (["1,5", "1.5"], "ambiguous"),
        (["1.234", "5,5"], ","),
        ([*["1,5"] * 50, "1.5"], ","),
    ],
)
def test_the_decimal_mark_is_told_from_all_values(con, values, mark):
    put(con, values)
    assert decimal_mark(con, "t", "x") == mark


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12), ("1234,5", 1234.5), ("1.234,5", 1234.5), ("1 234,5", 1234.5),
        ("1\u00a0234\u00a0567,5", 1234567.5), ("1'234,5", 1234.5), (",5", 0.5), ("-3,5", -3.5),
        ("\u22123", -3), ("12,50-", -12.5), ("(12,50)", -12.5), ("+7", 7), ("£12,50", 12.5),
        ("12,50 zł", 12.5), ("€ -5,00", -5), ("EUR 12", 12), ("100 грн.", 100), ("1,5e3", 1500),
        (" 8 ", 8), ("1e400", None), ("-1e400", None), ("inf", None), ("nan", None), ("", None),
        ("-", None), ("twelve", None), ("12 34", None), ("1.2.3", None), ("12.34", None),
        ("12%", None), (None, None), ("1,2,3", None), ("ABC123", None), ("--5", None),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it_or_not_at_all(con, text, number):
    assert read(con, [text], ",") == [number]


def test_money_is_exact(con):
    assert read(con, ["1.234,10", "0,005"], ",", "DECIMAL(18,2)") == [
        Decimal("1234.10"),
        Decimal("0.01"),
    ]


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
@settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50
)
def test_what_python_prints_is_read_back(con, number):
    assert read(con, [repr(number)], ".") == [number]
