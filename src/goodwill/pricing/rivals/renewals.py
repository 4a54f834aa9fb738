"""Shifted beta-geometric: who renews a contract, year after year (Fader & Hardie 2007 and 2010).

At each renewal a customer leaves with a chance of its own, Beta(alpha, beta) over customers
(J. Interactive Marketing 21(1); Marketing Science 29(1)). theta is (log alpha, log beta).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from goodwill.pricing.fit import FAR, Caution, Fit, Prior, Slope, settle, summed

if TYPE_CHECKING:
    from goodwill.pricing.rows import Floats

NAMES = ("alpha", "beta")


class Contracts(NamedTuple):
    """N kinds of contracts; arrays of shape (N,)."""

    renewed: Floats  # how often it was renewed
    left: Floats  # 1 where it was not renewed the next time, 0 where it still runs
    weight: Floats  # how many contracts are like this


def contracts(
    renewed: npt.ArrayLike, left: npt.ArrayLike, weight: npt.ArrayLike | None = None
) -> Contracts:
    """Check the rows, and let each stand for one contract where no weight is given."""
    times, gone = (np.asarray(value, dtype=np.float64) for value in (renewed, left))
    number = np.ones_like(times) if weight is None else np.asarray(weight, dtype=np.float64)
    if not np.all((times >= 0) & ((gone == 0) | (gone == 1))):
        raise ValueError("a contract was renewed so many times and then left (1) or not (0)")
    return Contracts(times, gone, number)


def cohort(kept: npt.ArrayLike) -> Contracts:
    """The contracts of a cohort from how many of it were there at the start and each year after."""
    there = np.asarray(kept, dtype=np.float64)
    if not np.all(np.diff(there) <= 0):
        raise ValueError("who has left does not come back")
    years = np.arange(len(there), dtype=np.float64)
    left = np.append(np.ones(len(there) - 1), 0.0)
    renewed = np.append(years[:-1], years[-1])
    return contracts(renewed, left, np.append(there[:-1] - there[1:], there[-1]))


def fit(rows: Contracts, prior: Prior | None = None) -> Fit:
    """Estimate alpha and beta."""
    starts = [np.log([0.7, 2.0]), np.log([2.0, 10.0])]
    found = settle(NAMES, partial(slope, rows=rows), starts, prior, float(rows.weight.sum()))
    if found.theta.max() > FAR:
        return found._replace(cautions=(*found.cautions, Caution.ALIKE))
    return found


def slope(theta: Floats, rows: Contracts) -> Slope:
    """Weighted log-likelihood, its gradient and outer products."""
    from scipy.special import betaln, psi

    alpha, beta = np.exp(theta)
    loglik = betaln(alpha + rows.left, beta + rows.renewed) - betaln(alpha, beta)
    total = psi(alpha + beta + rows.left + rows.renewed) - psi(alpha + beta)
    by_alpha = psi(alpha + rows.left) - psi(alpha) - total
    by_beta = psi(beta + rows.renewed) - psi(beta) - total
    return summed(loglik, np.stack([alpha * by_alpha, beta * by_beta]), rows.weight)


def surviving(theta: Floats, renewals: npt.ArrayLike) -> Floats:
    """The share of a cohort still there after so many renewals."""
    from scipy.special import betaln

    alpha, beta = np.exp(theta)
    times = np.asarray(renewals, dtype=np.float64)
    return np.asarray(np.exp(betaln(alpha, beta + times) - betaln(alpha, beta)))


def residual(theta: Floats, year: npt.ArrayLike, discount: float) -> Floats:
    """Discounted expected renewals to come, just before the one that ends a contract's n-th year.

    A yearly discount d makes the next renewal count 1, the one after it 1/(1+d), and so on.
    """
    from scipy.special import hyp2f1

    alpha, beta = np.exp(theta)
    n = np.asarray(year, dtype=np.float64)
    first = (beta + n - 1) / (alpha + beta + n - 1)
    return np.asarray(first * hyp2f1(1.0, beta + n, alpha + beta + n, 1 / (1 + discount)))
