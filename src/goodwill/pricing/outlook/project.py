"""The coming windows in draws: what the model expects, all that is unsure of it, and chance.

Expectations are split into what would come if nobody left (free) and the share that remains (kept).
What is unsure acts on the logs of free and on the logs of the cumulated hazard, -log kept, so that
no draw keeps more customers than there are. It comes from

    the parameters (their covariance, by differences of the whole chain),
    the effects of dealings, where a branch differs from today (drawn from what is believed),
    the calendar: drift, season and gusts of buying and of joining (see `tides`),
    the model itself (see `calibration`), and
    chance (the exact variance of the mixture, drawn from a gamma distribution).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.outlook.calibration import LEAVING, SPEND
from goodwill.pricing.outlook.newcomers import future_of_newcomers
from goodwill.pricing.outlook.present import future_of_present, grouped, present
from goodwill.pricing.outlook.regime import pace
from goodwill.pricing.outlook.tides import ahead
from goodwill.pricing.worth import WEEKS_IN_A_YEAR

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from goodwill.pricing.fit import Fit
    from goodwill.pricing.outlook.calibration import Calibration
    from goodwill.pricing.outlook.newcomers import Inflow
    from goodwill.pricing.outlook.present import Grouped
    from goodwill.pricing.outlook.purchases import Seen
    from goodwill.pricing.outlook.regime import Pace, Regime
    from goodwill.pricing.outlook.tides import Tide
    from goodwill.pricing.rows import Floats

DRAWS = 4000
STEP = 1e-3
"""Step in a log parameter when the whole chain is differenced."""
PACES = 5
"""Paces of leaving at which the hazard is measured; draws between are interpolated."""
TOGETHER = 0.5
"""How much buying and joining have in common in what is not known of their tides."""
LEAST, MOST = 1e-12, 700.0
"""The cumulated hazard is held within: nobody leaves, nobody stays."""


class Company(NamedTuple):
    """What an outlook starts from: the fitted models and what is known at the cut."""

    buying: Fit
    spending: Fit | None
    known: Seen
    coming: Inflow
    tide: Tide  # of buying


class Windows(NamedTuple):
    """Y windows of time, in weeks from the cut."""

    start: Floats
    end: Floats


class Drawn(NamedTuple):
    """What may come in Y windows, by measure (customers, purchases, sales); money undiscounted."""

    middle: Floats  # (3, Y)
    kept: Floats  # (3, Y) the share of what would come if nobody left
    expected: Floats  # (D, 3, Y) draws of what there is to expect, without chance
    came: Floats  # (D, 3, Y) draws of what comes, with it


class _Parts(NamedTuple):
    """The present, first purchases and later ones of newcomers, stacked: arrays (3, 3, Y)."""

    free: Floats
    kept: Floats
    variance: Floats

    @property
    def hazard(self) -> Floats:
        """The log of the cumulated hazard."""
        return np.asarray(np.log(np.clip(-np.log(self.kept), LEAST, MOST)))


class _Unsure(NamedTuple):
    """What every branch shares, on the logs of free and of the hazard: draws (D, 3, 3, Y)."""

    middle: Floats  # (3, 3, Y) what the calendar is expected to add to the log of free
    free: Floats  # about that
    hazard: Floats


def project(
    company: Company,
    windows: Windows,
    regimes: Mapping[str, Regime],
    calibration: Calibration,
    *,
    seed: int = 0,
    draws: int = DRAWS,
) -> dict[str, Drawn]:
    """Draw every branch; branches share their draws, so that differences between them are told."""
    groups = grouped(company.known)
    unsure = _unsure(company, windows, groups, calibration, np.random.default_rng(seed), draws)
    found = {}
    for name, regime in regimes.items():
        rng = np.random.default_rng(seed + 1)
        going = pace(rng, regime, draws)
        found[name] = _branch(company, windows, groups, regime.newcomers, going, unsure, rng)
    return found


def _branch(
    company: Company,
    windows: Windows,
    groups: Grouped,
    newcomers: float,
    going: Pace,
    unsure: _Unsure,
    rng: np.random.Generator,
) -> Drawn:
    def parts(leaving: float) -> _Parts:
        return _parts(_thetas(company), company, windows, groups, leaving)

    here = parts(going.leaving)
    rates = _rates(newcomers, np.array([going.buying]))
    rates = rates * np.exp(unsure.middle)
    whole = (rates * here.free).sum(axis=1)[0]
    middle = (rates * here.free * here.kept).sum(axis=1)[0]
    variance = (rates * here.variance).sum(axis=1)[0]
    hazard = unsure.hazard + _hazard(parts, going)
    share = np.exp(-np.exp(np.minimum(hazard, np.log(MOST))))
    amount = _rates(newcomers, going.buying_drawn) * here.free
    amount = amount * np.exp(unsure.middle + unsure.free)
    expected = (amount * share).sum(axis=1)
    came = _with_chance(rng, expected, middle, variance)
    return Drawn(middle, middle / whole, expected, came)


def _rates(newcomers: float, log_buying: Floats) -> Floats:
    """What multiplies the parts in a branch, by part and measure: (D, 3, 3, 1)."""
    rates = np.ones((len(log_buying), 3, 3, 1))
    rates[:, 1:] *= newcomers
    rates[:, [[0], [2]], [[1, 2]]] *= np.exp(log_buying)[:, None, None, None]
    return rates


def _thetas(company: Company) -> tuple[Floats, Floats | None]:
    return company.buying.theta, None if company.spending is None else company.spending.theta


def _parts(
    thetas: tuple[Floats, Floats | None],
    company: Company,
    windows: Windows,
    groups: Grouped,
    log_pace: float = 0.0,
) -> _Parts:
    theta, spend_theta = thetas
    m, s = float(np.exp(log_pace)), float(np.exp(theta[2]))
    here = present(theta, spend_theta, company.known, groups)
    there = future_of_present(here, s, m, *windows)
    coming = future_of_newcomers(theta, spend_theta, company.coming, m, *windows)
    stacked = (np.stack(column) for column in zip(there, *coming, strict=True))
    return _Parts(*stacked)


def _hazard(parts: Callable[[float], _Parts], going: Pace) -> Floats:
    """Draws of the log of the hazard in a branch: (D, 3, 3, Y)."""
    drawn = going.leaving_drawn
    nodes = np.unique(np.linspace(drawn.min(), drawn.max(), PACES))
    at = np.stack([parts(float(node)).hazard for node in nodes])
    if len(nodes) == 1:
        return at
    place = (drawn - nodes[0]) / (nodes[1] - nodes[0])
    left = np.clip(place.astype(np.int64), 0, len(nodes) - 2)
    share = (place - left)[:, None, None, None]
    return np.asarray((1 - share) * at[left] + share * at[left + 1])


def _unsure(
    company: Company,
    windows: Windows,
    groups: Grouped,
    calibration: Calibration,
    rng: np.random.Generator,
    draws: int,
) -> _Unsure:
    """Draw parameters, inflow and the model's own error."""
    of_free, of_hazard, of_spend = _slopes(company, windows, groups)
    moved = _normal(rng, company.buying.covariance, draws)
    free, hazard = np.tensordot(moved, of_free, 1), np.tensordot(moved, of_hazard, 1)
    if company.spending is not None:
        free += np.tensordot(_normal(rng, company.spending.covariance, draws), of_spend, 1)
    scale = calibration.scales(rng, draws)
    leaving, spend = scale * rng.normal(size=(2, draws))
    middle, tide = _tides(company, windows, rng, scale)
    free += tide
    free[:, :, 2] += SPEND * spend[:, None, None]
    hazard += LEAVING * leaving[:, None, None, None]
    return _Unsure(middle, free, hazard)


def _tides(
    company: Company, windows: Windows, rng: np.random.Generator, scale: Floats
) -> tuple[Floats, Floats]:
    """What the calendar adds to the log of free: expected (3, 3, Y), and drawn about that."""
    shape = (len(scale), len(windows.end))
    buying = ahead(company.tide, *windows)
    joining = ahead(company.coming.tide, *windows)
    joined = ahead(company.coming.tide, np.zeros_like(windows.start), windows.end)
    normal = rng.normal(size=shape)
    other = TOGETHER * normal + np.sqrt(1 - TOGETHER**2) * rng.normal(size=shape)
    middle, drawn = np.zeros((3, 3, shape[1])), np.zeros((len(scale), 3, 3, shape[1]))
    bought = scale[:, None] * buying.drawn(rng, normal)
    for part in (0, 2):
        middle[part, 1:] += buying.middle
        drawn[:, part, 1:] += bought[:, None]
    state = rng.bit_generator.state
    middle[1] += joining.middle
    drawn[:, 1] += joining.drawn(rng, other)[:, None]
    rng.bit_generator.state = state
    middle[2] += joined.middle
    drawn[:, 2] += joined.drawn(rng, other)[:, None]
    return middle, drawn


def _slopes(company: Company, windows: Windows, groups: Grouped) -> tuple[Floats, Floats, Floats]:
    """Slopes of the logs of free and hazard by both models' parameters: (P, 3, 3, Y) each."""
    theta, spend_theta = _thetas(company)

    def ends(of: Floats, spend: Floats | None) -> tuple[Floats, Floats]:
        found = _parts((of, spend), company, windows, groups)
        with np.errstate(divide="ignore"):
            return np.log(found.free), found.hazard

    def slope(ahead: tuple[Floats, Floats], behind: tuple[Floats, Floats]) -> list[Floats]:
        with np.errstate(invalid="ignore"):
            steps = ((one - two) / (2 * STEP) for one, two in zip(ahead, behind, strict=True))
            return [np.where(np.isneginf(ahead[0]), 0.0, step) for step in steps]

    by_theta = [
        slope(ends(theta + step, spend_theta), ends(theta - step, spend_theta))
        for step in np.eye(len(theta)) * STEP
    ]
    free, hazard = (np.stack(column) for column in zip(*by_theta, strict=True))
    if spend_theta is None:
        return free, hazard, np.zeros((0, *free.shape[1:]))
    by_spend = [
        slope(ends(theta, spend_theta + step), ends(theta, spend_theta - step))[0]
        for step in np.eye(len(spend_theta)) * STEP
    ]
    return free, hazard, np.stack(by_spend)


def _normal(rng: np.random.Generator, covariance: Floats, draws: int) -> Floats:
    """Draws of a normal about nought, (D, P); NaN where the covariance cannot be told."""
    if not np.all(np.isfinite(covariance)):
        return np.full((draws, len(covariance)), np.nan)
    size, turn = np.linalg.eigh(covariance)
    root = turn * np.sqrt(np.maximum(size, 0.0))
    return np.asarray(rng.normal(size=(draws, len(size))) @ root.T)


def _with_chance(
    rng: np.random.Generator, expected: Floats, middle: Floats, variance: Floats
) -> Floats:
    """Draw what comes about what there is to expect: gamma, with a variance in proportion."""
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = np.where(variance > 0, variance / middle, 1.0)
        shape = expected / scale
    told = np.isfinite(shape) & (variance > 0)
    came = rng.standard_gamma(np.where(told, shape, 1.0)) * scale
    return np.where(told, came, expected)


def years(number: int) -> Windows:
    """So many years ahead, one by one."""
    edges = WEEKS_IN_A_YEAR * np.arange(number + 1.0)
    return Windows(edges[:-1], edges[1:])
