"""What comes back after each dealing, by how it was treated: where waits and returns are exact.

Three contrasts stand apart because they say different things. Between customers: an association,
never a price. Within a customer, each having a baseline of their own: what a later dealing does.
The first dealing: there is one per customer, so nothing within a customer compares with it, and
only a trial can price it.

A return counts from when the treatment is known; whoever came back earlier is left out, or else
early returners would always count as untreated (immortal time). Where the treatment is itself a
wait, the clock matters: people come in bouts, so that after a long wait the bout is over, and the
wait seems to have ended it. Hence two clocks, one since the treatment was known and one since the
dealing began (with delayed entry). Only what both clocks say may be used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.cox import Hazard, Waits, cox
from goodwill.pricing.returning import Dealings, Gaps, gaps

if TYPE_CHECKING:
    from goodwill.pricing.rows import Floats, Integers

__all__ = [
    "Contrast", "Dealings", "Gaps", "Observed", "adjusted", "between", "fading", "first", "gaps",
    "later", "observe", "priceable", "within",
]  # fmt: skip

NORMAL_95 = 1.959963984540054


class Contrast(NamedTuple):
    """The log hazard ratio of returning per unit of treatment; NaN where it cannot be told."""

    effect: float
    se: float  # the larger of the model's and the robust one, clustered by customer
    returns: int  # that could be compared

    @property
    def interval(self) -> tuple[float, float]:
        """Between which hazard ratios the truth lies with 95 %."""
        half = NORMAL_95 * self.se
        return float(np.exp(self.effect - half)), float(np.exp(self.effect + half))

    @property
    def told(self) -> bool:
        """Whether the interval leaves out no effect at all."""
        return bool(abs(self.effect) > NORMAL_95 * self.se)


class Observed(NamedTuple):
    """What records say of a treatment, and what each figure may be used for."""

    between: Contrast  # over all dealings: an association, never a price
    adjusted: Contrast  # the same beside the number of dealings and what else was known
    first: Contrast  # over first dealings alone: an association too
    within: Contrast  # over all dealings within customers
    later: Contrast  # the same without first dealings
    later_begun: Contrast  # the same by the clock since the dealing began
    fading: Contrast  # by how much the effect within changes per log of the number of the dealing

    @property
    def usable(self) -> Contrast:
        """What may price dealings after the first: what both clocks say; NaN if they quarrel."""
        one, other = self.later, self.later_begun
        quarrel = one.told and other.told and one.effect * other.effect < 0
        if quarrel or np.isnan(one.effect + other.effect):
            return Contrast(np.nan, np.nan, one.returns)
        nearer = min(one, other, key=lambda contrast: abs(contrast.effect))
        return nearer._replace(se=max(one.se, other.se))


def between(gaps: Gaps) -> Contrast:
    """Compare all dealings with one another, whoever's they are: an association."""
    return _contrast(_fit(gaps, gaps.treated[:, None], within=False))


def adjusted(gaps: Gaps) -> Contrast:
    """Compare dealings of like number and circumstances: an association still."""
    return _contrast(_fit(gaps, _with_circumstances(gaps), within=False))


def first(gaps: Gaps) -> Contrast:
    """Compare first dealings, of which each customer has one: an association."""
    return between(gaps.those(gaps.number == 1))


def within(gaps: Gaps, *, begun: bool = False) -> Contrast:
    """Compare each dealing with others of the same customer alone, by either clock."""
    return _contrast(_fit(gaps, gaps.treated[:, None], within=True, begun=begun))


def later(gaps: Gaps, *, begun: bool = False) -> Contrast:
    """Compare the dealings after the first with others of the same customer alone."""
    return within(gaps.those(gaps.number > 1), begun=begun)


def fading(gaps: Gaps) -> Contrast:
    """Tell how the effect within customers changes per log of the number of the dealing."""
    log = np.log(gaps.number.astype(np.float64))
    columns = np.column_stack([gaps.treated * log, gaps.treated, log])
    return _contrast(_fit(gaps, columns, within=True))


def observe(gaps: Gaps) -> Observed:
    """Draw every contrast that the records allow."""
    known = later(gaps)
    begun = later(gaps, begun=True) if np.ptp(gaps.delay) > 0 else known
    return Observed(
        between(gaps), adjusted(gaps), first(gaps), within(gaps), known, begun, fading(gaps)
    )


def priceable(observed: Observed, number: Integers) -> tuple[Floats, Floats]:
    """Give the log hazard ratio that may price the dealings of these numbers, and its error.

    NaN for first dealings: what distinguishes newcomers from one another is not what was done to
    them. Later ones have the figure within customers and never the newcomers' one.
    """
    found = observed.usable
    later_ones = number > 1
    return np.where(later_ones, found.effect, np.nan), np.where(later_ones, found.se, np.nan)


def _with_circumstances(gaps: Gaps) -> Floats:
    log = np.log(gaps.number.astype(np.float64))
    return np.column_stack([gaps.treated, log, gaps.beside])


def _fit(gaps: Gaps, z: Floats, *, within: bool, begun: bool = False) -> Hazard:
    stratum = gaps.customer if within else np.zeros_like(gaps.customer)
    length, entry = (gaps.delay + gaps.length, gaps.delay) if begun else (gaps.length, None)
    return cox(Waits(length, gaps.returned, z, stratum, gaps.customer, entry))


def _contrast(hazard: Hazard) -> Contrast:
    """Take the first coefficient."""
    variance = max(float(hazard.covariance[0, 0]), float(hazard.robust[0, 0]))
    return Contrast(float(hazard.beta[0]), float(np.sqrt(variance)), hazard.events)
