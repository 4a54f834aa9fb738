"""Customers with a known truth, living through laid-down treatment; exact, not approximate.

A rate that changes between pieces is a steady one on a warped clock: leaving and every purchase
are drawn on that clock and brought back to weeks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.kernel.panel import observed
from goodwill.pricing.kernel.parameters import parameters

if TYPE_CHECKING:
    from goodwill.pricing.kernel.panel import Panel
    from goodwill.pricing.rows import Floats, Integers


class _Clock(NamedTuple):
    """A warped clock that runs on from each customer to the next, over M pieces of N customers."""

    rate: Floats  # (M,)
    begin: Floats  # (M + 1,) the clock where each piece begins, and at the end of all
    week: Floats  # (M,) weeks of the customer where the piece begins
    start: Integers  # (N + 1,)

    def at(self, piece: Integers, week: Floats) -> Floats:
        """What the clock shows in a piece, at a week of the customer's life."""
        return np.asarray(self.begin[piece] + self.rate[piece] * (week - self.week[piece]))

    def when(self, customer: Integers, reading: Floats) -> tuple[Integers, Floats]:
        """In which piece, and in which week of that customer's life, the clock shows so much."""
        found = np.searchsorted(self.begin, reading, side="right") - 1
        piece = np.clip(found, self.start[customer], self.start[customer + 1] - 1)
        return piece, self.week[piece] + (reading - self.begin[piece]) / self.rate[piece]


def customers(
    rng: np.random.Generator, theta: Floats, panel: Panel, *, contract: bool = False
) -> tuple[Panel, Floats]:
    """Draw purchases and calls for the panel's pieces; also the week in which each leaves, or inf.

    With a contract, leaving is seen: the life ends there, and panel.left says so.
    """
    given, everyone = parameters(theta, panel), np.arange(len(panel.x))
    quitting = _clock(panel, panel.leaving, given.delta)
    own = rng.gamma(given.s, 1 / given.beta, len(everyone)).clip(1e-300)
    reading = quitting.begin[panel.start[:-1]] + rng.exponential(1 / own)
    gone = reading < quitting.begin[panel.start[1:]]
    piece, week = quitting.when(everyone, reading)
    piece = np.where(gone, piece, panel.start[1:] - 1)
    until = np.where(gone, week, observed(panel))
    buying = _clock(panel, panel.buying, given.gamma)
    x, bought, last = _signs(rng, (given.r, given.alpha), buying, panel.buying, piece, until)
    drawn = panel._replace(x=x, bought=bought, last=last)
    if panel.n is not None:
        calling = _clock(panel, panel.calling, given.kappa)
        n, called, latest = _signs(
            rng, (given.r2, given.alpha2), calling, panel.calling, piece, until
        )
        drawn = drawn._replace(n=n, called=called, last=np.maximum(last, latest))
    if contract:
        drawn = _ended(drawn, piece, until - quitting.week[piece])._replace(left=gone)
    return drawn, np.where(gone, week, np.inf)


def _clock(panel: Panel, covariates: Floats, coefficients: Floats) -> _Clock:
    rate = np.exp(np.einsum("mk,k->m", covariates, coefficients))
    weeks, runs = (
        np.concatenate([[0.0], np.cumsum(d)]) for d in (panel.length, rate * panel.length)
    )
    week = weeks[:-1] - np.repeat(weeks[panel.start[:-1]], np.diff(panel.start))
    return _Clock(rate, runs, week, panel.start)


def _signs(
    rng: np.random.Generator,
    gamma: tuple[float, float],
    clock: _Clock,
    covariates: Floats,
    piece: Integers,
    until: Floats,
) -> tuple[Integers, Floats, Floats]:
    """How many signs each gives, the covariates then in force, summed, and the last week."""
    shape, origin = gamma
    n = len(until)
    first = clock.begin[clock.start[:-1]]
    span = clock.at(piece, until) - first
    count = rng.poisson(rng.gamma(shape, 1 / origin, n) * span)
    of = np.repeat(np.arange(n), count)
    place, week = clock.when(of, first[of] + span[of] * rng.random(len(of)))
    last = np.zeros(n)
    np.maximum.at(last, of, week)
    sums = [np.bincount(of, column[place], minlength=n) for column in covariates.T]
    total = np.stack(sums, axis=1) if sums else np.zeros((n, 0))
    return count, np.asarray(total, dtype=np.float64), np.minimum(last, until)


def _ended(panel: Panel, piece: Integers, into: Floats) -> Panel:
    """Cut each life within its given piece, so many weeks into it."""
    keep = np.arange(len(panel.length)) <= np.repeat(piece, np.diff(panel.start))
    length = panel.length.copy()
    length[piece] = into
    start = np.concatenate(
        [[0], np.cumsum(np.add.reduceat(keep.astype(np.int64), panel.start[:-1]))]
    )
    return panel._replace(
        start=start,
        length=length[keep],
        buying=panel.buying[keep],
        leaving=panel.leaving[keep],
        calling=panel.calling[keep],
    )
