"""Hours are read as a company writes them, and written back the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.house.hours import NINE_TO_FIVE
from goodwill.house.timetable import intervals, written


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("9:00-17:00", ((540, 1020),)),
        ("9-17", ((540, 1020),)),
        ("14:00-17:00, 9.30 – 13", ((570, 780), (840, 1020))),
        ("0:00-24:00", ((0, 1440),)),
        ("9-12;12-15", ((540, 720), (720, 900))),
        ("", ()),
    ],
)
def test_hours_may_be_written_in_several_ways(words, expected):
    assert intervals(words) == (expected, "")


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("nine to five", "is not a stretch"),
        ("9:00", "is not a stretch"),
        ("9:60-17:00", "no clock shows"),
        ("9:00-24:01", "no clock shows"),
        ("22:00-6:00", "ends before it begins"),
        ("9-9", "ends before it begins"),
        ("9-12, 11-13", "overlap: 9:00-12:00, 11:00-13:00"),
    ],
)
def test_hours_that_make_no_sense_are_told(words, fault):
    found, wrong = intervals(words)
    assert found == ()
    assert fault in wrong


@given(st.sets(st.integers(0, 1440), max_size=8))
def test_hours_written_read_back_the_same(cuts):
    ordered = sorted(cuts)
    hours = tuple(zip(ordered[::2], ordered[1::2], strict=False))
    assert intervals(written({1: hours})["mon"]) == (hours, "")


def test_a_week_is_written_by_its_days():
    assert list(written(NINE_TO_FIVE)) == ["mon", "tue", "wed", "thu", "fri"]
