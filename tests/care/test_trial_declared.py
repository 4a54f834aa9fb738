"""A play's own trials: what it is judged by, and what stops it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from goodwill.care.play import MEASURES
from goodwill.care.trial.assignment import HELD_OUT
from goodwill.care.trial.declared import GOOD, HAPPENING, halted, trials_of
from goodwill.care.trial.judging import judge
from goodwill.care.trial.terms import AMOUNT, HAPPENS
from tests.care.trial_company import happened, leaving


def play(measure, better, harm, held_out=0.2, worth=None):
    return SimpleNamespace(
        name="gift",
        held_out=held_out,
        outcome=SimpleNamespace(measure=measure, better=better, weeks=26, worth=worth),
        harm=SimpleNamespace(measure=harm, chance=0.9, after=30),
    )


def test_a_play_judged_by_leaving_is_stopped_by_leaving():
    (terms,) = trials_of(play("left", "less", "left"), {"left": 0.12})
    assert (terms.kind, terms.better, terms.days, terms.rate) == (HAPPENS, "less", 182, 0.12)
    assert terms.harm_error == pytest.approx(0.1)
    assert (terms.harm_after, terms.shares[HELD_OUT]) == (30, 0.2)


def test_a_play_judged_by_buying_is_stopped_by_leaving_too():
    own, harm = trials_of(play("bought", "more", "left"))
    assert (own.outcome, own.kind, own.better, own.harm_error) == ("bought", AMOUNT, "more", 0.025)
    assert (harm.outcome, harm.kind, harm.better) == ("left", HAPPENS, "less")
    assert harm.harm_error == pytest.approx(0.1)


def test_the_smallest_gain_worth_having_is_that_of_the_measure_it_is_judged_by():
    own, harm = trials_of(play("bought", "more", "left", worth=0.5))
    assert (own.worth, harm.worth) == (0.5, None)
    assert trials_of(play("bought", "more", "left"))[0].worth is None


def test_a_play_that_holds_nobody_out_has_no_trial():
    assert trials_of(play("left", "less", "left", held_out=0)) == []


def test_every_measure_has_its_sort_and_its_direction():
    assert set(MEASURES) >= GOOD | HAPPENING


def test_a_halted_play_is_named():
    bad, good = (
        leaving(name, 0.5, with_it, 0.06, set(), 0, worth=0.03)
        for name, with_it in (("offer", 0.2), ("call", 0.03))
    )
    findings = [judge(each.terms, happened(each, 1, 4_000))[0] for each in (bad, good)]
    assert halted(findings) == {"offer"}
