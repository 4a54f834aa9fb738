"""All purchases of a company as arrays, and what was known of its customers at any earlier cut."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from goodwill.pricing.rows import Flags, Floats, Integers


HAIR = 1e-9
"""A cut a hair early, so that a day counts as after it however the sevenths were rounded."""


class Purchases(NamedTuple):
    """E purchases by N customers, sorted by customer and time; one a day and customer at most."""

    customer: Integers  # (E,) 0 .. N - 1, each at least once
    week: Floats  # (E,) calendar weeks since the first day of the records
    amount: Floats  # (E,) money; NaN where unknown

    def of(self, chosen: Flags) -> Purchases:
        """The purchases of some of the customers, (N,) flags; they are numbered anew."""
        kept, number = chosen[self.customer], np.cumsum(chosen) - 1
        return Purchases(number[self.customer[kept]], self.week[kept], self.amount[kept])


class Seen(NamedTuple):
    """What was known at a cut of the M customers who had bought by then; arrays of shape (M,)."""

    x: Integers  # repeat purchases
    t_x: Floats  # weeks from the first purchase to the last
    T: Floats  # weeks from the first purchase to the cut
    spend: Floats  # mean amount of a repeat purchase; NaN where unknown
    born: Floats  # calendar week of the first purchase
    first_amount: Floats  # of the first purchase; NaN where unknown


def seen(purchases: Purchases, cut: float) -> Seen:
    """Look at the purchases from a cut, given in calendar weeks, as if later ones were unknown."""
    kept = purchases.week < cut - HAIR
    customer, week = purchases.customer[kept], purchases.week[kept]
    amount = purchases.amount[kept]
    starts = np.flatnonzero(np.diff(customer, prepend=-1))
    if not len(starts):
        raise ValueError("nobody had bought by then")
    ends = np.append(starts[1:], len(customer)) - 1
    repeat = np.ones(len(customer), dtype=np.bool_)
    repeat[starts] = False
    priced = repeat & np.isfinite(amount)
    number = np.add.reduceat(priced.astype(np.float64), starts)
    total = np.add.reduceat(np.where(priced, amount, 0.0), starts)
    with np.errstate(invalid="ignore"):
        spend = np.where(number > 0, total / number, np.nan)
    born: Floats = week[starts]
    return Seen(ends - starts, week[ends] - born, cut - born, spend, born, amount[starts])


def bought(purchases: Purchases, since: float, until: float) -> tuple[int, int]:
    """How many purchases came in [since, until), and how many of them were a customer's first."""
    starts = np.diff(purchases.customer, prepend=-1) != 0
    inside = (purchases.week >= since - HAIR) & (purchases.week < until - HAIR)
    return int(inside.sum()), int((inside & starts).sum())
