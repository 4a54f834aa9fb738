"""What is said of a trial: the verdict, how sure, what could be proven, and what else to do."""

from __future__ import annotations

import datetime as dt
import math

import pytest

from goodwill.care.trial.judging import (
    HARMS,
    NO_GAIN,
    NOT_HERE,
    NOT_YET,
    STOPPED,
    VOID,
    WORKS,
    Finding,
)
from goodwill.care.trial.saying import (
    WORDS,
    advice,
    assurance,
    best_guess,
    difference,
    provable,
    sentence,
    word,
)
from goodwill.care.trial.terms import AMOUNT, HAPPENS

DAY = dt.date(2026, 5, 4)
OPEN = Finding(
    *("gift", "played", "left", NOT_YET, None, None, 0, 812, 640, 172),
    *(-0.031, -0.08, 0.018, 7, 0.05, 0.10),
)


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        (OPEN, "Not yet provable: needs about 7 more weeks."),
        (OPEN._replace(weeks=1), "Not yet provable: needs about 1 more week."),
        (
            OPEN._replace(weeks=None),
            "Not yet provable, and when cannot be told: too little happens at present.",
        ),
        (
            OPEN._replace(verdict=WORKS, decided=DAY),
            "It works: shown on May 4, 2026, after 812 customers.",
        ),
        (
            OPEN._replace(verdict=HARMS, decided=DAY, stopped_on=DAY, stopped_after=1_812),
            (
                "Stopped on May 4, 2026, after 1,812 customers: most likely it harms."
                " It harms: shown on May 4, 2026, after 812 customers."
            ),
        ),
        (
            OPEN._replace(verdict=STOPPED, decided=DAY, stopped_on=DAY, stopped_after=812),
            "Stopped on May 4, 2026, after 812 customers: most likely it harms.",
        ),
        (
            OPEN._replace(verdict=NO_GAIN, decided=DAY),
            "It gains nothing worth having: shown on May 4, 2026, after 812 customers.",
        ),
        (
            OPEN._replace(verdict=NOT_HERE),
            "Not provable here: there are too few customers for a difference of this size.",
        ),
        (
            OPEN._replace(verdict=VOID),
            "Void: the customers do not lie in the arms as the lot drew them.",
        ),
    ],
)
def test_every_verdict_has_its_sentence(finding, said):
    assert sentence(finding) == said
    assert word(finding) == WORDS[finding.verdict]


def test_the_difference_is_said_of_a_hundred_or_per_customer():
    said = difference(OPEN, HAPPENS)
    assert said == "The difference lies between -8.0 and +1.8 of a hundred customers."
    money = difference(OPEN._replace(low=-1.5, high=1_212.25), AMOUNT)
    assert money == "The difference lies between -1.50 and +1,212.25 per customer."
    assert "Nothing can be said" in difference(OPEN._replace(low=-math.inf), HAPPENS)


def test_the_best_guess_says_that_it_proves_nothing():
    guessed = OPEN._replace(guess=-0.0001)
    assert best_guess(guessed, HAPPENS) == (
        "Best guess, from all plays together: +0.0 of a hundred customers. It proves nothing."
    )
    assert "per customer" in best_guess(guessed._replace(guess=2.5), AMOUNT)
    assert best_guess(OPEN, HAPPENS) == ""


def test_the_errors_are_stated_with_how_many_share_them():
    assert "at most 2.5\u00a0% of cases" in assurance(OPEN)
    assert "stopped in at most 10\u00a0%" in assurance(OPEN)
    assert "shared out among 3 comparisons" in assurance(OPEN._replace(comparisons=3))


def test_the_table_of_what_can_be_proven_has_the_figures_of_the_mission():
    rows = {row.parties: row for row in provable(0.2, 0.2)}
    assert rows[300].one_look == pytest.approx(0.07, abs=0.001)
    assert rows[1_000].one_look == pytest.approx(0.12, abs=0.0015)
    assert math.isnan(rows[300].any_look)
    assert rows[1_000].any_look == pytest.approx(0.083, abs=0.002)
    assert "in an order by lot" in advice()
