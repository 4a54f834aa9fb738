"""Unusual against one's own baseline: whose use, calls or complaints of late are not as ever.

Counts per week come at a personal rate ~ Gamma(shape, rate) over the company's customers; what a
customer did before gives the distribution of what it does of late, a negative binomial, widened by
as much as counts vary within customers beyond chance. The share of false alarms among all alarms is
held down as Benjamini and Hochberg (1995) do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from goodwill.pricing.rows import Flags, Floats

FALSE_SHARE = 0.05
FEWEST_WEEKS = 8
"""Weeks that make a baseline."""


class Unusual(NamedTuple):
    """N customers; arrays of shape (N,), NaN and False where the baseline is too short."""

    expected: Floats  # the count of late if nothing had changed
    actual: Floats
    fewer: Floats  # the chance of so few
    more: Floats  # the chance of so many
    unusual: Flags  # an alarm, of which at most the share asked for is false


def discovered(chances: Floats, share: float) -> Flags:
    """Which of N looks to report so that at most this share of reports is false; NaN: no look.

    Benjamini & Hochberg 1995 (J. R. Statist. Soc. B 57(1)): the largest i with p_(i) <= share i/n.
    """
    looked = np.isfinite(chances)
    ordered = np.sort(chances[looked])
    passed = np.flatnonzero(ordered <= share * np.arange(1, len(ordered) + 1) / len(ordered))
    if not len(passed):
        return np.zeros(chances.shape, dtype=np.bool_)
    with np.errstate(invalid="ignore"):
        return np.asarray(looked & (chances <= ordered[passed[-1]]))


def unusual(
    counts: Floats, late: int = 4, *, common: bool = True, share: float = FALSE_SHARE
) -> Unusual:
    """Compare the last weeks of N customers with their own weeks before.

    counts has shape (N, W), one column a week, NaN before a customer's first. With `common`, a week
    in which all customers do more or less is nobody's peculiarity.
    """
    known = np.isfinite(counts)
    done, calm = np.where(known, counts, 0.0), np.ones(len(counts), dtype=np.bool_)
    pace = np.ones(counts.shape[1])
    for _ in (1, 2):
        if common:
            pace = _common(done[calm], known[calm])
        found = _compared(done, np.where(known, pace, 0.0), late, share)
        calm = ~found.unusual
    return found


def _compared(done: Floats, exposure: Floats, late: int, share: float) -> Unusual:
    """Compare counts (N, W) given how much was to be expected of each week, 0 where unknown."""
    before, time = done[:, :-late].sum(axis=1), exposure[:, :-late].sum(axis=1)
    after, ahead = done[:, -late:].sum(axis=1), exposure[:, -late:].sum(axis=1)
    told = ((exposure[:, :-late] > 0).sum(axis=1) >= FEWEST_WEEKS) & (ahead > 0)
    excess = dispersion(done[:, :-late], exposure[:, :-late])
    shape, rate = baseline(before[told] / excess, time[told])
    n, p = shape + before[told] / excess, rate + time[told]
    mean = n / p * ahead[told] * excess
    fewer, more = _tails(after[told], mean, mean**2 / (mean * (excess - 1) + mean**2 / n))
    both = np.minimum(1.0, 2 * np.minimum(fewer, more))
    expected, few, many, chance = (_spread(column, told) for column in (mean, fewer, more, both))
    return Unusual(expected, after, few, many, discovered(chance, share))


def dispersion(done: Floats, exposure: Floats) -> float:
    """How many times the counts vary more within customers than chance alone; at least 1.

    Pearson's statistic over its degrees of freedom, over customers with at least one count.
    """
    active = done.sum(axis=1) > 0
    done, exposure = done[active], exposure[active]
    mean = exposure * (done.sum(axis=1) / exposure.sum(axis=1))[:, None]
    freedom = (exposure > 0).sum() - len(done)
    if freedom <= 0:
        return 1.0
    return max(1.0, float(((done - mean) ** 2 / np.where(mean > 0, mean, 1.0)).sum() / freedom))


def baseline(before: Floats, time: Floats) -> tuple[float, float]:
    """The Gamma(shape, rate) of the personal rates, by moments."""
    if not before.sum() > 0:
        return 0.5, max(float(time.mean()), 1.0) if len(time) else 1.0
    mean = float(before.sum() / time.sum())
    spread = float(((before - mean * time) ** 2 - mean * time).sum() / (time**2).sum())
    spread = max(spread, mean**2 / 100)
    return mean**2 / spread, mean / spread


def _common(done: Floats, known: Flags) -> Floats:
    """Each week's pace, 1 on average; pulled towards 1 where few did anything."""
    own = done.sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    due = (known * own[:, None]).sum(axis=0)
    return np.asarray((done.sum(axis=0) + 20.0) / (due + 20.0))


def _tails(count: Floats, mean: Floats, size: Floats) -> tuple[Floats, Floats]:
    """P(at most so many) and P(at least so many) by the negative binomial.

    Its variance is mean + mean^2/size: chance, the excess, and what is unsure of the own baseline.
    """
    from scipy.special import betainc

    part = size / (size + mean)
    fewer = betainc(size, count + 1, part)
    more = np.where(count > 0, 1 - betainc(size, np.maximum(count, 1.0), part), 1.0)
    return fewer, more


def _spread(column: Floats, told: Flags) -> Floats:
    full = np.full(told.shape, np.nan)
    full[told] = column
    return full
