"""The lives of customers as pieces of time within which nothing about their treatment changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

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


OF_PIECES = ("length", "buying", "leaving", "calling")
OF_CUSTOMERS = ("x", "bought", "n", "called", "last", "weight", "left")


def observed(panel: Panel) -> Floats:
    """T, the weeks for which each customer was observed: shape (N,)."""
    return np.asarray(np.add.reduceat(panel.length, panel.start[:-1]))


def owners(panel: Panel) -> Integers:
    """Which customer each piece belongs to: shape (M,)."""
    return np.repeat(np.arange(len(panel.x)), np.diff(panel.start))


def chosen(panel: Panel, customers: Integers) -> Panel:
    """The panel of some customers, in the order given."""
    number = np.diff(panel.start)[customers]
    start = np.concatenate([[0], np.cumsum(number)])
    shift = np.repeat(panel.start[customers] - start[:-1], number)
    return _taken(panel, customers, np.arange(start[-1]) + shift)._replace(start=start)


def thinned(panel: Panel, pieces: int) -> Panel:
    """Every n-th customer, each standing for n, so that about so many pieces remain."""
    step = max(1, len(panel.length) // pieces)
    if step == 1:
        return panel
    few = chosen(panel, np.arange(0, len(panel.x), step))
    return few._replace(weight=few.weight * (panel.weight.sum() / few.weight.sum()))


def alone(panel: Panel) -> Panel:
    """The same customers without covariates, one piece each."""
    n = len(panel.x)
    nothing = np.zeros((n, 0))
    return panel._replace(
        start=np.arange(n + 1),
        length=observed(panel),
        buying=nothing,
        leaving=nothing,
        calling=nothing,
        bought=nothing,
        called=nothing,
    )


def joined(panel: Panel, *, saving: float = 0.0) -> Panel:
    """Join neighbouring pieces that differ in no covariate, which changes no figure.

    The panel itself comes back where no more than this share of its pieces would be saved.
    """
    new = np.zeros(len(panel.length), dtype=np.bool_)
    new[panel.start[:-1]] = True
    kinds = (panel.buying, panel.leaving) + (() if panel.n is None else (panel.calling,))
    for covariates in kinds:
        for column in range(covariates.shape[1]):
            new[1:] |= covariates[1:, column] != covariates[:-1, column]
    if np.count_nonzero(new) >= (1 - saving) * len(new):
        return panel
    first = np.flatnonzero(new)
    length = np.add.reduceat(panel.length, first)
    shorter = _taken(panel, None, first)
    return shorter._replace(start=np.searchsorted(first, panel.start), length=length)


def pooled(panel: Panel) -> tuple[Panel, Integers]:
    """Merge customers who are equal in all but weight; also give where each of them went."""
    key = _keys(panel)
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    if not _equal(panel, first[place]):
        return panel, np.arange(len(panel.x))
    weight = np.bincount(place, panel.weight, minlength=len(first)).astype(np.float64)
    return chosen(panel, first)._replace(weight=weight), place


def _taken(panel: Panel, customers: Integers | None, pieces: Integers) -> Panel:
    """Pick customers, all if None, and pieces; an array used for two processes is picked once."""
    kept: dict[int, Any] = {}
    for names, index in ((OF_PIECES, pieces), (OF_CUSTOMERS, customers)):
        for name in names:
            column = getattr(panel, name)
            if column is not None and index is not None:
                if id(column) not in kept:
                    kept[id(column)] = column[index]
                panel = panel._replace(**{name: kept[id(column)]})
    return panel


def _keys(panel: Panel) -> Integers:
    """A number of 64 bits for each customer: equal customers have equal ones."""
    place = np.arange(len(panel.length)) - np.repeat(panel.start[:-1], np.diff(panel.start))
    pieces = np.zeros(len(panel.length), dtype=np.uint64)
    for number, column in enumerate(_columns(panel, OF_PIECES)):
        pieces += _mixed(column, place + (number << 32))
    key = np.add.reduceat(pieces, panel.start[:-1])
    for number, column in enumerate(_columns(panel, OF_CUSTOMERS)):
        key += _mixed(column, (number + 1000) << 32)
    return key.view(np.int64)


def _columns(panel: Panel, names: tuple[str, ...]) -> list[Floats]:
    """All columns of these names, weight excepted."""
    found = []
    for name in names:
        column = getattr(panel, name)
        if column is not None and name != "weight":
            found += list(np.asarray(column, dtype=np.float64).reshape(len(column), -1).T)
    return found


def _mixed(column: Floats, place: Integers | int) -> Integers:
    """The finalizer of splitmix64 over the bits of a value and its place (Steele et al. 2014)."""
    bits = (np.ascontiguousarray(column) + 0.0).view(np.uint64)
    bits = bits + np.asarray(place, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(bits ^ (bits >> np.uint64(31)))


def _equal(panel: Panel, model: Integers) -> bool:
    """Whether each customer is the same as the one it is to be merged with."""
    other = chosen(panel, model)
    return np.array_equal(other.start, panel.start) and all(
        np.array_equal(ours, theirs)
        for ours, theirs in zip(
            _columns(panel, OF_PIECES + OF_CUSTOMERS),
            _columns(other, OF_PIECES + OF_CUSTOMERS),
            strict=True,
        )
    )
