"""Two arms drawn by lot and an outcome that happens or does not: exact at every look.

A party goes to the play with probability q, else it is held out. With y = 1 where the outcome
happened and any centre c fixed beforehand, g = (y - c)/q in the play and -(y - c)/(1 - q) without
has the mean p1 - p0, the difference that the play makes. A gambler who stakes a share l of their
wealth on g - d, party after party, multiplies it by 1 + l (g - d), which is a fair or losing game
wherever the difference is d or less. Wealth over 1/alpha is then seen with probability alpha at
most, at whatever look, after however many looks (Ville 1939). Wealth averaged over a grid of stakes
and centres is wealth too, and depends on the four counts alone.

Exact at every size, for rare outcomes, for unequal arms, and where the level drifts: then the bound
is on the mean difference so far (Waudby-Smith & Ramdas 2024, JRSSB 86(1), 1-27; Howard, Ramdas,
McAuliffe & Sekhon 2021, Annals of Statistics 49(2), 1055-1080; the exact test of 2 x 2 tables that
it contains: Turner, Ly & Gruenwald 2024). What it needs: the lot, and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from goodwill.pricing.rows import Floats

STEPS = np.array([0.25, 0.4, 0.6, 0.8, 1.0, 1.3, 1.7, 2.3, 3.2, 5.0])
"""The differences for which stakes are made, as multiples of the smallest one worth having."""
STEP_WEIGHTS = np.array([1.0, 1.5, 2.5, 3.0, 3.0, 3.0, 2.5, 2.0, 1.0, 0.5])
CENTRES = np.array([-1.4, -0.7, 0.0, 0.7, 1.4])
"""The centres, as log odds from the rate that was expected before the lot."""
CENTRE_WEIGHTS = np.array([0.5, 1.0, 3.0, 1.0, 0.5])
BOLDEST = 0.95
"""Of the stake that could lose everything at once, so much is risked at most."""
HALVINGS = 40
ROWS_AT_ONCE = 20_000


class Bets(NamedTuple):
    """K pairs of a stake and a centre, fixed before the first look."""

    stakes: Floats
    """(K,) what is risked, for a difference above nought."""
    gains: Floats
    """(K, 4) of g for: happened and not in the play, happened and not held out."""
    log_weights: Floats
    """(K,) logs of the shares of the first wealth; they sum to one."""


def bets(q: float, rate: float, worth: float) -> Bets:
    """Fix the stakes on a rise.

    `q` is the play's share of the two arms, `rate` the expected share of the outcome, `worth` the
    smallest difference worth having, in shares; the last two only decide how soon it is told.
    """
    centre = 1 / (1 + np.exp(-(np.log(rate / (1 - rate)) + CENTRES)))
    steps = worth * STEPS
    spread = centre * (1 - centre) / (q * (1 - q))
    stakes = steps / (spread[:, None] + steps**2)  # nearly what grows fastest (Kelly 1956)
    gains = np.column_stack(
        [(1 - centre) / q, -centre / q, -(1 - centre) / (1 - q), centre / (1 - q)]
    )
    boldest = BOLDEST / (1 - gains.min(axis=1))  # still something left where d is 1
    weights = CENTRE_WEIGHTS[:, None] * STEP_WEIGHTS
    return Bets(
        np.minimum(stakes, boldest[:, None]).ravel(),
        np.repeat(gains, len(STEPS), axis=0),
        np.log(weights / weights.sum()).ravel(),
    )


def evidence(counts: Floats, on: Bets, difference: Floats | float = 0.0) -> Floats:
    """Give the log wealth of R looks against "the difference is at most this": 1/e^it is a p value.

    `counts` (R, 4): happened and not in the play, happened and not held out. Valid at any look, by
    Ville's inequality: e^it exceeds 1/alpha at some look with probability alpha at most.
    """
    given = np.broadcast_to(np.asarray(difference, dtype=np.float64), counts.shape[:1])
    found = np.empty(len(counts))
    for start in range(0, len(counts), ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        found[part] = _wealth(counts[part], on, given[part])
    return found


def _wealth(counts: Floats, on: Bets, difference: Floats) -> Floats:
    """Sum over the bets the wealth that each has come to, in logs."""
    same = difference.size and np.all(difference == difference[0])
    if same:  # one table of logs serves all looks
        logs = np.log1p(on.stakes[:, None] * (on.gains - difference[0]))
        each = counts @ logs.T + on.log_weights
    else:
        each = np.broadcast_to(on.log_weights, (len(counts), len(on.stakes))).copy()
        for cell in range(4):
            each += counts[:, cell, None] * np.log1p(
                on.stakes * (on.gains[:, cell] - difference[:, None])
            )
    top = each.max(axis=1, initial=-np.inf)
    return np.asarray(top + np.log(np.exp(each - top[:, None]).sum(axis=1)), dtype=np.float64)


def turned(counts: Floats) -> Floats:
    """Swap what happened and what did not, so that a fall becomes a rise (R, 4)."""
    return counts[:, [1, 0, 3, 2]]


def at_least(counts: Floats, on: Bets, alpha: float) -> Floats:
    """Give for R looks the difference (in shares) below which the truth is not; -1 if unknown.

    Wrong at some look with probability `alpha` at most.
    """
    low, high = np.full(len(counts), -1.0), np.ones(len(counts))
    threshold = -np.log(alpha)
    for _halving in range(HALVINGS):
        middle = (low + high) / 2
        left_out = evidence(counts, on, middle) >= threshold  # falls as the difference grows
        low, high = np.where(left_out, middle, low), np.where(left_out, high, middle)
    return low


def interval(
    counts: Floats, q: float, rate: float, worth: float, alpha: float
) -> tuple[Floats, Floats]:
    """Give for R looks between which differences (in shares) the truth lies.

    Outside at some look with probability `alpha` at most, half of it on either side. Arguments as
    for `bets` and `evidence`.
    """
    low = at_least(counts, bets(q, rate, worth), alpha / 2)
    high = -at_least(turned(counts), bets(q, 1 - rate, worth), alpha / 2)
    return low, high
