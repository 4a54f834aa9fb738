"""What it would change if one customer left: the worth that goes, and the work that is freed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from goodwill.ledger.closed import Closed

NORMAL_95 = 1.959963984540054
FEWEST = 5
"""Of fewer dealings nothing is said of the work with a customer."""


class Amount(NamedTuple):
    """A sum in minor units with its 95 % interval."""

    mid: float
    low: float
    high: float


class Farewell(NamedTuple):
    """The counterfactual of a customer's leaving; None where the records cannot tell it yet."""

    worth: Amount | None
    """What leaving costs: what they would still have brought."""
    hours: Amount | None
    """Hours a year that are freed."""
    freed: Amount | None
    """Working time and kindness, in money, over as long as the worth stands for."""
    change: Amount | None
    """What is freed less what is lost: below nothing, parting costs."""
    before: Amount | None
    """The whole portfolio as it is; for owners."""
    after: Amount | None
    """The whole portfolio without them."""


def farewell(closed: Closed, party: str) -> Farewell:
    """Reckon what would change if a customer left at the close, as far as the reader's sight goes.

    The work with them goes on as it was for as many years as their worth is years of their sales.
    """
    worth, sales = _worth(closed, party), 0.0
    row = closed.con.execute(
        "SELECT sales, moments, hours, conceded FROM efforts WHERE party = ?", [party]
    ).fetchone()
    hours = freed = None
    if row is not None and row[1] >= FEWEST:
        sales = float(row[0]) * closed.margin
        hours = _around(float(row[2]), NORMAL_95 * float(row[2]) / math.sqrt(row[1]))
        freed = _freed(closed, hours, float(row[3] or 0), worth, sales)
    change = _less(freed, worth) if freed is not None and worth is not None else None
    low, high = closed.total(closed.as_of) if closed.sight is None or closed.sight.whole else _NONE
    before = Amount((low + high) / 2, low, high) if low is not None and high is not None else None
    after = _less(before, worth) if before is not None and worth is not None else None
    return Farewell(worth, hours, freed, change, before, after)


_NONE: tuple[int | None, int | None] = (None, None)


def _worth(closed: Closed, party: str) -> Amount | None:
    row = closed.con.execute(
        "SELECT worth, worth_low, worth_high FROM worths WHERE party = ? AND day = ?",
        [party, closed.as_of],
    ).fetchone()
    if row is None or None in row:
        return None
    return Amount(*map(float, row))


def _freed(
    closed: Closed, hours: Amount, conceded: float, worth: Amount | None, sales: float
) -> Amount | None:
    """Value the work of as many years as the worth stands for; None where a part is unknown."""
    cost = closed.facts.get("hour_costs")
    if cost is None or worth is None or sales <= 0:
        return None
    years = worth.mid / sales
    return Amount(*((each * float(cost) * closed.scale + conceded) * years for each in hours))


def _around(mid: float, half: float) -> Amount:
    return Amount(mid, max(0.0, mid - half), mid + half)


def _less(one: Amount, other: Amount) -> Amount:
    """Subtract two amounts that err independently."""
    low = math.hypot(one.mid - one.low, other.high - other.mid)
    high = math.hypot(one.high - one.mid, other.mid - other.low)
    mid = one.mid - other.mid
    return Amount(mid, mid - low, mid + high)
