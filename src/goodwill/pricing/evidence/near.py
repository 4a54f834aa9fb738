"""Which events stand near others of the same customer, and the union of two kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from goodwill.pricing.design import Events

if TYPE_CHECKING:
    from goodwill.pricing.rows import Flags, Integers


def near(events: Events, others: Events, before: float, after: float) -> Flags:
    """Say which events (E,) have one of the others from `before` weeks before to `after` after."""
    span = _span(events, others)
    place = others.customer * span + others.time
    at = events.customer * span + events.time
    first = np.searchsorted(place, at - before - 1e-9, side="left")
    return np.asarray(np.searchsorted(place, at + after + 1e-9, side="right") > first)


def picked(events: Events, which: Flags | Integers) -> Events:
    """Some of the events."""
    customer, time, size, server = events
    return Events(customer[which], time[which], size[which], server[which])


def united(one: Events, other: Events) -> Events:
    """All events of both, in order."""
    both = Events(
        np.concatenate([one.customer, other.customer]),
        np.concatenate([one.time, other.time]),
        np.concatenate([one.size, other.size]),
        np.concatenate([one.server, other.server]),
    )
    return picked(both, np.lexsort((both.time, both.customer)))


def counts(events: Events, customers: int) -> Integers:
    """How many each customer has, shape (N,)."""
    return np.bincount(events.customer, minlength=customers)


def _span(*kinds: Events) -> float:
    """More weeks than any of the times, with room, so that customers do not touch."""
    return float(np.ceil(max(each.time.max(initial=0.0) for each in kinds))) + 1000.0
