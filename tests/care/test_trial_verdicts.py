"""Planted plays get their verdicts within the exposures that docs/trials.md states."""

from __future__ import annotations

import datetime as dt
import math
import sys

import numpy as np
import pytest

from goodwill.care.trial.assignment import HELD_OUT, PLAYED, two_arms
from goodwill.care.trial.judging import (
    HARMS,
    NO_GAIN,
    NOT_HERE,
    NOT_YET,
    STOPPED,
    VOID,
    WORKS,
    bounds,
    evidence,
    judge,
    judge_all,
    pooled,
)
from goodwill.care.trial.terms import AMOUNT, Terms
from goodwill.pricing.trials.amounts import Sums
from tests.care.trial_company import course_of, happened, judged, leaving, sums_of

HELPFUL = [
    leaving("help, half held out", 0.5, 0.12, 0.20, {WORKS}, 2_400, worth=0.06),
    leaving("help, a fifth held out", 0.2, 0.12, 0.20, {WORKS}, 3_200, worth=0.06),
]
USELESS = [
    leaving("advice, half held out", 0.5, 0.20, 0.20, {NO_GAIN}, 5_000, worth=0.06),
    leaving("advice, a fifth held out", 0.2, 0.20, 0.20, {NO_GAIN}, 8_000, worth=0.06),
]
HARMFUL = [
    leaving("offer, half held out", 0.5, 0.10, 0.06, {HARMS, STOPPED, NO_GAIN}, 3_200, worth=0.03),
    leaving(
        "offer, a fifth held out", 0.2, 0.10, 0.06, {HARMS, STOPPED, NO_GAIN}, 5_200, worth=0.03
    ),
]


def in_time(planted, seeds):
    """Count the seeds in which a play had one of its verdicts within the stated exposures."""
    return sum(judged(planted, seed, planted.within).verdict in planted.verdicts for seed in seeds)


@pytest.mark.parametrize("planted", HELPFUL + USELESS, ids=lambda each: each.terms.play)
def test_planted_plays_get_their_verdict_in_time(planted):
    assert in_time(planted, range(10)) >= 9


@pytest.mark.slow
@pytest.mark.parametrize("planted", HELPFUL + USELESS, ids=lambda each: each.terms.play)
def test_planted_plays_get_their_verdict_in_time_in_95_of_100_seeds(planted):
    right = in_time(planted, range(100))
    sys.stdout.write(f"{planted.terms.play}: {right} of 100 within {planted.within:,}\n")
    assert right >= 95


def halted(planted, seeds):
    """Count the seeds in which a harmful play was stopped in time and never said to work."""
    found = [judged(planted, seed, planted.within) for seed in seeds]
    assert not [each for each in found if each.verdict == WORKS]
    return sum(each.stopped for each in found), [each.stopped_after for each in found]


@pytest.mark.parametrize("planted", HARMFUL, ids=lambda each: each.terms.play)
def test_a_proactive_offer_that_drives_customers_away_is_halted(planted):
    assert halted(planted, range(10))[0] >= 9


@pytest.mark.slow
@pytest.mark.parametrize("planted", HARMFUL, ids=lambda each: each.terms.play)
def test_a_proactive_offer_that_drives_customers_away_is_halted_in_95_of_100_seeds(planted):
    number, after = halted(planted, range(100))
    sys.stdout.write(
        f"{planted.terms.play}: {number} of 100 within {planted.within:,},"
        f" half of them after {np.median(after):,.0f}\n"
    )
    assert number >= 95


def null_verdicts(seeds):
    planted = USELESS[0]
    found = [judge(planted.terms, happened(planted, seed, 7_300))[0] for seed in seeds]
    verdicts = np.array([each.verdict for each in found])
    stops = np.mean([each.stopped for each in found])
    return np.mean((verdicts == WORKS) | (verdicts == HARMS)), stops


def test_a_year_of_daily_looks_at_a_useless_play_misleads_one_in_twenty_at_most():
    wrong, stopped = null_verdicts(range(100))
    assert wrong <= 0.09  # 5 % and what a hundred seeds may add
    assert stopped <= 0.16


@pytest.mark.slow
def test_a_year_of_daily_looks_at_two_thousand_useless_plays_misleads_one_in_twenty_at_most():
    wrong, stopped = null_verdicts(range(2_000))
    sys.stdout.write(f"wrong {wrong:.2%}, stopped {stopped:.2%}\n")
    assert 0 < wrong <= 0.05
    assert 0 < stopped <= 0.10


def test_a_verdict_once_reached_stays_and_says_when():
    planted = HELPFUL[0]
    whole = happened(planted, 3, 6_000)
    found = judge(planted.terms, whole)[0]
    looks = whole.days.index(found.decided) + 1
    first = {name: Sums(*(each[:looks] for each in s)) for name, s in whole.sums.items()}
    before = {name: Sums(*(each[: looks - 1] for each in s)) for name, s in whole.sums.items()}
    assert judge(planted.terms, course_of(first))[0].decided == found.decided
    assert judge(planted.terms, course_of(before))[0].verdict == NOT_YET
    assert found.after == looks * 20


def test_the_lowest_bound_of_the_verdict_is_the_interval_shown():
    planted = HELPFUL[0]
    laid = happened(planted, 5, 4_000)
    found, (low, high) = judge(planted.terms, laid)[0], bounds(planted.terms, laid, PLAYED)
    assert (found.low, found.high) == pytest.approx((low[-1], high[-1]), abs=1e-9)
    assert found.low < -0.08 < found.high < 0  # fewer leave: the outcome's own direction
    assert found.effect == pytest.approx(-0.08, abs=0.03)
    decided = evidence(planted.terms, laid, PLAYED).works
    assert ((high < 0) == decided).mean() > 0.99


def test_what_a_verdict_left_out_stays_out_of_the_interval():
    planted = HELPFUL[0]
    early = happened(planted, 3, 3_000)
    late = happened(planted._replace(with_it=0.26), 4, 2_000)  # later the tide turns
    both = {
        name: Sums(
            *(
                np.concatenate([first, first[-1] + then])
                for first, then in zip(sums, late.sums[name], strict=True)
            )
        )
        for name, sums in early.sums.items()
    }
    laid = course_of(both)
    found, (_low, high) = judge(planted.terms, laid)[0], bounds(planted.terms, laid, PLAYED)
    assert found.verdict == WORKS
    assert high[-1] > 0  # the last look alone would leave it open again
    assert found.high == 0.0
    assert found.low < found.effect < found.high


def test_harm_is_not_looked_for_before_the_play_says_so():
    planted = HARMFUL[0]
    late = planted.terms._replace(harm_after=1_500)
    for seed in range(5):
        at_once = judge(planted.terms, happened(planted, seed, 6_000))[0]
        found = judge(late, happened(planted, seed, 6_000))[0]
        assert found.stopped_on >= at_once.stopped_on
        assert found.stopped_after >= 2 * 1_500 * 0.9


def test_a_lot_that_was_not_kept_voids_the_trial():
    planted = HELPFUL[1]
    laid = happened(planted, 1, 6_000)
    lost = laid._replace(drawn=laid.drawn | {HELD_OUT: int(laid.drawn[HELD_OUT] * 0.7)})
    assert judge(planted.terms, laid)[0].verdict == WORKS
    assert judge(planted.terms, lost)[0].verdict == VOID


def test_three_arms_share_the_error_and_are_judged_each():
    terms = Terms("mail", {"none": 0.4, "long": 0.3, "short": 0.3}, "left", better="less",
                  rate=0.2, worth=0.06, held_out="none")  # fmt: skip
    rng = np.random.default_rng(1)
    n = rng.multinomial(30, [0.4, 0.3, 0.3], 200).T
    shares = dict(zip(terms.shares, zip(n, (0.2, 0.1, 0.2), strict=True), strict=True))
    laid = course_of({name: sums_of(k, rng.binomial(k, p)) for name, (k, p) in shares.items()})
    long, short = judge(terms, laid)
    assert (long.verdict, long.comparisons, long.error) == (WORKS, 2, 0.025)
    assert short.verdict in {NO_GAIN, NOT_YET}
    alone = judge(terms._replace(error=0.1), laid)[0]
    assert alone.high - alone.low < long.high - long.low


def test_a_firm_of_three_hundred_customers_is_told_that_it_cannot_prove_it():
    planted = leaving("call", 0.2, 0.17, 0.20, {NOT_HERE}, 300, worth=0.03)
    few = happened(planted, 1, 300)
    slow = few._replace(pace={HELD_OUT: 1.0, PLAYED: 5.0})
    assert judge(planted.terms, slow)[0].verdict == NOT_HERE
    none_left = judge(planted.terms, few, left=500)[0]
    assert (none_left.verdict, none_left.weeks) == (NOT_HERE, None)


def test_the_weeks_said_are_kept_in_four_of_five_trials():
    """The trial goes on after a look at a thousand; was it decided within the weeks then said?"""
    planted = leaving("call", 0.5, 0.14, 0.20, {WORKS}, 12_000, worth=0.06)
    kept, asked = 0, 0
    for seed in range(60):
        whole = happened(planted, seed, 12_000)
        part = {name: Sums(*(each[:50] for each in s)) for name, s in whole.sums.items()}
        now = judge(planted.terms, course_of(part))[0]
        if now.verdict != NOT_YET:
            continue
        asked += 1
        days = 7 * (now.weeks - planted.terms.days / 7)  # these are followed at once
        decided = judge(planted.terms, whole)[0].decided
        kept += decided is not None and (decided - whole.days[49]).days <= days
    assert asked > 30
    assert 0.65 <= kept / asked <= 0.97


def test_nobody_drawn_yet_needs_what_was_planned_and_nobody_drawn_at_all_is_said():
    planted = HELPFUL[0]
    empty = happened(planted, 1, 0)
    found = judge(planted.terms, empty)[0]
    assert (found.verdict, found.weeks, found.parties) == (NOT_YET, None, 0)
    assert math.isnan(found.effect)
    planned = empty._replace(pace={HELD_OUT: 50.0, PLAYED: 50.0})
    assert 12 < judge(planted.terms, planned)[0].weeks < 60


def test_the_best_guess_is_pooled_and_changes_no_verdict():
    pairs = [(planted.terms, happened(planted, 11, 1_200)) for planted in (*HELPFUL, *USELESS)]
    alone = [each for terms, laid in pairs for each in judge(terms, laid)]
    together = judge_all(pairs)
    decided = {WORKS, HARMS, STOPPED, NO_GAIN}
    for one, both in zip(alone, together, strict=True):
        assert (one.low, one.high) == (both.low, both.high)
        assert (one.verdict == both.verdict) or not {one.verdict, both.verdict} & decided
        assert both.guess_low < both.guess < both.guess_high
        assert math.isnan(one.guess)
    apart = [np.std([each.effect for each in alone]), np.std([each.guess for each in together])]
    assert apart[1] < 0.9 * apart[0]
    assert pooled([]) == []


def test_money_is_judged_without_a_rate_and_less_may_be_better():
    rng = np.random.default_rng(1)
    shares, n = two_arms(0.5), 6_000
    play = rng.random(n) < 0.5
    y = (rng.random(n) < 0.5) * rng.lognormal(3, 0.8, n) + 5.0 * play
    more = Terms("tip", shares, "spent", AMOUNT, cap=200.0)
    less = more._replace(better="less")
    arms = {PLAYED: play, HELD_OUT: ~play}
    cells = {name: [m, m * (y != 0), m * y, m * y * y, *[0 * y] * 3] for name, m in arms.items()}
    laid = course_of(
        {
            name: Sums(*(cell.cumsum()[19::20] * 1.0 for cell in each))
            for name, each in cells.items()
        }
    )
    gain, harm = judge(more, laid)[0], judge(less, laid)[0]
    assert (gain.verdict, harm.verdict) == (WORKS, HARMS)
    assert (gain.low, gain.high) == (harm.low, harm.high)
    assert gain.low < 5.0 < gain.high
    assert harm.stopped_on <= harm.decided
    assert isinstance(harm.stopped_on, dt.date)


def test_where_nobody_has_been_followed_and_nothing_is_usual_nobody_says_when():
    young = course_of({name: sums_of([], []) for name in (HELD_OUT, PLAYED)})
    drawn, pace = dict.fromkeys((HELD_OUT, PLAYED), 7), dict.fromkeys((HELD_OUT, PLAYED), 49.0)
    terms = Terms("quiet", two_arms(0.5), "asked_again", AMOUNT, worth=0.2)
    found = judge(terms, young._replace(drawn=drawn, pace=pace))[0]
    assert (found.verdict, found.weeks) == (NOT_YET, None)
