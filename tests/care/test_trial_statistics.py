"""The counts of a trial, by the engine and by hand."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from goodwill.care.trial.course import course
from goodwill.care.trial.statistics import STATISTICS, declare, statistics
from goodwill.care.trial.terms import AMOUNT, Terms
from goodwill.moments.journal import engine

SHARES = {"held_out": 0.5, "played": 0.5}
LEFT = Terms("gift", SHARES, "left", days=28, before_days=0)
SPENT = Terms("gift", SHARES, "spent", AMOUNT, days=28, before_days=28, cap=100.0)
DAY = dt.date(2026, 3, 1)


@pytest.fixture
def con():
    connection = engine()
    connection.execute(
        "CREATE TABLE exposures (play VARCHAR, party VARCHAR, arm VARCHAR, drawn_at TIMESTAMP)"
    )
    connection.execute(
        "CREATE TABLE outcomes"
        " (outcome VARCHAR, party VARCHAR, happened_at TIMESTAMP, value DOUBLE)"
    )
    yield connection
    connection.close()


def filled(con, exposures, outcomes):
    con.executemany("INSERT INTO exposures VALUES (?, ?, ?, ?)", exposures)
    con.executemany("INSERT INTO outcomes VALUES (?, ?, ?, ?)", outcomes)


def at(text):
    return dt.datetime.fromisoformat(text)


def test_one_party_counts_once_from_the_lot_to_the_end_of_the_last_day(con):
    exposures = [
        ("gift", "a", "played", at("2026-01-10 09:00")),
        ("gift", "a", "held_out", at("2026-01-20 09:00")),  # a second time: not counted
        ("gift", "b", "held_out", at("2026-01-10 15:00")),
        ("gift", "c", "played", at("2026-02-02 09:00")),  # not followed to the end by 1 March
        ("other", "b", "played", at("2026-01-01 09:00")),
    ]
    outcomes = [
        ("spent", "a", at("2026-01-10 09:01"), 30.0),
        ("spent", "a", at("2026-02-07 23:59"), 90.0),  # the 28th day
        ("spent", "a", at("2026-02-08 00:00"), 500.0),  # a day late
        ("spent", "b", at("2026-01-10 14:00"), 7.0),  # the same day, before the lot
        ("spent", "b", at("2025-12-12 14:00"), 500.0),  # before the time that is looked back
        ("spent", "c", at("2026-02-02 10:00"), 11.0),
        ("left", "b", at("2026-01-30 10:00"), 1.0),
        ("left", "b", at("2026-01-31 10:00"), 1.0),  # twice: it happened
    ]
    filled(con, exposures, outcomes)
    declare(con, [LEFT, SPENT])
    rows = {(row.outcome, row.arm, row.day): row for row in statistics(con, DAY)}
    tenth, second = dt.date(2026, 1, 10), dt.date(2026, 2, 2)
    assert set(rows) == {
        *((name, arm, tenth) for name in ("left", "spent") for arm in SHARES),
        *((name, "played", second) for name in ("left", "spent")),
    }
    a, b = rows["spent", "played", tenth], rows["spent", "held_out", tenth]
    assert (a.n, a.some, a.y, a.yy, a.x) == (1, 1, 100.0, 10_000.0, 0.0)  # 120, capped
    assert (b.n, b.some, b.y, b.x, b.xx) == (1, 0, 0.0, 7.0, 49.0)
    waiting = rows["spent", "played", second]
    assert (waiting.n, waiting.ripe, waiting.y) == (1, False, 0.0)
    assert rows["left", "held_out", tenth].y == 1.0
    assert rows["left", "played", tenth].y == 0.0


def test_the_engine_counts_what_a_loop_counts(con):
    rng = np.random.default_rng(1)
    start = at("2026-01-01 00:00")

    def minutes():
        return dt.timedelta(minutes=int(rng.integers(0, 59 * 1440)))

    drawn = {f"c{number}": start + minutes() for number in range(300)}
    arms = {party: str(rng.choice(list(SHARES))) for party in drawn}
    bought = [
        (f"c{rng.integers(0, 400)}", start - dt.timedelta(days=20) + minutes(), float(cents) / 100)
        for cents in rng.integers(1, 9_000, 2_000)
    ]
    filled(
        con,
        [("gift", party, arms[party], when) for party, when in drawn.items()],
        [("spent", *each) for each in bought],
    )
    declare(con, [SPENT])
    expected = defaultdict(lambda: np.zeros(7))
    for party, when in drawn.items():
        last = when.date() + dt.timedelta(days=28)
        mine = [(t, v) for p, t, v in bought if p == party]
        y = sum(v for t, v in mine if t > when and t.date() <= last)
        first = when.date() - dt.timedelta(days=28)
        x = sum(v for t, v in mine if t <= when and t.date() >= first)
        y, x = (min(y, 100.0), min(x, 100.0)) if last <= DAY else (0.0, 0.0)
        expected[arms[party], when.date()] += (1, y != 0, y, y * y, x, x * x, x * y)
    found = {(row.arm, row.day): row for row in statistics(con, DAY)}
    assert set(found) == set(expected)
    for key, row in found.items():
        counted = (row.n, row.some, row.y, row.yy, row.x, row.xx, row.xy)
        assert counted == pytest.approx(tuple(expected[key]))
    assert sum(row.y for row in found.values()) > 1_000


def test_the_course_adds_up_day_by_day(con):
    exposures = [
        ("gift", f"c{number}", arm, at(f"2026-01-{day:02} 09:00"))
        for number, (day, arm) in enumerate(
            [(5, "played"), (5, "held_out"), (6, "played"), (8, "held_out"), (28, "played")]
        )
    ]
    filled(con, exposures, [("left", "c2", at("2026-01-07 10:00"), 1.0)])
    declare(con, [LEFT])
    laid = course(LEFT, statistics(con, dt.date(2026, 2, 10)), dt.date(2026, 2, 10))
    assert laid.days == [dt.date(2026, 2, 2), dt.date(2026, 2, 3), dt.date(2026, 2, 5)]
    assert laid.counts("played", "held_out").tolist() == [
        [0, 1, 0, 1], [1, 1, 0, 1], [1, 1, 0, 2],
    ]  # fmt: skip
    assert laid.drawn == {"held_out": 2, "played": 3}
    assert laid.pace["played"] == pytest.approx(3 / (37 / 7))


def test_the_text_speaks_plain_sql_that_other_engines_print_too():
    import sqlglot

    text = STATISTICS.format(exposures="exposures").replace("$day", ":day")
    for dialect in ("postgres", "spark"):
        assert "GROUP BY" in sqlglot.transpile(text, read="duckdb", write=dialect)[0]
    for word in ("ASOF", "LIST", "STRUCT", "UBIGINT", "QUALIFY"):
        assert word not in text.upper()


def test_nothing_of_the_trials_opens_an_engine():
    folder = Path(__file__).parents[2] / "src/goodwill/care/trial"
    assert not [path.name for path in folder.glob("*.py") if "duckdb.connect" in path.read_text()]
