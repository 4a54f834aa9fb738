from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.reading.gallery import PAGE, answers, page
from tests.reading.hostile import GALLERY

INSIDE = ("Traceback", "duckdb", "Error", "Exception", "/tmp", "secret@", "goodwill-", "None")


@pytest.mark.parametrize("item", GALLERY, ids=lambda item: item.title)
def test_a_hostile_file_is_answered_with_its_place_and_without_our_insides(item):
    problems = answers(item)
    assert problems
    for problem in problems:
        assert problem.where
        assert problem.what.endswith((".", "?", "database")) or ": " in problem.what
        assert not [word for word in INSIDE if word in str(problem)]


def test_the_page_of_errors_says_what_is_said_today():
    assert PAGE.read_text(encoding="utf-8") == page()


def test_refusing_the_whole_gallery_takes_less_than_300_megabytes():
    done = subprocess.run(
        [sys.executable, "-m", "tests.reading.gallery", "--measure"],
        capture_output=True,
        check=True,
        cwd=PAGE.parents[1],
    )
    told = json.loads(done.stdout)
    assert len(told["seconds"]) == len(GALLERY)
    assert max(told["megabytes"]) < 300
