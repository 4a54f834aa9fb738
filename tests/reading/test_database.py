from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import psycopg
import pytest

from goodwill.sources.reading import open_records
from goodwill.sources.reading.cells import as_text
from goodwill.sources.reading.database import without_password
from tests.reading.opened import opened


@pytest.fixture
def shop(tmp_path):
    with closing(sqlite3.connect(tmp_path / "shop.db")) as db, db:
        db.execute("CREATE TABLE orders (id INTEGER, customer TEXT, amount REAL, note BLOB)")
        db.execute("INSERT INTO orders VALUES (1, 'acme', 12.5, NULL), (2, 'Łódź', 3.0, x'00ff')")
    return tmp_path / "shop.db"


@pytest.fixture(scope="session")
def orders(postgres):
    with psycopg.connect(postgres) as db:
        db.execute(
            "CREATE TABLE orders (id bigint, customer text, amount numeric(12,2), paid boolean,"
            " ordered timestamptz, day date, score double precision, extra jsonb)"
        )
        db.execute(
            "INSERT INTO orders SELECT n, 'customer ' || n % 100, n / 100.0, n % 2 = 0,"
            " timestamptz '2026-03-02 10:00+01' + n * interval '1 minute', date '2026-03-02', n,"
            " '{\"a\": 1}' FROM generate_series(1, 25000) AS s(n)"
        )
        db.execute("CREATE SCHEMA archive")
        db.execute('CREATE TABLE archive."Old orders" (id int)')
        db.execute('INSERT INTO archive."Old orders" VALUES (7)')
    return postgres


def test_a_file_of_sqlite_is_read_by_its_only_table(con, shop):
    records, rows, problems = opened(con, shop)
    assert problems == []
    assert records.columns == ("id", "customer", "amount", "note")
    assert rows == [(1, "1", "acme", "12.5", None), (2, "2", "Łódź", "3", "00ff")]


@pytest.mark.parametrize("slashes", ["sqlite://", "sqlite:///"])
def test_an_address_of_sqlite_is_read(con, shop, slashes):
    _, rows, _ = opened(con, f"{slashes}{shop}", table="SELECT customer FROM orders WHERE id = 2")
    assert rows == [(1, "Łódź")]


def test_nothing_is_written_to_a_database(con, shop):
    before = shop.read_bytes()
    for words in ("DELETE FROM orders", "WITH x AS (SELECT 1) DELETE FROM orders"):
        records, problems = open_records(con, shop, table=words)
        assert records is None
        assert problems
    assert shop.read_bytes() == before


@pytest.mark.postgres
def test_a_table_of_postgres_is_read_row_after_row(con, orders):
    records, rows, problems = opened(con, orders, table="orders")
    assert problems == []
    assert records.lines == 25_000
    first = ("1", "customer 1", "0.01", "false", "2026-03-02 09:01:00Z", "2026-03-02", "1")
    assert rows[0] == (1, *first, '{"a": 1}')
    assert [row[0] for row in rows] == list(range(1, 25_001))


@pytest.mark.postgres
def test_a_query_and_a_table_of_another_schema_are_read(con, orders):
    _, rows, _ = opened(
        con, orders, table="SELECT id, customer FROM orders WHERE id <= 2 ORDER BY id"
    )
    assert rows == [(1, "1", "customer 1"), (2, "2", "customer 2")]
    _, rows, _ = opened(con, orders, table="archive.Old orders")
    assert rows == [(1, "7")]


@pytest.mark.postgres
def test_postgres_is_only_read(con, orders):
    words = "WITH gone AS (DELETE FROM orders RETURNING id) SELECT * FROM gone"
    records, problems = open_records(con, orders, table=words)
    assert records is None
    assert problems[0].what
    with psycopg.connect(orders) as db:
        assert db.execute("SELECT count(*) FROM orders").fetchone() == (25_000,)


@pytest.mark.postgres
def test_a_wrong_table_of_postgres_names_the_nearest(con, orders):
    records, problems = open_records(con, orders, table="order")
    assert records is None
    assert "orders" in problems[0].hint


@pytest.mark.postgres
def test_a_wrong_query_is_answered_in_the_words_of_the_database(con, orders):
    records, problems = open_records(con, orders, table="SELECT nothing FROM orders")
    assert records is None
    assert "nothing" in problems[0].what


def test_a_database_without_its_driver_names_the_package(con, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    records, problems = open_records(con, "mysql://alice:secret@host/shop")
    assert records is None
    assert "pip install pymysql" in problems[0].hint
    assert "secret" not in str(problems[0])


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://alice:se:cr@et@host:5432/shop", "postgresql://alice@host:5432/shop"),
        ("postgresql://host/shop?password=secret", "postgresql://host/shop"),
        ("sqlite:///shop.db", "sqlite:///shop.db"),
    ],
)
def test_passwords_are_never_said(url, said):
    assert without_password(url) == said


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None), ("a\0b", "ab"), (True, "true"), (3.0, "3"), (0.1, "0.1"), (1e400, "inf"),
        (Decimal("1E+3"), "1000"), (date(2026, 3, 2), "2026-03-02"), (b"\x00\xff", "00ff"),
        (datetime(2026, 3, 2, 9, tzinfo=UTC), "2026-03-02 09:00:00Z"),
        (datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=1))), "2026-03-02 08:00:00Z"),
        (datetime(2026, 3, 2, 9), "2026-03-02 09:00:00"),  # noqa: DTZ001 - naive on purpose
        ([1, "ż"], '[1, "ż"]'), (7, "7"),
    ],
)  # fmt: skip
def test_every_value_has_one_unmistakable_text(value, text):
    assert as_text(value) == text
