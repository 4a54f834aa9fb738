"""Fit the Pareto/NBD to a company's customers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from goodwill.pricing.attrition import NAMES, scores
from goodwill.pricing.fit import FAR, Caution, Fit, Prior, Slope, settle, summed

if TYPE_CHECKING:
    from goodwill.pricing.rows import Floats, Rows

SAMPLE = 20_000
"""Rows on which two starts are compared before the best climbs on all."""

WEAK = Prior(
    of=np.array([[1.0, 0, 0, 0], [0, 0, 1, 0], [0, 0, 1, -1], [1, -1, 0, 0]]),
    centre=np.array([0.0, 0.0, np.log(0.01), np.log(0.1)]),
    spread=np.array([1.5, 1.0, 2.0, 3.0]),
)
"""For a small firm: both heterogeneities near 1, a customer in a hundred leaving per week, one
purchase in ten weeks, each within a factor of 4.5, 2.7, 7 and 20; 300 customers outweigh it."""


def fit(rows: Rows, prior: Prior | None = WEAK) -> Fit:
    """Estimate r, alpha, s, beta; with prior=None exactly the maximum of the likelihood."""
    if not len(rows.x) or not rows.weight.sum() > 0 or not rows.T.max() > 0:
        raise ValueError("a fit needs at least one customer observed for some time")
    sample = rows.thinned(SAMPLE)
    found = settle(
        NAMES,
        partial(slope, rows=rows),
        _starts(rows),
        prior,
        rows.customers,
        partial(slope, rows=sample) if len(sample.x) < len(rows.x) else None,
    )
    return found._replace(cautions=(*found.cautions, *_cautions(rows, found)))


def slope(theta: Floats, rows: Rows) -> Slope:
    """Weighted log-likelihood of all rows, its gradient and outer products."""
    each = scores(theta, rows)
    return summed(each.loglik, each.gradient, rows.weight)


def _starts(rows: Rows) -> list[Floats]:
    """Two starts with the observed rate of buying: much and little difference between customers."""
    age = float(rows.T @ rows.weight) / rows.customers
    rate = max(float(rows.x @ rows.weight), 0.5) / float(rows.T @ rows.weight)
    return [
        np.log([r, r / (lift * rate), s, lasting * s * age])
        for r, lift, s, lasting in ((0.6, 1.5, 0.6, 1.0), (2.0, 1.0, 1.5, 3.0))
    ]


def _cautions(rows: Rows, found: Fit) -> list[Caution]:
    s, beta = np.exp(found.theta[2:])
    left_by_now = s * np.log1p(rows.T.max() / beta)
    return [
        *([] if rows.x @ rows.weight > 0 else [Caution.NO_REPEATS]),
        *([Caution.ALIKE] if found.theta[[0, 2]].max() > FAR else []),
        *([Caution.NOBODY_LEAVES] if left_by_now < 1e-3 else []),
    ]
