"""Teams in turn and customers in order: what small firms can prove, and what is not ranked."""

from __future__ import annotations

import math

import numpy as np
import pytest

from goodwill.care.trial.assignment import PLAYED, two_arms
from goodwill.care.trial.judging import HARMS, NOT_HERE, NOT_YET, WORKS
from goodwill.care.trial.ranking import rank, say_ranking
from goodwill.care.trial.terms import Terms
from goodwill.care.trial.turns import draw_turns, judge_turns, say_turned

TEAMS = ("north", "south", "east", "west", "shop")
TERMS = Terms("call", two_arms(0.5), "left", better="less", rate=0.2)


def measured(turns, effect, seed=1, weeks=None):
    rng = np.random.default_rng(seed)
    level = dict(zip(turns.teams, rng.normal(0, 1, len(turns.teams)), strict=True))
    return {
        (team, week): level[team] + 0.1 * week + rng.normal(0, 0.3) + effect * (week >= start)
        for team, start in turns.starts.items()
        for week in range(turns.weeks if weeks is None else weeks)
    }


def test_the_order_is_a_lot_that_anybody_can_draw_again():
    turns = draw_turns("salt", TEAMS, 12)
    assert draw_turns("salt", reversed(TEAMS), 12) == turns
    assert sorted(turns.starts.values()) == [2, 4, 6, 8, 10]
    orders = {draw_turns(f"salt {number}", TEAMS, 12).teams for number in range(200)}
    assert len(orders) > 90
    first = [draw_turns(f"salt {number}", TEAMS, 12).teams[0] for number in range(200)]
    assert max(first.count(team) for team in TEAMS) < 65


@pytest.mark.parametrize(
    ("effect", "better", "verdict"),
    [(1.0, "more", WORKS), (1.0, "less", HARMS), (-1.0, "less", WORKS), (0.0, "more", NOT_HERE)],
)
def test_turns_are_judged_at_their_end(effect, better, verdict):
    turns = draw_turns("salt", TEAMS, 12)
    found = judge_turns(turns, measured(turns, effect), better=better)
    assert found.verdict == verdict
    assert found.low <= effect <= found.high
    assert found.orders == 120
    said = {WORKS: "It works.", HARMS: "It harms."}
    assert say_turned(found).startswith(said.get(verdict, "Not provable here: other orders"))


def test_before_the_end_nothing_is_said_but_how_long_it_still_takes():
    turns = draw_turns("salt", TEAMS, 12)
    found = judge_turns(turns, measured(turns, 1.0, weeks=9), better="more")
    assert (found.verdict, found.weeks_left) == (NOT_YET, 3)
    assert math.isnan(found.effect)
    assert say_turned(found) == "Not yet provable: 3 weeks of the plan are still to come."


def test_three_teams_have_too_few_orders():
    turns = draw_turns("salt", TEAMS[:3], 12)
    found = judge_turns(turns, measured(turns, 5.0), better="more")
    assert found.verdict == NOT_HERE
    assert "too few orders" in say_turned(found)


def customers(n, unequal, seed=1):
    rng = np.random.default_rng(seed)
    names, played = [f"c{number}" for number in range(n)], rng.random(n) < 0.5
    age, breaches = rng.normal(size=n), rng.normal(size=n)
    left = rng.random(n) < np.clip(0.25 + 0.1 * age - played * unequal * breaches, 0, 1)
    return names, played, left, {"age": age, "breaches": breaches}


def test_those_who_gain_most_come_first_not_those_most_at_risk():
    names, played, left, before = customers(6_000, 0.10)
    ranking = rank(TERMS, PLAYED, names, played.tolist(), left.tolist(), before)
    assert ranking.ordered
    assert list(ranking.gains) == sorted(ranking.gains, reverse=True)
    first = [int(name[1:]) for name in ranking.parties[:1_000]]
    assert before["breaches"][first].mean() > 1.0
    assert abs(before["age"][first].mean()) < 0.3
    assert say_ranking(ranking).startswith("Those who gain most")


def test_a_small_company_has_no_order_and_is_told_why():
    names, played, left, before = customers(150, 0.10)
    ranking = rank(TERMS, PLAYED, names, played.tolist(), left.tolist(), before)
    assert not ranking.ordered
    assert ranking.parties == tuple(names)
    assert len(set(ranking.gains)) == 1
    assert "cannot be told from chance" in say_ranking(ranking)


def test_columns_that_are_the_same_for_all_give_no_order():
    names, played, left, before = customers(1_000, 0.10)
    same = {name: np.ones(1_000) for name in before}
    ranking = rank(TERMS, PLAYED, names, played.tolist(), left.tolist(), same)
    assert "nothing known before the lot" in say_ranking(ranking)
