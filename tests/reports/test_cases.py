"""The dearest cases of a period, and why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from goodwill import reports, sources
from goodwill.reports.parts import SORTS
from goodwill.words import speaking


@pytest.fixture(scope="module")
def closed(made):
    with made.book.closed(None) as opened:
        yield opened


@pytest.fixture(scope="module")
def drawn(closed):
    with speaking("en"):
        return reports.draw("cases", closed, period="year", limit=500)


def _records(drawn):
    return list(drawn.tables[0].records())


def test_every_sort_of_case_has_a_name(closed):
    read = {sort for (sort,) in closed.con.execute("SELECT DISTINCT sort FROM cases").fetchall()}
    written = {
        sort
        for file in Path(sources.__file__).parent.glob("*.py")
        for sort in re.findall(r"about=\"'(\w+):'", file.read_text("utf-8"))
    }
    assert len(read) > 5
    assert len(written) > 5
    assert read | written <= set(SORTS)


def test_the_dearest_case_stands_first_and_in_the_lead(drawn):
    amounts = [each["amount"] for each in _records(drawn) if each["amount"] is not None]
    assert len(amounts) > 10
    assert amounts == sorted(amounts)
    number = _records(drawn)[0]["case"].partition(":")[2]
    assert number in drawn.lead


def test_cases_and_what_belongs_to_none_make_up_all_that_was_lost(closed, drawn):
    opening = closed.opening("year")
    whole, homeless = closed.con.execute(
        "SELECT sum(amount), coalesce(sum(amount) FILTER (case_id IS NULL), 0) FROM postings"
        " WHERE side = 'ours' AND sign < 0 AND day > ? AND day <= ?",
        [opening, closed.as_of],
    ).fetchone()
    assert drawn.pages.total == len(_records(drawn))
    assert sum(each["amount"] or 0 for each in _records(drawn)) == whole - homeless


def test_the_reason_names_every_standard_that_was_broken(closed, drawn):
    words = closed.standards()
    for record in _records(drawn)[:20]:
        broken = closed.con.execute(
            "SELECT DISTINCT v.standard FROM verdicts v LEFT JOIN postings p USING (verdict_id)"
            " WHERE v.case_id = ? AND v.side = 'ours' AND v.verdict = 'breach'"
            " AND coalesce(p.day, CAST(v.happened_at AS DATE)) > ?",
            [record["case"], closed.opening("year")],
        ).fetchall()
        assert broken
        for (standard,) in broken:
            assert words[standard]["words"]["en"]["title"] in record["why"]


def test_where_nothing_is_priced_what_went_furthest_over_its_limits_stands_first(own):
    import duckdb

    path = own.book.closed_files()[-1]
    path.chmod(0o600)
    with duckdb.connect(str(path)) as con:
        con.execute("UPDATE postings SET amount = NULL, low = NULL, high = NULL")
        con.execute("DROP TABLE dear")  # which was summed up from them
    with own.book.closed(None) as closed, speaking("en"):
        drawn = reports.draw("cases", closed, period="year")
    assert "no case can be priced yet" in drawn.lead
    assert {each["amount"] for each in _records(drawn)} == {None}


def test_a_case_opens_what_was_judged_of_it_before_what_happened(closed, drawn):
    row = drawn.tables[0].rows[0]
    page, asked = row.opens
    with speaking("en"):
        opened = reports.draw(page, closed, **asked)
    assert [table.name for table in opened.tables] == ["judged", "moments"]
    judged = list(opened.tables[0].records())
    assert sum(each["amount"] or 0 for each in judged if each["verdict"] == "broken") <= 0
    assert {row.opens[0] for row in opened.tables[0].rows} == {"moment"}
