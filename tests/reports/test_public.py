"""The public page: whole periods, sums that are the journal's, and nothing of a few."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from itertools import pairwise

import pytest

from goodwill import reports
from goodwill.ledger.panes import for_public
from goodwill.ledger.published import counted, periods, publish
from goodwill.moments.journal import lent
from goodwill.problems import InputError
from goodwill.reports import faces
from goodwill.reports.public import period_said
from goodwill.reports.report import Told
from goodwill.words import LANGUAGES, speaking

K = 5


@pytest.fixture(scope="module")
def whole(made):
    with made.book.closed() as closed:
        yield replace(closed, facts={**closed.facts, "public_minimum": K, "minimum_count": K})


@pytest.fixture
def closed(whole):
    """The closed book for one reader: what is hung before it is gone afterwards."""
    con = lent(whole.con)
    yield replace(whole, con=con)
    con.close()


def _there(closed):
    (first,) = closed.con.execute("SELECT min(local_week) FROM tallies").fetchone()
    return periods("quarter", first, closed.as_of)


def test_only_whole_periods_that_are_over_are_published_and_none_overlap(closed):
    there = _there(for_public(closed))
    assert [one.name for one in there][:2] == ["2026-Q3", "2026-Q2"]
    for later, earlier in pairwise(there):
        assert earlier.last + dt.timedelta(days=7) == later.first
    assert there[0].last + dt.timedelta(days=6) <= closed.as_of
    assert all(one.first.isoweekday() == one.last.isoweekday() == 1 for one in there)


@pytest.mark.parametrize(
    ("kind", "names"),
    [("month", ["2026-08", "2026-07", "2026-06"]), ("year", ["2025", "2024"])],
)
def test_months_and_years_are_periods_too(kind, names):
    found = periods(kind, dt.date(2023, 12, 25), dt.date(2026, 10, 3))
    assert [one.name for one in found][:3] == names


def test_a_week_belongs_to_the_period_in_which_it_begins(closed):
    for one in _there(for_public(closed)):
        for monday in (one.first, one.last):
            assert f"{monday.year}-Q{(monday.month + 2) // 3}" == one.name


def test_every_number_that_is_shown_is_that_of_the_journal(whole, closed):
    pane = for_public(closed)
    seen = 0
    for period in _there(pane):
        page = publish(counted(pane.con, period), K)
        for line in page.standards:
            cases, breaches, exempt = whole.con.execute(
                "SELECT coalesce(sum(number) FILTER (verdict IN ('kept', 'grace', 'breach')), 0),"
                " coalesce(sum(number) FILTER (verdict = 'breach'), 0),"
                " coalesce(sum(number) FILTER (verdict = 'exempt'), 0)"
                " FROM tallies WHERE standard = ? AND local_week BETWEEN ? AND ?",
                [line.name, period.first, period.last],
            ).fetchone()
            assert line.cases == cases
            assert line.breaches.low <= breaches <= line.breaches.high
            assert line.exempt.low <= exempt <= line.exempt.high
            seen += not line.breaches.hidden
        families = {line.name: line for line in page.families}
        assert page.total is not None
        assert page.total.cases == sum(line.cases for line in page.standards)
        assert page.total.cases == sum(line.cases for line in families.values())
    assert seen > 20


def test_broken_standards_are_those_that_the_verdicts_tell_one_by_one(whole, closed):
    pane = for_public(closed)
    period = _there(pane)[0]
    for one in counted(pane.con, period):
        (breaches,) = whole.con.execute(
            "SELECT count(*) FROM verdicts WHERE standard = ? AND verdict = 'breach'"
            " AND local_week BETWEEN ? AND ?",
            [one.standard, period.first, period.last],
        ).fetchone()
        assert one.breaches == breaches


def test_each_payment_in_amends_is_counted_once_and_all_of_them_are(whole, closed):
    pane = for_public(closed)
    paid = pane.con.execute("SELECT sum(payments), sum(amount) FROM amends").fetchone()
    records = whole.con.execute(
        "SELECT count(*), round(sum(amount) * 100)::BIGINT FROM moments"
        " WHERE direction = 'out' AND amount > 0 AND (kind = 'concession' OR kind = 'refund' AND"
        " purpose IN ('credit', 'defect', 'wrong_invoice', 'short', 'goodwill'))"
    ).fetchone()
    assert paid == records
    assert records[0] > 10
    standards = pane.con.execute("SELECT DISTINCT standard FROM amends").fetchall()
    assert {"no_defect", "right_invoice", "full_measure"} <= {name for (name,) in standards}


def test_behind_the_public_pane_nobody_is_to_be_found(closed):
    pane = for_public(closed)
    for table in ("moments", "cases", "verdicts", "parties", "worths", "postings", "lines"):
        assert pane.con.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    columns = {row[0] for row in pane.con.execute("DESCRIBE tallies").fetchall()}
    assert columns == {"standard", "family", "side", "verdict", "local_week", "number"}
    sides = pane.con.execute("SELECT DISTINCT side FROM tallies").fetchall()
    assert sides == [("ours",)]
    assert pane.names(["c123"]) == {}
    assert not {"margin", "horizon_years"} & set(pane.facts)


def _numbers(drawn):
    for table in drawn.tables:
        for record in table.records():
            cells = {name: cell.value if isinstance(cell, Told) else cell
                     for name, cell in record.items()}  # fmt: skip
            yield cells


@pytest.mark.parametrize("by", ["standard", "family"])
def test_no_figure_of_fewer_than_k_stands_on_any_page(whole, by):
    seen = hidden = 0
    for k in (5, 10, 25):
        facts = {**whole.facts, "public_minimum": k}
        names = [one.name for one in _there(for_public(replace(whole, con=lent(whole.con))))]
        for name in names[:3]:
            book = replace(whole, con=lent(whole.con), facts=facts)
            for cells in _numbers(reports.draw("public", book, of=name, by=by)):
                seen += 1
                assert cells["cases"] >= k
                for part in ("breaches", "exempt"):
                    value = cells[part]
                    hidden += isinstance(value, str)
                    assert isinstance(value, str) or value == 0 or value >= k
                if not isinstance(cells["breaches"], str):
                    kept = cells["cases"] - cells["breaches"]
                    assert kept == 0 or kept >= k
                    assert abs(cells["kept"] - kept / cells["cases"]) <= 0.005 + 1e-9
                else:
                    assert isinstance(cells["kept"], str)
                    assert cells["change"] == "–"
    assert seen > 30
    assert hidden > 10


def test_a_bound_of_what_is_hidden_follows_from_what_is_shown_alone(closed):
    drawn = reports.draw("public", closed)
    bounds = [cells for cells in _numbers(drawn) if str(cells["kept"]).startswith("over ")]
    assert bounds
    for cells in bounds:
        said = int("".join(sign for sign in cells["kept"] if sign.isdigit())) / 100
        assert said <= (cells["cases"] - K) / cells["cases"] + 1e-9


def test_the_change_is_from_the_period_before(closed):
    there = _there(for_public(closed))
    drawn = [reports.draw("public", closed, of=one.name) for one in there[:2]]
    later, earlier = ({cells["standard"]: cells for cells in _numbers(one)} for one in drawn)
    known = [
        (cells, earlier[name]) for name, cells in later.items()
        if name in earlier and cells["change"] != "–"
    ]  # fmt: skip
    assert known
    for now, then in known:
        assert int(now["change"].replace("\u2212", "-")) == round(
            (now["kept"] - then["kept"]) * 100
        )


def test_a_period_that_is_not_published_is_not_to_be_had(closed):
    with pytest.raises(InputError):
        reports.draw("public", closed, of="2026-Q4")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_every_language_and_comes_as_csv_and_json(closed, language):
    with speaking(language):
        drawn = reports.draw("public", closed)
        assert period_said("2026-07") != period_said("2026-Q3")
        head, *lines = faces.as_csv(drawn).splitlines()
        data = json.loads(faces.as_json(drawn))
    assert head == "standard,sentence,cases,breaches,exempt,kept,change,paid"
    assert len(lines) == len(drawn.tables[0].rows) == len(data["tables"]["quality"])
    assert "{" not in drawn.lead + "".join(drawn.notes)
