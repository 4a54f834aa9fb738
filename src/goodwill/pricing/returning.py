"""What came back after which dealing, and when: dealings paired with returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from goodwill.pricing.rows import Flags, Floats, Integers


class Dealings(NamedTuple):
    """N dealings in any order; times in one unit from one origin."""

    customer: Integers  # (N,)
    time: Floats  # (N,) when it began
    known: Floats  # (N,) when it was known how it was treated, time <= known
    treated: Floats  # (N,) how: 1 or 0 for a breach or none, or its logarithmic size
    beside: Floats  # (N, K) what else was known by then; K may be 0

    def those(self, rows: Integers | Flags) -> Dealings:
        """Take some of the dealings, in the order of the rows."""
        return Dealings._make(column[rows] for column in self)


class Gaps(NamedTuple):
    """The dealings after which a return could be waited for, by customer and time."""

    customer: Integers  # (M,)
    number: Integers  # (M,) 1 for the customer's first dealing on record
    delay: Floats  # (M,) from the beginning to when the treatment was known
    length: Floats  # (M,) from then to the return or the end
    returned: Flags  # (M,)
    treated: Floats  # (M,)
    beside: Floats  # (M, K)
    early: int  # dealings left out: the customer was back before the treatment was known

    def those(self, rows: Flags) -> Gaps:
        """Take some of the dealings, in the same order."""
        return Gaps._make([*(column[rows] for column in self[:-1]), self.early])


def gaps(
    dealings: Dealings,
    close: float,
    *,
    horizon: float = np.inf,
    returns: tuple[Integers, Floats] | None = None,
) -> Gaps:
    """Pair each dealing with the first return after it began, seen up to close and horizon.

    Returns are customers and times; without them the customer's next dealing is the return. Waits
    of which nothing is seen before the close are left out.
    """
    order = np.lexsort((dealings.known, dealings.time, dealings.customer))
    given = dealings.those(order)
    coming = _next(given, returns or (given.customer, given.time))
    seen = given.known < close
    early = seen & (coming <= given.known)
    keep = seen & ~early
    until = np.minimum(close - given.known, horizon)[keep]
    wait = (coming - given.known)[keep]
    returned = (wait <= until) & (coming[keep] <= close)
    return Gaps(
        given.customer[keep], _numbers(given.customer)[keep], (given.known - given.time)[keep],
        np.minimum(wait, until), returned, given.treated[keep], given.beside[keep],
        int(early.sum()),
    )  # fmt: skip


def _next(given: Dealings, returns: tuple[Integers, Floats]) -> Floats:
    """Find each customer's first return strictly after each dealing began; inf where none."""
    who, when = returns
    rank = np.unique(np.concatenate([given.time, when]), return_inverse=True)[1]
    width = np.int64(len(rank) + 1)
    order = np.lexsort((when, who))
    keys = (who.astype(np.int64) * width + rank[len(given.time) :])[order]
    asked = given.customer.astype(np.int64) * width + rank[: len(given.time)]
    place = np.searchsorted(keys, asked, side="right")
    found = np.append(who[order], -1)[place] == given.customer
    return np.where(found, np.append(when[order], np.inf)[place], np.inf)


def _numbers(customer: Integers) -> Integers:
    """Number the dealings of each customer from 1; rows by customer and time."""
    rows = np.arange(len(customer))
    new = np.ones(len(customer), dtype=np.bool_)
    new[1:] = np.diff(customer) != 0
    return np.asarray(rows - np.maximum.accumulate(np.where(new, rows, 0)) + 1, dtype=np.int64)
