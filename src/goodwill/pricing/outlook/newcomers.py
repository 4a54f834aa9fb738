"""Customers who are still to come: how many, how unsure that is, and what they will do."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.outlook.present import NODES, Part, spend_of, stayed
from goodwill.pricing.outlook.tides import JOINING, SPAN, learn_tide, spans
from goodwill.pricing.silence import legendre

if TYPE_CHECKING:
    from goodwill.pricing.outlook.purchases import Seen
    from goodwill.pricing.outlook.tides import Tide
    from goodwill.pricing.rows import Floats

QUARTER, YEAR = 13.0, 52.0


class Inflow(NamedTuple):
    """How many new customers come a week, and what they bring at first."""

    weekly: float  # before the tide is reckoned in
    tide: Tide
    first_mean: float  # money of a first purchase; NaN where unknown
    first_squared: float  # the mean of its square


def inflow(known: Seen, until: float) -> Inflow:
    """Learn how many come, how that drifts and what season it has.

    When records begin, customers who were there before look as if they were new: the first quarter
    (of short records the first half) is left out.
    """
    opening = min(QUARTER, until / 2)
    edges = spans(until)
    edges = edges[edges >= opening] if until - opening >= SPAN else np.array([opening, until])
    counts = np.histogram(known.born, edges)[0].astype(np.float64)
    weekly = (counts.sum() + 0.5) / (edges[-1] - edges[0])
    when = (edges[1:] + edges[:-1]) / 2 - until
    recent = known.born >= until - min(YEAR, until / 2)
    first = known.first_amount[recent & np.isfinite(known.first_amount)]
    return Inflow(
        float(weekly),
        learn_tide(JOINING, when, counts, weekly * np.diff(edges)),
        float(first.mean()) if len(first) else np.nan,
        float((first**2).mean()) if len(first) else np.nan,
    )


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
