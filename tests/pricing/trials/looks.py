"""Courses of trials as arrays: runs x looks of the counts of two arms, from true shares."""

from __future__ import annotations

import numpy as np

from goodwill.pricing.trials.amounts import Sums


def counted(rng, runs, days, per_day, q, with_it, without):
    """Let `per_day` parties a day be drawn by lot; shares may be given per day. (runs, days, 4)."""
    play = rng.binomial(per_day, q, (runs, days))
    happened, none = rng.binomial(play, with_it), rng.binomial(per_day - play, without)
    cells = np.stack([happened, play - happened, none, per_day - play - none], axis=-1)
    return cells.cumsum(axis=1).astype(np.float64)


def spent(rng, runs, days, per_day, q, *, share, sigma, effect=0.0, cap=None, known=False):
    """Let a share of parties spend log-normal sums; with a covariate of the same customers or not.

    Gives the sums of the play and of the held out, (runs * days,) each.
    """
    n = (runs, days * per_day)
    taste = rng.gamma(2, 0.5, n) if known else np.ones(n)

    def amount():
        drawn = (rng.random(n) < share) * rng.lognormal(4, sigma, n) * taste
        return np.minimum(drawn, cap) if cap else drawn

    arm = rng.random(n) < q
    y, x = amount() + effect * arm, amount() if known else np.zeros(n)
    return sums(arm, y, x, per_day), sums(~arm, y, x, per_day)


def sums(arm, y, x, per_day):
    cells = [arm, arm * (y != 0), arm * y, arm * y * y, arm * x, arm * x * x, arm * x * y]
    return Sums(*(cell.cumsum(axis=1)[:, per_day - 1 :: per_day].ravel() * 1.0 for cell in cells))
