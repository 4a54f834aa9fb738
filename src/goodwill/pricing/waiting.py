"""When the next purchase may be expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from goodwill.pricing.silence import silence

if TYPE_CHECKING:
    from goodwill.pricing.attrition import State
    from goodwill.pricing.rows import Floats

ROUNDS = 200
ENOUGH = 1e-9
BLOCK = 4096


def bought_within(theta: Floats, now: State, weeks: Floats) -> Floats:
    """P(the next purchase comes within so many weeks | not left yet), shape (N,); weeks may be inf.

    int_0^t (r+x)/p (p/(p+u))^(r+x+1) (q/(q+u))^s du: the customer must buy before leaving.
    """
    s = float(np.exp(theta[2]))
    k = now.shape + s
    within = silence(now.p, now.q, np.minimum(weeks, 1e12 * now.p), k, s)
    return now.shape * 4 / k * within.total


def next_purchase(theta: Floats, now: State) -> Floats:
    """Median weeks to the next purchase of those not left, shape (N,); NaN where none is likely.

    It is NaN where the customer is as likely to leave as to buy again.
    """
    parts = [
        _median(theta, type(now)(*(column[start : start + BLOCK] for column in now)))
        for start in range(0, len(now.p), BLOCK)
    ]
    return np.concatenate(parts) if parts else np.empty(0)


def _median(theta: Floats, now: State) -> Floats:
    """Newton's steps from the median without leaving.

    That start is too early, and the chance grows ever more slowly, so no step goes too far.
    """
    s = float(np.exp(theta[2]))
    ever = bought_within(theta, now, np.full_like(now.p, np.inf)) > 0.5
    weeks = now.p * np.expm1(np.log(2) / now.shape)
    for _ in range(ROUNDS):
        short = np.where(ever, 0.5 - bought_within(theta, now, weeks), 0.0)
        pace = (now.shape + 1) * np.log1p(weeks / now.p) + s * np.log1p(weeks / now.q)
        step = short * now.p / now.shape * np.exp(pace)
        weeks = weeks + step
        if not np.any(np.abs(step) > ENOUGH * weeks):
            break
    return np.where(ever, weeks, np.nan)
