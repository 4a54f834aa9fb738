"""A design as a panel: every life in the fewest pieces within which no covariate changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.exposure.alike import merge_alike
from goodwill.pricing.exposure.columns import Recipe, recipe, season, treatment
from goodwill.pricing.exposure.shares import shares
from goodwill.pricing.exposure.terms import Column, Names, Terms, refuse_unknown
from goodwill.pricing.exposure.weeks import Past, Weeks, blocks
from goodwill.pricing.kernel.panel import Panel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from goodwill.pricing.design import Design, Events
    from goodwill.pricing.rows import Flags, Floats, Integers


class _Signs(NamedTuple):
    """The signs of life that count."""

    purchases: Events
    contacts: Events


class _Table(NamedTuple):
    """Named columns, (m, K) together."""

    columns: tuple[Column, ...]
    values: Floats


class _Pieces(NamedTuple):
    """Some customers' lives, cut."""

    pieces: Integers  # (n,) how many each customer has
    length: Floats  # (m,) weeks
    treatment: _Table
    season: _Table
    bought: Integers  # the piece of each purchase
    called: Integers  # the piece of each contact


def panel(
    design: Design,
    memories: Sequence[float],
    *,
    dealing_memory: float,
    lag: float = 1.0,
    terms: Terms | None = None,
) -> tuple[Panel, Names]:
    """Lay N customers' lives out in pieces with decayed stocks of what was done to them.

    `memories` are half-lives in weeks, one per family; `dealing_memory` that of dealings. What
    happens in week v of a life (weeks counted from the first purchase) weighs 2^(-(w - v) /
    half-life) in the weeks w >= v + lag, by buckets of age, so a breach counts from the week after;
    `lag` is rounded up to whole weeks, and 0 lets the week itself in, which shows a leak and is no
    exposure. Purchases, and contacts, at the same instant are one, and none if at the first
    purchase. Only neighbours with equal covariates are merged.
    """
    terms = terms or Terms()
    refuse_unknown(terms)
    if len(memories) != len(design.families):
        raise ValueError(f"{len(memories)} half-lives for {len(design.families)} families")
    if len({(each.name, each.verdict) for each in design.families}) < len(design.families):
        raise ValueError("two families have the same name and verdict")
    if not len(design.T):
        raise ValueError("there are no customers")
    signs = _Signs(_once(design.purchases), _once(design.contacts))
    how = recipe(design, memories, dealing_memory, lag, terms, shares(design, terms))
    cut = _joined([_cut(how, weeks, signs) for weeks in blocks(design.T)])
    whole = _panel(design, terms, cut, signs)
    return merge_alike(*whole) if terms.alike else whole


def _once(events: Events) -> Events:
    """Leave out what repeats an instant of the same customer, and what is at the first purchase."""
    new = np.ones(len(events.customer), dtype=np.bool_)
    new[1:] = (np.diff(events.customer) != 0) | (np.diff(events.time) != 0)
    new &= events.time > 0
    return events._replace(
        customer=events.customer[new],
        time=events.time[new],
        size=events.size[new],
        server=events.server[new],
    )


def _cut(how: Recipe, weeks: Weeks, signs: _Signs) -> _Pieces:
    """Fill the columns of a block of customers and cut their lives where one of them changes."""
    past = Past(weeks, {})
    begins = weeks.number == 0
    treated, calendar = (
        _filled(source, begins) for source in (treatment(how, past), season(how, weeks))
    )
    cells, piece = np.flatnonzero(begins), np.cumsum(begins) - 1
    return _Pieces(
        pieces=np.diff(np.append(piece[weeks.first[:-1]], len(cells))),
        length=_lengths(how.design.T, weeks, cells),
        treatment=_at(treated, cells),
        season=_at(calendar, cells),
        bought=piece[weeks.cells(signs.purchases)[1]],
        called=piece[weeks.cells(signs.contacts)[1]],
    )


def _filled(source: Iterable[tuple[Column, Floats]], begins: Flags) -> dict[Column, Floats]:
    """Take the columns in, and mark the cells in which one of them changes."""
    filled = {}
    for column, values in source:
        begins[1:] |= values[1:] != values[:-1]
        filled[column] = values
    return filled


def _at(filled: dict[Column, Floats], cells: Integers) -> _Table:
    """The columns at these cells."""
    matrix = np.empty((len(cells), len(filled)))
    for place, column in enumerate(filled.values()):
        matrix[:, place] = column[cells]
    return _Table(tuple(filled), matrix)


def _lengths(age: Floats, weeks: Weeks, cells: Integers) -> Floats:
    """Weeks from the beginning of each piece to the next, or to the end of observation."""
    begin = weeks.number[cells].astype(np.float64)
    end = np.append(begin[1:], 0.0)
    owner = weeks.base[cells]
    end[np.append(owner[1:] != owner[:-1], True)] = age[weeks.low : weeks.high]
    return end - begin


def _joined(parts: list[_Pieces]) -> _Pieces:
    """Put blocks of customers together."""
    shift = np.concatenate([[0], np.cumsum([len(part.length) for part in parts])])
    return _Pieces(
        np.concatenate([part.pieces for part in parts]),
        np.concatenate([part.length for part in parts]),
        _stacked([part.treatment for part in parts]),
        _stacked([part.season for part in parts]),
        np.concatenate([part.bought + at for part, at in zip(parts, shift, strict=False)]),
        np.concatenate([part.called + at for part, at in zip(parts, shift, strict=False)]),
    )


def _stacked(tables: list[_Table]) -> _Table:
    return _Table(tables[0].columns, np.concatenate([each.values for each in tables]))


def _panel(design: Design, terms: Terms, cut: _Pieces, signs: _Signs) -> tuple[Panel, Names]:
    """Give every clock its covariates, and sum them over the signs of life."""
    count, calls = len(design.T), len(signs.contacts.customer) > 0
    buying = _beside(cut.treatment, cut.season)
    calling = _beside(cut.treatment, cut.season) if terms.calling else cut.season
    if not calls:
        calling = _Table((), np.zeros((len(cut.length), 0)))
    last = np.zeros(count)
    for events in signs:
        np.maximum.at(last, events.customer, events.time)
    panel = Panel(
        start=np.concatenate([[0], np.cumsum(cut.pieces)]),
        length=cut.length,
        buying=buying.values,
        leaving=cut.treatment.values,
        calling=calling.values,
        x=np.bincount(signs.purchases.customer, minlength=count),
        bought=_summed(buying.values, cut.bought, signs.purchases.customer, count),
        n=np.bincount(signs.contacts.customer, minlength=count) if calls else None,
        called=_summed(calling.values, cut.called, signs.contacts.customer, count),
        last=last,
        weight=np.ones(count),
        left=None if design.left is None else design.left.astype(np.bool_),
    )
    columns = buying.columns, cut.treatment.columns, calling.columns
    return panel, Names(*columns, row=np.arange(count))


def _beside(one: _Table, other: _Table) -> _Table:
    """Columns beside columns; the same arrays where there is nothing to add."""
    if not other.columns:
        return one
    return _Table((*one.columns, *other.columns), np.hstack([one.values, other.values]))


def _summed(covariates: Floats, piece: Integers, customer: Integers, count: int) -> Floats:
    """The covariates in force at each event, summed by customer, shape (N, K)."""
    sums = np.zeros((count, covariates.shape[1]))
    if not len(customer):
        return sums
    for column in range(covariates.shape[1]):
        sums[:, column] = np.bincount(customer, covariates[piece, column], minlength=count)
    return sums
