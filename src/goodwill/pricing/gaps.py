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

if TYPE_CHECKING:
    from goodwill.pricing.rows import Flags, Floats, Integers

NORMAL_95 = 1.959963984540054


class Dealings(NamedTuple):
    """N dealings in any order; times in one unit from one origin."""

    customer: Integers  # (N,)
    time: Floats  # (N,) when it began
    known: Floats  # (N,) when it was known how it was treated, time <= known
    treated: Floats  # (N,) how: 1 or 0 for a breach or none, or its logarithmic size
    beside: Floats  # (N, K) what else was known by then; K may be 0

    def those(self, rows: Integers | Flags) -> Dealings:
        """Take some of the dealings, in the order of the rows."""
        return Dealings._make(column[rows] for column in self)


class Gaps(NamedTuple):
    """The dealings after which a return could be waited for, by customer and time."""

    customer: Integers  # (M,)
    number: Integers  # (M,) 1 for the customer's first dealing on record
    delay: Floats  # (M,) from the beginning to when the treatment was known
    length: Floats  # (M,) from then to the return or the end
    returned: Flags  # (M,)
    treated: Floats  # (M,)
    beside: Floats  # (M, K)
    early: int  # dealings left out: the customer was back before the treatment was known

    def those(self, rows: Flags) -> Gaps:
        """Take some of the dealings, in the same order."""
        return Gaps._make([*(column[rows] for column in self[:-1]), self.early])


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


def gaps(
    dealings: Dealings,
    close: float,
    *,
    horizon: float = np.inf,
    returns: tuple[Integers, Floats] | None = None,
) -> Gaps:
    """Pair each dealing with the first return after it began, seen up to close and horizon.

    Returns are customers and times; without them the customer's next dealing is the return. Waits
    of which nothing is seen before the close are left out.
    """
    order = np.lexsort((dealings.known, dealings.time, dealings.customer))
    given = dealings.those(order)
    coming = _next(given, returns or (given.customer, given.time))
    seen = given.known < close
    early = seen & (coming <= given.known)
    keep = seen & ~early
    until = np.minimum(close - given.known, horizon)[keep]
    wait = (coming - given.known)[keep]
    returned = (wait <= until) & (coming[keep] <= close)
    return Gaps(
        given.customer[keep], _numbers(given.customer)[keep], (given.known - given.time)[keep],
        np.minimum(wait, until), returned, given.treated[keep], given.beside[keep],
        int(early.sum()),
    )  # fmt: skip


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


def _next(given: Dealings, returns: tuple[Integers, Floats]) -> Floats:
    """Find each customer's first return strictly after each dealing began; inf where none."""
    who, when = returns
    rank = np.unique(np.concatenate([given.time, when]), return_inverse=True)[1]
    width = np.int64(len(rank) + 1)
    order = np.lexsort((when, who))
    keys = (who.astype(np.int64) * width + rank[len(given.time) :])[order]
    asked = given.customer.astype(np.int64) * width + rank[: len(given.time)]
    place = np.searchsorted(keys, asked, side="right")
    found = np.append(who[order], -1)[place] == given.customer
    return np.where(found, np.append(when[order], np.inf)[place], np.inf)


def _numbers(customer: Integers) -> Integers:
    """Number the dealings of each customer from 1; rows by customer and time."""
    rows = np.arange(len(customer))
    new = np.ones(len(customer), dtype=np.bool_)
    new[1:] = np.diff(customer) != 0
    return np.asarray(rows - np.maximum.accumulate(np.where(new, rows, 0)) + 1, dtype=np.int64)


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
