"""What a trial asks, fixed before the first party is drawn."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from goodwill.care.trial.assignment import HELD_OUT

if TYPE_CHECKING:
    from collections.abc import Mapping

HAPPENS, AMOUNT = "happens", "amount"
"""An outcome happens or does not, or is an amount (money, minutes, how often)."""
MODEST = 0.15
"""The smallest gain worth having, where a play names none, in standard deviations of one party's
outcome: effects of how people are treated are modest (shaping point 6, correlations of .10-.14)."""
UNKNOWN_RATE = 0.2


class Terms(NamedTuple):
    """One play, one outcome; what is in shares is a share of parties, from 0 to 1."""

    play: str
    shares: Mapping[str, float]
    """Of every arm, the held out among them; they sum to one."""
    outcome: str
    kind: str = HAPPENS
    better: str = "more"
    """Which way a gain lies: `more` or `less` of the outcome."""
    days: int = 84
    """How long a party is followed after the lot."""
    before_days: int = 84
    """How far back the covariate from before the lot reaches; 0 for none."""
    worth: float | None = None
    """The smallest gain worth having, above nought, in the unit of the outcome."""
    rate: float | None = None
    """The share (or, for amounts, the standard deviation) expected of those held out."""
    cap: float | None = None
    """From where on an amount counts no more."""
    error: float = 0.05
    """How often a play without effect gets a verdict at some look, all arms together."""
    harm_error: float = 0.10
    """How often an arm that does no harm is stopped at some look."""
    harm_after: int = 0
    """So many parties in the play must have been followed before it may be stopped."""
    most_weeks: int = 104
    """What takes longer than this is called not provable here."""
    held_out: str = HELD_OUT

    @property
    def arms(self) -> tuple[str, ...]:
        """The arms that are compared with the held out."""
        return tuple(name for name in self.shares if name != self.held_out)

    @property
    def arm_error(self) -> float:
        """The error of one arm's comparison: shared out equally (Bonferroni)."""
        return self.error / max(1, len(self.arms))

    @property
    def sign(self) -> int:
        """1 where more of the outcome is a gain, else -1."""
        return 1 if self.better == "more" else -1

    @property
    def expected_rate(self) -> float:
        """The share expected of those held out, kept off nought and one."""
        rate = UNKNOWN_RATE if self.rate is None else self.rate
        return min(max(rate, 0.001), 0.999)

    def share_of(self, arm: str) -> float:
        """Give an arm's share of it and the held out together."""
        return self.shares[arm] / (self.shares[arm] + self.shares[self.held_out])

    def worthwhile(self, spread: float) -> float:
        """Give the smallest gain worth having; `spread` is one party's standard deviation."""
        return self.worth if self.worth is not None else MODEST * spread

    @property
    def expected_worth(self) -> float:
        """The smallest gain worth having, as far as it is known before the first party."""
        rate = self.expected_rate
        amounts = 1.0 if self.rate is None else self.rate
        happens = self.kind == HAPPENS
        return self.worthwhile(math.sqrt(rate * (1 - rate)) if happens else amounts)
