"""Pareto/NBD: buying at a personal rate until leaving unseen (Schmittlein, Morrison, Colombo 1987).

A customer buys at the rate lambda ~ Gamma(r, alpha) and leaves at the rate mu ~ Gamma(s, beta).
Inside, symbols are those of the paper; theta is (log r, log alpha, log s, log beta); times are in
weeks. Everything is computed relative to the last purchase and in logs, so that nothing overflows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.silence import NODES, legendre, silence

if TYPE_CHECKING:
    from collections.abc import Callable

    from goodwill.pricing.rows import Floats, Integers, Rows

NAMES = ("r", "alpha", "s", "beta")
BLOCK = 1024
"""Customers computed at once: their quadrature nodes then stay in the processor's cache."""


class State(NamedTuple):
    """What the model knows of N customers at the end of observation; arrays of shape (N,)."""

    alive: Floats  # the probability that the customer has not left
    shape: Floats  # r + x: of the buying rate
    p: Floats  # alpha + T: the clock of buying
    q: Floats  # beta + T: the clock of leaving


class Scores(NamedTuple):
    """Log-likelihood of N customers, shape (N,), and its gradient in theta, shape (4, N)."""

    loglik: Floats
    gradient: Floats
    alive: Floats


def by_count(function: Callable[[Floats], Floats], r: float, x: Integers) -> Floats:
    """Evaluate function(r + x) - function(r), once per count where counts repeat."""
    top, alone = int(x.max(initial=0)), function(np.array([r], dtype=np.float64))
    if top < 4 * len(x) + 1000:
        every: Floats = r + np.arange(top + 1, dtype=np.float64)
        return np.asarray(function(every) - alone)[x]
    return np.asarray(function(np.asarray(r + x, dtype=np.float64)) - alone)


def scores(theta: Floats, rows: Rows, *, nodes: int = NODES) -> Scores:
    """Log-likelihood, gradient and P(alive) of every row (KERNEL A1; Fader & Hardie, note 9)."""
    from scipy.special import gammaln, psi

    n, r = len(rows.x), float(np.exp(theta[0]))
    found = Scores(np.empty(n), np.empty((len(NAMES), n)), np.empty(n))
    for start in range(0, n, BLOCK):
        piece = slice(start, start + BLOCK)
        part = _block(theta, rows, piece, nodes)
        found.loglik[piece], found.alive[piece] = part.loglik, part.alive
        found.gradient[:, piece] = part.gradient
    found.loglik[:] += by_count(gammaln, r, rows.x)
    found.gradient[0] += r * by_count(psi, r, rows.x)
    return found


def _block(theta: Floats, rows: Rows, piece: slice, nodes: int) -> Scores:
    r, alpha, s, beta = np.exp(theta)
    x, gap = rows.x[piece].astype(np.float64), rows.T[piece] - rows.t_x[piece]
    p0, q0 = alpha + rows.t_x[piece], beta + rows.t_x[piece]
    died = silence(p0, q0, gap, r + s + x, s + 1, nodes=nodes)
    log_p, log_q = np.log1p(gap / p0), np.log1p(gap / q0)
    alive = np.exp(-(r + x) * log_p - s * log_q)
    factor = 4 * s / (r + s + x) * p0 / q0
    both = alive + factor * died.total
    a, f = alive / both, factor / both
    log_p0, log_q0 = np.log(p0), np.log(q0)
    loglik = r * theta[1] + s * theta[3] - (r + x) * log_p0 - s * log_q0 + np.log(both)
    gradient = np.stack(
        [
            r * (theta[1] - log_p0 - a * log_p - f * died.log_p),
            r - alpha * (r + x) * (a / (p0 + gap) + f * died.inverse_p / p0),
            s * (theta[3] - log_q0 + f * (died.total / s - died.log_q) - a * log_q),
            s - beta * (s * a / (q0 + gap) + (s + 1) * f * died.inverse_q / q0),
        ]
    )
    return Scores(loglik, gradient, a)


def state(theta: Floats, rows: Rows, *, nodes: int = NODES) -> State:
    """What is known of each row at its T."""
    r, alpha, _, beta = np.exp(theta)
    return State(scores(theta, rows, nodes=nodes).alive, r + rows.x, alpha + rows.T, beta + rows.T)


def newcomer(theta: Floats) -> State:
    """The state of somebody who has just bought for the first time; arrays of shape (1,)."""
    r, alpha, _, beta = np.exp(theta)
    return State(np.ones(1), np.array([r]), np.array([alpha]), np.array([beta]))


def survived(q: Floats, s: float, weeks: float | Floats) -> Floats:
    """int_0^weeks (q / (q + v))^s dv: the weeks that the customer is expected to stay."""
    from scipy.special import exprel

    log_growth = np.log1p(weeks / q)
    return np.asarray(q * log_growth * exprel((1 - s) * log_growth))


def expected(theta: Floats, now: State, weeks: float) -> Floats:
    """Expected purchases in the next weeks (Fader & Hardie, note 9)."""
    stay = survived(now.q, float(np.exp(theta[2])), weeks)
    return np.asarray(now.alive * now.shape / now.p * stay)


def expected_of_newcomer(theta: Floats, weeks: float) -> float:
    """Expected repeat purchases of somebody new in the first weeks (the same note)."""
    return float(expected(theta, newcomer(theta), weeks)[0])


def counts(theta: Floats, weeks: float, most: int, *, nodes: int = 16) -> Floats:
    """P(X(weeks) = x) for x = 0 .. most: shape (most + 1,) (Fader & Hardie, note 12)."""
    from scipy.special import gammaln

    r, alpha, s, beta = np.exp(theta)
    x = np.arange(most + 1.0)
    size = gammaln(r + x) - gammaln(r) - gammaln(x + 1)
    place, weight = legendre(nodes)
    edges = np.linspace(0, np.log1p(weeks / min(alpha, beta)), 25)
    y = (edges[:-1, None] + np.diff(edges)[:, None] * place).ravel()
    u = min(alpha, beta) * np.expm1(y)
    step = (np.diff(edges)[:, None] * weight).ravel() * min(alpha, beta) * np.exp(y)
    log_left = np.log(s / beta) - (s + 1) * np.log1p(u / beta)
    left = np.exp(_log_bought(x[:, None], size[:, None], r, alpha, u) + log_left) @ step
    still = _log_bought(x, size, r, alpha, np.full(1, weeks)) - s * np.log1p(weeks / beta)
    return np.asarray(np.exp(still) + left)


def _log_bought(x: Floats, size: Floats, r: float, alpha: float, u: Floats) -> Floats:
    """Log of the negative binomial chance of x purchases in the time u."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(x == 0, 0.0, x * (np.log(u) - np.log(alpha + u)))
    return np.asarray(size - r * np.log1p(u / alpha) + share)
