"""The page of the outlook: the fan, the branches, and how earlier outlooks fared."""

from __future__ import annotations

import json

import pytest

from goodwill import reports
from goodwill.reports import faces, fans, terminal
from goodwill.reports.outlook import Band, Earlier
from goodwill.words import LANGUAGES, speaking


@pytest.fixture(scope="module")
def page(made):
    with made.book.closed() as closed:
        yield lambda **given: reports.draw("outlook", closed, **given)


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_the_page_has_its_faces_in_every_language(page, language):
    with speaking(language):
        drawn = page()
        text = terminal.text(drawn, {}, 80)
        assert drawn.title in text
        assert drawn.lead.split()[0] in text
        assert all(len(line) <= 80 for line in text.splitlines() if not line.startswith("  "))


def test_ten_years_stand_in_order_and_agree_with_the_headlines(page):
    drawn = page(measure="customers")
    years, gain, tests = drawn.tables
    rows = list(years.records())
    assert [row["year"] for row in rows] == list(range(rows[0]["year"], rows[0]["year"] + 10))
    last, figures = rows[-1], {figure.name: figure for figure in drawn.figures}
    assert figures["today_customers"].value == last["value"]
    assert figures["today_customers"].low == last["low"]
    assert figures["worst_customers"].value == last["worst"] < last["value"] <= last["standard"]
    assert len(gain.rows) == 10
    assert tests.rows
    shares = [row["within"] for row in tests.records()]
    held = sum(share in {"50 %", "80 %"} for share in shares) / len(shares)
    assert figures["held"].value == pytest.approx(held)


def test_sales_are_chosen_by_the_reader_and_anything_else_shows_customers(page):
    sales, customers = page(measure="sales"), page(measure="weather")
    assert sales.choices[0].chosen == "sales"
    assert customers.choices[0].chosen == "customers"
    assert sales.tables[0].columns[1].kind == "estimate"
    assert customers.tables[0].columns[1].kind == "number"
    assert sales.tables[0].rows[0].values[1] > 100 * customers.tables[0].rows[0].values[1]
    assert sales.lead == customers.lead


def test_the_files_carry_every_year(page):
    drawn = page()
    told = json.loads(faces.as_json(drawn))["tables"]
    assert len(told["years"]) == len(told["gain"]) == 10
    assert faces.as_csv(drawn, "years").splitlines()[0].startswith("year,value,low")


@pytest.mark.parametrize("narrow", [False, True])
def test_the_fan_fits_its_picture_at_both_widths(narrow):
    years = [
        fans.Year(2026 + k, (8.0, 12.0, 6.0, 15.0, 4.0, 90.0), (10.0, 11.0, 5.0)) for k in range(10)
    ]
    spec = fans.fan(years, ["as today", "at our standard", "at the worst"], narrow=narrow)
    bands, line = spec["layer"][:-1], spec["layer"][-1]
    assert [layer["mark"]["type"] for layer in bands] == ["area"] * 3
    top = bands[0]["encoding"]["y"]["scale"]["domain"][1]
    assert 15 < top < 90
    assert all(layer["mark"]["clip"] for layer in spec["layer"])
    assert len(line["data"]["values"]) == 30
    ticks = line["encoding"]["x"]["axis"]["values"]
    assert len(ticks) == (2 if narrow else 10)


def test_what_came_is_told_by_the_narrowest_band_that_held_it():
    band = Band(100, 90, 110, 80, 120, 70, 130)
    found = [Earlier(None, 13, band, actual).within for actual in (95, 115, 75, 200)]
    assert found == [50, 80, 95, None]


def test_a_book_without_an_outlook_says_why(made, tmp_path):
    with made.book.closed() as closed:
        closed.con.execute("CREATE TEMP TABLE outlook AS SELECT * FROM outlook LIMIT 0")
        drawn = reports.draw("outlook", closed)
        assert not drawn.tables
        assert "too few" in drawn.lead
