"""Every example of docs/notation.md is read, written and read again; the wrong one is wrong."""

import re
from pathlib import Path

import pytest

from goodwill.moments.notation import read, write_story

PAGE = (Path(__file__).parents[2] / "docs" / "notation.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
*GOOD, WRONG = EXAMPLES


@pytest.mark.parametrize("example", GOOD)
def test_an_example_of_the_page_is_read_and_written_without_loss(example):
    story, problems = read(example)
    assert problems == []
    assert story.moments
    again, problems = read(write_story(story))
    assert problems == []
    assert again.moments == story.moments
    assert again.names == story.names
    assert again.closed_at == story.closed_at


def test_the_wrong_line_of_the_page_gives_the_problem_shown_below_it():
    _story, (problem,) = read(WRONG)
    shown = PAGE.rpartition("```\n\n")[2]
    assert [line.strip() for line in shown.splitlines()] == [
        line.strip() for line in str(problem).splitlines()
    ]


def test_the_page_names_every_sort_of_column():
    for written in ("^order:17", "#waiting", "@phone", "120.00 EUR", "x3", "desk:support"):
        assert f"`{written}`" in PAGE
        _story, problems = read(f"2026-03-02 09:00  anna > acme  request  {written}")
        assert problems == []
