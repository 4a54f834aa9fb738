"""Hotel bookings: the assigned room is written at check-in, when everything is decided."""

from __future__ import annotations

import math

import numpy as np
import pytest

from goodwill.pricing.evidence.finding import Outcome
from goodwill.pricing.evidence.leakage import leakage
from tests.traps.reading import bookings

pytestmark = pytest.mark.real


def test_the_rows_are_those_of_the_file_and_the_same_row_again_is_one_block():
    told = bookings()
    assert len(told.block) == 119_390
    assert len(told.block) - len(np.unique(told.block)) == 31_994


def test_the_assigned_room_is_refused_as_leakage_with_its_figures():
    told = bookings()
    guard = leakage(told.arrived, told.decided, told.other_room, told.cancelled, told.block)
    assert guard.outcome == Outcome.FAILED
    assert guard.figures["in_time"] == 0
    assert guard.figures["treated_with"] == pytest.approx(0.018, abs=0.001)
    assert guard.figures["treated_without"] == pytest.approx(0.188, abs=0.001)
    assert math.exp(guard.figures["log_odds"]) == pytest.approx(
        0.0538 / (1 - 0.0538) / (0.4156 / (1 - 0.4156)), rel=0.01
    )


def test_that_they_were_put_on_the_waiting_list_was_known_in_time():
    told = bookings()
    guard = leakage(
        told.booked, told.decided, (told.waited > 0).astype(float), told.cancelled, told.block
    )
    assert guard.outcome == Outcome.PASSED
    assert guard.figures["in_time"] == 1
    assert guard.figures["log_odds"] > 1  # a strong association is no leak


def test_how_long_they_waited_is_refused_because_cancelling_ends_the_wait():
    """Only every 68th record is late, and those carry all of the association."""
    told = bookings()
    over = told.booked + np.where(told.waited > 0, told.waited + 0.99, 0)
    guard = leakage(over, told.decided, np.log1p(told.waited), told.cancelled, told.block)
    assert guard.figures["in_time"] > 0.98
    assert guard.figures["log_odds"] > 5 * abs(guard.figures["log_odds_in_time"])
    assert guard.outcome == Outcome.FAILED


def test_booking_changes_are_made_while_the_booking_stands():
    """The file does not say when; the middle of the booking's life stands for it."""
    told = bookings()
    changed = (told.booked + told.decided) / 2
    guard = leakage(
        changed, told.decided, (told.changes > 0).astype(float), told.cancelled, told.block
    )
    assert guard.outcome == Outcome.PASSED
