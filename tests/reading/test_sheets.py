from __future__ import annotations

import subprocess

import pytest

from goodwill.sources.reading import Limits, open_records
from tests.reading import workbooks
from tests.reading.opened import opened
from tests.reading.workbooks import Day, rows_xml

ORDERS = [["order", "customer", "ordered", "amount"], [1, "acme", Day(42429.5), 12.5]]


def test_the_sheet_with_the_most_rows_is_read(con, tmp_path):
    many = rows_xml([["order", "customer"], *([n, "acme"] for n in range(5))])
    path = workbooks.write(tmp_path / "b.xlsx", {"Notes": rows_xml([["n"], ["x"]]), "Orders": many})
    records, rows, problems = opened(con, path)
    assert problems == []
    assert (records.facts["sheet"], records.facts["sheets"]) == ("Orders", ["Notes", "Orders"])
    assert rows[-1] == (6, "4", "acme")


def test_the_sheet_asked_for_is_read(con, tmp_path):
    sheets = {"Big": rows_xml([["a"], [1], [2]]), "Small": rows_xml([["b"], ["x"]])}
    path = workbooks.write(tmp_path / "b.xlsx", sheets)
    _, rows, _ = opened(con, path, sheet="Small")
    assert rows == [(2, "x")]


def test_dates_and_whole_numbers_are_unmistakable_text(con, tmp_path):
    path = workbooks.write(tmp_path / "b.xlsx", {"Orders": rows_xml(ORDERS)})
    _, rows, _ = opened(con, path)
    assert rows == [(2, "1", "acme", "2016-02-29 12:00:00", "12.5")]


def test_title_rows_and_blank_rows_keep_the_numbers_of_the_rows(con, tmp_path):
    title = rows_xml([["Orders of March"]], first=2)
    body = rows_xml(ORDERS, first=5) + rows_xml([[2, "bolt", Day(42430), 3]], first=9)
    path = workbooks.write(tmp_path / "b.xlsx", {"Orders": title + body})
    records, rows, _ = opened(con, path)
    assert records.columns == ("order", "customer", "ordered", "amount")
    assert [row[0] for row in rows] == [6, 9]
    assert rows[1] == (9, "2", "bolt", "2016-03-01", "3")
    assert records.facts["header_line"] == 5
    assert len(records.facts["notes"]) == 1


def test_columns_without_header_and_values_are_left_out(con, tmp_path):
    rows = [["a", None, None], [1, None, "note"], [2, None, None]]
    path = workbooks.write(tmp_path / "b.xlsx", {"S": rows_xml(rows)})
    records, found, _ = opened(con, path)
    assert records.columns == ("a", "column 3")
    assert found == [(2, "1", "note"), (3, "2", None)]


def test_texts_with_line_breaks_and_quotes_stay_whole(con, tmp_path):
    rows = [["a", "b"], ['say "no"', "x\ny"], ["2", "z"]]
    path = workbooks.write(tmp_path / "b.xlsx", {"S": rows_xml(rows)})
    _, found, _ = opened(con, path)
    assert found == [(2, 'say "no"', "x\ny"), (3, "2", "z")]


def test_a_workbook_that_takes_too_long_is_given_up(con, tmp_path, monkeypatch):
    def late(*_words, **_options):
        raise subprocess.TimeoutExpired("reading", 1)

    path = workbooks.write(tmp_path / "b.xlsx", {"S": rows_xml(ORDERS)})
    monkeypatch.setattr(subprocess, "run", late)
    records, problems = open_records(con, path, limits=Limits(sheet_seconds=1))
    assert records is None
    assert "time" in problems[0].what


@pytest.mark.real
def test_the_russian_answers_are_read_from_their_workbook(con, real):
    records, rows, problems = opened(con, real / "language/support_answers_ru.xlsx")
    assert (records.lines, len(records.columns), problems) == (801, 6, [])
    assert rows[0][0] == 2
    assert all("Ð" not in str(cell) for row in rows for cell in row)


def test_a_table_that_begins_in_the_middle_of_a_sheet_is_found(con, tmp_path):
    xml = (
        '<row r="4"><c r="C4" t="inlineStr"><is><t>a</t></is></c>'
        '<c r="D4" t="inlineStr"><is><t>b</t></is></c></row>'
        '<row r="6"><c r="C6"><v>1</v></c><c r="D6"><v>2</v></c></row>'
    )
    records, rows, _ = opened(con, workbooks.write(tmp_path / "b.xlsx", {"S": xml}))
    assert (records.columns, rows) == (("a", "b"), [(6, "1", "2")])
