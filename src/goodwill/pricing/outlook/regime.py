"""How customers are treated from now on, and how much faster or slower that makes the clocks run.

Dealings that come by chance at the rate nu a week multiply the rate of leaving, on average over the
stock of them that is remembered, by exp(nu DeltaH) exactly, where DeltaH is the wear of one (shot
noise, KERNEL A4); and likewise the rate of buying. Customers' clocks run as they do under the
treatment of today, so a branch is told by how many fewer or more dealings come a week than today.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.treatment import ein, strengths, traces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodwill.pricing.rows import Floats
    from goodwill.pricing.treatment import Effect


class Change(NamedTuple):
    """By how much the dealings of one family and verdict differ from today's."""

    effect: Effect
    weekly: float  # per active customer and week; negative for fewer
    doses: Floats  # (K,) the doses that occur
    shares: Floats  # (K,) how often each does; they sum to 1


class Regime(NamedTuple):
    """One branch of the outlook."""

    changes: Sequence[Change] = ()
    newcomers: float = 1.0  # of those who come today


class Pace(NamedTuple):
    """How fast the clocks run, as logs of their pace over today's: in the middle, and drawn."""

    leaving: float
    buying: float
    leaving_drawn: Floats  # (D,)
    buying_drawn: Floats  # (D,)


def pace(rng: np.random.Generator, regime: Regime, draws: int) -> Pace:
    """Add up what the changes of all families do; families are unsure independently."""
    middle, drawn = np.zeros(2), np.zeros((2, draws))
    for change in regime.changes:
        for trace, weight in zip(*traces(change.effect), strict=True):
            strength = np.array([[trace.delta], [trace.gamma]])
            middle += weight * _moved(change, strength, np.array([trace.half_life]))[:, 0]
        delta, gamma, lives = strengths(rng, change.effect, draws)
        drawn += _moved(change, np.stack([delta, gamma]), lives)
    return Pace(float(middle[0]), float(middle[1]), drawn[0], drawn[1])


def _moved(change: Change, strength: Floats, half_life: Floats) -> Floats:
    """What a change moves the logs of both clocks by, (2, D), for D strengths and half-lives."""
    wear = ein(strength[:, :, None] * change.doses) @ change.shares
    return np.asarray(change.weekly * wear * half_life / np.log(2))
