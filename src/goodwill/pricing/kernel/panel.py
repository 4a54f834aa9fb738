"""The lives of customers as pieces of time within which nothing about their treatment changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from goodwill.pricing.rows import Flags, Floats, Integers


class Panel(NamedTuple):
    """N customers' lives in M pieces; times in weeks since each customer's first purchase.

    The pieces of customer n are start[n]:start[n + 1]; there is at least one, in order of time, and
    their lengths sum to the time observed, T. A purchase or contact on the edge of two pieces
    belongs to the later one. Calling means the second sign of life: contacts, tickets, log-ins.
    """

    start: Integers  # (N + 1,)
    length: Floats  # (M,) weeks
    buying: Floats  # (M, Kb) covariates of the log rate of buying
    leaving: Floats  # (M, Kl) covariates of the log rate of leaving
    calling: Floats  # (M, Kc) covariates of the log rate of calling
    x: Integers  # (N,) repeat purchases, the first one not counted
    bought: Floats  # (N, Kb) the buying covariates in force at each repeat purchase, summed
    n: Integers | None  # (N,) calls; None where no second sign of life is modelled
    called: Floats  # (N, Kc) the calling covariates in force at each call, summed
    last: Floats  # (N,) weeks to the last sign of life, a purchase or a call
    weight: Floats  # (N,) how many customers are like this
    left: Flags | None = None  # (N,) seen to leave at T (a contract); None where leaving is unseen
