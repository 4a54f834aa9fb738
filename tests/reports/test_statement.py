"""The statement says whose word its prices are, and every figure on it leads to what is behind."""

from __future__ import annotations

import pytest

from goodwill import reports
from goodwill.reports.statement import _cost_said, _grounds_said


@pytest.mark.parametrize(
    ("founded", "said"),
    [
        ({"assumed"}, "By published experience"),
        ({"observed"}, "By your own records, read together with published studies"),
        ({"observed", "assumed"}, "By your own records where they can tell"),
        ({"proven", "observed"}, "By your own records, read together"),
    ],
)
def test_the_lead_names_published_experience_only_where_nothing_else_speaks(founded, said):
    lead = _cost_said(founded, {"lost": "€12", "family": "Waiting"})
    assert lead.startswith(said)
    assert "€12" in lead
    assert "several times too large" in _grounds_said(founded)


def test_every_figure_and_every_line_of_the_statement_leads_somewhere(made):
    with made.book.closed() as closed:
        report = reports.draw("statement", closed)
    assert report.figures
    assert all(figure.opens for figure in report.figures)
    for table in report.tables:
        told = [row for row in table.rows if any(row.values[1:])]  # nothing opens nothing
        assert told
        assert all(row.opens for row in told), table.name
    lost = next(figure for figure in report.figures if figure.name == "lost")
    assert lost.opens == ("costs", {})


def test_the_way_to_the_costs_keeps_the_period(made):
    with made.book.closed() as closed:
        report = reports.draw("statement", closed, period="year")
        lost = next(figure for figure in report.figures if figure.name == "lost")
        page, asked = lost.opens
        costs = reports.draw(page, closed, **asked)
    assert costs.figures[0].value == lost.value
    assert (costs.figures[0].low, costs.figures[0].high) == (lost.low, lost.high)
    assert costs.figures[0].grade == lost.grade
