"""The page of what it costs us: every price with its grounds, and nothing that is withheld."""

from __future__ import annotations

import json
import math

import pytest

from goodwill import reports
from goodwill.problems import InputError
from goodwill.reports import effects, faces, guards, terminal
from goodwill.reports.planted import FILE, planted
from goodwill.words import LANGUAGES, speaking
from tests.reports.books import OWN, closed, finding, guard, posting

CHECKS = [
    guard("waiting", "recording", "passed", found=12.0, expected=11.0, ratio=1.09),
    guard("waiting", "exposure", "untold"),
    guard("promise", "old_recent", "failed", old=0.1, recent=0.9),
]


def _book(**given):
    found = (
        finding("waiting", **OWN),
        finding("promise", **{**OWN, "grade": "assumed", "own_leaving": 1.234567,
                              "withheld": "old_recent", "price": -900}),
        finding("billing"),
        finding("waiting", "grace"),
    )  # fmt: skip
    posted = (
        posting("waiting", -500, grade="observed"),
        posting("waiting", -300, grade="observed"),
        posting("promise", -900),
        posting("billing", -100),
        posting("waiting", 80, sign=1),
    )
    return closed(found, CHECKS, posted, **given)


def _rows(report, table):
    return list(next(t for t in report.tables if t.name == table).records())


def test_a_book_of_an_older_version_says_how_to_get_the_page():
    report = reports.draw("costs", closed(old=True))
    assert "goodwill close" in report.lead
    assert report.tables == report.figures == ()


def test_where_no_worth_can_be_told_no_price_is_claimed():
    report = reports.draw("costs", closed([finding("waiting", price=None)]))
    assert "Cannot tell yet" in report.lead
    assert report.tables == report.figures == ()


def test_the_lead_says_the_sum_the_dearest_kind_and_whose_word_it_is():
    report = reports.draw("costs", _book())
    assert "our own breaches cost about €18" in report.lead
    assert (
        "“Promises”: one breach costs about €9.00 and ages the relation by 1.2\u00a0weeks"
        in report.lead
    )
    assert "1 of 3 prices rests on your own records" in report.lead


def test_every_kind_stands_in_a_row_with_its_price_weeks_grade_and_sum():
    rows = _rows(reports.draw("costs", _book()), "breaches")
    assert [row["family"] for row in rows] == ["Promises", "Bills and papers", "Waiting"]
    waiting = rows[-1]
    assert waiting["price"] == -400
    assert (waiting["price_low"], waiting["price_high"]) == (-1000, 100)
    assert waiting["wear"] == 1.2
    assert waiting["grade"] == "observed"
    assert waiting["from_studies"] == 0.25
    assert waiting["checks"] == "1 of 2 passed"
    assert (waiting["number"], waiting["sum"]) == (2, -800)
    assert rows[0]["checks"] == "own figure withheld"


def test_graces_stand_apart_with_what_speaks_against_them():
    report = reports.draw("costs", _book())
    (row,) = _rows(report, "graces")
    assert row["price"] == 400
    assert row["wear"] == 1.2, "weeks that are undone, without a sign"
    graces = next(table for table in report.tables if table.name == "graces")
    assert "de Matos et al. 2007" in graces.sentence
    assert "hardly makes customers stay" in graces.sentence
    assert "one grace wins about €4.00 here, and one breach costs about €5.67" in graces.sentence
    assert "It is not certain that a grace wins anything" in graces.sentence


def test_a_withheld_figure_is_shown_nowhere_but_its_reason_is():
    book = _book()
    (row,) = _rows(reports.draw("costs", book), "withheld")
    assert row["reason"] == guards.reason("old_recent")
    assert row["helps"].endswith(".")
    for asked in ({}, {"family": "promise"}):
        told = faces.as_json(reports.draw("costs", book, **asked))
        assert str(math.expm1(1.234567))[:8] not in told
        assert "1.2345" not in told


def test_the_association_stands_in_the_grounds_alone_and_says_that_it_is_no_price():
    book = _book()
    assert "ssociation" not in faces.as_json(reports.draw("costs", book))
    report = reports.draw("costs", book, family="waiting")
    (row,) = _rows(report, "association")
    assert row["source"] == "Association, not a price"
    assert row["leaving"] == pytest.approx(math.expm1(0.9))
    assert all(row["leaving"] > one["leaving"] for one in _rows(report, "effects"))


def test_assumed_found_and_used_stand_beside_each_other():
    rows = _rows(reports.draw("costs", _book(), family="waiting"), "effects")
    assert [row["source"] for row in rows] == [
        "Assumed from studies", "Your own records alone", "Used for the price",
    ]  # fmt: skip
    assert [row["leaving"] for row in rows] == pytest.approx(
        [math.expm1(0.13), math.expm1(0.31), math.expm1(0.13)]
    )


def test_the_grounds_hold_the_formula_with_its_inputs_and_every_check():
    report = reports.draw("costs", _book(), family="waiting")
    inputs = {row["symbol"]: row["value"].value for row in _rows(report, "formula")}
    assert inputs == {"δ": 0.13, "γ": -0.02, "h": 6.0, "m": 0.4, "ρ": 0.1, "v": 10}
    assert "P(alive)" in next(t for t in report.tables if t.name == "formula").sentence
    checks = _rows(report, "guards")
    assert [row["outcome"] for row in checks] == ["passed", "cannot tell"]
    assert checks[0]["guard"].endswith("?")


def test_a_kind_of_which_nothing_was_found_is_a_problem_with_a_next_step():
    with pytest.raises(InputError, match="goodwill report costs"):
        reports.draw("costs", _book(), family="flying")


def test_what_is_planted_is_shown_only_in_the_example_and_only_where_its_truth_lies(tmp_path):
    truth = {"parameters": {"effects": {
        "waiting": {"buying": -0.06, "leaving": 0.15, "half_life_weeks": 4.0}}}}  # fmt: skip
    (tmp_path / FILE).write_text(json.dumps(truth), encoding="utf-8")
    mine = reports.draw("costs", _book(folder=tmp_path))
    without = reports.draw("costs", _book(company="Spade & Spoon (simulated)"))
    assert "planted" not in _rows(mine, "breaches")[0]
    assert "planted" not in _rows(without, "breaches")[0]
    example = _book(folder=tmp_path, company="Spade & Spoon (simulated)")
    shown = {
        row["family"]: row["planted"] for row in _rows(reports.draw("costs", example), "breaches")
    }
    assert shown["Waiting"] == pytest.approx(0.9, abs=0.01)
    assert shown["Promises"] is None
    planted = _rows(reports.draw("costs", example, family="waiting"), "effects")[-1]
    assert planted["source"] == "Planted (simulated)"
    assert planted["half_life"] == 4.0


def test_what_is_planted_of_a_breach_is_shared_out_over_its_dose(tmp_path):
    truth = {"parameters": {"effects": {
        "waiting": {"buying": -0.06, "leaving": 0.15, "half_life_weeks": 4.0}}}}  # fmt: skip
    (tmp_path / FILE).write_text(json.dumps(truth), encoding="utf-8")
    example = _book(folder=tmp_path, company="Spade & Spoon (simulated)")
    example.con.execute("INSERT INTO verdicts VALUES (1, exp(1))")
    shown = planted(example)
    assert shown["waiting"] == pytest.approx((-0.03, 0.075, 4.0))


def test_limits_of_what_is_assumed_are_added_and_of_what_is_found_joined_by_squares():
    from goodwill.ledger.statement import Share

    shares = [
        Share(name, 1, -100, -130, -60, 1) for name in ("waiting", "promise", "billing", "quality")
    ]
    found = {"waiting": "observed", "promise": "proven", "billing": "assumed", "quality": "assumed"}
    low, high = effects.joined(shares, found)
    assert low == round(-400 - math.hypot(30, 30, 60))
    assert high == round(-400 + math.hypot(40, 40, 80))


def test_an_effect_fades_by_half_within_its_half_life_and_the_longer_lives_stay():
    from goodwill.reports.shapes import weeks_after

    sure = finding("waiting", half_life_low=6.0, half_life_high=6.0)
    shares = {week.week: week.share for week in weeks_after(sure) if week.rate == "leaving"}
    assert shares[0] == pytest.approx(math.expm1(0.13))
    assert shares[6] == pytest.approx(math.expm1(0.065))
    averaged = {week.week: week.share for week in weeks_after(finding("waiting"))
                if week.rate == "leaving"}  # fmt: skip
    assert averaged[24] > shares[24], "who may remember longer, does so in the average"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("family", [None, "waiting", "promise", "billing"])
def test_the_page_is_said_whole_in_every_language(language, family):
    with speaking(language):
        report = reports.draw("costs", _book(), **({"family": family} if family else {}))
        text = terminal.text(report)
    assert "{" not in text
    assert len(text.splitlines()) > 20


@pytest.mark.parametrize("family", [None, "waiting"])
def test_pictures_are_drawn_for_desk_and_phone(family):
    from goodwill.web.pictures import draw_svg

    report = reports.draw("costs", _book(), **({"family": family} if family else {}))
    (chart,) = report.charts
    for narrow in (False, True):
        svg = draw_svg(chart, narrow=narrow, dark=narrow)
        assert "NaN" not in svg
        assert svg.count("<path") > 3
