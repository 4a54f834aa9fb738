"""The story of a standard: a few moments with the verdicts that they must give, judged for real."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from goodwill.problems import Problem
from goodwill.words import _

if TYPE_CHECKING:
    from datetime import datetime

    from duckdb import DuckDBPyConnection

    from goodwill.house.settings import Settings
    from goodwill.moments.story import Story
    from goodwill.standards.standard import Standard


class Given(NamedTuple):
    """A verdict that the judge gave: to whom in the story, and on the moment of which instant."""

    verdict: str
    party: str
    happened_at: datetime


def test_story(standard: Standard) -> list[Problem]:
    """Judge the story of a standard, and tell every verdict that was not as the story marks it."""
    where = str(standard.file)
    story, problems = _read(standard)
    if problems:
        return problems
    if not story.marks:
        hint = _("Mark a breach as: ! acme 2026-03-02 09:00")
        return [Problem(where, _("The story marks no verdict."), hint)]
    given, kept = judged(standard, story)
    expected = [
        Given(mark.verdict, story.party_of(mark.name), mark.happened_at) for mark in story.marks
    ]
    names = {one.party: one.name for one in story.names.values()}
    missing = _rest(expected, given)
    surplus = _rest(given, expected)
    problems = [
        Problem(where, _("The story expects a verdict that was not given: {verdict}.",
                         verdict=_said(one, names)))
        for one in missing
    ]  # fmt: skip
    problems += [
        Problem(where, _("A verdict was given that the story does not expect: {verdict}.",
                         verdict=_said(one, names)))
        for one in surplus
    ]  # fmt: skip
    if not kept and not any(mark.verdict == "grace" for mark in story.marks):
        hint = _("Add a case in which the standard is kept.")
        problems.append(Problem(where, _("In the story the standard is never kept."), hint))
    return problems


def judged(standard: Standard, story: Story) -> tuple[list[Given], int]:
    """Judge a story by one standard: the verdicts given, and how often it was simply kept."""
    from goodwill.moments.journal import engine

    with engine() as con:
        tell(con, story)
        return judged_again(con, standard, story)


def tell(con: DuckDBPyConnection, story: Story) -> None:
    """Lay out the moments and the cases of a story."""
    from goodwill.moments.case import fold
    from goodwill.moments.story import story_tables

    story_tables(con, story, _settings())
    assert story.closed_at is not None, "a story with marks has moments, and so a close"
    fold(con, story.closed_at, _settings())


def judged_again(
    con: DuckDBPyConnection, standard: Standard, story: Story
) -> tuple[list[Given], int]:
    """Judge a story that is laid out already."""
    from goodwill.standards.judge import judge

    assert story.closed_at is not None, "a story with marks has moments, and so a close"
    judge(con, [standard], _settings(), story.closed_at)
    rows = con.execute("SELECT verdict, party, happened_at FROM verdicts").fetchall()
    found = con.execute("SELECT sum(number) FROM tallies WHERE verdict = 'kept'").fetchone()
    return [Given(*row) for row in rows], int(found[0] or 0) if found else 0


@cache
def _settings() -> Settings:
    """Keep them: a calendar counts its hours anew in every copy."""
    from goodwill.house.settings import Settings

    return Settings(name="story")


def _read(standard: Standard) -> tuple[Story, list[Problem]]:
    from goodwill.moments import notation

    return notation.read(standard.story, name=str(standard.file))


def _rest(these: list[Given], those: list[Given]) -> list[Given]:
    """Give what is in the one list more often than in the other."""
    left = list(those)
    rest = []
    for one in these:
        if one in left:
            left.remove(one)
        else:
            rest.append(one)
    return rest


def _said(one: Given, names: dict[str, str]) -> str:
    verdict = {"grace": "+", "breach": "!", "exempt": "~", "open": "?"}[one.verdict]
    return f"{verdict} {names.get(one.party, one.party)} {one.happened_at:%Y-%m-%d %H:%M}"
