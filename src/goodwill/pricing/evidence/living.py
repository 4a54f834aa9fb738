"""Whether contacts are signs of life: do they end when the buying ends?

Where customers who have long stopped buying go on calling (for repairs, for papers), a call says
nothing of coming back, and a model that takes it for life finds a lull where there was leaving.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing import buying
from goodwill.pricing.attrition import state
from goodwill.pricing.rows import merge_with_places

if TYPE_CHECKING:
    from goodwill.pricing.design import Design, Events
    from goodwill.pricing.rows import Integers

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


def living(design: Design) -> Design:
    """The design without its contacts where these are no signs of life."""
    if design.left is not None or not len(design.contacts.time):
        return design
    if not afterlife(design).goes_on:
        return design
    none = design.contacts
    return design._replace(contacts=none._replace(**{name: v[:0] for name, v in none._asdict().items()}))


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


def _count(customer: Integers, like: np.ndarray) -> Integers:
    return np.bincount(customer, minlength=len(like))
