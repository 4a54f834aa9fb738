"""A simulated company that tries plays: true effects are set here, lots are drawn by day."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import numpy as np

from goodwill.care.trial.assignment import HELD_OUT, PLAYED, two_arms
from goodwill.care.trial.course import Course
from goodwill.care.trial.judging import judge
from goodwill.care.trial.terms import Terms
from goodwill.pricing.trials.amounts import Sums

FIRST = dt.date(2026, 1, 1)
PER_DAY = 20
"""Customers of both arms on whom the play's trigger falls in a day."""


class Planted(NamedTuple):
    """One play: who is held out, what share leaves with and without it, when it must be told."""

    terms: Terms
    with_it: float
    without: float
    verdicts: frozenset[str]
    within: int
    """The exposures, of both arms together, within which the verdict is stated to fall."""


def leaving(play, held_out, with_it, without, verdicts, within, *, worth):
    terms = Terms(play, two_arms(held_out), "left", better="less", rate=without, worth=worth)
    return Planted(terms, with_it, without, frozenset(verdicts), within)


def happened(planted, seed, parties):
    """Draw a play's whole course: every day's customers, by the lot and the true shares."""
    rng = np.random.default_rng(seed)
    days = parties // PER_DAY
    play = rng.binomial(PER_DAY, planted.terms.shares[PLAYED], days)
    arms = {PLAYED: (play, planted.with_it), HELD_OUT: (PER_DAY - play, planted.without)}
    return course_of(
        {name: sums_of(n, rng.binomial(n, share)) for name, (n, share) in arms.items()}
    )


def judged(planted, seed, parties):
    """Judge a play's course; once it is stopped, nobody more is drawn."""
    course = happened(planted, seed, parties)
    found = judge(planted.terms, course)[0]
    if not found.stopped:
        return found
    looks = course.days.index(found.stopped_on) + 1
    cut = {name: Sums(*(each[:looks] for each in sums)) for name, sums in course.sums.items()}
    return judge(planted.terms, course_of(cut))[0]


def sums_of(n, happened):
    """Lay out daily numbers of an arm, and of those with the outcome, as running sums."""
    n, x = np.cumsum(n).astype(float), np.cumsum(happened).astype(float)
    none = np.zeros_like(n)
    return Sums(n, x, x, x, none, none, none)


def course_of(sums):
    """Make a trial's course of running sums per arm, one look a day."""
    looks = len(next(iter(sums.values())).n)
    days = [FIRST + dt.timedelta(days=84 + day) for day in range(looks)]
    drawn = {name: int(each.n[-1:].sum()) for name, each in sums.items()}
    pace = {name: 7 * number / max(looks, 1) for name, number in drawn.items()}
    return Course(days, sums, drawn, pace)
