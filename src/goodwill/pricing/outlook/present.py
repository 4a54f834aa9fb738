"""What the customers there are now will do, window by window: expectations and chance.

Customers are gathered in bins of log q, because the future depends on nothing else: a customer with
clocks p and q and shape k, alive with probability a, is still there after v weeks with probability
a S(v), S(v) = (q / (q + m v))^s, and buys at the rate b k / p until then. m and b say how much
faster than today the clocks of leaving and of buying run (KERNEL A4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing import spend as spending
from goodwill.pricing.attrition import state, survived
from goodwill.pricing.rows import merge_with_places
from goodwill.pricing.silence import legendre

if TYPE_CHECKING:
    from goodwill.pricing.outlook.purchases import Seen
    from goodwill.pricing.rows import Floats, Integers, Rows

BINS = 400
NODES = 16
MEASURES = ("customers", "purchases", "sales")
LEAST_SURE = 0.5
"""How far above its pole the variance of a customer's own spend is taken at least."""


class Present(NamedTuple):
    """Sums over the customers of each of B bins, all of shape (B,); money per purchase is m, z."""

    q: Floats
    alive: Floats  # of a
    alive_squared: Floats  # of a^2
    rate: Floats  # of a k / p
    rate_second: Floats  # of a k (k + 1) / p^2
    rate_squared: Floats  # of (a k / p)^2
    sales: Floats  # of a k / p E[m]
    sales_second: Floats  # of a k (k + 1) / p^2 E[m^2]
    sales_each: Floats  # of a k / p E[z^2]
    sales_squared: Floats  # of (a k / p E[m])^2


class Part(NamedTuple):
    """One part of what is to come, by measure and window: arrays of shape (3, Y).

    Free is what would come if nobody left, kept the share that remains of it (0 to 1), and the
    variance is of chance alone.
    """

    free: Floats
    kept: Floats
    variance: Floats


class Spend(NamedTuple):
    """Moments of the money of a purchase, shape (N,): of a customer's own mean, and of one sum."""

    mean: Floats  # E[m]
    mean_squared: Floats  # E[m^2]
    each_squared: Floats  # E[z^2]


def spend_of(theta: Floats | None, x: Floats, zbar: Floats) -> Spend:
    """Moments of the Gamma-Gamma, given x amounts with the mean zbar; NaN without a fit.

    m = p / nu with nu ~ Gamma(p x + q, v + x z): E[m^2] has a pole where p x + q = 2.
    """
    if theta is None:
        return Spend(*(np.full(np.shape(x), np.nan) for _ in range(3)))
    p, q, _ = np.exp(theta)
    mean = spending.expected(theta, x, zbar)
    known = np.where(np.isfinite(zbar), x, 0.0)
    shape = p * known + q
    square = mean**2 * (shape - 1) / np.maximum(shape - 2, LEAST_SURE)
    return Spend(mean, square, square * (1 + 1 / p))


class Grouped(NamedTuple):
    """Equal customers merged, and the group of each: done once, for any parameters."""

    rows: Rows
    place: Integers


def grouped(known: Seen) -> Grouped:
    """Merge the customers who had bought by a cut."""
    return Grouped(*merge_with_places(known.x, known.t_x, known.T))


def present(
    theta: Floats, spend_theta: Floats | None, known: Seen, groups: Grouped | None = None
) -> Present:
    """Gather the customers who had bought by a cut."""
    rows, place = groups or grouped(known)
    now = state(theta, rows, nodes=8)
    weight = rows.weight
    rate, second = now.shape / now.p, now.shape * (now.shape + 1) / now.p**2
    money = spend_of(spend_theta, known.x.astype(np.float64), known.spend)
    mean, mean_squared, each, both = (
        np.bincount(place, column, minlength=len(weight))
        for column in (money.mean, money.mean_squared, money.each_squared, money.mean**2)
    )
    a = now.alive
    return _gathered(
        now.q,
        (
            a * weight,
            a**2 * weight,
            a * rate * weight,
            a * second * weight,
            (a * rate) ** 2 * weight,
            a * rate * mean,
            a * second * mean_squared,
            a * rate * each,
            (a * rate) ** 2 * both,
        ),
    )


def _gathered(q: Floats, columns: tuple[Floats, ...]) -> Present:
    """Share each customer out between the two nearest bins of log q."""
    log_q = np.log(q)
    low, high = float(log_q.min()), float(log_q.max())
    step = (high - low) / (BINS - 1) or 1.0
    left = np.clip(((log_q - low) / step).astype(np.int64), 0, BINS - 2)
    right_share = (log_q - low) / step - left
    found = [
        np.bincount(left, column * (1 - right_share), minlength=BINS).astype(np.float64)
        + np.bincount(left + 1, column * right_share, minlength=BINS)
        for column in columns
    ]
    return Present(np.exp(low + step * np.arange(BINS)), *found)


def stayed(q: Floats, s: float, m: float, start: Floats, end: Floats) -> tuple[Floats, Floats]:
    """First and second moment of the weeks that one stays within [start, end).

    Shapes (B,) and (Y,) give (Y, B): int S(v) dv, and 2 int u S(start + u) du.
    """
    q, first, last = q[None, :], start[:, None], end[:, None]
    weeks = (survived(q, s, m * last) - survived(q, s, m * first)) / m
    place, weight = legendre(NODES)
    length = last - first
    second = np.zeros_like(weeks)
    for at, part in zip(place, weight, strict=True):
        second += part * at * np.exp(-s * np.log1p(m * (first + at * length) / q))
    return weeks, 2 * second * length**2


def future_of_present(here: Present, s: float, m: float, start: Floats, end: Floats) -> Part:
    """What those who are there will do in the windows [start, end), shape (Y,), in weeks ahead.

    For buying as fast as today (b = 1).
    """
    weeks, second = stayed(here.q, s, m, start, end)
    there = np.exp(-s * np.log1p(m * end[:, None] / here.q))
    length = end - start
    expected = np.stack([there @ here.alive, weeks @ here.rate, weeks @ here.sales])
    free = np.stack(
        [
            np.full(len(end), here.alive.sum()),
            length * here.rate.sum(),
            length * here.sales.sum(),
        ]
    )
    variance = np.stack(
        [
            expected[0] - there**2 @ here.alive_squared,
            expected[1] + second @ here.rate_second - weeks**2 @ here.rate_squared,
            weeks @ here.sales_each + second @ here.sales_second - weeks**2 @ here.sales_squared,
        ]
    )
    return Part(free, expected / free, np.maximum(variance, 0.0))
