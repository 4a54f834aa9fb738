"""Gamma-Gamma: what customers spend per purchase (Fader & Hardie 2013, note 25).

A customer's purchases are Gamma(p, nu) with nu ~ Gamma(q, v); only the mean z of x purchases is
needed. Symbols are those of the note; theta is (log p, log q, log v).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from goodwill.pricing.fit import FAR, Caution, Fit, Prior, Slope, settle, summed

if TYPE_CHECKING:
    from goodwill.pricing.rows import Floats, Integers

NAMES = ("p", "q", "v")

WEAK = Prior(
    of=np.array([[1.0, 0, 0], [0, 1, 0]]),
    centre=np.log(np.array([4.0, 4.0])),
    spread=np.array([1.5, 1.0]),
)
"""For a small firm: about as regular and as varied as shops are, within a factor of 4.5 and 2.7."""


class Spenders(NamedTuple):
    """N customers who spent: arrays of shape (N,)."""

    x: Integers  # purchases with an amount
    z: Floats  # their mean amount
    weight: Floats  # how many customers are like this


def spenders(x: npt.ArrayLike, z: npt.ArrayLike, weight: npt.ArrayLike | None = None) -> Spenders:
    """Keep the customers who tell something of spending: x > 0 and a positive mean."""
    count, mean = np.asarray(x, dtype=np.float64), np.asarray(z, dtype=np.float64)
    number = np.ones_like(count) if weight is None else np.asarray(weight, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        told = (count > 0) & (mean > 0) & np.isfinite(mean) & (number > 0)
    return Spenders(count[told].astype(np.int64), mean[told], number[told])


def fit(rows: Spenders, prior: Prior | None = WEAK) -> Fit:
    """Estimate p, q, v; with prior=None exactly the maximum of the likelihood."""
    if not len(rows.x):
        raise ValueError("spending needs at least one customer with an amount")
    mean = float(rows.z @ rows.weight / rows.weight.sum())
    starts = [np.log([p, q, mean * (q - 1) / p]) for p, q in ((2.0, 4.0), (8.0, 2.5))]
    found = settle(NAMES, partial(slope, rows=rows), starts, prior, float(rows.weight.sum()))
    if found.theta[:2].max() > FAR:
        return found._replace(cautions=(*found.cautions, Caution.ALIKE))
    return found


def slope(theta: Floats, rows: Spenders) -> Slope:
    """Weighted log-likelihood, its gradient and outer products."""
    each, gradient = scores(theta, rows)
    return summed(each, gradient, rows.weight)


def scores(theta: Floats, rows: Spenders) -> tuple[Floats, Floats]:
    """Log-likelihood of N customers, shape (N,), and gradient in theta, shape (3, N)."""
    from scipy.special import gammaln, psi

    p, q, v = np.exp(theta)
    x, z = rows.x.astype(np.float64), rows.z
    px, top = p * x, int(rows.x.max(initial=0))
    whole = np.arange(top + 1.0) if top < 4 * len(x) + 1000 else None
    ratio = np.log1p(x * z / v)
    share = v / (v + x * z)

    def of_count(function: object) -> Floats:
        """function(px + q) - function(px), once per count where counts repeat."""
        assert callable(function)
        at = p * (x if whole is None else np.maximum(whole, 1))
        value = np.asarray(function(at + q) - function(at))
        return value if whole is None else value[rows.x]

    log_xz = np.log(x * z) - theta[2]
    loglik = of_count(gammaln) - gammaln(q) + px * log_xz - np.log(z) - (px + q) * ratio
    turn = psi(px + q) if whole is None else psi(p * whole + q)[rows.x]
    gradient = np.stack(
        [
            px * (of_count(psi) + log_xz - ratio),
            q * (turn - psi(q) - ratio),
            -px + (px + q) * (1 - share),
        ]
    )
    return loglik, gradient


def expected(theta: Floats, x: npt.ArrayLike, z: npt.ArrayLike) -> Floats:
    """Expected amount of the next purchases, shape (N,).

    A customer without an amount is expected to spend as the population does; NaN where q <= 1 and
    nothing is known of the customer, because the mean of the population is then infinite, and
    where an amount is negative.
    """
    p, q, v = np.exp(theta)
    mean = np.asarray(z, dtype=np.float64)
    count = np.where(np.isfinite(mean), np.asarray(x, dtype=np.float64), 0.0)
    known = np.where(count > 0, mean, 0.0)
    below = p * count + q - 1
    with np.errstate(invalid="ignore", divide="ignore"):
        amount = p * (v + count * known) / below
    return np.where((below > 0) & (known >= 0), amount, np.nan)
