"""What changes at one instant in each customer's life, apart from what drifts anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from goodwill.pricing.rows import Flags, Floats, Integers

NORMAL_95 = 1.959963984540054
MOST_STEPS = 50
SETTLED = 1e-10
"""Of the Newton decrement, the squared distance to the top in standard errors."""
FURTHEST = 20.0
"""A jump of the log beyond this is no finite one: one side is empty."""


class Turning(NamedTuple):
    """The level just before and just after the instant, and their ratio with its 95 % interval.

    NaN where the records do not tell, as when one side is empty.
    """

    before: float
    after: float
    ratio: float
    low: float
    high: float
    customers: int  # seen on both sides


def of_counts(customer: Integers, time: Floats, exposure: Floats, count: Floats) -> Turning:
    """Find the jump at time 0 of a rate, within customers, beside a steady drift of its log.

    N cells of customers' lives, each with its middle (negative before the instant), how long it is
    and how much happened in it. Conditional on each customer's total (Hausman, Hall & Griliches
    1984, Econometrica 52); errors are clustered by customer, so that counts need not be Poisson.
    """
    keep = (exposure > 0) & _both_sides(customer, time, exposure)
    time, exposure, count = time[keep], exposure[keep], count[keep]
    _, who = np.unique(customer[keep], return_inverse=True)
    z = np.column_stack([time > 0, time]).astype(np.float64)
    total = np.asarray(np.bincount(who, count), dtype=np.float64)
    people = int((total > 0).sum())
    fitted = _climb(who, z, exposure, count, total)
    if fitted is None:
        return _untold(people)
    beta, scores, information = fitted
    inverse = np.linalg.inv(information)
    se = float(np.sqrt((inverse @ scores.T @ scores @ inverse)[0, 0]))
    before = float(count.sum() / (exposure * np.exp(z @ beta)).sum())
    return _turning(before, float(beta[0]), se, people)


def of_values(customer: Integers, time: Floats, log: Floats) -> Turning:
    """Find the jump at time 0 of N logarithms, within customers, beside a steady drift of them.

    Least squares with a level for each customer; errors are clustered by customer.
    """
    keep = _both_sides(customer, time, np.ones(len(time)))
    time, log = time[keep], log[keep]
    _, who = np.unique(customer[keep], return_inverse=True)
    people = int(who.max(initial=-1)) + 1
    z = np.column_stack([time > 0, time]).astype(np.float64)
    number = np.maximum(np.bincount(who), 1)
    within = z - np.column_stack([(np.bincount(who, c) / number)[who] for c in z.T])
    information = within.T @ within
    if people < 2 or not _determined(information):
        return _untold(people)
    inverse = np.linalg.inv(information)
    beta = inverse @ within.T @ log
    level = (np.bincount(who, log - z @ beta) / number)[who]
    rest = (log - z @ beta - level)[:, None] * within
    scores = _by_customer(rest, who)
    se = float(np.sqrt((inverse @ scores.T @ scores @ inverse)[0, 0]))
    return _turning(float(np.exp((log - z @ beta).mean())), float(beta[0]), se, people)


def _both_sides(customer: Integers, time: Floats, exposure: Floats) -> Flags:
    """Say which rows are of customers who were there before the instant and after it."""
    names, who = np.unique(customer, return_inverse=True)
    sides = [np.bincount(who, exposure * side, len(names)) > 0 for side in (time < 0, time > 0)]
    return np.asarray((sides[0] & sides[1])[who], dtype=np.bool_)


def _climb(
    who: Integers, z: Floats, exposure: Floats, count: Floats, total: Floats
) -> tuple[Floats, Floats, Floats] | None:
    """Give the coefficients (2,), each customer's scores (S, 2) and the information (2, 2)."""
    beta: Floats = np.zeros(2)
    for _ in range(MOST_STEPS):
        weight = exposure * np.exp(z @ beta)
        share = weight / np.bincount(who, weight)[who]
        mean = np.column_stack([np.bincount(who, share * c) for c in z.T])
        apart = z - mean[who]
        expected = total[who] * share
        information = (apart * expected[:, None]).T @ apart
        if not _determined(information) or abs(beta[0]) > FURTHEST:
            return None
        rest = (count - expected)[:, None] * apart
        scores = _by_customer(rest, who)
        step = np.linalg.solve(information, scores.sum(axis=0))
        if scores.sum(axis=0) @ step < SETTLED:
            return beta, scores, np.asarray(information, dtype=np.float64)
        beta = np.asarray(beta + step, dtype=np.float64)
    return None


def _by_customer(rows: Floats, who: Integers) -> Floats:
    summed = np.column_stack([np.bincount(who, column) for column in rows.T])
    return np.asarray(summed, dtype=np.float64)


def _determined(information: Floats) -> bool:
    """Say whether jump and drift can be told from one another."""
    diagonal = np.diag(information)
    if not (diagonal > 0).all():
        return False
    return bool(information[0, 1] ** 2 < (1 - 1e-9) * diagonal.prod())


def _turning(before: float, jump: float, se: float, people: int) -> Turning:
    half = NORMAL_95 * se
    ratio, low, high = (float(np.exp(v)) for v in (jump, jump - half, jump + half))
    return Turning(before, before * ratio, ratio, low, high, people)


def _untold(people: int) -> Turning:
    return Turning(np.nan, np.nan, np.nan, np.nan, np.nan, people)
