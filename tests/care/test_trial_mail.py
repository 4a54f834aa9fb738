"""A simulated trial of three arms and 64,000 customers: intervals cover, openers are refused."""

from __future__ import annotations

import datetime as dt
import sys

import numpy as np
import pytest

from goodwill.care.trial.assignment import draw
from goodwill.care.trial.course import course
from goodwill.care.trial.judging import NOT_YET, WORKS, bounds, judge
from goodwill.care.trial.statistics import declare, statistics
from goodwill.care.trial.subsets import refusal, restricted
from goodwill.moments.journal import engine
from goodwill.problems import UsageError
from tests.care.trial_mail import TERMS, VISIT, replicated, truth

START = dt.datetime.fromisoformat("2026-03-02 08:00")


def covered(seeds):
    """Per outcome and arm: how often the last interval holds the truth, and all looks together."""
    last, always = {}, {}
    for seed in seeds:
        for outcome, laid in replicated(seed).items():
            for arm in ("men", "women"):
                low, high = bounds(TERMS[outcome], laid, arm)
                inside = (low <= truth(outcome, arm)) & (truth(outcome, arm) <= high)
                last.setdefault((outcome, arm), []).append(inside[-1])
                always.setdefault((outcome, arm), []).append(inside.all())
    return [{key: np.mean(each) for key, each in found.items()} for found in (last, always)]


def test_the_intervals_of_all_outcomes_cover():
    last, always = covered(range(20))
    assert len(last) == 6
    assert min(last.values()) >= 0.9
    assert min(always.values()) >= 0.85


@pytest.mark.slow
def test_the_intervals_cover_in_93_of_100_of_two_hundred_replications():
    last, always = covered(range(200))
    for key, share in last.items():
        sys.stdout.write(f"{key}: at the end {share:.1%}, at all looks {always[key]:.1%}\n")
    assert min(last.values()) >= 0.93
    assert min(always.values()) >= 0.93


def test_both_mails_bring_visits_and_the_mens_one_is_told_of_purchases_first():
    laid = replicated(1)
    visits = judge(TERMS["visit"], laid["visit"])
    assert [each.verdict for each in visits] == [WORKS, WORKS]
    men, women = judge(TERMS["purchase"], laid["purchase"])
    assert men.verdict == WORKS
    assert women.verdict in {WORKS, NOT_YET} or women.decided >= men.decided
    assert {each.comparisons for each in visits} == {2}


def later(**by):
    return START + dt.timedelta(**by)


def fill(con, table, rows):
    """Write rows of texts, instants and numbers in one statement: thousands take long singly."""
    values = ", ".join(
        f"({', '.join(str(v) if isinstance(v, float) else repr(str(v)) for v in row)})"
        for row in rows
    )
    con.execute(f"INSERT INTO {table} VALUES {values}")


@pytest.fixture(scope="module")
def mailed():
    """The trial as tables: 6,000 customers by the lot, who came, and who opened the mail."""
    con = engine()
    rng = np.random.default_rng(1)
    arms = draw("mail", "spring", [f"c{n}" for n in range(6_000)], TERMS["visit"].shares)
    con.execute(
        "CREATE TABLE exposures (play VARCHAR, party VARCHAR, arm VARCHAR, drawn_at TIMESTAMP)"
    )
    con.execute(
        "CREATE TABLE outcomes"
        " (outcome VARCHAR, party VARCHAR, happened_at TIMESTAMP, value DOUBLE)"
    )
    for name in ("openers", "regulars"):
        con.execute(f"CREATE TABLE {name} (party VARCHAR, since TIMESTAMP)")
    keen = {each.party: rng.random() < 0.3 for each in arms}
    came = [
        each.party
        for each in arms
        if rng.random() < VISIT[each.arm] * (2.0 if keen[each.party] else 0.57)
    ]
    regular = [each for each in arms if keen[each.party]]
    opened = [each.party for each in regular if each.arm != "none"]
    fill(con, "exposures", [(*each[:3], START) for each in arms])
    fill(con, "outcomes", [("visit", party, later(days=2), 1.0) for party in came])
    fill(con, "regulars", [(each.party, later(days=-90)) for each in regular])
    fill(con, "openers", [(party, later(hours=3)) for party in opened])
    declare(con, [TERMS["visit"]])
    yield con
    con.close()


def test_a_comparison_among_openers_only_is_refused_with_the_reason(mailed):
    problem = refusal(mailed, "mail", "openers", "Openers")
    assert "Openers" in problem.what
    assert "only after the lot" in problem.what
    assert "divided by the share it reached" in problem.hint
    with pytest.raises(UsageError, match="no longer alike"):
        restricted(mailed, "mail", "openers", "Openers")


def test_openers_would_have_shown_an_effect_that_is_not_there(mailed):
    """Why it is refused: among openers there is nobody without the mail, and they are keen."""
    day = START.date() + dt.timedelta(days=15)
    whole = course(TERMS["visit"], statistics(mailed, day), day)
    mailed.execute(
        "CREATE OR REPLACE TEMP TABLE picked AS SELECT e.* FROM exposures e"
        " WHERE e.arm = 'none' OR e.party IN (SELECT party FROM openers)"
    )
    picked = course(TERMS["visit"], statistics(mailed, day, "picked"), day)
    honest, naive = (judge(TERMS["visit"], each)[0] for each in (whole, picked))
    assert naive.effect > honest.effect + 0.1 > 0.1
    assert honest.low < truth("visit", "men") < honest.high


def test_customers_told_apart_before_the_lot_may_be_compared(mailed):
    assert refusal(mailed, "mail", "regulars", "Regulars") is None
    day = START.date() + dt.timedelta(days=15)
    name = restricted(mailed, "mail", "regulars", "Regulars")
    part = course(TERMS["visit"], statistics(mailed, day, name), day)
    number = sum(part.drawn.values())
    assert 1_500 < number < 2_100
    found = judge(TERMS["visit"], part)[0]
    assert found.low <= 2 * truth("visit", "men") <= found.high


def test_when_somebody_came_to_belong_is_unknown_counts_as_after_the_lot(mailed):
    mailed.execute("CREATE OR REPLACE TABLE unknown AS SELECT party, NULL AS since FROM regulars")
    assert refusal(mailed, "mail", "unknown", "Unknown") is not None
    with pytest.raises(ValueError, match="not the name"):
        refusal(mailed, "mail", "openers; DROP TABLE exposures", "Openers")
