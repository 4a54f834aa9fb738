"""Workbooks read back by another program: cells keep their kinds, and no text is ever run."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import load_workbook

from goodwill.reports.cells import LONGEST_NAME, money_format, sheet_name
from goodwill.reports.report import Column, Figure, Pages, Report, Row, Table, Told
from goodwill.reports.workbook import as_xlsx
from goodwill.words import LANGUAGES, speaking


def _report(columns, *rows, title="Table", **given) -> Report:
    table = Table("table", title, columns, rows)
    return Report("r", "Title", "Lead.", "EUR", "2026-03-02", tables=(table,), **given)


def _read(report, names=None, tables=None) -> dict[str, list]:
    book = load_workbook(io.BytesIO(as_xlsx(report, names, tables)))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def _cells(columns, *rows, names=None, **given) -> list[list]:
    return _read(_report(columns, *rows, **given), names)["Table"][1:]


def _raw(report) -> str:
    """Give the parts of the file that hold cells, styles and texts."""
    with zipfile.ZipFile(io.BytesIO(as_xlsx(report))) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist() if "xl/" in name)


def test_numbers_stay_numbers_dates_dates_and_money_is_in_units():
    columns = (
        Column("n", "N", "number"), Column("x", "X", "number"), Column("m", "M", "money"),
        Column("e", "E", "estimate"), Column("s", "S", "share"), Column("d", "D", "day"),
        Column("w", "W", "weeks"), Column("t", "T", "instant"),
    )  # fmt: skip
    when = dt.datetime(2026, 7, 1, 12, 5)  # noqa: DTZ001  # instants are naive UTC here
    row = Row((7, 0.25, -123_456, 99, 0.5, dt.date(2026, 3, 2), 6.5, when))
    assert _cells(columns, row, zone="Europe/Warsaw") == [
        [7, 0.25, -1234.56, 0.99, 0.5, dt.date(2026, 3, 2), 6.5, dt.datetime(2026, 7, 1, 14, 5)]  # noqa: DTZ001
    ]


def test_a_record_without_a_time_of_day_is_a_day():
    midnight = dt.datetime(2026, 7, 1, 22)  # noqa: DTZ001
    assert _cells((Column("t", "T", "instant"),), Row((midnight,)), zone="Europe/Warsaw") == [
        [dt.date(2026, 7, 2)]
    ]


@pytest.mark.parametrize("nothing", [None, float("nan"), float("inf")])
@pytest.mark.parametrize("kind", ["number", "money", "share", "day", "instant", "text"])
def test_what_is_undefined_is_an_empty_cell_never_zero(kind, nothing):
    assert _cells((Column("a", "A"), Column("x", "X", kind)), Row(("a", nothing))) == [["a", ""]]


@pytest.mark.parametrize("text", ["=1+1", "+49 1", "-x", "@x", "\tx", "=LINK(1)", "{=1}", "12"])
def test_text_is_text_whatever_it_looks_like(text):
    columns = (Column("party", "Customer", "party"), Column("note", "Note"))
    report = _report(columns, Row(("c1", text)))
    raw = _raw(report)
    assert "<f>" not in raw
    assert _cells(columns, Row(("c1", text)), names={"c1": text}) == [[text, text]]


@given(st.text(st.characters(codec=None), max_size=40))
def test_any_text_at_all_makes_a_workbook_that_opens(text):
    (line,) = _cells((Column("a", "A"), Column("n", "N", "number")), Row((text, 5)))
    assert line[1] == 5


def test_a_text_too_long_for_a_cell_is_cut():
    ((long,),) = _cells((Column("a", "A"),), Row(("x" * 40_000,)))
    assert len(long) == 32_767


def test_numbers_too_large_to_be_exact_are_text():
    assert _cells((Column("n", "N", "number"),), Row((2**60,))) == [["1,152,921,504,606,846,976"]]


def test_days_that_programs_disagree_on_are_text():
    assert _cells((Column("d", "D", "day"),), Row((dt.date(1899, 5, 1),))) == [["1899-05-01"]]


def test_a_value_may_bring_its_own_kind():
    columns = (Column("field", "Field"), Column("value", "Value", "any"))
    rows = (Row(("Amount", Told(1250, "money"))), Row(("About", Told("ticket:47", "case"))))
    assert _cells(columns, *rows) == [["Amount", 12.5], ["About", "Ticket 47"]]


def test_the_first_sheet_says_what_the_report_says():
    figure = Figure("worth", "Worth", 82_700, "money", 70_700, 96_800, "observed", "In ten years.")
    columns = (Column("a", "A", "text", "What A is."),)
    report = _report(
        columns, Row(("x",)), figures=(figure,), notes=("A note.",), pages=Pages(90, 0, 10)
    )
    first = next(iter(_read(report).values()))
    cells = [cell for line in first for cell in line if cell != ""]
    for said in ("Title", "Lead.", "2026-03-02", "EUR", "A note.", "What A is.", "1 to 10 of 90",
                 "€827 (€707 to €968)"):  # fmt: skip
        assert said in cells


def test_only_the_tables_asked_for_are_in_it():
    tables = tuple(Table(name, name, (Column("a", "A"),), ()) for name in ("one", "two"))
    report = Report("r", "Title", "Lead.", "EUR", "2026-03-02", tables=tables)
    assert list(_read(report)) == ["About this report", "one", "two"]
    assert list(_read(report, tables=["two"])) == ["About this report", "two"]


def test_sheets_have_names_that_every_program_takes_and_no_two_alike():
    taken: set[str] = set()
    wished = ["a/b:c", "A?B C", "x" * 40, "x" * 40, "History", "'", "", "a b c"]
    names = [sheet_name(each, taken) for each in wished]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= LONGEST_NAME for name in names)
    assert not any(re.search(r"[\[\]:*?/\\]|^'|'$", name) for name in names)
    assert "history" not in {name.casefold() for name in names}


@pytest.mark.parametrize(
    ("currency", "language", "written"),
    [
        ("EUR", "en", "[$€]#,##0.00"),
        ("EUR", "pl", "#,##0.00 [$€]"),
        ("JPY", "en", "[$¥]#,##0"),
        ("KWD", "uk", "#,##0.000 [$KWD]"),
        ("PLN", "en", "[$PLN ]#,##0.00"),
    ],
)
def test_money_is_formatted_as_the_reader_writes_it(currency, language, written):
    with speaking(language):
        assert money_format(currency, cents=True) == written


@pytest.mark.parametrize("language", LANGUAGES)
def test_units_of_time_stand_in_the_format_and_not_in_the_cell(language):
    columns = (Column("d", "D", "days"), Column("w", "W", "weeks"))
    with speaking(language):
        assert _cells(columns, Row((3, 6.0))) == [[3, 6]]
        assert "General&quot; " in _raw(_report(columns, Row((3, 6.0))))


def test_lines_that_are_set_in_are_folded_under_their_head():
    raw = _raw(_report((Column("a", "A"),), Row(("head",), strong=True), Row(("in",), depth=1)))
    assert raw.count('outlineLevel="1"') == 1
