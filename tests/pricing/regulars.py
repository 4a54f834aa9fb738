"""Customers who buy regularly, fade, or die, with a known truth."""

# ruff: noqa: N806 -- T is the symbol of the papers

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from goodwill.pricing.paths import Paths

STEADY, FADED, DEAD = 0, 1, 2


class Firm(NamedTuple):
    """N customers of one company: their purchases, what became of them, and when."""

    paths: Paths
    kind: np.ndarray
    when: np.ndarray


def firm(
    seed: int,
    customers: int = 400,
    *,
    stages: int = 2,
    every: float = 4.0,
    fading: float = 0.0,
    dying: float = 0.0,
    slower: float = 3.0,
    weeks: float = 104.0,
) -> Firm:
    """Gaps of so many stages, one purchase every few weeks; some slow down, some leave for good."""
    rng = np.random.default_rng(seed)
    pace = rng.gamma(4, 1 / 4, customers) / every
    kind = rng.choice(3, customers, p=[1 - fading - dying, fading, dying])
    T = weeks - rng.uniform(0, 26, customers)
    when = T * rng.uniform(0.3, 0.9, customers)
    most = int(6 * weeks / every) + 20
    clock = np.cumsum(rng.gamma(stages, 1 / stages, (customers, most)) / pace[:, None], axis=1)
    late = np.where(kind == FADED, slower, 1.0)[:, None]
    change = when[:, None]
    time = np.where(clock > change, change + (clock - change) * late, clock)
    end = np.where(kind == DEAD, when, T)[:, None]
    held = np.where(time < end, np.ceil(time * 7), np.inf)
    days = [np.unique(each[np.isfinite(each)]) for each in held]
    kept = [np.append(0.0, each[each <= age * 7] / 7) for each, age in zip(days, T, strict=True)]
    start = np.concatenate([[0], np.cumsum([len(each) for each in kept])])
    return Firm(Paths(start, np.concatenate(kept), T), kind, when)
