"""Every n-th customer, where there are more than are needed to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from goodwill.pricing.evidence.near import picked

if TYPE_CHECKING:
    from goodwill.pricing.design import Design, Events
    from goodwill.pricing.rows import Flags

ENOUGH = 40_000
"""Customers at whom the error of a log rate is about .035 (KERNEL 4): more would cost memory by the
gigabyte, and the half-life stays less sure than that."""


def sampled(design: Design, most: int = ENOUGH) -> Design:
    """The design with every n-th customer, so that no more than `most` remain."""
    count = len(design.T)
    step = -(-count // most)
    if step <= 1:
        return design
    kept = np.zeros(count, dtype=np.bool_)
    kept[::step] = True
    return design._replace(
        born=design.born[kept],
        T=design.T[kept],
        purchases=_of(design.purchases, kept),
        contacts=_of(design.contacts, kept),
        dealings=_of(design.dealings, kept),
        families=tuple(each._replace(events=_of(each.events, kept)) for each in design.families),
        left=None if design.left is None else design.left[kept],
    )


def _of(events: Events, kept: Flags) -> Events:
    """The events of those who are kept, who get new numbers."""
    number = np.cumsum(kept) - 1
    mine = picked(events, kept[events.customer])
    return mine._replace(customer=number[mine.customer])
