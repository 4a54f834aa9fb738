"""How buying differed from what was expected of the same customers just before: its tide.

Four weeks by four weeks, what was known at the start of each gives what habits expect until its
end. A curve from the beginning would not do: who has left since is known by then, and must not be
taken for a slower pace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from goodwill.pricing.attrition import expected, state, survived
from goodwill.pricing.outlook.purchases import HAIR, seen
from goodwill.pricing.outlook.tides import BUYING, SPAN, Tide, learn_tide, spans
from goodwill.pricing.rows import merge

if TYPE_CHECKING:
    from goodwill.pricing.outlook.purchases import Purchases
    from goodwill.pricing.rows import Floats

MOST = 5_000
"""Of more customers, so many are taken: the pace is common to all, and they tell it well."""


def tide_of(theta: Floats, purchases: Purchases, cut: float) -> Tide:
    """Learn the tide of repeat purchases up to a cut, from what was known before it."""
    edges = spans(cut)
    some = _some(purchases)
    repeat = np.diff(some.customer, prepend=-1) == 0
    counts = np.histogram(some.week[repeat] + HAIR, edges)[0].astype(np.float64)
    by_habit = [_usual(theta, some, edge) if edge > some.week.min() else 0.0 for edge in edges[:-1]]
    return learn_tide(BUYING, (edges[1:] + edges[:-1]) / 2 - cut, counts, np.array(by_habit))


def _some(purchases: Purchases) -> Purchases:
    number = int(purchases.customer.max()) + 1
    if number <= MOST:
        return purchases
    chosen = np.random.default_rng(number).permutation(number) < MOST
    return purchases.of(chosen)


def _usual(theta: Floats, purchases: Purchases, edge: float) -> float:
    """Repeat purchases that habits expect in a span, of those who are there and who join in it."""
    known = seen(purchases, edge)
    rows = merge(known.x, known.t_x, known.T)
    r, alpha, s, beta = np.exp(theta)
    first = np.diff(purchases.customer, prepend=-1) != 0
    left = edge + SPAN - purchases.week[first]
    joined = survived(np.array([beta]), float(s), left[(left > HAIR) & (left <= SPAN + HAIR)])
    there = expected(theta, state(theta, rows, nodes=8), SPAN) @ rows.weight
    return float(there + r / alpha * joined.sum())
