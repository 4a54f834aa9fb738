"""Customers' lives laid out week by week, and what had happened by each week.

The lives of a block of customers stand one after another in one row of cells, one cell a week, the
last of which may be shorter. What happens in week v of a life falls into its cell v.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goodwill.pricing.design import Events
    from goodwill.pricing.exposure.memory import Memory
    from goodwill.pricing.rows import Floats, Integers

CELLS_OF_A_BLOCK = 400_000
"""Keeps the memory flat, however many customers there are."""
GRAIN = 2.0**20
"""Sizes are rounded to its fractions, so that sums are exact and equal weeks come out equal."""


class Weeks(NamedTuple):
    """The lives of customers low .. high - 1 in C cells."""

    low: int
    high: int
    first: Integers  # (high - low + 1,) the first cell of each customer
    base: Integers  # (C,) the first cell of the customer of this cell
    number: Integers  # (C,) the week of life, 0, 1, ..

    def cells(self, events: Events) -> tuple[slice, Integers]:
        """Which of the events are of these customers, and the cell of each."""
        at = slice(*np.searchsorted(events.customer, (self.low, self.high)).tolist())
        who = events.customer[at] - self.low
        last = self.first[who + 1] - 1
        week = np.floor(events.time[at]).astype(np.int64)
        return at, np.minimum(self.first[who] + week, last)

    def running(self, events: Events, size: Floats) -> Floats:
        """Sizes summed over the cells before each, shape (C + 1,)."""
        at, cell = self.cells(events)
        sums = np.zeros(len(self.number) + 1)
        exact = np.rint(size[at] * GRAIN) / GRAIN
        np.cumsum(np.bincount(cell, exact, minlength=len(self.number)), out=sums[1:])
        return sums


class Past(NamedTuple):
    """Looks back from every cell; places looked up are kept for the next column."""

    weeks: Weeks
    places: dict[int, Integers]

    def place(self, age: int) -> Integers:
        """The place in running sums up to and with the week so many weeks ago, shape (C,)."""
        if age not in self.places:
            cell = np.arange(1 - age, 1 - age + len(self.weeks.number))
            self.places[age] = np.maximum(cell, self.weeks.base)
        return self.places[age]

    def so_far(self, running: Floats, lag: int) -> Floats:
        """What had happened by `lag` weeks ago, shape (C,)."""
        return np.asarray(running[self.place(lag)] - running[self.weeks.base])

    def stock(self, running: Floats, memory: Memory) -> Floats:
        """What is remembered of it in each week, shape (C,)."""
        stock = np.zeros(len(self.weeks.number))
        newer = running[self.place(memory.edge[0])]
        for level, edge in zip(memory.level, memory.edge[1:], strict=True):
            older = running[self.place(edge)]
            stock += level * (newer - older)
            newer = older
        return stock


def blocks(age: Floats) -> Iterator[Weeks]:
    """Lay out the lives of N customers, age (N,) in weeks, in blocks of about as many cells."""
    lives = np.maximum(np.ceil(age), 1).astype(np.int64)
    ends = np.cumsum(lives)
    low = 0
    while low < len(age):
        before = ends[low] - lives[low]
        high = max(int(np.searchsorted(ends, before + CELLS_OF_A_BLOCK, side="right")), low + 1)
        yield _laid_out(low, high, lives[low:high])
        low = high


def _laid_out(low: int, high: int, lives: Integers) -> Weeks:
    first = np.concatenate([[0], np.cumsum(lives)])
    base = np.repeat(first[:-1], lives)
    return Weeks(low, high, first, base, np.arange(first[-1]) - base)
