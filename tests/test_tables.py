"""The page of the tables binds: its column lists are those that a close writes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).parent.parent / "docs" / "tables.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """Give the part of the page under a heading."""
    found = re.search(
        rf"^## {re.escape(title)}.*?\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE
    )
    assert found, title
    return found[1]


def of_table(title: str) -> set[str]:
    """Take the names in the first column of a section's table."""
    rows = re.findall(r"^\| ([a-z_, …]+?) \|", section(title), re.MULTILINE)
    names = {name.strip() for row in rows for name in row.split(",")}
    return names - {"column"}


def of_list(title: str) -> set[str]:
    """Take the names of a section's list: `name TYPE (words), name, ...`."""
    listed = re.search(r"`([^`]*,[^`]*)`", section(title))
    assert listed
    bare = re.sub(r"\([^)]*\)", "", listed[1])
    return {part.split()[0] for part in bare.split(",")}


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("moments", of_table("moments")),
        ("cases", of_table("cases")),
        ("verdicts", of_table("verdicts")),
        ("tallies", of_list("tallies")),
        ("worths", of_list('"values"')),
        ("postings", of_list("postings")),
        ("readings", of_list("readings")),
        ("findings", of_list("findings")),
        ("guards", of_list("guards")),
        ("modifiers", of_list("modifiers")),
        ("outlook", of_list("outlook")),
        ("backtests", of_list("backtests")),
        ("habits", of_list("habits")),
        ("unseen", of_list("unseen")),
        ("attention", of_list("attention")),
        ("standings", of_list("standings")),
        ("led", of_list("led")),
        ("owings", of_list("owings")),
        ("things", of_list("things")),
        ("efforts", of_list("efforts")),
        ("effort_tenths", of_list("effort_tenths")),
        ("hours_spent", of_list("hours_spent")),
        ("namings", of_list("namings")),
        ("causes", of_list("causes")),
        ("excesses", of_list("excesses")),
        ("rules", of_list("rules")),
        ("loads", of_list("loads")),
        ("worst", of_list("worst")),
        ("team_tallies", of_list("team_tallies")),
        ("roster", of_list("roster")),
        ("models", of_list("models")),
        ("rulings", of_list("rulings")),
        ("kept", of_list("kept")),
        ("boundaries", of_list("boundaries")),
        ("precedents", of_list("precedents")),
        ("texts", of_list("texts")),
        ("remarks", of_list("remarks")),
        ("house_words", of_list("house_words")),
        ("plays", of_list("plays")),
        ("firings", of_list("firings")),
        ("trials", of_list("trials")),
        ("trial_findings", of_list("trial_findings")),
        ("trial_looks", of_list("trial_looks")),
        ("play_weeks", of_list("play_weeks")),
    ],
)
def test_a_closed_book_has_the_columns_that_the_page_lists(made, table, columns):
    with made.book.closed() as closed:
        written = {row[0] for row in closed.con.execute(f"DESCRIBE {table}").fetchall()}
    assert written == columns
