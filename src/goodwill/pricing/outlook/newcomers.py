"""Customers who are still to come: how many, how unsure that is, and what they will do."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.outlook.present import NODES, Part, spend_of, stayed
from goodwill.pricing.silence import legendre

if TYPE_CHECKING:
    from goodwill.pricing.outlook.purchases import Seen
    from goodwill.pricing.rows import Floats

QUARTER, YEAR = 13.0, 52.0
USUAL_CHANGE, USUAL_QUARTERS = 0.2, 4.0
"""Before the records speak, inflow changes by a fifth each quarter; that counts as four seen."""
OPENING_TELLS = 2
"""With no more quarters than these, even the one in which the records begin is reckoned with."""
MOST_CHANGE = 0.5
"""However wildly it jumped, inflow is not taken to change by more than a half each quarter."""
KEPT_OF_CHANGE = 0.9
"""How much of a change of inflow is still there a quarter later."""


class Inflow(NamedTuple):
    """How many new customers come a week, and how unsure that is."""

    weekly: float
    level_sd: float  # of its log: how well the level is known now
    change_sd: float  # of its log: how much it changes in a quarter
    first_mean: float  # money of a first purchase; NaN where unknown
    first_squared: float  # the mean of its square


def inflow(known: Seen, until: float) -> Inflow:
    """Learn the level from the later half of the records, a year at most; its unrest from all.

    When records begin, customers who were there before look as if they were new.
    """
    opening = until - min(YEAR, until / 2)
    recent = known.born >= opening
    weeks, number = until - opening, float(recent.sum())
    edges = until - QUARTER * np.arange(int(until // QUARTER), -1, -1)
    change = _unrest(np.histogram(known.born, edges)[0].astype(np.float64))
    first = known.first_amount[recent & np.isfinite(known.first_amount)]
    return Inflow(
        number / weeks,
        float(np.sqrt(1 / max(number, 1.0) + change**2 / max(weeks / QUARTER, 1.0))),
        change,
        float(first.mean()) if len(first) else np.nan,
        float((first**2).mean()) if len(first) else np.nan,
    )


def _unrest(counts: Floats) -> float:
    """How much the log of inflow changes from quarter to quarter, beyond chance."""
    there = counts[counts > 0]
    there = there[1:] if len(there) > OPENING_TELLS else there  # records begin in the first one
    if len(there) < 2:
        return USUAL_CHANGE
    steps = np.diff(np.log(there)) ** 2 - (1 / there[1:] + 1 / there[:-1])
    total = USUAL_QUARTERS * USUAL_CHANGE**2 + max(float(steps.sum()), 0.0)
    return min(float(np.sqrt(total / (USUAL_QUARTERS + len(steps)))), MOST_CHANGE)


def drift(rng: np.random.Generator, inflow: Inflow, middle: Floats, draws: int) -> Floats:
    """Draws of how the log of inflow will have moved by so many weeks ahead: shape (draws, Y).

    Every quarter adds a change, of which a part fades again, so that no level runs away.
    """
    quarters = int(np.ceil(middle.max(initial=0.0) / QUARTER)) + 1
    path = np.empty((draws, quarters))
    path[:, 0] = inflow.level_sd * rng.normal(size=draws)
    moved = np.zeros(draws)
    for quarter in range(1, quarters):
        moved = KEPT_OF_CHANGE * moved + inflow.change_sd * rng.normal(size=draws)
        path[:, quarter] = path[:, 0] + moved
    return path[:, np.minimum((middle / QUARTER).astype(np.int64), quarters - 1)]


class Ages(NamedTuple):
    """Times of joining over which a window is summed, K of them for each of Y windows."""

    start: Floats  # (Y, K) age at the window's start, 0 where born within
    end: Floats  # (Y, K)
    weight: Floats  # (Y, K) weeks of joining
    within: Floats  # (Y, K) 1 where born within the window


def _ages(start: Floats, end: Floats) -> Ages:
    """Nodes over all weeks of joining up to the end of each window."""
    place, weight = legendre(NODES)
    columns: list[list[Floats]] = [[], [], [], []]
    for first, last in zip(start, end, strict=True):
        years = max(int(np.ceil(first / YEAR)), 1)
        edges = np.concatenate([np.linspace(0, first, years + 1), [last]])
        born = (edges[:-1, None] + np.diff(edges)[:, None] * place).ravel()
        within = (born >= first).astype(np.float64)
        joining = (np.diff(edges)[:, None] * weight).ravel()
        row = (np.maximum(first - born, 0.0), last - born, joining, within)
        for column, values in zip(columns, row, strict=True):
            column.append(values)
    longest = max(len(values) for values in columns[0])
    return Ages(*(np.stack([np.pad(v, (0, longest - len(v))) for v in c]) for c in columns))


def future_of_newcomers(
    theta: Floats,
    spend_theta: Floats | None,
    coming: Inflow,
    m: float,
    start: Floats,
    end: Floats,
) -> tuple[Part, Part]:
    """First purchases and later ones of those who will come, window by window.

    Customers are counted with the later part; the first part has none.
    """
    r, alpha, s, beta = np.exp(theta)
    ages = _ages(start, end)
    shape = ages.start.shape
    alone = np.array([beta])
    stay, second = (
        moment.reshape(shape)
        for moment in stayed(alone, float(s), m, ages.start.ravel(), ages.end.ravel())
    )
    money = spend_of(spend_theta, np.zeros(1), np.full(1, np.nan))
    mean, mean_squared, each = (float(column[0]) for column in money)
    there = np.exp(-s * np.log1p(m * ages.end / beta))
    length, rate = end - start, coming.weekly * r / alpha

    def over(values: Floats) -> Floats:
        """Sum over the weeks of joining."""
        return np.asarray((values * ages.weight).sum(axis=1))

    purchases = rate * over(stay)
    customers = coming.weekly * over(there)
    expected = np.stack([customers, purchases, mean * purchases])
    weeks_free = over(ages.end - ages.start)
    free = np.stack([coming.weekly * end, rate * weeks_free, mean * rate * weeks_free])
    pairs = coming.weekly * r * (r + 1) / alpha**2 * over(second)
    both = 2 * rate * over(stay * ages.within)
    variance = np.stack(
        [
            customers,
            purchases + pairs + both,
            each * purchases + mean_squared * pairs + coming.first_mean * mean * both,
        ]
    )
    none = np.zeros_like(length)
    firsts = coming.weekly * length
    first = np.stack([none, firsts, coming.first_mean * firsts])
    chance = np.stack([none, firsts, coming.first_squared * firsts])
    with np.errstate(invalid="ignore", divide="ignore"):
        kept = np.where(free > 0, expected / free, 1.0)
    return Part(first, np.ones_like(first), chance), Part(free, kept, variance)
