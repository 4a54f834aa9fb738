"""Leaving by the toss of a coin after a purchase: BG/NBD, MBG/NBD and both with regular gaps.

Buying comes in gaps of k stages whose pace is Gamma(r, alpha); after a purchase the customer leaves
with a chance that is Beta(a, b) over customers. In the BG/NBD (Fader, Hardie & Lee 2005, Marketing
Science 24(2)) the coin is first tossed after the first repeat purchase, in the MBG/NBD (Batislam,
Denizel & Filiztekin 2007, IJRM 24(3)) after the very first one; with k > 1 they are the BG/CNBD-k
and MBG/CNBD-k (Platzer & Reutterer 2016, Marketing Science 35(5)). theta is (log r, log alpha,
log a, log b).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.fit import FAR, Caution, Fit, Prior, Slope, settle, summed
from goodwill.pricing.stages import longer, longer_with_slopes, stage_chances

if TYPE_CHECKING:
    from goodwill.pricing.attrition import Scores
    from goodwill.pricing.rows import Floats, Rows

NAMES = ("r", "alpha", "a", "b")
BLOCK = 512


class Tossing(NamedTuple):
    """Which of the models."""

    at_first: bool = False  # whether the coin is tossed after the first purchase too
    stages: int = 1


BG = Tossing()
MBG = Tossing(at_first=True)


class _Beta(NamedTuple):
    """The log of a ratio of beta functions, and its slopes in a and b."""

    log: Floats
    by_a: Floats
    by_b: Floats


def fit(rows: Rows, kind: Tossing = BG, log_gaps: float = 0.0, prior: Prior | None = None) -> Fit:
    """Estimate r, alpha, a, b; log_gaps is the sum of the logs of all gaps, told by k > 1 alone."""
    rate = kind.stages * max(float(rows.x @ rows.weight), 0.5) / float(rows.T @ rows.weight)
    starts = [np.log([r, r / (2 * rate), a, b]) for r, a, b in ((0.5, 0.8, 2.5), (1.5, 0.4, 4.0))]
    model = partial(slope, rows=rows, kind=kind, log_gaps=log_gaps)
    found = settle(NAMES, model, starts, prior, rows.customers)
    if found.theta[[0, 2]].max() > FAR:
        return found._replace(cautions=(*found.cautions, Caution.ALIKE))
    return found


def slope(theta: Floats, rows: Rows, kind: Tossing = BG, log_gaps: float = 0.0) -> Slope:
    """Weighted log-likelihood of all rows, its gradient and outer products."""
    each = scores(theta, rows, kind)
    found = summed(each.loglik, each.gradient, rows.weight)
    return found._replace(value=found.value + (kind.stages - 1) * log_gaps)


def scores(theta: Floats, rows: Rows, kind: Tossing = BG) -> Scores:
    """Log-likelihood, gradient in theta and P(alive); theta (4,), or (4, N) for each row its own.

    (k - 1) times the sum of a row's log gaps is left out: it says nothing of theta.
    """
    from scipy.special import gammaln, psi

    from goodwill.pricing.attrition import Scores

    r, alpha, a, b = np.exp(theta)
    x, gap = rows.x.astype(np.float64), rows.T - rows.t_x
    n, p = r + kind.stages * x, alpha + rows.t_x
    still = longer_with_slopes(n, kind.stages, p, gap)
    stayed = _beta(a, b, np.zeros_like(x), x + kind.at_first)
    left = _beta(a, b, np.ones_like(x), x - 1 + kind.at_first)
    with np.errstate(divide="ignore"):
        log_still = np.log(still.chance) + stayed.log
    log_left = np.where((x > 0) | kind.at_first, left.log, -np.inf)
    both = np.logaddexp(log_still, log_left)
    alive, gone = np.exp(log_still - both), np.exp(log_left - both)
    share = np.exp(stayed.log - both)
    bought = gammaln(n) - gammaln(r) + r * np.log(alpha) - n * np.log(p) - x * gammaln(kind.stages)
    gradient = np.stack(
        [
            r * (psi(n) - psi(r) + np.log(alpha) - np.log(p) + share * still.by_n),
            r - alpha * (n / p - share * still.by_p),
            a * (alive * stayed.by_a + gone * left.by_a),
            b * (alive * stayed.by_b + gone * left.by_b),
        ]
    )
    return Scores(bought + both, gradient, alive)


def _beta(a: Floats, b: Floats, more_a: Floats, more_b: Floats) -> _Beta:
    """Of B(a + more_a, b + more_b) / B(a, b)."""
    from scipy.special import betaln, psi

    more_b = np.maximum(more_b, 0.0)
    total = psi(a + b + more_a + more_b) - psi(a + b)
    log = betaln(a + more_a, b + more_b) - betaln(a, b)
    return _Beta(log, psi(a + more_a) - psi(a) - total, psi(b + more_b) - psi(b) - total)


def expected(theta: Floats, rows: Rows, weeks: float, kind: Tossing = BG) -> Floats:
    """Expected purchases of each row in the next weeks, shape (N,)."""
    alive = scores(theta, rows, kind).alive
    _, _, a, b = np.exp(theta)
    total = np.zeros(len(rows.x))
    for start in range(0, len(total), BLOCK):
        piece = slice(start, start + BLOCK)
        x = rows.x[piece].astype(np.float64)
        phases = _phases(theta, rows, piece, kind.stages)
        total[piece] = _tosses(phases, a, b + x + kind.at_first, weeks, kind.stages, first=0)
    return alive * total


def expected_of_newcomer(theta: Floats, weeks: float, kind: Tossing = BG) -> float:
    """Expected repeat purchases of somebody new in the first weeks."""
    r, alpha, a, b = np.exp(theta)
    fresh = [(np.ones(1), np.array([r]), np.array([alpha]))]
    first = int(kind.at_first)
    return float(_tosses(fresh, a, np.array([b]), weeks, kind.stages, first=first)[0])


def counts(theta: Floats, weeks: float, most: int, kind: Tossing = BG) -> Floats:
    """P(X(weeks) = x) for x = 0 .. most: shape (most + 1,)."""
    from scipy.special import betaln

    r, alpha, a, b = np.exp(theta)
    x = np.arange(most + 2.0)
    reached = np.ones(most + 2)
    reached[1:] = 1 - longer(r, kind.stages * x[1:], alpha, np.full(most + 1, weeks))
    survived = np.exp(betaln(a, b + np.maximum(x - 1 + kind.at_first, 0)) - betaln(a, b))
    enough = reached * np.where(x > 0, survived, 1.0)
    return np.asarray(enough[:-1] - enough[1:])


def _phases(
    theta: Floats, rows: Rows, piece: slice, stages: int
) -> list[tuple[Floats, Floats, Floats]]:
    """In which stage of the present gap a customer is: the chance, and the Gamma of the pace."""
    r, alpha, *_ = np.exp(theta)
    n, gap = r + stages * rows.x[piece], rows.T[piece] - rows.t_x[piece]
    chances = stage_chances(n, stages, alpha + rows.t_x[piece], gap)
    return [(chance, n + stage, alpha + rows.T[piece]) for stage, chance in enumerate(chances)]


def _tosses(
    phases: list[tuple[Floats, Floats, Floats]],
    a: Floats,
    b: Floats,
    weeks: float,
    stages: int,
    first: int,
) -> Floats:
    """Sum over y of the chance that y purchases come in time and all coins before them fell well.

    It ends where the purchases that may still come no longer count.
    """
    total, survived = np.zeros_like(phases[0][2]), np.ones_like(phases[0][2])
    for y in range(1, 1_000_000):
        tossed = y - 2 + first
        if tossed >= 0:
            survived = survived * (b + tossed) / (a + b + tossed)
        came = sum(
            weight * (1 - longer(n, stages * y - stage, p, np.full_like(p, weeks)))
            for stage, (weight, n, p) in enumerate(phases)
        )
        total += survived * came
        if y > 2 and float((survived * came).max()) < 1e-16:
            break
    return total
