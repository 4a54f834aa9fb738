"""Stories told to the fold, and the cases that come of them."""

from datetime import datetime

import duckdb
import pytest

from goodwill.house.settings import Settings
from goodwill.moments.case import fold
from goodwill.moments.notation import read
from goodwill.moments.story import story_tables

HOUSE = Settings(name="house")


@pytest.fixture(scope="module")
def con():
    with duckdb.connect(config={"threads": 1}) as opened:
        opened.execute("SET timezone = 'UTC'")
        yield opened


def tell(con, text, house=HOUSE):
    story, problems = read(text, house.zone)
    assert problems == []
    story_tables(con, story, house)
    fold(con, story.closed_at, house)
    return story


def cases(con, text, house=HOUSE):
    tell(con, text, house)
    result = con.execute("FROM cases ORDER BY case_id")
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def case(con, text, house=HOUSE):
    (only,) = cases(con, text, house)
    return only


def wait(row):
    return row["answered_worked"] - row["opened_worked"] - row["answer_paused"]


def at(text):
    return datetime.fromisoformat(text)
