"""Faults by cause: base chance plus the planted excess of policy, process, team and person."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.example.clock import minute_of
from goodwill.example.plan import BASE, EXCESSES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from goodwill.example.clock import Minutes

    Words = NDArray[np.str_]
    Flags = NDArray[np.bool_]

CAUSES = ("chance", "policy", "process", "team", "person")


class Drawn(NamedTuple):
    """Whether each moment went wrong, and of which cause (place in `CAUSES`)."""

    wrong: Flags
    cause: NDArray[np.int64]


def draw(
    rng: np.random.Generator, fault: str, minutes: Minutes, where: Mapping[str, Words]
) -> Drawn:
    """Draw the faults of one sort; `where` names the policy, process, team, person of each row."""
    chances = np.zeros((len(CAUSES), len(minutes)))
    chances[0] = BASE[fault]
    for excess in EXCESSES:
        if excess.fault == fault and excess.sort in where:
            rows = (where[excess.sort] == excess.name) & (minutes >= minute_of(excess.since))
            chances[CAUSES.index(excess.sort), rows] += excess.chance
    total = chances.sum(axis=0)
    chances *= np.minimum(1, 0.97 / total)
    lot = rng.random(len(minutes))
    steps = np.cumsum(chances, axis=0)
    cause = np.minimum((lot >= steps).sum(axis=0), len(CAUSES) - 1)
    return Drawn(lot < steps[-1], cause)


class Fault(NamedTuple):
    """Some faults of one sort: who suffered them when, of which cause, where and by whom."""

    fault: str
    customer: NDArray[np.int64]
    minute: Minutes
    cause: NDArray[np.int64]
    team: Words
    person: Words
    policy: Words
    shown: Flags
    """Whether some record tells of it; the old ticket system tells less."""


def gather(
    fault: str,
    drawn: Drawn,
    customer: NDArray[np.int64],
    minutes: Minutes,
    where: Mapping[str, Words],
    shown: Flags | None = None,
) -> Fault:
    """Keep the rows that went wrong; the minute is when the fault became one."""
    rows = np.flatnonzero(drawn.wrong)
    blank = np.full(len(minutes), "")
    return Fault(
        fault,
        customer[rows],
        minutes[rows],
        drawn.cause[rows],
        where.get("team", blank)[rows],
        where.get("person", blank)[rows],
        where.get("policy", blank)[rows],
        np.ones(len(rows), bool) if shown is None else shown[rows],
    )
