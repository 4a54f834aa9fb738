"""The apparel shop fitted with covariates: constant, constrained to be equal, and of every week."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from goodwill.pricing.fit import Slope, settle
from goodwill.pricing.kernel import fitting, forecast, likelihood
from goodwill.pricing.kernel.panel import joined
from goodwill.pricing.rivals import tosses
from tests.pricing.conftest import rows_of
from tests.pricing.kernel import apparel
from tests.pricing.reference import sets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodwill.pricing.fit import Fit
    from goodwill.pricing.kernel.panel import Panel
    from goodwill.pricing.rows import Floats

ALL_WEEKS = 311.0 + 1 / 7
"""To 2010-12-20, the last purchase of anybody: where the peer ends the full period."""
NAMES = apparel.names(apparel.FIXED, apparel.FIXED)
EQUAL = ("r", "alpha", "s", "beta", "constr.Gender", "trans.Channel", "life.Channel")
_SPREAD = np.zeros((8, 7))
_SPREAD[range(4), range(4)] = 1
_SPREAD[[4, 6], 4] = 1  # the one coefficient of gender stands on both clocks
_SPREAD[5, 5] = _SPREAD[7, 6] = 1


@cache
def panel(buying: Sequence[str] = apparel.FIXED, leaving: Sequence[str] = apparel.FIXED) -> Panel:
    """The first two years."""
    return joined(apparel.panel(sets.BTYD, buying=buying, leaving=leaving))


def static_model(theta: Floats) -> Slope:
    return likelihood.slope(theta, panel(), tolerance=1e-11)


@cache
def static() -> Fit:
    return fitting.fit(panel(), prior=sets.free(8), names=NAMES)


def constrained_model(theta: Floats) -> Slope:
    """With the same effect of gender on both clocks."""
    whole = static_model(_SPREAD @ theta)
    curvature = _SPREAD.T @ whole.curvature @ _SPREAD
    return Slope(whole.value, whole.gradient @ _SPREAD, curvature)


@cache
def constrained() -> Fit:
    start = np.linalg.lstsq(_SPREAD, static().theta, rcond=None)[0]
    starts = [start, start + 0.1]
    return settle(EQUAL, constrained_model, starts, None, 600, plain=3)


@cache
def seasonal(weeks: float = apparel.SPLIT) -> Fit:
    """All three covariates on both clocks, week by week."""
    whole = apparel.panel(sets.BTYD, weeks)
    return fitting.fit(whole, prior=sets.free(10), names=apparel.names())


def coin_model(theta: Floats) -> Slope:
    """BG/NBD with constant covariates: alpha e^(-trans z), a e^(life x), b e^(life x).

    theta: log r, log alpha, log a, log b, trans.Gender, trans.Channel, life.Gender, life.Channel.
    """
    known = panel()
    z = known.buying[known.start[:-1]]
    rows = rows_of(known.x, known.last, np.add.reduceat(known.length, known.start[:-1]))
    own = np.tile(theta[:4, None], len(rows.x))
    own[1] -= z @ theta[4:6]
    own[2:] += z @ theta[6:]
    found = tosses.scores(own, rows)
    by = found.gradient
    more = [-by[1] * z[:, 0], -by[1] * z[:, 1], by[2:].sum(0) * z[:, 0], by[2:].sum(0) * z[:, 1]]
    gradient = np.concatenate([by, np.stack(more)])
    return Slope(float(found.loglik.sum()), gradient.sum(axis=1), gradient @ gradient.T)


def course(known: Panel, covariates: Floats, length: Floats) -> forecast.Course:
    """What is to come with the same covariates (N, K, C) on both clocks."""
    assert known.buying.shape[1] == covariates.shape[2]
    return forecast.Course(length, covariates, covariates)


@cache
def coins() -> Fit:
    """The coins with covariates, from the fit without them."""
    near = np.append(sets.fitted("bgnbd", "apparel").theta, np.zeros(4))
    names = ("r", "alpha", "a", "b", "trans.Gender", "trans.Channel", "life.Gender", "life.Channel")
    starts = [near, near + np.append(np.zeros(2), [2.0, 2.0, 0.5, 0.5, -0.5, -2.0])]
    return settle(names, coin_model, starts, None, 600, plain=4)
