"""Memory in buckets of age: what is a little fresher weighs the same, so that pieces merge.

An event of week v weighs 2^(-(w - v) / half-life) in week w. KERNEL A3 measured that a memory
constant over buckets of age gives the same estimates from a half to a tenth of the pieces.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from goodwill.pricing.rows import Floats

AGES = (
    *(1, 2, 3, 5, 8, 12, 18, 26, 39, 52, 78, 104, 156, 208, 312, 416, 624, 832, 1248, 1664),
    *(2496, 3328),
)
"""Ages in weeks at which a bucket may begin; shared by all half-lives, so that changes coincide."""
LARGEST_STEP = 1 / 6
"""A bucket ends before the memory falls by more than this share of an event's full weight."""
FORGOTTEN = 6.5
"""Half-lives after which an event no longer counts: a hundredth of it is left."""


class Memory(NamedTuple):
    """B buckets of age: an event whose age is in edge[b] .. edge[b + 1] - 1 weighs level[b]."""

    edge: tuple[int, ...]  # (B + 1,) whole weeks
    level: Floats  # (B,)


def remembered(half_life: float, lag: float = 1.0) -> Memory:
    """Cut the memory with this half-life (weeks) into buckets, the first at `lag` weeks.

    The level of a bucket is the mean of 2^(-age / half-life) over the whole weeks in it.
    """
    if not 0 < half_life < AGES[-1] / FORGOTTEN:
        raise ValueError("a half-life is a positive number of weeks, of at most five centuries")
    if not lag >= 0:
        raise ValueError("a lag is not negative")
    first = math.ceil(lag)
    edges = _edges(half_life, first)
    weights = np.exp2(-np.arange(edges[-1]) / half_life)
    return Memory(edges, np.array([weights[a:b].mean() for a, b in pairwise(edges)]))


def _edges(half_life: float, first: int) -> tuple[int, ...]:
    edges, ahead = [first], [age for age in AGES if age > first]
    for age, later in pairwise(ahead):
        if age >= FORGOTTEN * half_life:
            break
        if 2 ** (-edges[-1] / half_life) - 2 ** (-later / half_life) > LARGEST_STEP:
            edges.append(age)
    end = next(age for age in ahead if age >= max(FORGOTTEN * half_life, first + 1))
    return (*(edge for edge in edges if edge < end), end)
