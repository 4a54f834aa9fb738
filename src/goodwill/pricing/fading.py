"""A quiet fade told from a death: who buys more slowly than was its habit, and who has stopped.

Both are judged against the customer's own habit. A fade is a stretch of recent gaps, all of them
ended by a purchase, that took too long for the pace before; a silence is the present gap, too long
for the pace of late. While nothing changes, a customer's gaps may stand in any order, so shuffling
them shows how often chance alone gives such a stretch, whatever the gaps are like; and how silent
customers were at any time before they bought again shows how silent is usual. What remains is the
error of many looks, held down as Benjamini and Hochberg (1995) do.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.paths import inner, time_before
from goodwill.pricing.slowing import FEWEST, MOST, calibrated, slowing
from goodwill.pricing.stages import longer, stage_chances, unseen
from goodwill.pricing.unusual import discovered

if TYPE_CHECKING:
    from goodwill.pricing.paths import Paths
    from goodwill.pricing.rows import Flags, Floats, Integers
    from goodwill.pricing.slowing import Pace

FALSE_SHARE = 0.1
"""Of those said to fade, at most so many by chance."""
LATE = 0.05
"""Overdue is a silence longer than all but this share of the times at which customers are met."""
GONE = 0.1
"""Who is there with less than this probability is taken for gone."""
DOUBTFUL = 0.5
"""Who is there with less than this probability is overdue at least."""
BLOCK = 8192
"""Customers computed at once."""
WEEKS_IN_A_YEAR = 365.2425 / 7


class State(StrEnum):
    """How a customer stands to its own habit; the words are found elsewhere."""

    STEADY = "steady"
    FADING = "fading"
    OVERDUE = "overdue"
    GONE = "gone"
    CANNOT_TELL = "cannot_tell"  # fewer than three gaps


class Habits(NamedTuple):
    """N customers told apart; arrays of shape (N,)."""

    state: tuple[State, ...]
    alive: Floats
    before: Floats  # purchases a year, until `since`
    now: Floats  # purchases a year of late, if still there
    overdue: Floats  # the share of customers' times in which they were silent for as long, by habit
    slow: Floats  # the chance of so slow a stretch if nothing had changed
    since: Floats  # weeks from the first purchase to the change; NaN where there is none


def habits(pace: Pace, paths: Paths, *, seed: int = 1) -> Habits:
    """Tell customers apart: steady, fading, overdue, gone."""
    told = paths.x >= FEWEST
    found = slowing(pace, paths)
    slow = calibrated(pace, paths, found, seed=seed)
    faded = discovered(np.where(told, slow, np.nan), FALSE_SHARE)
    of_late = np.where(faded, found.gaps, paths.x)
    n, p, silence = _of_late(pace, paths, of_late)
    usual = usual_silences(pace, paths, seed=seed)
    chance = longer(n, pace.stages, p, silence)
    overdue = usual.share(chance)
    alive = _alive(pace, paths, n, p, usual.unbroken(chance))
    state = _states(told, faded, overdue, alive)
    change = np.where(faded, time_before(paths, of_late), paths.last)
    marked = np.array([each not in (State.STEADY, State.CANNOT_TELL) for each in state])
    return Habits(
        tuple(state),
        alive,
        _a_year(pace, *_until(pace, paths, np.where(faded, of_late, 0))),
        _a_year(pace, *_with_silence(pace, n, p, silence)),
        overdue,
        slow,
        np.where(marked, change, np.nan),
    )


class Usual(NamedTuple):
    """How silent customers were before they bought again, by their own habit; K silences."""

    chance: Floats  # (K,) of so long a gap, at a random time within it, in order
    time: Floats  # (K,) weeks spent at this chance or below
    whole: Floats  # (K,) the chance of so long a gap, at its end, in order

    def share(self, chance: Floats) -> Floats:
        """The share of all times at which a customer was as silent as this, or more."""
        if not len(self.time):
            return chance
        place = np.searchsorted(self.chance, chance, side="right")
        below = np.concatenate([[0.0], self.time])[place]
        return np.asarray((below + self.time[0]) / (self.time[-1] + self.time[0]))

    def unbroken(self, chance: Floats) -> Floats:
        """The share of gaps that lasted as long as this, or longer; never less than the chance."""
        place = np.searchsorted(self.whole, chance, side="right")
        return np.asarray(np.maximum(chance, (place + 0.5) / (len(self.whole) + 1)))


def usual_silences(pace: Pace, paths: Paths, *, seed: int = 1) -> Usual:
    """Visit each gap that a purchase ended at a random time within it, once it had a habit before.

    Longer gaps are visited for longer, as they would be met at any close of the book. Holidays and
    pauses make long gaps commoner than the model has them, so its chances are never taken as such.
    """
    rng = np.random.default_rng([seed, 0])
    before = np.arange(len(paths.time)) - np.repeat(paths.start[:-1], paths.x + 1)
    begin = np.flatnonzero(inner(paths) & (before[:-1] >= FEWEST))
    if len(begin) > MOST:
        begin = rng.choice(begin, MOST, replace=False)
    length = paths.time[begin + 1] - paths.time[begin]
    n, p = pace.r + pace.stages * before[begin], pace.alpha + paths.time[begin]
    chance = longer(n, pace.stages, p, length * rng.random(len(begin)))
    order = np.argsort(chance)
    whole = np.sort(longer(n, pace.stages, p, length))
    return Usual(chance[order], np.cumsum(length[order]), whole)


def _until(pace: Pace, paths: Paths, back: Integers) -> tuple[Floats, Floats]:
    """The Gamma of the pace known from all but the last so many gaps."""
    n = np.asarray(pace.r + pace.stages * (paths.x - back), dtype=np.float64)
    return n, pace.alpha + time_before(paths, back)


def _of_late(pace: Pace, paths: Paths, back: Integers) -> tuple[Floats, Floats, Floats]:
    """The Gamma of the pace known from the last so many gaps, and the silence after them."""
    stretch = paths.last - time_before(paths, back)
    n = np.asarray(pace.r + pace.stages * back, dtype=np.float64)
    return n, pace.alpha + stretch, paths.T - paths.last


def _with_silence(pace: Pace, n: Floats, p: Floats, silence: Floats) -> tuple[Floats, Floats]:
    """Move the Gamma by a silence in which 0, 1, .. k - 1 stages may have passed."""
    chances = stage_chances(n, pace.stages, p, silence)
    return n + np.arange(pace.stages) @ chances, p + silence


def _a_year(pace: Pace, n: Floats, p: Floats) -> Floats:
    return np.asarray(WEEKS_IN_A_YEAR * n / (pace.stages * p))


def _alive(pace: Pace, paths: Paths, n: Floats, p: Floats, unbroken: Floats) -> Floats:
    """P(still there) at the pace of late, by the clock of leaving of the whole company."""
    q, silence = pace.beta + paths.last, paths.T - paths.last
    stayed = unbroken * np.exp(-pace.s * np.log1p(silence / q))
    left = np.empty_like(stayed)
    for begin in range(0, len(left), BLOCK):
        part = slice(begin, begin + BLOCK)
        lost = unseen(n[part], pace.stages, p[part], q[part], pace.s, silence[part])
        left[part] = lost.chance
    return np.asarray(stayed / (stayed + left))


def _states(told: Flags, faded: Flags, overdue: Floats, alive: Floats) -> list[State]:
    """The first that applies: too little known, gone, overdue, fading; else steady."""
    choice = np.select(
        [~told, alive < GONE, (overdue <= LATE) | (alive < DOUBTFUL), faded],
        [State.CANNOT_TELL, State.GONE, State.OVERDUE, State.FADING],
        State.STEADY,
    )
    return [State(each) for each in choice.tolist()]
