"""When a regular buyer buys again, and how often: what regular.standing knows, carried forward.

A customer in the middle of a gap has passed some of its k stages, nobody knows how many; each
number has its chance, and given it what is to come is a sum of stages again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from goodwill.pricing.residual import times
from goodwill.pricing.stages import longer, stage_chances, unseen

if TYPE_CHECKING:
    from goodwill.pricing.regular import Standing
    from goodwill.pricing.rows import Floats

ROUNDS = 100
ENOUGH = 1e-9
BLOCK = 1024


def bought_within(theta: Floats, now: Standing, stages: int, weeks: Floats) -> Floats:
    """P(the next purchase comes within so many weeks | not left yet), shape (N,)."""
    s, p = float(np.exp(theta[2])), now.p + now.gap
    stay = np.exp(-s * np.log1p(weeks / now.q))
    within = np.zeros_like(p)
    for passed, chance in enumerate(stage_chances(now.n, stages, now.p, now.gap)):
        n, left = now.n + passed, stages - passed
        lost = unseen(n, left, p, now.q, s, weeks).chance
        within += chance * (1 - longer(n, left, p, weeks) * stay - lost)
    return within


def next_purchase(theta: Floats, now: Standing, stages: int) -> Floats:
    """Median weeks to the next purchase of those not left, shape (N,); NaN where none is likely.

    It is NaN where the customer is as likely to leave as to buy again. Halved until it is found to
    nine digits.
    """
    low, high = np.zeros_like(now.p), stages * (now.p + now.gap) / now.n
    ever = np.ones(high.shape, dtype=np.bool_)
    for _ in range(ROUNDS):
        short = bought_within(theta, now, stages, high) < 0.5
        if not short.any():
            break
        ever = ~short | (high < 1e9)
        low, high = np.where(short, high, low), np.where(short & ever, 4 * high, high)
        if not np.any(short & ever):
            break
    for _ in range(ROUNDS):
        middle = (low + high) / 2
        short = bought_within(theta, now, stages, middle) < 0.5
        low, high = np.where(short, middle, low), np.where(short, high, middle)
        if np.all(high - low <= ENOUGH * high):
            break
    return np.where(ever, high, np.nan)


def expected(theta: Floats, now: Standing, stages: int, weeks: float) -> Floats:
    """Expected purchases in the next weeks, shape (N,).

    Every k-th stage ends with a purchase; which ones do is told by the k-th roots of unity, so that
    the sum over all of them is one of k terms. The work grows with k squared.
    """
    parts = [
        _expected(
            theta, type(now)(*(column[start : start + BLOCK] for column in now)), stages, weeks
        )
        for start in range(0, len(now.p), BLOCK)
    ]
    return np.concatenate(parts) if parts else np.empty(0)


def _expected(theta: Floats, now: Standing, stages: int, weeks: float) -> Floats:
    s, p = float(np.exp(theta[2])), now.p + now.gap
    nodes = times(weeks, 0.0, float((p / (now.n + stages)).min()))
    stay = np.exp(-s * np.log1p(nodes.v / now.q[:, None])) * nodes.weight
    root = np.exp(2j * np.pi * np.arange(stages) / stages)
    total = np.zeros_like(p)
    for passed, chance in enumerate(stage_chances(now.n, stages, now.p, now.gap)):
        n = (now.n + passed)[:, None]
        pace = np.zeros_like(stay)
        for one in root:
            term = np.exp(-(n + 1) * np.log1p(nodes.v / p[:, None] * (1 - one)))
            pace += (one ** (passed + 1) * term).real
        total += chance * (n[:, 0] / p) * (pace * stay).sum(axis=1) / stages
    return np.asarray(now.alive * total)
