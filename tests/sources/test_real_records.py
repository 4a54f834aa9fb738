"""Records that nobody here made: every line is accounted for, every figure agrees with SQL."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from goodwill.sources.reading import open_records
from goodwill.sources.source import recognise
from tests.sources.conftest import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from tests.sources.conftest import Drafted

pytestmark = pytest.mark.real
NOT_GOODS = "upper(StockCode) IN ('" + "', '".join(SETTINGS.not_goods) + "')"


@pytest.fixture
def retail(con: DuckDBPyConnection, real: Path, tmp_path: Path) -> Path:
    """The orders as a German spreadsheet saves them: semicolons, decimal commas, cp1252."""
    utf8, path = tmp_path / "utf8.csv", tmp_path / "orders.csv"
    con.execute(
        "CREATE VIEW sold AS SELECT row_number() OVER () AS place, * FROM read_parquet(?)"
        .replace("?", f"'{real / 'online_retail_uci/online_retail.parquet'}'")
    )  # fmt: skip
    con.execute(
        "COPY (SELECT InvoiceNo, StockCode, Description, CAST(Quantity AS BIGINT) AS Quantity, "
        "strftime(InvoiceDate, '%d.%m.%Y %H:%M') AS InvoiceDate, "
        "replace(CAST(UnitPrice AS VARCHAR), '.', ',') AS UnitPrice, CustomerID, Country FROM "
        "sold) "
        f"TO '{utf8}' (HEADER, DELIMITER ';')"
    )
    path.write_text(utf8.read_text(encoding="utf-8"), encoding="cp1252")
    return path


def test_every_line_of_a_wholesaler_is_accounted_for(
    drafted: Callable[..., Drafted], con: DuckDBPyConnection, retail: Path
):
    got = drafted(retail)
    assert got.made is not None
    assert got.made.fates == {
        "used": 399_656, "no_party": 135_037, "duplicate": 5_268, "not_goods": 1_915, "zero": 33,
    }  # fmt: skip
    assert sum(got.made.fates.values()) == 541_909
    direct = con.execute(
        f"""
        WITH once AS (SELECT DISTINCT * EXCLUDE (place) FROM sold)
        SELECT count(*) FILTER (CustomerID IS NULL),
            count(*) FILTER (CustomerID IS NOT NULL AND {NOT_GOODS}),
            count(*) FILTER (CustomerID IS NOT NULL AND NOT {NOT_GOODS} AND UnitPrice = 0)
        FROM once
        """
    ).fetchone()
    assert direct == (135_037, 1_915, 33)


def test_the_money_of_a_wholesaler_agrees_with_direct_sql(
    drafted: Callable[..., Drafted], con: DuckDBPyConnection, retail: Path
):
    got = drafted(retail)
    direct = con.execute(
        f"""
        WITH once AS (SELECT DISTINCT * EXCLUDE (place) FROM sold),
        goods AS (SELECT InvoiceNo,
                sum(CAST(Quantity AS DECIMAL(18,4)) * CAST(UnitPrice AS DECIMAL(18,4))) AS worth
            FROM once WHERE CustomerID IS NOT NULL AND NOT {NOT_GOODS} AND UnitPrice > 0 GROUP BY 1)
        SELECT CASE WHEN worth > 0 THEN 'purchase' ELSE 'refund' END, count(*),
            CAST(sum(CAST(abs(worth) AS DECIMAL(18,2))) AS DECIMAL(18,2))
        FROM goods GROUP BY 1 ORDER BY 1
        """
    ).fetchall()
    told = got.con.execute(
        f"SELECT kind, count(*), CAST(sum(amount) AS DECIMAL(18,2)) FROM {got.made.facts} "  # type: ignore[union-attr]
        "GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert told == direct
    assert [row[1] for row in told] == [18_402, 3_383]
    assert len(got.rows("parties", "party", "sort = 'customer'")) == 4_362


def test_a_service_desk_gives_its_cases_with_their_shares(
    drafted: Callable[..., Drafted], real: Path
):
    got = drafted(real / "uci_incident_log/incident_event_log.parquet")
    assert got.made is not None
    assert got.made.fates == {"used": 141_707, "rejected": 5}
    assert {reason for (reason,) in got.rows("rejected", "reason")} == {
        "the case is updated before it is opened"
    }
    cases, kept, moved, again = got.con.execute(
        f"""
        SELECT count(*), round(100 * avg(kept), 1), round(100 * avg(moved), 1),
            round(100 * avg(again), 1)
        FROM (SELECT about, max(CAST(policy = 'sla_kept' AS INTEGER)) AS kept,
            max(CAST(kind = 'handover' AS INTEGER)) AS moved,
            max(CAST(kind = 'reopening' AS INTEGER)) AS again
            FROM {got.made.facts} GROUP BY about)
        """
    ).fetchone()  # type: ignore[misc]
    assert (cases, kept, moved, again) == (24_918, 63.4, 45.6, 1.1)
    callers, holders = got.con.execute(
        f"SELECT count(*) FILTER (sort = 'customer'), count(*) FILTER (sort = 'colleague') FROM "
        f"{got.made.parties}"
    ).fetchone()  # type: ignore[misc]
    assert callers == 5_244 + 3  # "?" is nobody; three cases are of nobody else
    assert holders == 234


def test_an_open_project_gives_its_waits_and_reports_its_absurd_clocks(
    drafted: Callable[..., Drafted], con: DuckDBPyConnection, real: Path
):
    path = real / "oss_contributions/git.parquet"
    got = drafted(path, now=datetime(2026, 9, 1))  # noqa: DTZ001 - naive UTC, as everywhere
    assert got.made is not None
    assert got.made.fates == {"used": 60_569, "duplicate": 168, "rejected": 14}
    assert got.rows("rejected", "count(*), min(reason)") == [
        (14, "it was settled before it was opened")
    ]
    backwards = con.execute(
        f"SELECT count(*) FROM read_parquet('{path}') WHERE accepted_at < sent_at"
    ).fetchone()
    assert backwards == (14,)
    assert got.rows("facts", "count(*), count(DISTINCT about)") == [(2 * 60_569, 60_569)]
    sorts = got.rows("parties", "DISTINCT sort")
    assert sorts == [("colleague",), ("customer",), ("unit",)]


def test_bookings_without_a_customer_are_no_kind_of_record(con: DuckDBPyConnection, real: Path):
    records, _problems = open_records(con, real / "hotel_bookings/hotel_bookings.parquet")
    assert records is not None
    assert all(points < 0.5 for _source, points in recognise(records.columns))
