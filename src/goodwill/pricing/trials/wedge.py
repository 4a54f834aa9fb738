"""Teams switched on one after another in an order drawn by lot, or weeks on and off by lot.

For firms with too few customers to hold any out. What was seen is compared with what every other
order that might have been drawn would have made of the same figures, so that nothing is supposed of
them but the lot (Fisher 1935; Hussey & Hughes 2007 for the design; Rosenbaum 2002, section 2.6, for
the interval by inversion). Levels of teams and of weeks are taken out first. One look, at the end.
"""

from __future__ import annotations

from itertools import combinations, permutations
from math import comb, factorial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from goodwill.pricing.rows import Floats

ALL_UP_TO = 5040
"""So many orders at most are gone through one by one; of more, so many are drawn."""


class Permuted(NamedTuple):
    """What the lot says, in the unit of the outcome."""

    effect: float
    p: float
    """The share of orders that would have shown as large an effect; two-sided."""
    low: float
    high: float
    """The interval, unbounded where there are too few orders for this error."""
    orders: int


def steps(teams: int, weeks: int) -> Floats:
    """Give the plan (teams, weeks) of noughts and ones: one more team is on at each even step.

    The first team starts after the first part of the weeks, and all are on in the last part.
    """
    start = np.floor((np.arange(teams) + 1) * weeks / (teams + 1))
    return np.asarray(np.arange(weeks) >= start[:, None], dtype=np.float64)


def smallest_p(teams: int) -> float:
    """Give the least p value that a wedge of so many teams can come to: one order of all."""
    return 1 / factorial(teams)


def wedge(outcome: Floats, plan: Floats, alpha: float, seed: int) -> Permuted:
    """Compare U teams over W weeks: `outcome` and `plan` (U, W), rows in the order drawn."""
    teams = len(plan)
    if factorial(teams) <= ALL_UP_TO:
        orders = np.array(list(permutations(range(teams))))
    else:
        rng = np.random.default_rng(seed)
        orders = np.tile(np.arange(teams), (ALL_UP_TO, 1))
        orders[1:] = rng.permuted(orders[1:], axis=1)
    return _compare(_level(outcome), np.array([_level(plan[order]) for order in orders]), alpha)


def weeks_by_lot(outcome: Floats, on: Floats, alpha: float, seed: int) -> Permuted:
    """Compare W weeks of which as many as in `on` (W,) were drawn to be on; a trend is taken out.

    The trend is a straight line; what one week does to the next is supposed to be nothing.
    """
    weeks, number = len(on), int(on.sum())
    rng = np.random.default_rng(seed)
    if comb(weeks, number) <= ALL_UP_TO:
        chosen = np.array(list(combinations(range(weeks), number)))
        plans = np.zeros((len(chosen), weeks))
        np.put_along_axis(plans, chosen, 1.0, axis=1)
    else:
        plans = np.tile(np.asarray(on, dtype=np.float64), (ALL_UP_TO, 1))
        plans[1:] = rng.permuted(plans[1:], axis=1)
    first = np.flatnonzero((plans == on).all(axis=1))[0]
    plans[[0, first]] = plans[[first, 0]]
    line = np.column_stack([np.ones(weeks), np.linspace(-1, 1, weeks)])
    take_out = np.eye(weeks) - line @ np.linalg.pinv(line)
    return _compare(take_out @ outcome, plans @ take_out, alpha)


def _level(table: Floats) -> Floats:
    """Take the levels of rows and columns out of a table."""
    rows, columns = table.mean(axis=1, keepdims=True), table.mean(axis=0, keepdims=True)
    return np.asarray(table - rows - columns + table.mean())


def _compare(outcome: Floats, plans: Floats, alpha: float) -> Permuted:
    """Set the plan that was drawn, the first, beside all N plans, levels taken out of each.

    An effect d is left out if fewer than alpha of the plans say of the outcome less d times the
    plan as much as the drawn one does. Each plan says so between two roots, which enclose the
    effect, so that the interval's ends are the roots' order statistics.
    """
    flat, y = plans.reshape(len(plans), -1), outcome.ravel()
    size = (flat**2).sum(axis=1)
    of_y, of_plan = flat @ y / size, flat @ flat[0] / size
    effect = float(of_y[0])
    p = float(np.mean(np.abs(of_y) >= abs(effect) * (1 - 1e-9)))
    with np.errstate(divide="ignore", invalid="ignore"):
        one, other = (effect - of_y) / (1 - of_plan), (effect + of_y) / (1 + of_plan)
    low, high = np.fmin(one, other), np.fmax(one, other)
    bound = np.isclose(np.abs(of_plan), 1)  # the same plan, or its mirror image: never left out
    low, high = np.where(bound, -np.inf, low), np.where(bound, np.inf, high)
    at = int(np.floor(alpha * len(plans)))
    return Permuted(effect, p, float(np.sort(low)[at]), float(np.sort(-high)[at] * -1), len(plans))
