"""The lives of the customers: buying and leaving, both warped by how they have been treated."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from goodwill.example.clock import DAY, minute_of
from goodwill.example.customers import BIG
from goodwill.example.plan import (
    EFFECTS,
    FAMILIES,
    FAMILY_OF,
    PRICE_LIST,
    PRICE_LIST_EFFECT,
    PRICE_LIST_WEEKS,
    SEGMENTS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from goodwill.example.causes import Fault
    from goodwill.example.clock import Minutes
    from goodwill.example.customers import Customers
    from goodwill.example.playing import Reactions

WEEK = 7 * DAY


class Purchases(NamedTuple):
    """One value per order: who, when (only the day counts), and the Gamma-Gamma total."""

    customer: NDArray[np.int64]
    minute: Minutes
    total: NDArray[np.float64]


class Lives(NamedTuple):
    """All orders, and the week in which each customer left (NaN: still there at the end)."""

    purchases: Purchases
    left: NDArray[np.float64]


class Fulfil(Protocol):
    """Whatever handles the orders of a week and says what went wrong with them."""

    def __call__(self, purchases: Purchases) -> list[Fault]:
        """Take the orders of one week."""
        ...


class Hits:
    """How many breaches of each family strike each customer in each week."""

    def __init__(self, size: int, weeks: int, start: float) -> None:
        self.start = start
        self.counts = np.zeros((weeks, size, len(FAMILIES)))

    def add(self, faults: Iterable[Fault]) -> None:
        """Count faults in the week in which each came about; what lies after the end is dropped."""
        for fault in faults:
            family = FAMILIES.index(FAMILY_OF[fault.fault])
            week = ((fault.minute - self.start) // WEEK).astype(int)
            known = (week >= 0) & (week < len(self.counts))
            here = self.counts[:, :, family]
            np.add.at(here, (week[known], fault.customer[known]), 1)


def live(
    rng: np.random.Generator,
    people: Customers,
    hits: Hits,
    fulfil: Fulfil,
    reactions: Reactions | None = None,
) -> Lives:
    """Run the weeks: a breach of one week acts from the next, and fades by its half-life."""
    fade = np.array([0.5 ** (1 / EFFECTS[family].half_life_weeks) for family in FAMILIES])
    buying = np.array([EFFECTS[family].buying for family in FAMILIES])
    leaving = np.array([EFFECTS[family].leaving for family in FAMILIES])
    stock = np.zeros((len(people), len(FAMILIES)))
    left = np.full(len(people), np.nan)
    bought: list[Purchases] = []
    for week in range(len(hits.counts)):
        if week:
            stock = stock * fade + hits.counts[week - 1]
        pace = people.buying * np.exp(stock @ buying) * _prices(people, hits.start, week)
        risk = people.leaving * np.exp(stock @ leaving)
        if reactions is not None:
            pace = pace * np.exp(reactions.buying[week])
            risk = risk * np.exp(reactions.leaving[week])
        orders, left = _week(rng, people, week, (pace, risk), left)
        purchases = Purchases(
            orders[0], hits.start + orders[1] * WEEK, _spend(rng, people, orders[0])
        )
        hits.add(fulfil(purchases))
        bought.append(purchases)
    columns = (np.concatenate(column) for column in zip(*bought, strict=True))
    return Lives(Purchases(*columns), left)


def _prices(people: Customers, start: float, week: int) -> NDArray[np.float64]:
    """Let the new price list slow down the businesses, to which alone it was sent."""
    since = start + week * WEEK - minute_of(PRICE_LIST)
    reached = (people.segment == "business") & (0 <= since < PRICE_LIST_WEEKS * WEEK)
    return np.where(reached, 1 + PRICE_LIST_EFFECT, 1.0)


def _week(
    rng: np.random.Generator,
    people: Customers,
    week: int,
    rates: tuple[NDArray[np.float64], NDArray[np.float64]],
    left: NDArray[np.float64],
) -> tuple[tuple[NDArray[np.int64], NDArray[np.float64]], NDArray[np.float64]]:
    """Draw who leaves within the week and when, and the orders before that."""
    pace, risk = rates
    begins = np.maximum(people.born, week)
    here = (people.born < week + 1) & np.isnan(left)
    chance = rng.exponential(1.0, len(people))
    with np.errstate(divide="ignore"):
        gone = begins + chance / risk
    ends = np.minimum(gone, week + 1)
    counts = np.where(here, rng.poisson(pace * np.maximum(ends - begins, 0)), 0)
    customer = np.repeat(np.arange(len(people)), counts)
    time = begins[customer] + rng.random(len(customer)) * (ends - begins)[customer]
    newborn = np.flatnonzero((people.born >= week) & (people.born < week + 1))
    customer = np.concatenate([newborn, customer])
    time = np.concatenate([people.born[newborn], time])
    order = np.argsort(time, kind="stable")
    left = np.where(here & (gone < week + 1), gone, left)
    return (customer[order], time[order]), left


def _spend(
    rng: np.random.Generator, people: Customers, customer: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Draw each order's total: gamma of the segment's shape around the customer's own scale."""
    shape = np.where(people.segment == "business", SEGMENTS["business"].p, SEGMENTS["consumer"].p)
    total = rng.gamma(shape[customer], people.spend_scale[customer])
    big = customer == BIG
    total[big] = rng.gamma(8.0, 1.0 / 8.0, int(big.sum())) * big_order(len(people))
    return np.maximum(np.round(total, 2), 1.0)


def big_order(size: int) -> float:
    """Give the mean order of the one big customer, so that its share of sales stays large."""
    return 3.6 * size
