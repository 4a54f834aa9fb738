"""The branches of the outlook: how often customers are hurt today, at its worst, and not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.attrition import state
from goodwill.pricing.outlook.newcomers import QUARTER
from goodwill.pricing.outlook.purchases import HAIR, seen
from goodwill.pricing.outlook.regime import Change, Regime
from goodwill.pricing.rows import merge
from goodwill.pricing.treatment import wear_weeks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodwill.pricing.outlook.purchases import Purchases
    from goodwill.pricing.rows import Floats
    from goodwill.pricing.treatment import Effect

LAST_YEAR = 4
"""Quarters that tell how customers are treated today; the later half of shorter records."""


class Breaches(NamedTuple):
    """E breaches of one family: when they happened, in calendar weeks, and their doses."""

    effect: Effect
    week: Floats  # (E,)
    dose: Floats  # (E,)


class _Rates(NamedTuple):
    """How often one family is broken per active customer and week: (Q,) by quarter, and today."""

    effect: Effect
    doses: Floats  # (K,) those that occur
    shares: Floats  # (K,)
    by_quarter: Floats
    today: float

    def changed(self, weekly: float) -> Change:
        """The change to another rate."""
        return Change(self.effect, weekly - self.today, self.doses, self.shares)


def branches(
    theta: Floats, purchases: Purchases, breaches: Sequence[Breaches], until: float
) -> dict[str, Regime]:
    """Lay out three branches from the records up to a week.

    Today: treated as in the last year. Standard: every standard of ours kept from now on, so that
    nobody is hurt again. Worst: treated as in the worst quarter on record, the one whose breaches
    aged relations most, and no new customer any more.
    """
    quarters = int(until // QUARTER)
    edges = until - QUARTER * np.arange(quarters, -1, -1.0)
    active = active_weeks(theta, purchases, edges)
    rates = [_rates(each, edges, active) for each in breaches if quarters and len(each.week)]
    if not rates:
        return {"today": Regime(), "standard": Regime(), "worst": Regime(newcomers=0.0)}
    toll = sum(
        rate.by_quarter * float(wear_weeks(rate.effect, rate.doses) @ rate.shares) for rate in rates
    )
    worst = int(np.argmax(toll))
    return {
        "today": Regime(),
        "standard": Regime(tuple(rate.changed(0.0) for rate in rates)),
        "worst": Regime(
            tuple(rate.changed(float(rate.by_quarter[worst])) for rate in rates), newcomers=0.0
        ),
    }


def _rates(breaches: Breaches, edges: Floats, active: Floats) -> _Rates:
    counts = np.histogram(breaches.week, edges)[0]
    recent = slice(-min(LAST_YEAR, max(len(active) // 2, 1)), None)
    doses, number = np.unique(np.round(breaches.dose, 1), return_counts=True)
    return _Rates(
        breaches.effect,
        doses,
        number / number.sum(),
        counts / np.maximum(active, QUARTER),
        float(counts[recent].sum() / max(active[recent].sum(), QUARTER)),
    )


def active_weeks(theta: Floats, purchases: Purchases, edges: Floats) -> Floats:
    """Weeks for which customers were there between the edges, as one could tell at each of them.

    For Q + 1 edges, shape (Q,); by the means of both ends of each stretch.
    """
    there = np.zeros(len(edges))
    for place, edge in enumerate(edges):
        if (purchases.week < edge - HAIR).any():
            known = seen(purchases, float(edge))
            rows = merge(known.x, known.t_x, known.T)
            there[place] = state(theta, rows).alive @ rows.weight
    return np.diff(edges) * (there[1:] + there[:-1]) / 2
