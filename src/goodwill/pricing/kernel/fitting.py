"""Fit the kernel to a panel: from two starts, under weak knowledge, with honest errors."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from goodwill.pricing.fit import FAR, Caution, Fit, Prior, climb, settle
from goodwill.pricing.kernel.likelihood import TO_REPORT, slope
from goodwill.pricing.kernel.panel import alone, joined, observed, thinned
from goodwill.pricing.kernel.parameters import names as plain_names
from goodwill.pricing.kernel.parameters import places
from goodwill.pricing.kernel.profiles import profile, unbounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodwill.pricing.fit import Top
    from goodwill.pricing.kernel.panel import Panel
    from goodwill.pricing.rows import Floats

__all__ = ["climb_from", "fit", "no_prior", "profile", "starts_of", "weak_prior"]

SAMPLE = 500_000
"""Pieces on which two starts are compared before the best climbs on all."""
WORTH_JOINING = 0.25
"""Joining that saves a smaller share of the pieces costs more memory than it gives time."""


def fit(
    panel: Panel,
    *,
    prior: Prior | None = None,
    starts: Sequence[Floats] | None = None,
    names: Sequence[str] | None = None,
) -> Fit:
    """Estimate theta; without a prior of the caller's under weak_prior.

    The covariance is the true curvature's; robust beside it is the sandwich by customer. What the
    records alone do not bound is named in Fit.unbounded.
    """
    if not len(panel.x) or not panel.weight.sum() > 0 or not panel.length.max(initial=0) > 0:
        raise ValueError("a fit needs at least one customer observed for some time")
    belief = weak_prior(panel) if prior is None else prior
    panel = joined(panel, saving=WORTH_JOINING)
    sample = thinned(panel, SAMPLE)
    found = settle(
        tuple(plain_names(panel) if names is None else names),
        partial(slope, panel=panel),
        starts_of(sample) if starts is None else starts,
        belief,
        float(panel.weight.sum()),
        partial(slope, panel=sample) if sample is not panel else None,
        plain=places(panel).plain,
    )
    free = unbounded(sample, found, belief)
    cautions = _cautions(panel, found) + ([Caution.NOT_IDENTIFIED] if free else [])
    return found._replace(
        loglik=slope(found.theta, panel, tolerance=TO_REPORT).value,
        cautions=(*found.cautions, *cautions),
        unbounded=free,
    )


def climb_from(panel: Panel, theta: Floats, prior: Prior | None) -> Top:
    """Climb from a good start, without errors: the refits of guards."""
    return climb(partial(slope, panel=panel), theta, prior)


def weak_prior(panel: Panel, *, coefficient_sd: float | Sequence[float] = 0.7) -> Prior:
    """What is known of any company (KERNEL A5).

    Customers differ about as exponentials do, within a factor of 4.5 in buying and 2.7 in leaving;
    one in a hundred leaves per week, one purchase in ten weeks, within factors of 7 and 20. Each
    coefficient is around 0; its spread may be one for all, or one each.
    """
    at = places(panel)
    of, centre, spread = np.zeros((at.size, at.size)), np.zeros(at.size), np.empty(at.size)
    of[0, 0], spread[0] = 1, 1.5
    of[1, [0, 1]], centre[1], spread[1] = (1, -1), np.log(0.1), 3.0
    of[2, 2], spread[2] = 1, 1.0
    of[3, [2, 3]], centre[3], spread[3] = (1, -1), np.log(0.01), 2.0
    if at.logs == 6:
        of[4, 4], spread[4] = 1, 1.5
        of[5, [4, 5]], centre[5], spread[5] = (1, -1), np.log(0.1), 3.0
    rest = np.arange(at.logs, at.size)
    of[rest, rest], spread[rest] = 1, coefficient_sd
    return Prior(of, centre, spread)


def no_prior(panel: Panel) -> Prior:
    """Nothing is known: the maximum of the likelihood itself, wherever that runs."""
    return Prior(np.empty((0, places(panel).size)), np.empty(0), np.empty(0))


def starts_of(panel: Panel) -> list[Floats]:
    """Two starts: the fit without covariates, and counts alone; every coefficient 0."""
    at = places(panel)
    single = alone(panel)
    counted = _counted(single)
    rest = np.zeros(at.size - at.logs)
    tops = [climb(partial(slope, panel=single), start, weak_prior(single)) for start in counted]
    best = max(tops, key=lambda top: top.slope.value)
    return [np.concatenate([start, rest]) for start in (best.theta, counted[-1])]


def _counted(panel: Panel) -> list[Floats]:
    """Much and little difference between customers, with the observed rates."""
    age = observed(panel)
    whole = float(age @ panel.weight)
    mean = whole / float(panel.weight.sum())
    counts = [panel.x] if panel.n is None else [panel.x, panel.n]
    rates = [max(float(count @ panel.weight), 0.5) / whole for count in counts]
    gone = None if panel.left is None else max(float(panel.left @ panel.weight), 0.5) / whole
    found = []
    for r, lift, s, lasting in ((0.6, 1.5, 0.6, 1.0), (2.0, 1.0, 1.5, 3.0)):
        buying, *calling = [np.log([r, r / (lift * rate)]) for rate in rates]
        leaving = np.log([s, lasting * s * mean if gone is None else s / gone])
        found.append(np.concatenate([buying, leaving, *calling]))
    return found


def _cautions(panel: Panel, found: Fit) -> list[Caution]:
    shapes = [0, 2] + ([] if panel.n is None else [4])
    s, beta = np.exp(found.theta[2:4])
    left_by_now = s * np.log1p(observed(panel).max() / beta)
    return [
        *([] if panel.x @ panel.weight > 0 else [Caution.NO_REPEATS]),
        *([Caution.ALIKE] if found.theta[shapes].max() > FAR else []),
        *([Caution.NOBODY_LEAVES] if left_by_now < 1e-3 else []),
    ]
