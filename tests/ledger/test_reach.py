"""Whose things come to whom, and from when on something is long overdue."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest

from goodwill.house.hours import Calendar
from goodwill.ledger.reach import long_overdue, reach

MANAGERS = {"head": None, "dora": "head", "mike": "head", "anna": "dora", "bob": "dora"}


def of(person, entering, **more):
    own = frozenset({person} if person else ())
    return reach(MANAGERS, frozenset(entering), own, **more)


def test_whoever_enters_has_their_own_and_of_those_below_who_do_not():
    assert of("dora", {"dora", "anna"}).takes == {"dora", "bob"}
    assert of("dora", {"dora", "anna"}).below == {"anna"}
    assert of("head", {"head", "anna"}).takes == {"head", "dora", "mike", "bob"}
    assert of("head", {"head", "anna"}).below == {"anna"}


def test_what_is_overdue_goes_one_step_up_and_no_further():
    everybody = set(MANAGERS)
    assert of("head", everybody).below == {"dora", "mike"}
    assert of("dora", everybody).below == {"anna", "bob"}
    assert of("", everybody, owner=True).below == {"head"}


@pytest.mark.parametrize("some", list(product((False, True), repeat=5)))
def test_everybodys_things_have_exactly_one_place(some):
    entering = {name for name, enters in zip(MANAGERS, some, strict=True) if enters}
    readers = [of(name, entering) for name in entering] + [of("", entering, owner=True)]
    for person in MANAGERS:
        assert sum(person in each.takes for each in readers) == 1, person
        assert sum(person in each.heads for each in readers) == 1, person
        # whose things the owner has anyway has nobody above
        owners = person in readers[-1].takes
        assert sum(person in each.below for each in readers) == (0 if owners else 1), person


def test_a_circle_in_the_staff_list_ends_at_the_owner():
    found = reach({"a": "b", "b": "a"}, frozenset(), frozenset(), owner=True)
    assert found.takes == {"a", "b"}


@pytest.mark.parametrize(
    ("day", "begins"),
    [("2026-03-13", "2026-03-13"), ("2026-03-15", "2026-03-13"), ("2026-03-16", "2026-03-16")],
)
def test_a_whole_working_day_has_to_pass(day, begins):
    told = long_overdue(dt.date.fromisoformat(day), Calendar("default", "UTC"))
    assert told == dt.datetime.fromisoformat(begins)
