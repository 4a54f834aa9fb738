"""Every purchase of every customer: for questions that how often and how recently do not answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from goodwill.pricing.rows import Flags, Floats, Integers


class Paths(NamedTuple):
    """The purchases of N customers, the first at 0; times in weeks since each one's first."""

    start: Integers  # (N + 1,) the purchases of customer n are time[start[n]:start[n + 1]]
    time: Floats  # (M,)
    T: Floats  # (N,) weeks from the first purchase to the end of observation

    @property
    def x(self) -> Integers:
        """Repeat purchases, (N,)."""
        return np.diff(self.start) - 1

    @property
    def last(self) -> Floats:
        """Weeks to the last purchase, (N,)."""
        return self.time[self.start[1:] - 1]


def chosen(paths: Paths, who: Integers) -> Paths:
    """The paths of some of the customers."""
    number = paths.x[who] + 1
    start = np.concatenate([[0], np.cumsum(number)])
    place = np.arange(start[-1]) + np.repeat(paths.start[who] - start[:-1], number)
    return Paths(start, paths.time[place], paths.T[who])


def gaps(paths: Paths) -> Floats:
    """Every gap between two purchases of one customer, in weeks, customer after customer."""
    return np.diff(paths.time)[inner(paths)]


def shuffled(paths: Paths, rng: np.random.Generator) -> Paths:
    """The same customers with their gaps in another order."""
    owner = np.repeat(np.arange(len(paths.T)), paths.x)
    gap = gaps(paths)
    gap = gap[np.lexsort((rng.random(len(gap)), owner))]
    step = np.zeros_like(paths.time)
    step[1:][inner(paths)] = gap
    total = np.cumsum(step)
    return paths._replace(time=total - np.repeat(total[paths.start[:-1]], paths.x + 1))


def inner(paths: Paths) -> Flags:
    """(M - 1,) which steps from a purchase to the next stay with one customer."""
    inside = np.ones(len(paths.time) - 1, dtype=np.bool_)
    inside[paths.start[1:-1] - 1] = False
    return inside


def time_before(paths: Paths, back: Integers) -> Floats:
    """The time of the purchase with which the last so many gaps began."""
    return np.asarray(paths.time[paths.start[1:] - 1 - back], dtype=np.float64)
