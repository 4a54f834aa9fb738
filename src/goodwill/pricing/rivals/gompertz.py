"""Gompertz/NBD: the longer one has been a customer, the likelier (or not) one leaves.

Bemmaor & Glady 2012 (Management Science 58(5)). The hazard of leaving at the age u is mu e^(b u),
mu ~ Gamma(s, kappa); at b = 0 this is the Pareto/NBD with beta = kappa. The paper's own scale is
beta = b kappa, which goes to nothing with b, and its b is positive; here b may be negative too, so
that records of which the best b is not positive have a best b all the same. theta is (log r,
log alpha, log s, log kappa, b).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing import buying
from goodwill.pricing.attrition import Scores, by_count
from goodwill.pricing.fit import Fit, Prior, Slope, settle, summed
from goodwill.pricing.silence import legendre

if TYPE_CHECKING:
    from goodwill.pricing.rows import Floats, Rows

NAMES = ("r", "alpha", "s", "kappa", "b")
NODES = 16
PANEL = 1.0
BLOCK = 4096


class Clock(NamedTuple):
    """The clock of leaving at N ages: (e^(b u) - 1)/b, its speed, and their slopes in b."""

    told: Floats
    speed: Floats
    told_by_b: Floats
    speed_by_b: Floats


def clock(b: float, u: Floats) -> Clock:
    """What the clock of leaving shows at the age u, and how fast it goes."""
    from scipy.special import exprel

    speed, told = np.exp(b * u), u * exprel(b * u)
    small = np.abs(b * u) < 1e-4
    with np.errstate(divide="ignore", invalid="ignore"):
        by_b = np.where(small, u**2 / 2 + b * u**3 / 3, (u * speed - told) / b)
    return Clock(told, speed, by_b, u * speed)


def theta_of(r: float, alpha: float, b: float, s: float, beta: float) -> Floats:
    """Theta of the paper's r, alpha, b, s, beta."""
    return np.array([*np.log([r, alpha, s, beta / b]), b])


def _read(theta: Floats) -> tuple[float, float, float, float, float]:
    r, alpha, s, kappa = np.exp(theta[:4]).tolist()
    return r, alpha, s, kappa, float(theta[4])


def fit(rows: Rows, prior: Prior | None = None) -> Fit:
    """Estimate r, alpha, s, kappa, b, from the Pareto/NBD with ageing and with its contrary."""
    near, age = buying.fit(rows).theta, float(rows.T.max())
    starts = [np.append(near, ageing / age) for ageing in (0.3, -0.3)]
    return settle(NAMES, partial(slope, rows=rows), starts, prior, rows.customers, plain=1)


def slope(theta: Floats, rows: Rows) -> Slope:
    """Weighted log-likelihood of all rows, its gradient and outer products."""
    each = scores(theta, rows)
    return summed(each.loglik, each.gradient, rows.weight)


def scores(theta: Floats, rows: Rows) -> Scores:
    """Log-likelihood (N,), gradient in theta (5, N) and P(alive) (N,) of every row."""
    from scipy.special import gammaln, psi

    number, r = len(rows.x), float(np.exp(theta[0]))
    found = Scores(np.empty(number), np.empty((len(NAMES), number)), np.empty(number))
    for start in range(0, number, BLOCK):
        piece = slice(start, start + BLOCK)
        part = _block(theta, rows, piece)
        found.loglik[piece], found.alive[piece] = part.loglik, part.alive
        found.gradient[:, piece] = part.gradient
    found.loglik[:] += by_count(gammaln, r, rows.x)
    found.gradient[0] += r * by_count(psi, r, rows.x)
    return found


def _block(theta: Floats, rows: Rows, piece: slice) -> Scores:
    r, alpha, s, kappa, b = _read(theta)
    last, gap = rows.t_x[piece], rows.T[piece] - rows.t_x[piece]
    n, p = np.asarray(r + rows.x[piece], dtype=np.float64), alpha + last
    first, end = clock(b, last), clock(b, last + gap)
    q, q_end = kappa + first.told, kappa + end.told
    left, by = _left(n, p, s, kappa, b, last, gap, q)
    fall, log_q = np.log1p(gap / p), np.log(q_end / q)
    stayed = np.exp(-n * fall - s * log_q)
    both = stayed + left
    by_n, by_p, by_s, by_kappa, by_b = by / both
    a = stayed / both
    gradient = np.stack(
        [
            r * (theta[1] - np.log(p) + by_n - a * fall),
            r - alpha * (n / p - by_p - a * n * (1 / p - 1 / (p + gap))),
            s * (theta[3] - np.log(q) + by_s - a * log_q),
            s + kappa * (by_kappa - s / q + a * s * (1 / q - 1 / q_end)),
            by_b - s * (first.told_by_b * (1 - a) / q + end.told_by_b * a / q_end),
        ]
    )
    loglik = r * theta[1] + s * theta[3] - n * np.log(p) - s * np.log(q) + np.log(both)
    return Scores(loglik, gradient, a)


def _left(
    n: Floats, p: Floats, s: float, kappa: float, b: float, last: Floats, gap: Floats, q: Floats
) -> tuple[Floats, Floats]:
    """Integrate s h(u) (p/p(u))^n (q/q(u))^s / q(u) over the gap; and its slopes, shape (5, N).

    The slopes are in n, p, s, kappa, b; those in kappa and b take q along.
    """
    speed = np.exp(np.minimum(b * last, 600.0))
    scale = np.minimum(np.minimum(p, q / speed), 1 / max(abs(b), 1e-12)) / np.maximum(
        np.maximum(n, s), 1.0
    )
    length = np.log1p(gap / scale)
    number = np.clip(np.ceil(length / PANEL), 1, 200).astype(np.int64)
    row = np.repeat(np.arange(len(number)), number)
    start = np.cumsum(number) - number
    step = (length / number)[row]
    place, weight = legendre(NODES)
    v = scale[row] * np.expm1((np.arange(len(row)) - start[row] + place[:, None]) * step)
    now = clock(b, last[row] + v)
    q_then, q_now = q[row], kappa + now.told
    fall, log_q = np.log1p(v / p[row]), np.log(q_now / q_then)
    f = weight[:, None] * step * (scale[row] + v) * s * now.speed / q_now
    f = f * np.exp(-n[row] * fall - s * log_q)
    first_by_b = clock(b, last)
    turn = now.speed_by_b / now.speed - (s + 1) * now.told_by_b / q_now
    slopes = (
        f,
        -f * fall,
        f * n[row] * (1 / p[row] - 1 / (p[row] + v)),
        f * (1 / s - log_q),
        f * (s / q_then - (s + 1) / q_now),
        f * (turn + s * first_by_b.told_by_b[row] / q_then),
    )
    left, *by = (np.add.reduceat(each.sum(axis=0), start) for each in slopes)
    return left, np.stack(by)


def expected(theta: Floats, rows: Rows, weeks: float) -> Floats:
    """Expected purchases of each row in the next weeks, shape (N,)."""
    r, alpha, s, kappa, b = _read(theta)
    now = kappa + clock(b, rows.T).told
    place, weight = legendre(NODES)
    edges = weeks * 2.0 ** np.arange(-7.0, 1.0)
    edges[0] = 0.0
    v = (edges[:-1, None] + np.diff(edges)[:, None] * place).ravel()
    step = (np.diff(edges)[:, None] * weight).ravel()
    later = kappa + clock(b, rows.T[:, None] + v).told
    stay = np.exp(-s * np.log(later / now[:, None])) @ step
    return np.asarray(scores(theta, rows).alive * (r + rows.x) / (alpha + rows.T) * stay)
