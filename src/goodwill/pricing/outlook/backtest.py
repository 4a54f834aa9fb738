"""The outlook put to the test: what it would have said at earlier cuts, against what came."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing import buying
from goodwill.pricing.outlook.bands import Band, band
from goodwill.pricing.outlook.calibration import (
    LEAVING,
    Calibration,
    Missed,
    learn,
)
from goodwill.pricing.outlook.newcomers import inflow
from goodwill.pricing.outlook.pace import tide_of
from goodwill.pricing.outlook.project import Company, Windows, project
from goodwill.pricing.outlook.purchases import bought, seen
from goodwill.pricing.outlook.regime import Regime
from goodwill.pricing.outlook.tides import ahead
from goodwill.pricing.rows import merge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodwill.pricing.outlook.purchases import Purchases

HORIZONS = (13.0, 26.0, 52.0, 104.0, 260.0)
STEP = 13.0
FIRST = 26.0
FEWEST = 30
MOST_CUTS = 8
PURCHASES = 1
LEAST = 0.5
"""Purchases below which no logarithm is taken."""
NO_ERROR = Calibration(0.0, 1.0)


class Tested(NamedTuple):
    """What was said at a cut of the purchases in the weeks after it, and what came."""

    cut: float  # calendar weeks since the records began
    weeks: float
    said: Band
    actual: int
    missed: Missed


def cuts_of(until: float) -> tuple[float, ...]:
    """Every quarter back from the close that leaves half a year to learn from, at most eight."""
    cuts = np.arange(until - STEP, FIRST - 1e-9, -STEP)[:MOST_CUTS]
    return tuple(float(cut) for cut in cuts[::-1])


def backtest(purchases: Purchases, until: float, cuts: Sequence[float]) -> list[Tested]:
    """Put the outlook of all purchases to the test at each cut, with what was known by then.

    At every cut the model is fitted anew, and its error learnt from earlier cuts whose windows had
    ended by then.
    """
    found: list[Tested] = []
    for cut in cuts:
        horizons = [weeks for weeks in HORIZONS if cut + weeks <= until + 1e-9]
        known = seen(purchases, cut)
        if not horizons or int((known.x > 0).sum()) < FEWEST:
            continue
        fit = buying.fit(merge(known.x, known.t_x, known.T))
        company = Company(fit, None, known, inflow(known, cut), tide_of(fit.theta, purchases, cut))
        actual = [bought(purchases, cut, cut + weeks)[0] for weeks in horizons]
        for weeks, came, (said, missed) in zip(
            horizons, actual, say(company, horizons, actual, learnt(found, cut)), strict=True
        ):
            found.append(Tested(cut, weeks, said, came, missed))
    return found


def say(
    company: Company, horizons: Sequence[float], actual: Sequence[int], calibration: Calibration
) -> list[tuple[Band, Missed]]:
    """What is said of the purchases of the coming weeks, and how far that was off."""
    windows = Windows(np.zeros(len(horizons)), np.array(horizons))
    drawn = project(company, windows, {"today": Regime()}, calibration)["today"]
    sure = project(company, windows, {"today": Regime()}, NO_ERROR)["today"]
    known = np.var(np.log(np.maximum(sure.came[:, PURCHASES], LEAST)), axis=0)
    usual = ahead(company.tide, *windows).variance + (LEAVING * np.log(drawn.kept[PURCHASES])) ** 2
    middle = drawn.middle[PURCHASES]
    error = np.log(np.maximum(actual, LEAST) / np.maximum(middle, LEAST))
    return [
        (
            band(float(middle[k]), drawn.came[:, PURCHASES, k]),
            Missed(float(error[k]), float(known[k]), float(usual[k])),
        )
        for k in range(len(horizons))
    ]


def learnt(tested: Sequence[Tested], by: float) -> Calibration:
    """What the cuts whose windows had ended by a week teach of the model's error."""
    over = [each for each in tested if each.cut + each.weeks <= by + 1e-9]
    return learn([[t.missed for t in over if t.cut == cut] for cut in {t.cut for t in over}])
