"""The columns of covariates week by week."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.exposure.memory import AGES, Memory, remembered
from goodwill.pricing.exposure.shares import spread
from goodwill.pricing.exposure.terms import Column, Terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goodwill.pricing.design import Design, Events
    from goodwill.pricing.exposure.weeks import Past, Weeks
    from goodwill.pricing.rows import Flags, Floats, Integers

WEEKS_IN_A_YEAR = 365.2425 / 7
SEASONS_IN_A_YEAR = 13
"""The calendar is constant over four weeks, so that quiet times stay long pieces."""
TENURE_OF_REFERENCE = {"weeks": 26.0, "dealings": 5.0}
"""Where the effect of a stock is read: for a customer of half a year, or at the fifth dealing."""
BROKE_FIRST_WEEKS = 26.0
"""How long a breach of theirs counts as having come first."""
STEP_OF_SPREAD = 0.25
"""The spread of treatment is told in such steps, so that pieces merge."""


class Recipe(NamedTuple):
    """All that is needed to fill the columns of any block of customers."""

    design: Design
    memories: tuple[Memory, ...]  # of each family
    dealing_memory: Memory
    lag: int
    terms: Terms
    shares: list[tuple[Column, Floats]]
    after_theirs: tuple[Flags, ...]  # of each family's events: which came after theirs


def recipe(
    design: Design,
    half_lives: Sequence[float],
    dealing_half_life: float,
    lag: float,
    terms: Terms,
    shares: list[tuple[Column, Floats]],
) -> Recipe:
    """Prepare what does not depend on the block."""
    theirs = terms.theirs
    flags = () if theirs is None else tuple(_after(f.events, theirs) for f in design.families)
    return Recipe(
        design,
        tuple(remembered(each, lag) for each in half_lives),
        remembered(dealing_half_life, lag),
        math.ceil(lag),
        terms,
        shares,
        flags,
    )


def treatment(recipe: Recipe, past: Past) -> Iterator[tuple[Column, Floats]]:
    """The columns that stand on every clock, (C,) each; the families' stocks come first."""
    design, terms, weeks = recipe.design, recipe.terms, past.weeks
    broken = np.zeros(len(weeks.number))
    for family, memory in zip(design.families, recipe.memories, strict=True):
        stock = past.stock(weeks.running(family.events, family.events.size), memory)
        if family.verdict == "breach":
            broken += stock
        yield Column("stock", family.name, family.verdict), stock
    if terms.dealings and len(design.dealings.customer):
        counted = np.ones(len(design.dealings.customer))
        running = weeks.running(design.dealings, counted)
        yield Column("dealings"), past.stock(running, recipe.dealing_memory)
    lives = np.diff(weeks.first)
    for column, own in recipe.shares:
        yield column, np.repeat(own[weeks.low : weeks.high], lives)
    if terms.share == "past":
        yield Column("share"), _past_share(recipe, past)
    if terms.tenure != "none":
        yield Column("tenure"), broken * _log_tenure(recipe, past)
    if terms.theirs is not None:
        yield Column("theirs_first"), _theirs_first(recipe, past)
    if terms.constancy:
        yield Column("constancy"), _spread(recipe, past)


def season(recipe: Recipe, weeks: Weeks) -> Iterator[tuple[Column, Floats]]:
    """The columns of the calendar, (C,) each, for buying and calling."""
    kind = recipe.terms.season
    if kind == "none":
        return
    born = np.repeat(recipe.design.born[weeks.low : weeks.high], np.diff(weeks.first))
    year = (born + weeks.number) / WEEKS_IN_A_YEAR % 1.0
    part = np.minimum(np.floor(year * SEASONS_IN_A_YEAR), SEASONS_IN_A_YEAR - 1)
    if kind == "wave":
        angle = 2 * np.pi * (part + 0.5) / SEASONS_IN_A_YEAR
        yield Column("season", number=1), np.sin(angle)
        yield Column("season", number=2), np.cos(angle)
        return
    for number in range(1, SEASONS_IN_A_YEAR):
        yield Column("season", number=number), (part == number).astype(np.float64)


def _past_share(recipe: Recipe, past: Past) -> Floats:
    """Log of the share of dealings breached so far over the company's, shrunk as it varies."""
    design = recipe.design
    breaches = [family.events for family in design.families if family.verdict == "breach"]
    count, cells = len(design.T), len(past.weeks.number)
    number = sum((np.bincount(e.customer, e.size, count) for e in breaches), np.zeros(count))
    dealt = np.bincount(design.dealings.customer, minlength=count).astype(np.float64)
    broken_ever = np.asarray(number, dtype=np.float64)
    found = spread(broken_ever, np.maximum(dealt, number)) if dealt.any() else None
    if found is None:
        return np.zeros(cells)
    broken = sum((_so_far(past, e, e.size, recipe.lag) for e in breaches), np.zeros(cells))
    per = _so_far(past, design.dealings, np.ones(len(design.dealings.customer)), recipe.lag)
    per = np.maximum(per, broken)
    return np.asarray(
        np.log((broken + found.mean * found.worth) / ((per + found.worth) * found.mean))
    )


def _log_tenure(recipe: Recipe, past: Past) -> Floats:
    """Log of tenure in buckets, over the tenure of reference."""
    if recipe.terms.tenure == "weeks":
        tenure = past.weeks.number.astype(np.float64)
    else:
        dealings = recipe.design.dealings
        running = past.weeks.running(dealings, np.ones(len(dealings.customer)))
        tenure = past.so_far(running, recipe.lag)
    steps = np.array((0, *AGES), dtype=np.float64)
    middle = np.array([0.5, *((a + b - 1) / 2 for a, b in pairwise(AGES))])
    place: Integers = np.minimum(np.searchsorted(steps, tenure, side="right"), len(middle)) - 1
    return np.asarray(np.log(middle / TENURE_OF_REFERENCE[recipe.terms.tenure])[place])


def _theirs_first(recipe: Recipe, past: Past) -> Floats:
    """The part of the stock of our breaches that came after breaches of theirs."""
    whole = np.zeros(len(past.weeks.number))
    for family, memory, after in zip(
        recipe.design.families, recipe.memories, recipe.after_theirs, strict=True
    ):
        if family.verdict == "breach":
            running = past.weeks.running(family.events, np.where(after, family.events.size, 0.0))
            whole += past.stock(running, memory)
    return whole


def _after(ours: Events, theirs: Events) -> Flags:
    """Which of our breaches came within half a year after one of that customer's own."""
    span = max(ours.time.max(initial=0.0), theirs.time.max(initial=0.0)) + 1.0
    began = np.searchsorted(
        theirs.customer * span + theirs.time, ours.customer * span + ours.time, side="left"
    )
    before = np.maximum(began - 1, 0)
    if not len(theirs.customer):
        return np.zeros(len(ours.customer), dtype=np.bool_)
    same = (began > 0) & (theirs.customer[before] == ours.customer)
    return np.asarray(same & (ours.time - theirs.time[before] <= BROKE_FIRST_WEEKS))


def _spread(recipe: Recipe, past: Past) -> Floats:
    """Standard deviation of the treatment at all dealings so far; 0 before the second.

    A breach counts as minus its dose, a grace as its own, a kept standard as nothing.
    """
    dealings = recipe.design.dealings
    number = _so_far(past, dealings, np.ones(len(dealings.customer)), recipe.lag)
    total, squares = np.zeros(len(number)), np.zeros(len(number))
    for family in recipe.design.families:
        sign = -1.0 if family.verdict == "breach" else 1.0
        size = family.events.size
        total += _so_far(past, family.events, sign * size, recipe.lag)
        squares += _so_far(past, family.events, np.square(size), recipe.lag)
    known = np.maximum(number, 1)
    variance = np.where(number > 1, squares / known - np.square(total / known), 0.0)
    steps = np.sqrt(np.maximum(variance, 0.0)) / STEP_OF_SPREAD
    return np.asarray(np.rint(steps) * STEP_OF_SPREAD)


def _so_far(past: Past, events: Events, size: Floats, lag: int) -> Floats:
    return past.so_far(past.weeks.running(events, size), lag)
