"""What happened between a company and its customers, as arrays: the raw material of evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from goodwill.pricing.rows import Floats, Integers


class Events(NamedTuple):
    """E things that happened, each to one customer, sorted by customer and time."""

    customer: Integers  # (E,) 0 .. N - 1
    time: Floats  # (E,) weeks since that customer's first purchase, 0 <= time <= T
    size: Floats  # (E,) how much it counts: the dose of a breach; 1 otherwise
    server: Integers  # (E,) who of ours served: 0, 1, ..; -1 where nobody or nobody knows


class Family(NamedTuple):
    """The breaches, or the graces, of one family of standards."""

    name: str
    verdict: str  # "breach" or "grace"
    events: Events
    grievance: bool  # True where the record is made by the customer's own complaint
    felt: bool = True  # False where the customer cannot notice it: a negative control


class Design(NamedTuple):
    """N customers of one company; times in weeks since each customer's first purchase."""

    born: Floats  # (N,) the calendar week of the first purchase, from any origin
    T: Floats  # (N,) weeks from the first purchase to the close (or to leaving, where it is seen)
    purchases: Events  # the repeat purchases; the first is at time 0 and not listed
    contacts: Events  # other signs of life: what customers do towards us
    dealings: Events  # occasions on which we could treat them well or badly, kept ones included
    families: tuple[Family, ...]
    left: Integers | None = None  # (N,) 1 where leaving was seen at T, 0 not yet; None: never seen
