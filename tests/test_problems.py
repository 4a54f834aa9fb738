"""Problems are data: collected, told all at once, never a surprise."""

from __future__ import annotations

import pickle

import pytest

from goodwill import problems
from goodwill.problems import (
    ConfigurationError,
    GoodwillError,
    InputError,
    IntegrityError,
    Problem,
    UsageError,
    nearest,
)

NO_COLUMN = Problem("orders.csv:3", "there is no column 'Amont'.", "Did you mean 'Amount'?")
NO_NAME = Problem("", "The name is missing.")


def test_a_problem_is_printed_with_its_place_and_its_advice():
    assert str(NO_COLUMN) == (
        "orders.csv:3: there is no column 'Amont'.\n    Did you mean 'Amount'?"
    )
    assert str(NO_NAME) == "The name is missing."


def test_an_error_carries_every_problem():
    error = InputError(problem for problem in [NO_COLUMN, NO_NAME])
    assert error.problems == [NO_COLUMN, NO_NAME]
    assert str(error) == f"{NO_COLUMN}\n{NO_NAME}"


def test_an_error_of_one_problem_needs_no_list():
    assert UsageError(NO_NAME).problems == [NO_NAME]


def test_an_error_comes_whole_out_of_a_subprocess():
    error = InputError([NO_COLUMN, NO_NAME])
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is InputError
    assert (again.problems, str(again)) == (error.problems, str(error))


def test_each_error_has_its_exit_code():
    kinds = (UsageError, InputError, GoodwillError, ConfigurationError, IntegrityError)
    assert [kind(NO_NAME).exit_code for kind in kinds] == [2, 3, 3, 4, 5]
    assert (problems.OK, problems.FINDINGS, problems.BUG, problems.INTERRUPTED) == (0, 1, 70, 130)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("curency", "currency"),
        ("CURRENCY", "currency"),
        ("zoen", "Zone"),
        ("margins", "margin"),
        ("elephant", None),
        ("", None),
    ],
)
def test_the_nearest_known_word_is_found(word, meant):
    assert nearest(word, ["currency", "Zone", "margin"]) == meant


def test_nothing_is_near_where_nothing_is_known():
    assert nearest("zone", []) is None
