"""How a customer's state turns with the parameters of the model: exactly, in one pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.attrition import State, by_count, scores

if TYPE_CHECKING:
    from goodwill.pricing.rows import Floats, Rows


class Turning(NamedTuple):
    """The state of N customers, their rate of buying now, and its slopes."""

    now: State
    rate: Floats  # (N,) P(alive) (r + x) / p: purchases a week
    slopes: Floats  # (4, N) of the log of the rate, by log r, log alpha, log s, log beta


def turning(theta: Floats, rows: Rows) -> Turning:
    """State, rate and slopes of every row at its T.

    P(alive) = E / L with E = alpha^r beta^s Gamma(r+x)/Gamma(r) p^-(r+x) q^-s, so the slopes of its
    log are those of log E less the scores (KERNEL A1).
    """
    from scipy.special import psi

    found = scores(theta, rows)
    r, alpha, s, beta = np.exp(theta)
    shape, p, q = r + rows.x, alpha + rows.T, beta + rows.T
    log_e = np.stack(
        [
            r * (theta[1] - np.log(p) + by_count(psi, r, rows.x)),
            r - shape * alpha / p,
            s * (theta[3] - np.log(q)),
            s - s * beta / q,
        ]
    )
    slopes = log_e - found.gradient
    slopes[0] += r / shape
    slopes[1] -= alpha / p
    return Turning(State(found.alive, shape, p, q), found.alive * shape / p, slopes)
