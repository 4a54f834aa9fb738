"""Regular buyers: who buys at an even pace is overdue sooner than who buys at random.

The Pareto/NBD with gaps of k stages (Erlang-k): k = 1 is the Pareto/NBD itself, a large k a
clockwork. A customer's pace per stage is Gamma(r, alpha), the rate of leaving Gamma(s, beta); the
gaps tell k through the sum of their logs alone. theta is (log r, log alpha, log s, log beta); times
are in weeks. Erlang gaps: Platzer & Reutterer 2016; leaving: Schmittlein, Morrison, Colombo 1987.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing import buying
from goodwill.pricing.attrition import NAMES, Scores, by_count
from goodwill.pricing.fit import Fit, Prior, Slope, settle, summed
from goodwill.pricing.stages import longer, longer_with_slopes, unseen

if TYPE_CHECKING:
    from goodwill.pricing.rows import Floats, Rows

MOST_STAGES = 12
"""Beyond this a gap is a clockwork, and the records cannot tell one clockwork from another."""
BLOCK = 4096


class Regular(NamedTuple):
    """How regularly the customers of a company buy."""

    stages: int  # k of the Erlang-k
    fit: Fit
    gains: tuple[float, ...]  # log-likelihood above that of k = 1, for k = 1, 2, .. as far as tried


class Standing(NamedTuple):
    """Where N customers stand at the end of observation; arrays of shape (N,)."""

    alive: Floats  # the probability that the customer has not left
    overdue: Floats  # the chance of a gap longer than the present one if nothing had changed
    n: Floats  # r + k x: of the pace
    p: Floats  # alpha + t_x: the clock of buying at the last purchase
    q: Floats  # beta + T: the clock of leaving now
    gap: Floats  # T - t_x: since the last purchase


def fit(
    rows: Rows, log_gaps: float, prior: Prior | None = buying.WEAK, most: int = MOST_STAGES
) -> Regular:
    """Estimate k, r, alpha, s, beta; log_gaps is the sum of the logs of all gaps, in weeks.

    k goes up as long as the likelihood does, which has a single peak in it.
    """
    best = Regular(1, fit_with(rows, log_gaps, 1, prior), (0.0,))
    first = best.fit.loglik
    for stages in range(2, most + 1):
        found = fit_with(rows, log_gaps, stages, prior, best.fit.theta)
        best = best._replace(gains=(*best.gains, found.loglik - first))
        if found.loglik <= best.fit.loglik:
            break
        best = best._replace(stages=stages, fit=found)
    return best


def fit_with(
    rows: Rows, log_gaps: float, stages: int, prior: Prior | None, near: Floats | None = None
) -> Fit:
    """Estimate r, alpha, s, beta for gaps of so many stages, from two starts."""
    begin = buying.fit(rows).theta if near is None else near
    faster = begin + np.log([1.3, 1.3 * max(stages - 1, 1) / stages, 1.0, 1.0])
    paced = None if prior is None else _per_stage(prior, stages)
    model = partial(slope, rows=rows, log_gaps=log_gaps, stages=stages)
    return settle(NAMES, model, [begin, faster], paced, rows.customers)


def _per_stage(prior: Prior, stages: int) -> Prior:
    """Beliefs about purchases, said of stages: k stages a purchase shorten alpha k times."""
    return prior._replace(centre=prior.centre - prior.of[:, 1] * np.log(stages))


def slope(theta: Floats, rows: Rows, log_gaps: float, stages: int) -> Slope:
    """Weighted log-likelihood of all rows, its gradient and outer products."""
    each = scores(theta, rows, stages)
    found = summed(each.loglik, each.gradient, rows.weight)
    return found._replace(value=found.value + (stages - 1) * log_gaps)


def scores(theta: Floats, rows: Rows, stages: int) -> Scores:
    """Log-likelihood, gradient in theta and P(alive) of every row.

    (k - 1) times the sum of a row's log gaps is left out: it says nothing of theta.
    """
    from scipy.special import gammaln, psi

    count, r = len(rows.x), float(np.exp(theta[0]))
    found = Scores(np.empty(count), np.empty((len(NAMES), count)), np.empty(count))
    for start in range(0, count, BLOCK):
        piece = slice(start, start + BLOCK)
        part = _block(theta, rows, piece, stages)
        found.loglik[piece], found.alive[piece] = part.loglik, part.alive
        found.gradient[:, piece] = part.gradient
    found.loglik[:] += by_count(gammaln, r, stages * rows.x) - rows.x * gammaln(stages)
    found.gradient[0] += r * by_count(psi, r, stages * rows.x)
    return found


def _block(theta: Floats, rows: Rows, piece: slice, stages: int) -> Scores:
    r, alpha, s, beta = np.exp(theta)
    last, gap = rows.t_x[piece], rows.T[piece] - rows.t_x[piece]
    n, p, q = r + stages * rows.x[piece].astype(np.float64), alpha + last, beta + last
    left = unseen(n, stages, p, q, s, gap)
    still = longer_with_slopes(n, stages, p, gap)
    log_q = np.log1p(gap / q)
    stayed = np.exp(-s * log_q)
    both = still.chance * stayed + left.chance
    log_p0, log_q0 = np.log(p), np.log(q)
    loglik = r * theta[1] + s * theta[3] - n * log_p0 - s * log_q0 + np.log(both)
    by_q = still.chance * stayed * s * (1 / q - 1 / (q + gap)) + left.by_q
    gradient = np.stack(
        [
            r * (theta[1] - log_p0 + (still.by_n * stayed + left.by_n) / both),
            r - alpha * (n / p - (still.by_p * stayed + left.by_p) / both),
            s * (theta[3] - log_q0 + (left.by_s - still.chance * stayed * log_q) / both),
            s - beta * (s / q - by_q / both),
        ]
    )
    return Scores(loglik, gradient, still.chance * stayed / both)


def standing(theta: Floats, rows: Rows, stages: int) -> Standing:
    """Where every row stands at its T."""
    r, alpha, _, beta = np.exp(theta)
    n, p, gap = r + stages * rows.x, alpha + rows.t_x, rows.T - rows.t_x
    overdue = longer(n, stages, p, gap)
    return Standing(scores(theta, rows, stages).alive, overdue, n, p, beta + rows.T, gap)
