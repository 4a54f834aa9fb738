"""Every way to go wrong is answered with its place, the next step, and its own exit code."""

from __future__ import annotations

import pytest

from tests.cli.gallery import GALLERY, PAGE, answers, page

INSIDE = ("Traceback", "duckdb.", "Exception(", "/tmp", "goodwill.cli", "None")


@pytest.mark.parametrize("item", GALLERY, ids=lambda item: item.title)
def test_what_goes_wrong_has_its_exit_code_and_shows_nothing_of_our_insides(item):
    ran = answers()[item.title]
    assert ran.code == item.code, ran.err
    assert ran.err.strip()
    assert not [word for word in INSIDE if word in ran.err]


def test_the_gallery_shows_every_exit_code_for_a_fault_that_is_not_ours():
    assert {item.code for item in GALLERY} == {1, 2, 3, 4, 5}


def test_the_page_of_faults_of_commands_says_what_is_said_today():
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m tests.cli.gallery`"
