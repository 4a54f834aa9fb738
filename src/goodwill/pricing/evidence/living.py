"""Whether contacts are signs of life: do they end when the buying ends?

Where customers who have long stopped buying go on calling (for repairs, for papers), a call says
nothing of coming back, and a model that takes it for life finds a lull where there was leaving.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing import buying
from goodwill.pricing.attrition import state
from goodwill.pricing.evidence.finding import Guard, Outcome
from goodwill.pricing.evidence.near import picked
from goodwill.pricing.rows import merge_with_places

if TYPE_CHECKING:
    from goodwill.pricing.design import Design
    from goodwill.pricing.rows import Floats, Integers

NAME = "contacts"
GONE = 0.05
"""Below this chance of being there, by purchases alone, a customer has probably left."""
YOUNG = 4.0
"""Weeks of buying below which a customer's own pace of contacts is not known."""
FEWEST = 15.0
"""Expected contacts below which nothing is told."""
GOES_ON = 0.5
"""The share of the expected contacts above which they outlive the buying (KERNEL 5: where they
are signs of life about a tenth come, from those who are not gone after all)."""


class Afterlife(NamedTuple):
    """Contacts of customers who have probably stopped buying, after their last purchase."""

    customers: int
    found: int
    expected: float  # by each customer's own pace up to the last purchase

    @property
    def goes_on(self) -> bool:
        """Whether contacts plainly outlive the buying; never where there are too few to tell."""
        return self.expected >= FEWEST and self.found > GOES_ON * self.expected

    def guard(self) -> Guard:
        """What was found, as it stands with every figure; it withholds nothing."""
        told = self.expected >= FEWEST
        figures = {
            "customers": float(self.customers),
            "found": float(self.found),
            "expected": self.expected,
            "signs_of_life": float(not self.goes_on),
        }
        return Guard(NAME, Outcome.PASSED if told else Outcome.UNTOLD, figures)


def living(design: Design) -> tuple[Design, Guard]:
    """The design without its contacts where these are no signs of life, and why."""
    if design.left is not None or not len(design.contacts.time):
        return design, Guard(NAME, Outcome.UNTOLD, {})
    after = afterlife(design)
    if after.goes_on:
        design = design._replace(contacts=picked(design.contacts, np.zeros(0, dtype=np.int64)))
    return design, after.guard()


def afterlife(design: Design) -> Afterlife:
    """Count the contacts of those who have probably stopped buying."""
    repeats = design.purchases.time > 0
    who, when = design.purchases.customer[repeats], design.purchases.time[repeats]
    last = np.zeros(len(design.T))
    np.maximum.at(last, who, when)
    rows, place = merge_with_places(_count(who, last), last, design.T)
    alive = state(buying.fit(rows).theta, rows).alive[place]
    gone = (alive < GONE) & (last >= YOUNG)
    calls = design.contacts
    later = calls.time > last[calls.customer]
    before, after = (_count(calls.customer[kind], last) for kind in (~later, later))
    due = before[gone] / last[gone] * (design.T - last)[gone]
    return Afterlife(int(gone.sum()), int(after[gone].sum()), float(due.sum()))


def _count(customer: Integers, like: Floats) -> Integers:
    return np.bincount(customer, minlength=len(like))
