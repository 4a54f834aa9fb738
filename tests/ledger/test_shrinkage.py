"""Planted tallies: the negligent is found, the bad team excuses, the unlucky few are left alone."""

from __future__ import annotations

import datetime as dt

import duckdb
import numpy as np
import pytest

from goodwill.house.settings import Settings
from goodwill.ledger.shrinkage import of_people, of_person, of_teams, write_standings
from goodwill.pricing.shrinkage import CREDENCE

CLOSE = dt.date(2026, 9, 30)
WEEKS = [dt.date(2025, 10, 6) + dt.timedelta(weeks=n) for n in range(50)]
SETTINGS = Settings(name="Test")


def book(rates, teams, *, each=12, seed=1, unnamed=()):
    """Lay out a year of tallies: each person keeps two standards at a rate of their own.

    For the standards in `unnamed` only broken cases name the person and the team.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for person, rate in rates.items():
        team = teams[person]
        for week in WEEKS:
            for standard, policy in (("first_answer", None), ("refusal", "returns")):
                usual = rate * (3 if policy else 1)
                broken = int(rng.binomial(each, min(usual, 1)))
                kept = each - broken
                named = (person, "wboss", team, "Desk", 3)
                nobody = (None,) * 5
                of_kept = nobody if standard in unnamed else named
                rows += [(standard, "breach", week, *named, policy, broken)] * bool(broken)
                rows += [(standard, "kept", week, *of_kept, policy, kept)] * bool(kept)
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE tallies (standard VARCHAR, verdict VARCHAR, local_week DATE, person VARCHAR,"
        " manager VARCHAR, team VARCHAR, department VARCHAR, level INTEGER, policy VARCHAR,"
        " number BIGINT, side VARCHAR DEFAULT 'ours')"
    )
    names = ("standard", "verdict", "local_week", "person", "manager", "team", "department",
             "level", "policy", "number")  # fmt: skip
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    laid = ", ".join(f"unnest(${name}) AS {name}" for name in names)
    con.execute(f"INSERT INTO tallies BY NAME SELECT {laid}", columns)
    con.execute(
        "CREATE TABLE moments (person VARCHAR, team VARCHAR, direction VARCHAR, local_week DATE,"
        " local_date DATE)"
    )
    return con


def standing(rates, teams, settings=SETTINGS, **given):
    con = book(rates, teams, **given)
    write_standings(con, settings, CLOSE)
    return con


def desk(number, team="Warsaw", start=0, rate=0.08):
    rates = {f"w{start + n:02}": rate for n in range(number)}
    return rates, dict.fromkeys(rates, team)


def test_one_who_breaks_more_than_comparable_work_is_found_and_nobody_else():
    rates, teams = desk(12)
    rates["w03"] = 0.16
    found = {each.person: each for each in of_people(standing(rates, teams))}
    named = [person for person, each in found.items() if each.worse > CREDENCE]
    assert named == ["w03"]
    assert found["w03"].shrunk < found["w03"].breached / found["w03"].judged
    assert found["w03"].low < found["w03"].shrunk < found["w03"].high
    assert found["w00"].expected == pytest.approx(0.16, abs=0.03)  # the mean of both standards


def test_a_bad_team_is_found_as_a_team_and_none_of_its_people():
    good, of_good = desk(8)
    bad, of_bad = desk(8, "Krakow", 20, rate=0.16)
    con = standing(good | bad, of_good | of_bad)
    assert [each.person for each in of_people(con) if each.worse > CREDENCE] == []
    assert [each.team for each in of_teams(con) if each.worse > CREDENCE] == ["Krakow"]


def test_where_all_are_alike_nobody_is_named():
    rates, teams = desk(20)
    found = of_people(standing(rates, teams, each=3))
    assert len(found) == 20
    assert max(each.worse for each in found) < CREDENCE
    assert max(each.better for each in found) < CREDENCE


def test_standards_that_name_people_for_their_faults_alone_are_left_out():
    rates, teams = desk(6)
    con = standing(rates, teams, unnamed=("refusal",))
    told = set(con.execute("SELECT * FROM namings").fetchall())
    assert told == {("first_answer", "person"), ("first_answer", "team")}
    assert {each.judged for each in of_people(con)} == {12 * 50}


def test_nothing_is_told_of_the_time_before_the_baseline_ended():
    rates, teams = desk(6)
    until = dt.date(2026, 6, 30)
    con = standing(rates, teams, Settings(name="Test", baseline_until=until))
    assert all(each.since > until for each in of_people(con))
    con = standing(rates, teams, Settings(name="Test", baseline_until=CLOSE))
    assert of_people(con) == of_teams(con) == []


def test_whoever_moved_begins_anew_in_the_new_team():
    rates, teams = desk(6)
    con = book(rates, teams)
    con.execute(
        "UPDATE tallies SET team = 'Kyiv' WHERE person = 'w00' AND local_week > '2026-06-01'"
    )
    write_standings(con, SETTINGS, CLOSE)
    newest, older = of_person(con, "w00")
    assert (newest.team, older.team) == ("Kyiv", "Warsaw")
    assert newest.since > older.local_week


def test_in_a_team_of_two_the_figures_of_the_other_are_not_told():
    rates, teams = desk(2)
    more, of_more = desk(5, "Krakow", 10)
    found = of_people(standing(rates | more, teams | of_more))
    for each in found:
        small = each.team == "Warsaw"
        assert (each.others_judged is None) == small
        assert (each.others_share is None) == small


def test_without_any_tally_there_are_no_standings():
    con = book({"w1": 0.1}, {"w1": "Warsaw"})
    con.execute("DELETE FROM tallies")
    write_standings(con, SETTINGS, CLOSE)
    assert of_people(con) == of_teams(con) == []
