"""Expected purchases of customers under a treatment and a calendar that are laid down for them.

    P(alive) (r + x)/p  int_0^t e^(-rho u) a(u) [q / (q + H(u))]^s du

with the clocks a and H running on from T (KERNEL §1). Within a piece of constant covariates the
undiscounted integral has a closed form; a discount needs nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.attrition import survived
from goodwill.pricing.kernel import nodes
from goodwill.pricing.kernel.parameters import parameters
from goodwill.pricing.silence import legendre

if TYPE_CHECKING:
    from goodwill.pricing.attrition import State
    from goodwill.pricing.kernel.panel import Panel
    from goodwill.pricing.rows import Floats

TOLERANCE = 1e-12


class Course(NamedTuple):
    """What is to come for N customers, each in the same K pieces; times in weeks from T."""

    length: Floats  # (K,)
    buying: Floats  # (N, K, Kb)
    leaving: Floats  # (N, K, Kl)


def expected(
    theta: Floats, panel: Panel, now: State, course: Course, *, rate: float = 0.0
) -> Floats:
    """Expected purchases within the course, discounted by e^(-rate u), u weeks: shape (N,).

    now: the state of the panel's customers at T, as likelihood.state gives it.
    """
    given = parameters(theta, panel)
    a = np.exp(np.einsum("nkc,c->nk", course.buying, given.gamma))
    h = np.exp(np.einsum("nkc,c->nk", course.leaving, given.delta))
    ran = h * course.length
    q = now.q[:, None] + np.cumsum(ran, axis=1) - ran
    begun = np.cumsum(course.length) - course.length
    stay = np.exp(-given.s * np.log(q / now.q[:, None]) - rate * begun)
    within = _within(q / h, given.s, course.length, rate)
    return np.asarray(now.alive * now.shape / now.p * (a * stay * within).sum(axis=1))


def _within(q: Floats, s: float, length: Floats, rate: float) -> Floats:
    """int_0^length e^(-rate v) [q / (q + v)]^s dv, for q of shape (N, K)."""
    if rate == 0.0:
        return survived(q, s, length)
    kappa = float((length * ((s + 4) / q + rate)).max())
    limits = nodes.reach(TOLERANCE)
    parts = max(1, int(np.ceil(kappa / limits[-1])))
    place, weight = legendre(nodes.RULES[int(np.searchsorted(limits, kappa / parts))])
    width = length / parts
    total = np.zeros_like(q)
    for part in range(parts):
        for at, share in zip(place, weight, strict=True):
            v = width * (part + at)
            total += share * width * np.exp(-s * np.log1p(v / q) - rate * v)
    return total
