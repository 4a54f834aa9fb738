"""What makes a breach worse or milder is told only where it is beyond chance, and never priced."""

from __future__ import annotations

import math

import pytest

from goodwill import reports
from goodwill.words import LANGUAGES, speaking
from tests.reports.books import closed, finding, posting


def _rows(modifiers):
    report = reports.draw("costs", closed([finding("waiting")], (), [posting("waiting", -500)],
                                          modifiers=modifiers))  # fmt: skip
    found = [table for table in report.tables if table.name == "modifiers"]
    return list(found[0].records()) if found else []


def _modifier(name, leaving, error):
    return {"modifier": name, "customers": 50, "leaving": leaving, "leaving_se": error,
            "buying": 0.0, "buying_se": 0.1}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "leaving", "said"),
    [
        ("tenure", 0.3, "more harm with customers of long standing"),
        ("tenure", -0.3, "less harm with customers of long standing"),
        ("constancy", 2.0, "Unsteady treatment does harm"),
        ("theirs_first", -0.4, "less harm when the customer had broken"),
        ("theirs_first", 0.1, "No difference can be told from chance"),
    ],
)
def test_a_modifier_says_what_was_found_only_beyond_chance(name, leaving, said):
    (row,) = _rows([_modifier(name, leaving, 0.1)])
    assert said in row["found"]


def test_what_shows_in_buying_alone_is_told_too():
    slower = {**_modifier("tenure", 0.0, 0.1), "buying": -0.03, "buying_se": 0.01}
    (row,) = _rows([slower])
    assert "more harm with customers of long standing" in row["found"]


def test_tenure_is_told_for_twice_as_long_and_unsteadiness_by_the_tenth():
    constancy, tenure = _rows([_modifier("tenure", 0.3, 0.1), _modifier("constancy", 2.0, 0.1)])
    assert tenure["leaving"] == pytest.approx(math.expm1(0.3 * math.log(2)))
    assert constancy["leaving"] == pytest.approx(math.expm1(0.2))


def test_a_book_in_which_nothing_could_be_asked_has_no_such_block():
    assert _rows([]) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_modifiers_are_said_in_every_language(language):
    with speaking(language):
        rows = _rows(
            [_modifier(name, 3.0, 0.1) for name in ("tenure", "constancy", "theirs_first")]
        )
    assert len(rows) == 3
    assert all(row["found"].endswith(".") for row in rows)
