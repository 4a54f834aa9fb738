"""The drill: what lies behind a standard's breaches, asked of the company before its people."""

from __future__ import annotations

import datetime as dt

import duckdb
import numpy as np
import pytest

from goodwill.ledger.cause import write_causes
from goodwill.ledger.drill import begin_with

CLOSING = dt.date(2026, 9, 30)
JANUARY = dt.datetime(2026, 1, 5)  # noqa: DTZ001  # naive UTC, as everywhere
TALLIES = """
CREATE TABLE tallies (standard VARCHAR, side VARCHAR, verdict VARCHAR, local_week DATE,
  team VARCHAR, person VARCHAR, policy VARCHAR, channel VARCHAR, number BIGINT)
"""
MOMENTS = """
CREATE TABLE moments (id BIGINT, happened_at TIMESTAMP, kind VARCHAR, policy VARCHAR,
  person VARCHAR, team VARCHAR, department VARCHAR, level INTEGER)
"""
POLICIES, CHANNELS = ["returns", "warranty", "terms", "credit"], ["phone", "email", "web"]


def book(rows=(), moments=()):
    con = duckdb.connect()
    con.execute(TALLIES)
    con.execute(MOMENTS)
    if rows:
        names = ("standard", "verdict", "week", "team", "person", "policy", "channel")
        columns = {
            name: np.array([str(row[place] or "") for row in rows])
            for place, name in enumerate(names)
        }
        con.register("drawn", columns)
        con.execute(
            """
            INSERT INTO tallies
            SELECT standard, 'ours', verdict, CAST(week AS DATE), nullif(team, ''),
                   nullif(person, ''), nullif(policy, ''), nullif(channel, ''), count(*)
            FROM drawn GROUP BY ALL
            """
        )
    for row in moments:
        con.execute("INSERT INTO moments VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    return con


def dealings(rng, chance, number=1500, standard="kind"):
    """Draw dealings of a year, each broken with the chance that its place gives it."""
    monday = dt.date(2025, 10, 6)
    rows = []
    for who, policy, channel, week, lot in zip(
        rng.integers(0, 12, number), rng.integers(0, 4, number), rng.integers(0, 3, number),
        rng.integers(0, 51, number), rng.random(number), strict=True,
    ):  # fmt: skip
        place = {
            "policy": POLICIES[policy],
            "channel": CHANNELS[channel],
            "local_week": monday + dt.timedelta(weeks=int(week)),
            "team": f"team {who % 3}",
            "person": f"w{who}",
        }
        verdict = "breach" if lot < chance(place) else "kept"
        rows.append(
            (standard, verdict, place["local_week"], place["team"], place["person"],
             place["policy"], place["channel"])
        )  # fmt: skip
    return rows


def causes(con, standard="kind"):
    rows = con.execute(
        "SELECT cause, share, low, high, untold, beside FROM causes WHERE standard = ?", [standard]
    ).fetchall()
    return {row[0]: row[1:] for row in rows}


ROOTS = {
    "policy": ("policy", "warranty"),
    "channel": ("channel", "email"),
    "team": ("team", "team 1"),
    "local_week": ("local_week", ""),
    "person": ("person", ""),
}
QUARTER_END = {dt.date(2025, 12, 22), dt.date(2026, 3, 23), dt.date(2026, 6, 22)}


def planted(root, name):
    if root == "local_week":
        return lambda place: 0.7 if place["local_week"] in QUARTER_END else 0.05
    if root == "person":
        return lambda place: 0.35 if place["person"] in {"w1", "w4"} else 0.05
    return lambda place: 0.25 if place[root] == name else 0.05


def test_the_first_suggestion_names_the_planted_root_in_four_of_five_companies():
    rng = np.random.default_rng(12)
    right = []
    for root, (factor, name) in ROOTS.items():
        for _ in range(3):
            con = book(dealings(rng, planted(root, name)))
            write_causes(con, CLOSING)
            first = begin_with(con, "kind")
            right.append((first.factor, first.name) == (factor, name))
    assert np.mean(right) >= 0.8, right


def test_where_all_are_alike_the_first_suggestion_is_what_all_have_in_common():
    rng = np.random.default_rng(13)
    found = []
    for _ in range(6):
        con = book(dealings(rng, lambda _place: 0.1))
        write_causes(con, CLOSING)
        found.append(begin_with(con, "kind").factor)
    assert found.count("common") >= 5, found


def test_shares_and_what_is_common_make_up_all_broken_cases():
    con = book(dealings(np.random.default_rng(14), planted("policy", "returns")))
    write_causes(con, CLOSING)
    told = causes(con)
    assert list(told) == ["policy", "process", "team", "person", "common"]
    assert told["policy"][0] > 0.4
    assert told["policy"][1] < told["policy"][0] < told["policy"][2]
    assert sum(row[0] for row in told.values()) == pytest.approx(1, abs=0.03)  # each at least 0
    names = con.execute("SELECT factor, name FROM excesses").fetchall()
    assert ("policy", "returns") in names
    assert {factor for factor, _name in names} <= {"policy", "channel", "team"}


def test_no_person_is_named_in_any_table_that_is_written():
    con = book(
        dealings(np.random.default_rng(15), planted("person", "")),
        [(1, JANUARY, "change", "returns", "w4", "team 1", "Sales", 1)],
    )  # fmt: skip
    write_causes(con, CLOSING)
    for table in ("causes", "excesses", "rules"):
        cells = [str(cell) for row in con.execute(f"FROM {table}").fetchall() for cell in row]
        assert cells
        assert not {f"w{n}" for n in range(12)} & set(cells)
        columns = {row[0] for row in con.execute(f"DESCRIBE {table}").fetchall()}
        assert not {"person", "party", "manager"} & columns


def test_few_cases_tell_nothing():
    con = book(dealings(np.random.default_rng(16), lambda _place: 0.1, number=120))
    write_causes(con, CLOSING)
    assert causes(con) == {}
    assert begin_with(con, "kind") is None


def alone(rows):
    """Let everything be dealt with by one team under one rule on one channel."""
    return [(*row[:3], "team", row[4], "rule", "phone") for row in rows]


def test_a_single_rule_or_team_cannot_be_compared():
    rng = np.random.default_rng(17)
    con = book(alone(dealings(rng, planted("person", ""))))
    write_causes(con, CLOSING)
    told = causes(con)
    assert told["policy"] == (None, None, None, "one", "")
    assert told["team"] == (None, None, None, "one", "")
    assert told["person"][0] > 0.2


def test_a_rule_that_one_team_alone_applies_is_told_together_with_the_team():
    rng = np.random.default_rng(18)
    rows = [
        (*row[:5], f"rule of {row[3]}", row[6])
        for row in dealings(rng, planted("team", "team 1"), number=2500)
    ]
    con = book(rows)
    write_causes(con, CLOSING)
    told = causes(con)
    reasons = {told["policy"][3], told["team"][3]}
    assert reasons <= {"tangled", "wide"}
    if "tangled" in reasons:
        assert {told["policy"][4], told["team"][4]} & {"team", "policy"}
    assert not con.execute("SELECT 1 FROM excesses WHERE factor = 'policy'").fetchall() or (
        told["policy"][3] == "wide"
    )


def test_a_name_that_comes_with_the_breach_is_not_blamed():
    rng = np.random.default_rng(19)
    rows = [
        (*row[:3], "Workshop" if row[1] == "breach" else f"team {n % 3}", None, *row[5:])
        for n, row in enumerate(dealings(rng, lambda _place: 0.1))
    ]
    con = book(rows)
    write_causes(con, CLOSING)
    assert causes(con)["team"][3] == "unnamed"
    assert causes(con)["person"][3] == "one"


def test_who_set_a_rule_is_read_off_the_newest_change_that_names_it():
    moments = [
        (1, "2024-01-05", "change", "returns", "wbob", "Sales", "Trade", 2),
        (2, JANUARY, "change", "returns", "wann", None, "Finance", 1),
        (3, "2026-02-05", "refusal", "returns", "wann", "Desk", "Service", 3),
        (4, "2026-02-05", "change", None, "wann", "Desk", "Service", 3),
    ]  # fmt: skip
    con = book(moments=moments)
    write_causes(con, CLOSING)
    assert con.execute("FROM rules").fetchall() == [("returns", 2, JANUARY, None, "Finance", 1)]


def test_many_persons_are_stood_for_by_a_part_of_them(monkeypatch):
    from goodwill.ledger import cause

    rng = np.random.default_rng(20)
    rows = [
        (*row[:4], f"w{rng.integers(0, 300)}", *row[5:])
        for row in dealings(rng, planted("policy", "returns"), number=6000)
    ]
    monkeypatch.setattr(cause, "MOST_LEVELS", 120)
    con = book(rows)
    write_causes(con, CLOSING)
    first = causes(con)
    assert first["policy"][1] > 0.2
    write_causes(con, CLOSING)
    assert causes(con) == first
