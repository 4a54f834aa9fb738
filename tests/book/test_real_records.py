"""Records that nobody made for this project, from the file to the closed book."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from goodwill.book import Book
from goodwill.book.importing import Request, import_file
from goodwill.ledger.portfolio import concentration
from goodwill.ledger.statement import statement
from tests.book.test_importing import picture
from tests.real import real

pytestmark = pytest.mark.real

LINES = 541_909
NOT_GOODS = "('POST','DOT','D','M','C2','S','BANK CHARGES','CRUK','AMAZONFEE','PADS','B')"


def quiet(_sentence):
    """Say nothing."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """The wholesaler's lines as its books would export them: semicolons, cp1252, day first."""
    folder = tmp_path_factory.mktemp("shop")
    source = real("online_retail_uci/online_retail.parquet")
    with duckdb.connect() as con:
        con.execute(
            f"""
            COPY (SELECT InvoiceNo, StockCode, Description, CAST(Quantity AS INTEGER) AS Quantity,
                         strftime(InvoiceDate, '%d.%m.%Y %H:%M') AS InvoiceDate,
                         replace(CAST(UnitPrice AS VARCHAR), '.', ',') AS UnitPrice,
                         CustomerID, Country
                  FROM '{source}') TO '{folder}/utf8.csv' (DELIMITER ';', HEADER)
            """
        )
    path = folder / "shop.csv"
    path.write_text((folder / "utf8.csv").read_text(encoding="utf-8"), encoding="cp1252")
    book = Book.create(folder / "book", "Shop", "GBP", "Europe/London")
    outcome = import_file(book, Request(str(path), keep_good=True), quiet)
    book.close(None, quiet)
    return book, path, outcome, source


def test_every_one_of_541909_lines_is_accounted_for_as_direct_sql_says(shop):
    _book, _path, outcome, source = shop
    told = duckdb.execute(
        f"""
        WITH numbered AS (
          SELECT *, row_number() OVER (PARTITION BY everything ORDER BY 1) AS copy FROM (
            SELECT *, concat_ws('|', InvoiceNo, StockCode, Description, Quantity, InvoiceDate,
                                UnitPrice, CustomerID, Country) AS everything
            FROM '{source}'))
        SELECT CASE
            WHEN copy > 1 THEN 'duplicate'
            WHEN CustomerID IS NULL THEN 'no_party'
            WHEN UnitPrice < 0 THEN 'rejected'
            WHEN upper(StockCode) IN {NOT_GOODS} THEN 'not_goods'
            WHEN UnitPrice = 0 THEN 'zero' ELSE 'used' END AS fate, count(*)
        FROM numbered GROUP BY 1
        """
    ).fetchall()
    assert dict(told) == dict(outcome.fates)
    assert sum(outcome.fates.values()) == LINES
    assert outcome.fates["duplicate"] == 5_268


def test_the_file_again_adds_nothing_and_undoing_it_restores_the_empty_journal(shop, tmp_path):
    import shutil

    book, path, outcome, _source = shop
    shutil.copytree(book.folder, tmp_path / "book")
    again = Book.open(tmp_path / "book")
    before = picture(again.journal.folder)
    assert not import_file(again, Request(str(path), keep_good=True), quiet).written
    assert picture(again.journal.folder) == before
    again.journal.undo(outcome.batch.name)
    empty = Book.create(tmp_path / "empty", "Shop", "GBP", "Europe/London")
    assert picture(again.journal.folder) == picture(empty.journal.folder)


def test_the_concentration_agrees_with_direct_sql_over_the_file(shop):
    book, _path, _outcome, source = shop
    with book.closed() as closed:
        ours = concentration(closed.con, closed.opening("year"), closed.as_of)
    sales, hhi, largest, customers = duckdb.execute(
        f"""
        WITH lines AS (SELECT DISTINCT * FROM '{source}'
          WHERE CustomerID IS NOT NULL AND UnitPrice > 0 AND Quantity <> 0
            AND upper(StockCode) NOT IN {NOT_GOODS} AND InvoiceDate >= TIMESTAMP '2010-12-10'),
        records AS (SELECT CustomerID, InvoiceNo,
            round(sum(Quantity * UnitPrice) FILTER (Quantity * UnitPrice > 0), 2) AS bought,
            round(sum(Quantity * UnitPrice) FILTER (Quantity * UnitPrice < 0), 2) AS back
          FROM lines GROUP BY ALL),
        sold AS (SELECT CustomerID, sum(coalesce(bought, 0) + coalesce(back, 0)) AS amount
          FROM records GROUP BY 1 HAVING sum(coalesce(bought, 0) + coalesce(back, 0)) > 0.004)
        SELECT sum(amount), sum(amount * amount) / (sum(amount) * sum(amount)),
               max(amount) / sum(amount), count(*) FROM sold
        """
    ).fetchone()
    assert ours.customers == customers
    assert ours.sales == pytest.approx(100 * sales, abs=200)  # rounding of half pennies
    assert ours.hhi == pytest.approx(hhi, rel=1e-6)
    assert ours.largest == pytest.approx(largest, rel=1e-6)


def test_the_statement_adds_up_and_counts_the_credits_that_direct_sql_counts(shop):
    book, _path, _outcome, source = shop
    with book.closed() as closed:
        opening = closed.opening("quarter")
        assert opening == dt.date(2011, 9, 9)
        drawn = statement(closed.con, opening, closed.as_of)
        breaches = closed.con.execute(
            "SELECT count(*) FROM postings WHERE side = 'ours' AND day > ? AND day <= ?",
            [opening, closed.as_of],
        ).fetchone()
    (credited,) = duckdb.execute(
        f"""
        SELECT count(DISTINCT InvoiceNo) FROM '{source}'
        WHERE CustomerID IS NOT NULL AND UnitPrice > 0 AND Quantity < 0
          AND upper(StockCode) NOT IN {NOT_GOODS} AND InvoiceDate >= TIMESTAMP '2011-09-10'
        """
    ).fetchone()
    assert breaches[0] == credited
    steps = drawn.opening + drawn.new + drawn.rose + drawn.gained + drawn.lost + drawn.fell
    assert steps == drawn.closing
    assert drawn.closing > 0


def test_the_import_keeps_its_memory_flat(shop):
    """The whole file is 45 MB; the process that imports it stays below a fixed bound."""
    _book, path, _outcome, _source = shop
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from goodwill.book import Book\n"
        "from goodwill.book.importing import Request, import_file\n"
        "folder = Path(sys.argv[2])\n"
        "book = Book.create(folder, 'Shop', 'GBP', 'Europe/London')\n"
        "import_file(book, Request(sys.argv[1], keep_good=True, dry_run=True), lambda said: None)\n"
        "from tests.memory import peak_megabytes\n"
        "print(peak_megabytes())\n"
    )
    folder = path.parent / "flat"
    done = subprocess.run(
        [sys.executable, "-c", code, str(path), str(folder)],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert int(done.stdout) < 1000


def test_a_service_desk_folds_into_the_cases_and_shares_that_its_page_prints(tmp_path):
    path = real("uci_incident_log/incident_event_log.parquet")
    book = Book.create(tmp_path / "desk", "Desk")
    import_file(book, Request(str(path), keep_good=True), quiet)
    book.close(None, quiet)
    with book.closed() as closed:
        cases, handed, again = closed.con.execute(
            """
            SELECT count(*), round(100 * avg(CASE WHEN handovers > 0 THEN 1 ELSE 0 END), 1),
                   round(100 * avg(CASE WHEN reopenings > 0 THEN 1 ELSE 0 END), 1)
            FROM cases
            """
        ).fetchone()
    assert (cases, handed, again) == (24_918, 45.6, 1.1)


def test_an_open_project_closes_with_contributors_as_customers_and_maintainers_as_staff(tmp_path):
    source = real("oss_contributions/git.parquet")
    given = {
        "contributor": "customer", "maintainer": "agent",
        "sent_at": "opened_at", "accepted_at": "resolved_at",
    }  # fmt: skip
    book = Book.create(tmp_path / "git", "Open project")
    outcome = import_file(
        book, Request(str(source), source="tickets", columns=given, keep_good=True), quiet
    )
    assert sum(outcome.fates.values()) == 60_751
    (backwards,) = duckdb.execute(
        f"SELECT count(*) FROM '{source}' WHERE accepted_at < sent_at"
    ).fetchone()
    assert outcome.fates["rejected"] == backwards
    assert any("before" in problem.what for problem in outcome.problems)
    book.close(None, quiet)
    with book.closed() as closed:
        kinds = dict(
            closed.con.execute("SELECT left(party, 1), count(*) FROM moments GROUP BY 1").fetchall()
        )
        staff = closed.con.execute("SELECT count(DISTINCT person) FROM moments").fetchone()[0]
        judged = closed.con.execute(
            "SELECT sum(number) FROM tallies WHERE standard = 'resolved_in_time'"
        ).fetchone()[0]
    assert set(kinds) == {"c"}
    (maintainers,) = duckdb.execute(
        f"SELECT count(DISTINCT maintainer) FROM '{source}' WHERE accepted_at >= sent_at"
    ).fetchone()
    assert staff == maintainers
    assert judged > 60_000
