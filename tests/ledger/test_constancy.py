"""Whether a standard holds: weeks are whole, loads are what was there, and stress is found."""

from __future__ import annotations

import datetime as dt

import duckdb
import numpy as np
import pytest

from goodwill.house.hours import Calendar
from goodwill.house.settings import Settings
from goodwill.ledger.constancy import under_load, weekly, write_loads
from goodwill.ledger.funnel import cuts
from goodwill.ledger.rates import rates

CLOSING = dt.date(2026, 9, 30)  # a Wednesday
MONDAY = dt.date(2026, 9, 21)
TALLIES = """
CREATE TABLE tallies (standard VARCHAR, verdict VARCHAR, local_week DATE, team VARCHAR,
  policy VARCHAR, level INTEGER, number BIGINT)
"""
MOMENTS = """
CREATE TABLE moments (direction VARCHAR, kind VARCHAR, team VARCHAR, person VARCHAR,
  local_date DATE, local_week DATE)
"""


def tallied(con, verdict, week, number, team="desk", standard="kind"):
    con.execute(
        "INSERT INTO tallies VALUES (?, ?, ?, ?, NULL, NULL, ?)",
        [standard, verdict, week, team, number],
    )


@pytest.fixture
def con():
    con = duckdb.connect()
    con.execute(TALLIES)
    con.execute(MOMENTS)
    return con


def test_the_week_that_still_runs_is_left_out_and_empty_weeks_are_there(con):
    tallied(con, "kept", MONDAY - dt.timedelta(weeks=2), 4)
    tallied(con, "grace", MONDAY - dt.timedelta(weeks=2), 1)
    tallied(con, "exempt", MONDAY - dt.timedelta(weeks=2), 9)
    tallied(con, "breach", MONDAY, 3)
    tallied(con, "breach", MONDAY + dt.timedelta(weeks=1), 50)
    tallied(con, "breach", MONDAY, 50, standard="another")
    found = weekly(con, "kind", CLOSING)
    assert found.weeks == tuple(MONDAY - dt.timedelta(weeks=back) for back in (2, 1, 0))
    assert found.judged.tolist() == [5, 0, 3]
    assert found.kept.tolist() == [5, 0, 0]


def test_a_week_that_ends_with_the_close_is_whole(con):
    tallied(con, "kept", MONDAY, 3)
    assert weekly(con, "kind", MONDAY + dt.timedelta(days=6)).weeks == (MONDAY,)
    assert weekly(con, "kind", MONDAY + dt.timedelta(days=5)) is None


def test_a_standard_without_a_case_has_no_chart(con):
    assert weekly(con, "kind", CLOSING) is None


def came(con, day, *, person=None, team="desk", kind="question", direction="in", times=1):
    monday = day - dt.timedelta(days=day.weekday())
    for _ in range(times):
        con.execute(
            "INSERT INTO moments VALUES (?, ?, ?, ?, ?, ?)",
            [direction, kind, team, person, day, monday],
        )


HALF = Calendar("half", "UTC", dict.fromkeys(range(1, 6), ((540, 780),)), teams={"yard"})


def test_the_load_of_a_week_is_what_arrived_by_the_hours_of_those_who_were_there(con):
    came(con, MONDAY, times=6)
    came(con, MONDAY, kind="rating", times=3)  # nothing to do
    came(con, MONDAY, person="wann", kind="answer", direction="out", times=2)
    came(con, MONDAY, person="wbob", kind="handover", direction="inside")
    came(con, MONDAY + dt.timedelta(days=1), person="wann", kind="answer", direction="out")
    saturday = MONDAY + dt.timedelta(days=5)
    came(con, saturday, person="wbob", kind="answer", direction="out")
    came(con, MONDAY, person="wyan", kind="delivery", direction="out", team="yard")
    write_loads(con, Settings(name="acme", calendars=(HALF,)), CLOSING)
    assert con.execute("FROM loads ORDER BY team").fetchall() == [
        # three days of eight hours; Saturday is no working day
        ("desk", MONDAY, 6, 24.0, 0.25, None, None),
        ("yard", MONDAY, 0, 4.0, 0.0, None, None),
    ]


def year(con, rng, arrivals, present, broken):
    """Lay out a year of one team's weeks: what came, who was there, what was broken."""
    for place in range(50):
        monday = MONDAY - dt.timedelta(weeks=49 - place)
        came(con, monday, times=arrivals(place))
        for who in range(present(place)):
            came(con, monday, person=f"w{who}", kind="answer", direction="out")
        bad = int(rng.binomial(30, broken(place)))
        tallied(con, "breach", monday, bad)
        tallied(con, "kept", monday, 30 - bad)
    write_loads(con, Settings(name="acme"), CLOSING)


def test_a_standard_that_is_kept_less_under_load_is_found_and_a_thin_week_is_no_load(con):
    rng = np.random.default_rng(2)
    year(
        con,
        rng,
        arrivals=lambda place: 12 if place % 6 == 0 else 4,
        present=lambda place: 1 + (place % 2),
        broken=lambda place: 0.4 if place % 6 == 0 else 0.1,
    )
    busy = under_load(con, "kind")["busy"]
    assert busy.weeks == 9
    assert busy.high < -0.1
    assert np.isnan(under_load(con, "kind")["short"].difference)  # half the weeks are alike


def test_weeks_with_few_present_are_the_stress_of_their_own(con):
    rng = np.random.default_rng(3)
    year(
        con,
        rng,
        arrivals=lambda _place: 4,
        present=lambda place: 1 if place % 7 == 0 else 4,
        broken=lambda place: 0.35 if place % 7 == 0 else 0.1,
    )
    short = under_load(con, "kind")["short"]
    assert short.weeks == 8
    assert short.high < 0
    assert short.ordinary == pytest.approx(0.9, abs=0.03)


def test_where_load_does_nothing_nothing_is_told(con):
    rng = np.random.default_rng(4)
    year(
        con,
        rng,
        arrivals=lambda place: 2 + place % 9,
        present=lambda _place: 3,
        broken=lambda _place: 0.2,
    )
    found = under_load(con, "kind")["busy"]
    assert found.low < 0 < found.high


def test_a_team_that_breaks_more_is_called_apart_by_its_name(con):
    rng = np.random.default_rng(5)
    for place in range(12):
        for team in ("ann's", "bob's", "cleo's"):
            bad = int(rng.binomial(40, 0.3 if team == "bob's" else 0.1))
            week = MONDAY - dt.timedelta(weeks=place)
            tallied(con, "breach", week, bad, team)
            tallied(con, "kept", week, 40 - bad, team)
    found = cuts(con, MONDAY - dt.timedelta(weeks=13), CLOSING, "kind")
    calls = found["team"].calls
    assert calls["bob's"] == 1
    assert {calls["ann's"], calls["cleo's"]} == {-1}
    by_team = rates(con, MONDAY - dt.timedelta(weeks=13), CLOSING, by="team", standard="kind")
    assert list(found["team"].rates) == by_team
    assert [rate.name for rate in found["policy"].rates] == [None]
    assert found["policy"].calls == {}
