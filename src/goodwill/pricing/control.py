"""Control charts: does a share hold from week to week, or has it fallen below what it was?

An exponentially weighted average of the weekly share (Roberts 1959, Technometrics 1) against limits
that allow for as much week-to-week variation as the reference weeks show beyond chance (Laney 2002,
Quality Engineering 14). Simulated with 52 weeks of reference: a share that falls from 95 to 90 % is
found after 3.8 weeks of 50 dealings, 2.3 of 100 or 8.4 of 20; a false fall comes every 400 weeks on
average, and within a year on about one chart in five.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import stdtrit

if TYPE_CHECKING:
    from goodwill.pricing.rows import Flags, Floats, Integers

WEIGHT, REACH = 0.2, 2.4
"""The weight of the newest week, and the limits in standard errors of the average."""
MOVING_RANGE = 1.128
"""The mean distance of two draws from one normal distribution, in its standard deviations."""
FEWEST_WEEKS = 20
"""Of reference; below it there are no limits."""
FEWEST_STRESSED = 6
"""Weeks of stress, below which nothing is told of them."""


FEWEST_CASES = 5
"""To be expected in weeks of stress both kept and broken; below it they are not compared."""


class Control(NamedTuple):
    """W weeks beside the reference; NaN where there was no dealing or nothing can be told."""

    share: Floats  # (W,)
    average: Floats  # (W,), exponentially weighted from the end of the reference on
    low: Floats  # (W,), the limits of that average
    high: Floats
    fallen: Flags  # (W,), below the limit
    risen: Flags
    centre: float
    """The share in the reference weeks."""
    unrest: float
    """How many times as much as by chance alone the share varies from week to week."""


def control(kept: Floats, judged: Floats, reference: int) -> Control:
    """Watch a share over W weeks, in order, beside the first `reference` of them."""
    with np.errstate(invalid="ignore"):
        share = np.where(judged > 0, kept / np.where(judged > 0, judged, 1), np.nan)
    before = judged[:reference] > 0
    unknown = np.full(len(judged), np.nan)
    silent = np.zeros(len(judged), dtype=np.bool_)
    untold = Control(share, unknown, unknown, unknown, silent, silent, np.nan, np.nan)
    if before.sum() < FEWEST_WEEKS:
        return untold
    centre = float(kept[:reference].sum() / judged[:reference].sum())
    if centre in (0.0, 1.0):
        return untold._replace(centre=centre)
    chance = np.sqrt(centre * (1 - centre))
    standing = (share - centre) * np.sqrt(judged) / chance
    unrest = float(np.abs(np.diff(standing[:reference][before])).mean() / MOVING_RANGE)
    average, low, high = unknown.copy(), unknown.copy(), unknown.copy()
    level, second, third = centre, 0.0, 0.0
    for week in range(reference, len(judged)):
        if judged[week] > 0:
            level += WEIGHT * (share[week] - level)
            second = (1 - WEIGHT) ** 2 * second + WEIGHT**2 / judged[week]
            third = (1 - WEIGHT) ** 3 * third + WEIGHT**3 / judged[week] ** 2
        average[week] = level
        low[week], high[week] = _limits(centre, second, third, max(unrest, 1.0))
    with np.errstate(invalid="ignore"):
        fallen, risen = average < low, average > high
    return Control(
        share, average, np.clip(low, 0, 1), np.clip(high, 0, 1), fallen, risen, centre, unrest
    )


def _limits(centre: float, second: float, third: float, unrest: float) -> tuple[float, float]:
    """The limits of an average, widened to the side on which few broken cases lean.

    `second` and `third` are its variance and third moment in those of one dealing; the lean is
    taken in as Cornish and Fisher do (1937).
    """
    if not second:
        return np.nan, np.nan
    one = centre * (1 - centre)
    lean = one * (1 - 2 * centre) * third / (one * second) ** 1.5
    error = unrest * (one * second) ** 0.5
    bend = (REACH**2 - 1) * lean / 6
    return centre - (REACH - bend) * error, centre + (REACH + bend) * error


class Stressed(NamedTuple):
    """The share under stress and otherwise, each team beside itself; NaN where it is not told."""

    ordinary: float
    stressed: float
    difference: float
    low: float
    high: float
    judged: float
    """Dealings under stress that have others of their team to be set beside."""
    weeks: int


def under_stress(
    team: Integers, week: Integers, stressed: Flags, kept: Floats, judged: Floats
) -> Stressed:
    """Compare shares in stressed weeks with the same team's other weeks, over N team-weeks.

    Differences are weighed as Mantel and Haenszel do (Greenland & Robins 1985, Biometrics 41);
    errors are clustered by week, in which all teams may suffer together, and told by Student's t.
    """
    number = int(team.max(initial=-1)) + 1
    sides = (~stressed, stressed)
    judged_0, judged_1 = (np.bincount(team[at], judged[at], number) for at in sides)
    both = (judged_0 > 0) & (judged_1 > 0)
    weight = np.where(both, judged_0 * judged_1 / np.maximum(judged_0 + judged_1, 1), 0.0)
    calm, hard = (
        np.bincount(team[at], kept[at], number) / np.maximum(whole, 1)
        for at, whole in zip(sides, (judged_0, judged_1), strict=True)
    )
    weeks = len(np.unique(week[stressed & both[team]]))
    told = float(judged_1[both].sum())
    kept_ever = kept[both[team]].sum() / max(judged[both[team]].sum(), 1)
    if weeks < FEWEST_STRESSED or told * min(kept_ever, 1 - kept_ever) < FEWEST_CASES:
        return Stressed(np.nan, np.nan, np.nan, np.nan, np.nan, told, weeks)
    ordinary, other = (float(weight @ one / weight.sum()) for one in (calm, hard))
    level = np.where(stressed, hard[team], calm[team])
    size = np.where(stressed, judged_1[team], judged_0[team])
    sign = np.where(stressed, 1.0, -1.0)
    part = sign * weight[team] * (kept - judged * level) / np.maximum(size, 1) / weight.sum()
    by_week = np.bincount(week, part)
    se = float(np.sqrt((by_week**2).sum() * weeks / (weeks - 1)))
    half = float(stdtrit(weeks - 1, 0.975)) * se
    apart = other - ordinary
    return Stressed(ordinary, other, apart, apart - half, apart + half, told, weeks)
