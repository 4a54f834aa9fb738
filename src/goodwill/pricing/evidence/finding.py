"""What was found about one family of breaches or graces, and which guards stood before it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodwill.pricing.rows import Floats


class Outcome(StrEnum):
    """How a guard ended."""

    PASSED = "passed"
    FAILED = "failed"  # the company's own figure is withheld
    UNTOLD = "untold"  # too little to tell; does not withhold by itself


class Guard(NamedTuple):
    """One check of a figure: its name, how it ended, and the figures by which it did."""

    name: str
    outcome: Outcome
    figures: Mapping[str, float]


class Estimate(NamedTuple):
    """What one dealing of dose 1 does to the logs of the rates, with its covariance."""

    leaving: float  # positive hastens leaving: the loss
    buying: float  # negative slows buying down: the lull
    covariance: Floats  # (2, 2) of (leaving, buying)


class Finding(NamedTuple):
    """What is believed of one family, and on what grounds."""

    family: str
    verdict: str  # "breach" or "grace"
    grade: str  # "assumed" or "observed"
    effect: Estimate  # the prior moved by own evidence, or the prior alone; over all half-lives
    half_lives: Floats  # (H,) weeks
    half_life_weights: Floats  # (H,) sum to 1: the price is averaged over them
    effects: tuple[Estimate, ...]  # (H,) the effect to price with at each half-life
    own: Estimate | None  # what the company's own records say alone, within customers
    between: Estimate | None  # the naive association, never priced
    prior_share: float  # 0 .. 1: how much of the answer comes from the prior
    guards: tuple[Guard, ...]
    withheld: str | None  # the name of the guard that withholds the company's own figure
