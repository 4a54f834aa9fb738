"""The faces of a report: the same values on a terminal, a page and in a file, safe and rounded."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import pytest

from goodwill.reports import faces, terminal
from goodwill.reports.report import Column, Figure, Report, Row, Table, Told
from goodwill.words import LANGUAGES, speaking


def _report(*rows: Row, columns: tuple[Column, ...], **given) -> Report:
    table = Table("table", "Table", columns, rows)
    return Report("r", "Title", "Lead.", "EUR", "2026-03-02", tables=(table,), **given)


MONEY = (
    Column("party", "Customer", "party"),
    Column("amount", "Amount", "money"),
    Column("low", "from", "money"),
    Column("high", "to", "money"),
)


def _cells(report: Report, names=None) -> list[list[str]]:
    return [[cell.said for cell in line] for line in faces.lines(report, report.tables[0], names)]


def test_an_interval_is_one_column_and_says_nothing_when_it_is_nothing():
    report = _report(Row(("acme", -1234, -500_000, 90_000)), Row(("bolt", 0, 0, 0)), columns=MONEY)
    assert _cells(report) == [["acme", "-€12.34", "-€5,000 to €900"], ["bolt", "€0.00", ""]]


def test_columns_in_which_nothing_stands_are_left_out_but_stay_in_files():
    columns = (Column("name", "Name"), Column("team", "Team"), Column("grade", "Grade", "grade"))
    report = _report(Row(("a", "", "assumed")), Row(("b", None, "assumed")), columns=columns)
    assert _cells(report) == [["a"], ["b"]]
    assert faces.as_csv(report).splitlines()[0] == "name,team,grade"


@pytest.mark.parametrize(
    ("cents", "estimate", "said"),
    [
        (176_858_984, True, "€1,770,000"),
        (176_858_984, False, "€1,768,590"),
        (-1_991_018, True, "-€19,900"),
        (12_345, True, "€123"),
        (999_950, True, "€10,000"),
        (-32, False, "-€0.32"),
        (0, True, "€0"),
        (None, True, "–"),
        (float("nan"), True, "–"),
    ],
)
def test_headline_money_is_rounded_as_far_as_it_is_known(cents, estimate, said):
    assert faces.headline(cents, "money", "EUR", estimate=estimate) == said


def test_headline_money_of_currencies_without_cents_is_whole():
    assert faces.headline(1500, "money", "JPY") == "¥1,500"


def test_an_instant_is_told_by_the_clock_of_the_company():
    noon = dt.datetime(2026, 7, 1, 12, 5)  # noqa: DTZ001  # instants are naive UTC here
    assert faces.say(noon, "instant", "EUR", None, "Europe/Warsaw") == "Jul 1, 2026, 14:05"
    assert faces.say(noon, "instant", "EUR", None, "America/New_York") == "Jul 1, 2026, 08:05"


def test_a_record_without_a_time_of_day_shows_only_its_day():
    midnight = dt.datetime(2026, 7, 1, 22)  # noqa: DTZ001
    assert faces.say(midnight, "instant", "EUR", None, "Europe/Warsaw") == "Jul 2, 2026"


def test_files_carry_instants_with_their_zone():
    when = dt.datetime(2026, 7, 1, 12, 5)  # noqa: DTZ001
    report = _report(Row((when,)), columns=(Column("when", "When", "instant"),), zone="Europe/Kyiv")
    assert faces.as_csv(report).splitlines()[1] == "2026-07-01T12:05:00Z"
    assert json.loads(faces.as_json(report))["tables"]["table"] == [
        {"when": "2026-07-01T12:05:00Z"}
    ]


@pytest.mark.parametrize("name", ["=1+1", "+49 1", "-x", "@x", "\tx", "\rx", "\uff1d1"])
def test_a_name_that_looks_like_a_formula_is_harmless_in_a_spreadsheet(name):
    columns = (Column("party", "Customer", "party"), Column("note", "Note"))
    text = faces.as_csv(_report(Row(("c1", name)), columns=columns), names={"c1": name})
    (_head, row) = csv.reader(io.StringIO(text, newline=""))
    assert row == [f"'{name}", f"'{name}"]


def test_money_is_major_in_csv_and_minor_in_json():
    report = _report(Row(("acme", -1234, -2000, 50)), columns=MONEY)
    assert faces.as_csv(report).splitlines()[1] == "acme,-12.34,-20.00,0.50"
    assert json.loads(faces.as_json(report))["tables"]["table"][0]["amount"] == -1234


def test_undefined_values_are_dashes_and_nulls_never_zero():
    report = _report(Row((float("nan"),)), columns=(Column("share", "Share", "share"),))
    assert _cells(report) == [["–"]]
    assert json.loads(faces.as_json(report))["tables"]["table"] == [{"share": None}]


def test_a_row_may_bring_its_own_kind():
    columns = (Column("field", "Field"), Column("value", "Value", "any"))
    rows = (Row(("Amount", Told(1250, "money"))), Row(("About", Told("ticket:47", "case"))))
    report = _report(*rows, columns=columns)
    assert _cells(report) == [["Amount", "€12.50"], ["About", "Ticket 47"]]
    assert faces.as_csv(report).splitlines()[1:] == ["Amount,12.50", "About,ticket:47"]


def test_grades_are_explained_once_each_and_only_those_on_the_page():
    said = faces.explained(iter(["assumed", "", "observed", "assumed"]))
    assert said.startswith("Assumed = ")
    assert said.count("=") == 2
    assert faces.explained([]) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_terminal_shows_every_line_in_straight_columns(language):
    report = _report(Row(("acme", -1234, -500_000, 90_000)), Row(("bolt", 5, 0, 0)), columns=MONEY)
    with speaking(language):
        lines = terminal.text(report).splitlines()
    rule = next(line for line in lines if line.strip().startswith("---"))
    assert all(len(line) <= len(rule) for line in lines[lines.index(rule) - 1 :])


def test_figures_show_their_interval_and_grade():
    figure = Figure("worth", "Worth", 82_700, "money", 70_700, 96_800, "observed")
    text = terminal.text(_report(columns=MONEY, figures=(figure,)))
    assert "Worth: €827  [€707 to €968]  (observed)" in text
    assert "Observed = " in text


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "6.0 weeks"), ("pl", "6,0 tygodnia"), ("ru", "6,0 недели"), ("uk", "6,0 тижня")],
)
def test_weeks_take_the_form_that_fractions_take_in_every_language(language, said):
    with speaking(language):
        assert faces.say(6.0, "weeks", "EUR").replace("\u00a0", " ") == said
        assert faces.say(1234.56, "weeks", "EUR").endswith(said.split()[1])


def test_an_interval_whose_ends_are_equal_is_said_once():
    assert faces.between(120, 120, "number", "EUR") == "120"
    assert faces.between(0.1, 0.2, "share", "EUR") == "10.0\u00a0% to 20.0\u00a0%"


def test_sentences_are_folded_on_a_terminal_and_stay_in_their_column():
    columns = (Column("kind", "Kind"), Column("why", "Why", "sentence"), Column("n", "N", "number"))
    long = "Whoever is let down and stays is seen to stay: that is how such a figure comes about."
    lines = terminal.text(_report(Row(("a", long, 7)), Row(("b", "Yes.", 8)), columns=columns))
    assert max(map(len, lines.splitlines())) < len(long)
    assert " ".join(lines.split()).count("let down") == 1
    first = next(line for line in lines.splitlines() if line.strip().startswith("a "))
    assert first.endswith("7")


def test_two_intervals_of_one_table_stand_in_two_columns():
    columns = (
        Column("kind", "Kind"), Column("price_low", "from", "money"),
        Column("price_high", "to", "money"), Column("sum_low", "from", "money"),
        Column("sum_high", "to", "money"),
    )  # fmt: skip
    cells = _cells(_report(Row(("a", -300, -100, -3000, -1000)), columns=columns))
    assert cells == [["a", "-€3.00 to -€1.00", "-€30 to -€10"]]
