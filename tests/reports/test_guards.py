"""The words of the guards: every guard that evidence raises is asked, answered and explained."""

from __future__ import annotations

import pytest

from goodwill.ledger.findings import BREACH_AS_GAIN
from goodwill.pricing.evidence.assess import assess
from goodwill.pricing.evidence.belief import Belief
from goodwill.pricing.evidence.finding import Outcome
from goodwill.pricing.evidence.leakage import NAME as LEAKAGE
from goodwill.pricing.evidence.living import NAME as CONTACTS
from goodwill.pricing.priors import belief
from goodwill.reports import guards
from goodwill.reports.evidence import Guard
from goodwill.reports.guard_words import WORDS
from goodwill.words import LANGUAGES, speaking
from tests.recovery.plants import plant


@pytest.fixture(scope="module")
def raised():
    """The guards that the records of small companies raise, told by calls and by visits."""
    return [
        guard
        for name, customers in (("at_contacts", 300), ("recorded_while_there", 600))
        for guard in _guards(plant(name, 1, customers).design)
    ]


def _guards(design):
    believed = {(one.name, one.verdict): belief("waiting", one.verdict) for one in design.families}
    found = assess(design, {kind: Belief(*one) for kind, one in believed.items() if one})
    return [guard for finding in found.findings for guard in finding.guards]


def test_every_guard_that_can_be_raised_has_words_and_no_words_lie_about(raised):
    elsewhere = {BREACH_AS_GAIN, LEAKAGE, CONTACTS}
    assert {guard.name for guard in raised} | elsewhere == set(WORDS)


def test_the_figures_that_are_shown_are_those_that_a_guard_gives(raised):
    given = {}
    for guard in raised:
        given.setdefault(guard.name, set()).update(guard.figures)
    told = {name: figures for name, figures in given.items() if figures}
    assert len(told) >= 9
    for name, figures in told.items():
        assert {shown.name for shown in WORDS[name].figures} <= figures, name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", WORDS)
def test_a_guard_asks_a_question_and_answers_in_whole_sentences(language, name):
    with speaking(language):
        assert guards.asks(name).endswith("?")
        for outcome in Outcome:
            assert guards.answers(Guard(name, outcome, {})).endswith(".")
        assert guards.reason(name).endswith(".")
        assert guards.helps(name).endswith(".")


def test_an_effect_is_told_as_a_rise_and_what_is_not_known_is_left_out():
    guard = Guard("old_recent", "passed", {"recent": 0.5, "recent_se": 0.1})
    assert guards.figures_said(guard) == "leaving more often after recent cases: 64.9\u00a0%"


def test_power_is_told_in_a_sentence_with_the_chance_and_the_smallest_effect():
    guard = Guard("power", "untold", {"events": 315.0, "power_leaving": 0.07,
                                      "power_buying": 0.05, "smallest_leaving": 0.9})  # fmt: skip
    said = guards.power_said(guard)
    assert "with a chance of 7.0\u00a0%" in said
    assert "leave 146.0\u00a0% more often" in said
    assert guards.power_said(guard._replace(name="placebo")) == ""
    clocks = [f"{name}_{clock}" for name in ("size", "power") for clock in ("leaving", "buying")]
    shares = zip((f"simulated_{name}" for name in clocks), (0.05, 0.0, 0.4, 0.9), strict=True)
    lived = guard._replace(figures={**guard.figures, **dict(shares)})
    assert "claimed in 5.0\u00a0% of cases where there was none, and in 90.0\u00a0%" in (
        guards.power_said(lived)
    )


def test_a_guard_unknown_to_this_version_is_named_and_harms_nothing():
    strange = Guard("seasons", "failed", {"z": 3.0})
    assert guards.asks("seasons") == "seasons"
    assert guards.answers(strange) == guards.figures_said(strange) == ""
    assert "seasons" in guards.reason("seasons")
