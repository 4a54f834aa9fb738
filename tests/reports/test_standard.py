"""The page of one standard: where it stands, whether it holds, what lies behind, where to begin."""

from __future__ import annotations

import json

import pytest

from goodwill import reports
from goodwill.ledger.rates import Rate
from goodwill.reports import standards
from goodwill.reports.verdicts import condition


@pytest.fixture(scope="module")
def closed(made):
    with made.book.closed() as opened:
        yield opened


@pytest.fixture(scope="module")
def page(closed):
    return reports.draw("standard", closed, standard="first_answer", period="year")


def table(report, name):
    (found,) = [each for each in report.tables if each.name == name]
    return list(found.records()), found


def test_policy_comes_first_and_single_persons_last(page):
    rows, found = table(page, "causes")
    heads = [row.values[0] for row in found.rows if not row.depth]
    assert heads == [
        "Rules of ours", "The way we work: channels, certain weeks", "Teams", "Single persons",
        "What all have in common",
    ]  # fmt: skip
    assert all(row["low"] is None or row["low"] <= row["share"] <= row["high"] for row in rows)


def test_no_person_is_named_on_any_page_of_a_standard(closed):
    people = {
        name for (name,) in closed.con.execute("SELECT DISTINCT person FROM lines").fetchall()
    }
    assert len(people) > 20
    for name in closed.standards():
        drawn = reports.draw("standard", closed, standard=name, period="year")
        told = {str(cell) for one in drawn.tables for row in one.rows for cell in row.values}
        assert not people & told


def test_every_week_opens_exactly_the_cases_that_it_counts(closed, page):
    rows, found = table(page, "weeks")
    assert [row["week"] for row in rows] == sorted((row["week"] for row in rows), reverse=True)
    checked = 0
    for row, record in list(zip(found.rows, rows, strict=True))[:20]:
        name, asked = row.behind["broken"]
        where, values = condition(asked)
        (number,) = closed.con.execute(
            f"SELECT count(*) FROM verdicts WHERE {where}", values
        ).fetchone()
        assert (name, number) == ("verdicts", record["broken"])
        checked += number
    assert checked > 10


@pytest.mark.parametrize("by", ["policy", "level", "team"])
def test_every_cut_opens_exactly_the_cases_that_it_counts(closed, page, by):
    rows, found = table(page, f"by_{by}")
    for row, record in zip(found.rows, rows, strict=True):
        _name, asked = row.behind["breaches"]
        where, values = condition(asked)
        (number,) = closed.con.execute(
            f"SELECT count(*) FROM verdicts WHERE {where}", values
        ).fetchone()
        assert number == record["breaches"]
    whole = next(figure for figure in page.figures if figure.name == "breaches")
    assert sum(record["breaches"] for record in rows) == whole.value


def test_the_chart_is_drawn_over_the_weeks_of_its_table(page):
    (chart,) = page.charts
    rows, _found = table(page, chart.table)
    for drawn in (chart.wide, chart.narrow):
        assert [each["week"] for each in drawn["data"]["values"]] == [
            row["week"].isoformat() for row in reversed(rows)
        ]
        json.dumps(drawn, allow_nan=False)


def test_a_refusal_leads_to_its_rule_and_asks_who_set_it(closed):
    drawn = reports.draw("standard", closed, standard="refusal_with_alternative", period="year")
    rows, found = table(drawn, "refusals")
    assert rows[0]["policy"] == "returns"  # as planted
    assert sum(row["share"] for row in rows) == pytest.approx(1)
    assert rows[0]["set_by"] == "nobody is recorded; name who answers for it"
    name, asked = found.rows[0].behind["refused"]
    where, values = condition(asked)
    (number,) = closed.con.execute(
        f"SELECT count(*) FROM verdicts WHERE {where}", values
    ).fetchone()
    assert (name, number) == ("verdicts", rows[0]["refused"])


def test_who_set_a_rule_is_shown_with_the_moment_that_says_so(closed):
    con = closed.con
    con.execute(
        "CREATE TEMP VIEW rules AS SELECT 'returns' AS policy, 77::BIGINT AS moment,"
        " TIMESTAMP '2026-01-05' AS set_at, NULL AS team, 'Finance' AS department, 1 AS level"
    )
    try:
        drawn = reports.draw("standard", closed, standard="refusal_with_alternative")
    finally:
        con.execute("DROP VIEW rules")
    rows, found = table(drawn, "refusals")
    assert rows[0]["set_by"] == "Finance, directors"
    assert found.rows[0].behind["set_by"] == ("moment", {"moment": "77"})


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.91, 0.95, "We are better than that."),
        (0.85, 0.95, "We cannot be told apart from it."),
        (0.7, 0.89, "We are worse than that."),
    ],
)
def test_a_rate_stands_beside_its_benchmark_only_as_far_as_its_interval_tells(low, high, said):
    rate = Rate("kind", None, 90, 10, 0, 0, 0.9, low, high)
    assert standards.beside(rate, 0.9) == said


def test_a_benchmark_of_more_than_two_years_ago_warns(closed):
    assert not standards.stale({"date": "2024-11-15"}, closed.as_of)
    assert standards.stale({"date": "2024-10-15"}, closed.as_of)
    said = standards.stale_ones(
        {"kind": {"benchmark": {"date": "2020-01-01"}, "words": {"en": {"title": "Kind"}}}},
        closed.as_of,
    )
    assert said == ("These benchmarks are more than two years old: Kind.",)


def test_a_book_of_an_older_version_has_a_page_without_causes(closed, monkeypatch):
    from goodwill.reports import causes, holding

    for module in (causes, holding):
        monkeypatch.setattr(module, "has", lambda _closed, _table: False)
    drawn = reports.draw("standard", closed, standard="refusal_with_alternative")
    assert {"by_policy", "weeks"} <= {each.name for each in drawn.tables}
    assert not {"causes", "refusals", "load"} & {each.name for each in drawn.tables}
    assert "begin" not in {figure.name for figure in drawn.figures}
