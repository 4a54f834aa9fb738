"""BG/BB: buying at set opportunities (a yearly appeal, a season) until leaving unseen.

Fader, Hardie & Shang 2010 (Marketing Science 29(6)). At each opportunity a customer who is still
there buys with the chance ~ Beta(alpha, beta) and then leaves with the chance ~ Beta(gamma, delta).
theta is (log alpha, log beta, log gamma, log delta).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from goodwill.pricing.fit import FAR, Caution, Fit, Prior, Slope, settle, summed

if TYPE_CHECKING:
    from goodwill.pricing.rows import Floats

NAMES = ("alpha", "beta", "gamma", "delta")


class Chances(NamedTuple):
    """N kinds of customers; arrays of shape (N,)."""

    x: Floats  # opportunities taken
    t_x: Floats  # the last one taken, counted from 1; 0 where none was
    n: Floats  # opportunities there were
    weight: Floats  # how many customers are like this


class Outcomes(NamedTuple):
    """Log-likelihood (N,), its gradient in theta (4, N), and the log chance of being there (N,)."""

    loglik: Floats
    gradient: Floats
    log_there: Floats


def chances(
    x: npt.ArrayLike, t_x: npt.ArrayLike, n: npt.ArrayLike, weight: npt.ArrayLike | None = None
) -> Chances:
    """Check the rows, and let each stand for one customer where no weight is given."""
    taken, last, all_n = (np.asarray(value, dtype=np.float64) for value in (x, t_x, n))
    number = np.ones_like(taken) if weight is None else np.asarray(weight, dtype=np.float64)
    if not np.all((taken >= 0) & (taken <= last) & (last <= all_n) & ((taken > 0) | (last == 0))):
        raise ValueError("every row needs 0 <= x <= t_x <= n, and t_x = 0 where x = 0")
    return Chances(taken, last, all_n, number)


def fit(rows: Chances, prior: Prior | None = None) -> Fit:
    """Estimate alpha, beta, gamma, delta."""
    model = partial(slope, rows=rows)
    starts = [np.log([1.0, 1.0, 0.5, 3.0]), np.log([3.0, 2.0, 2.0, 8.0])]
    found = settle(NAMES, model, starts, prior, float(rows.weight.sum()))
    if found.theta.max() > FAR:
        return found._replace(cautions=(*found.cautions, Caution.ALIKE))
    return found


def slope(theta: Floats, rows: Chances) -> Slope:
    """Weighted log-likelihood of all rows, its gradient and outer products."""
    each = scores(theta, rows)
    return summed(each.loglik, each.gradient, rows.weight)


def scores(theta: Floats, rows: Chances) -> Outcomes:
    """Every row's log-likelihood, as a sum over the time of leaving."""
    alpha, beta, gamma, delta = np.exp(theta)
    there, slope_there = _life(theta, rows.x, rows.n - rows.x, np.zeros_like(rows.x), rows.n)
    logs, slopes = [there], [slope_there]
    for late in range(int((rows.n - rows.t_x).max(initial=0))):
        log, gradient = _life(
            theta, rows.x, rows.t_x - rows.x + late, np.ones_like(rows.x), rows.t_x + late
        )
        logs.append(np.where(late < rows.n - rows.t_x, log, -np.inf))
        slopes.append(gradient)
    total = np.logaddexp.reduce(np.stack(logs), axis=0)
    share = np.exp(np.stack(logs) - total)
    gradient = np.einsum("kn,kpn->pn", share, np.stack(slopes))
    return Outcomes(total, gradient * np.array([[alpha], [beta], [gamma], [delta]]), there - total)


def _life(
    theta: Floats, taken: Floats, passed: Floats, left: Floats, stayed: Floats
) -> tuple[Floats, Floats]:
    """Log chance of one course of life, and its slopes in alpha, beta, gamma, delta."""
    buying, by = _beta_ratio(np.exp(theta[0]), np.exp(theta[1]), taken, passed)
    leaving, by_leaving = _beta_ratio(np.exp(theta[2]), np.exp(theta[3]), left, stayed)
    return buying + leaving, np.stack([*by, *by_leaving])


def _beta_ratio(a: float, b: float, more_a: Floats, more_b: Floats) -> tuple[Floats, list[Floats]]:
    """Log of B(a + more_a, b + more_b) / B(a, b), and its slopes in a and b."""
    from scipy.special import betaln, psi

    total = psi(a + b + more_a + more_b) - psi(a + b)
    value = betaln(a + more_a, b + more_b) - betaln(a, b)
    return value, [psi(a + more_a) - psi(a) - total, psi(b + more_b) - psi(b) - total]


def alive(theta: Floats, rows: Chances, ahead: int = 1) -> Floats:
    """P(still there at the opportunity n + ahead), shape (N,)."""
    _, _, gamma, delta = np.exp(theta)
    further = _beta_ratio(gamma, delta + rows.n, np.zeros_like(rows.n), np.full_like(rows.n, ahead))
    return np.exp(scores(theta, rows).log_there + further[0])


def expected(theta: Floats, rows: Chances, ahead: int) -> Floats:
    """Expected purchases in the next opportunities, shape (N,)."""
    alpha, beta, _, _ = np.exp(theta)
    chance = (alpha + rows.x) / (alpha + beta + rows.n)
    return np.asarray(chance * sum(alive(theta, rows, later) for later in range(1, ahead + 1)))


def counts(theta: Floats, n: int) -> Floats:
    """P(X(n) = x) for x = 0 .. n: shape (n + 1,)."""
    from scipy.special import gammaln

    x = np.arange(n + 1.0)
    chance = np.zeros(n + 1)
    for stayed in range(n + 1):
        ways = gammaln(stayed + 1) - gammaln(x + 1) - gammaln(np.maximum(stayed - x, 0) + 1)
        ended = np.full_like(x, float(stayed < n))
        life, _ = _life(theta, x, np.maximum(stayed - x, 0), ended, np.full_like(x, stayed))
        chance += np.where(x <= stayed, np.exp(ways + life), 0.0)
    return chance
