from __future__ import annotations

import math

import numpy as np
import pytest

from goodwill.pricing.evidence.finding import Outcome
from goodwill.pricing.evidence.leakage import in_time, leakage

N = 4000


def bookings(seed, effect=0.8):
    """Plant N outcomes decided at 1 .. 100 that a treatment known at 0 makes likelier."""
    rng = np.random.default_rng(seed)
    treated = (rng.random(N) < 0.3).astype(float)
    outcome = rng.random(N) < 1 / (1 + np.exp(1 - effect * treated))
    return np.zeros(N), rng.uniform(1, 100, N), treated, outcome


def test_what_was_known_before_passes_however_strong_the_association():
    guard = leakage(*bookings(1))
    assert guard.outcome == Outcome.PASSED
    assert guard.figures["in_time"] == 1
    assert guard.figures["moved"] == 0
    assert guard.figures["log_odds"] == pytest.approx(0.8, abs=0.2)


def test_a_record_made_at_the_very_instant_of_the_decision_is_refused():
    _known, decided, treated, outcome = bookings(2)
    guard = leakage(decided, decided, treated, outcome)
    assert guard.outcome == Outcome.FAILED
    assert guard.figures["in_time"] == 0
    assert math.isnan(guard.figures["log_odds_in_time"])
    assert guard.figures["treated_with"] > guard.figures["treated_without"]


def test_a_record_that_was_never_made_was_not_made_in_time():
    assert in_time(np.array([1.0, math.nan, 2.0]), np.array([2.0, 2.0, 2.0])).tolist() == [
        True, False, False,
    ]  # fmt: skip


def test_a_few_late_records_that_carry_the_association_are_enough_to_refuse():
    known, decided, treated, outcome = bookings(3, effect=0.0)
    late = np.arange(N) % 20 == 0
    treated[late] = outcome[late]  # whoever cancelled is written down as treated, afterwards
    known[late] = decided[late] + 1
    guard = leakage(known, decided, treated, outcome)
    assert guard.figures["in_time"] == pytest.approx(0.95)
    assert guard.figures["moved"] > 2
    assert guard.outcome == Outcome.FAILED


def test_late_records_that_say_nothing_of_the_outcome_are_tolerated():
    passed = 0
    for seed in range(40):
        known, decided, treated, outcome = bookings(seed)
        known[np.random.default_rng(seed).random(N) < 0.05] = 200.0
        passed += leakage(known, decided, treated, outcome).outcome == Outcome.PASSED
    assert passed >= 35


def test_with_too_few_of_one_outcome_nothing_is_told():
    known, decided, treated, outcome = bookings(5)
    rare = outcome & (np.cumsum(outcome) <= 20)
    assert leakage(known, decided, treated, rare).outcome == Outcome.UNTOLD


def test_where_everybody_was_treated_nothing_is_told():
    known, decided, treated, outcome = bookings(6)
    assert leakage(known, decided, np.ones_like(treated), outcome).outcome == Outcome.UNTOLD


def test_records_of_one_block_count_once():
    known, decided, treated, outcome = (np.repeat(each, 5) for each in bookings(7))
    alone = leakage(known, decided, treated, outcome)
    block = leakage(known, decided, treated, outcome, np.repeat(np.arange(N), 5))
    ratio = block.figures["log_odds_se"] / alone.figures["log_odds_se"]
    assert ratio == pytest.approx(math.sqrt(5), rel=1e-6)
