"""One wide panel of all columns that anybody asks for, and narrow views of it to fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.exposure import Column, Terms, panel
from goodwill.pricing.kernel.fitting import weak_prior
from goodwill.pricing.kernel.panel import joined

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from goodwill.pricing.design import Design, Events, Family
    from goodwill.pricing.exposure import Names
    from goodwill.pricing.fit import Prior
    from goodwill.pricing.kernel.panel import Panel
    from goodwill.pricing.rows import Floats

ASIDE = "aside"
"""The verdict of made-up families: they are no part of the customer's share of breaches."""
SPREADS = {"stock": 1.5, "dealings": 1.5, "share": 1.5, "season": 2.0}
"""Weak beliefs of coefficients, around 0."""
SAME = 0.05
"""Customers whose shares differ by less are treated alike."""


class Clocks(NamedTuple):
    """Which columns stand on each clock."""

    buying: tuple[Column, ...]
    leaving: tuple[Column, ...]
    calling: tuple[Column, ...]


class View(NamedTuple):
    """A panel to fit, where its columns are, and what is weakly believed of them."""

    panel: Panel
    clocks: Clocks
    prior: Prior
    logs: int

    def place(self, clock: str, column: Column) -> int | None:
        """Where in theta the coefficient of a column on a clock is; None where it is not."""
        shift = self.logs
        for name, columns in zip(Clocks._fields, self.clocks, strict=True):
            if name == clock:
                return shift + columns.index(column) if column in columns else None
            shift += len(columns)
        raise KeyError(clock)

    def at(self, clock: str, *columns: Column) -> list[int]:
        """Where in theta the coefficients of columns on a clock are; KeyError where one is not."""
        places = [self.place(clock, column) for column in columns]
        found = [place for place in places if place is not None]
        if len(found) < len(columns):
            raise KeyError(clock)
        return found

    def start(self, known: Mapping[tuple[str, Column], float], logs: Floats) -> Floats:
        """Parameters to climb from: these logs, and what is known of coefficients, else 0."""
        theta = np.concatenate([logs, np.zeros(sum(map(len, self.clocks)))])
        for (clock, column), value in known.items():
            at = self.place(clock, column)
            if at is not None:
                theta[at] = value
        return theta

    def known(self, theta: Floats) -> dict[tuple[str, Column], float]:
        """The coefficients by clock and column, for another view's start."""
        pairs = (
            (clock, column)
            for clock, columns in zip(Clocks._fields, self.clocks, strict=True)
            for column in columns
        )
        return dict(zip(pairs, theta[self.logs :].tolist(), strict=True))


class Layout(NamedTuple):
    """All columns, on one wide panel."""

    panel: Panel
    names: Names

    def view(self, clocks: Clocks) -> View:
        """The panel with these columns only."""
        wide, names = self.panel, self.names
        at = {
            clock: [getattr(names, clock).index(column) for column in columns]
            for clock, columns in zip(Clocks._fields, clocks, strict=True)
        }
        narrow = wide._replace(
            buying=_columns(wide.buying, at["buying"]),
            leaving=_columns(wide.leaving, at["leaving"]),
            calling=_columns(wide.calling, at["calling"]),
            bought=_columns(wide.bought, at["buying"]),
            called=_columns(wide.called, at["calling"]),
        )
        return seen(joined(narrow), clocks)

    def main(self, *, leave_out: Sequence[str] = (), calling: bool = True) -> Clocks:
        """The columns of the model itself: all but those made up, and kinds left out."""
        names = self.names
        alike = {
            column
            for place, column in enumerate(names.leaving)
            if self.panel.leaving[:, place].std() < SAME and column.kind == "share"
        }

        def kept(columns: tuple[Column, ...]) -> tuple[Column, ...]:
            main = (c for c in columns if c.verdict != ASIDE and c not in alike)
            return tuple(c for c in main if c.kind not in leave_out)

        calls = kept(names.calling) if calling and self.panel.n is not None else ()
        return Clocks(kept(names.buying), kept(names.leaving), calls)


def seen(narrow: Panel, clocks: Clocks) -> View:
    """A view of a panel as it is."""
    spread = [SPREADS[column.kind] for columns in clocks for column in columns]
    prior = weak_prior(narrow, coefficient_sd=spread)
    return View(narrow, clocks, prior, 4 if narrow.n is None else 6)


def laid_out(
    design: Design,
    memories: Sequence[float],
    dealing_memory: float,
    season: str,
    aside: Sequence[tuple[Family, float]] = (),
) -> Layout:
    """Lay a design out with its families, and made-up ones with their half-lives beside."""
    families = (*design.families, *(family for family, _ in aside))
    halves = [*memories, *(half_life for _, half_life in aside)]
    whole = design._replace(families=families)
    terms = Terms(share="past", season=season)
    return Layout(*panel(whole, halves, dealing_memory=dealing_memory, terms=terms))


def stock(family: Family) -> Column:
    """The column of a family's stock."""
    return Column("stock", family.name, family.verdict)


def made_up(name: str, like: Family, events: Events) -> Family:
    """A family that never was, to compare with."""
    return like._replace(name=f"{name}:{like.name}:{like.verdict}", verdict=ASIDE, events=events)


def _columns(table: Floats, places: list[int]) -> Floats:
    """The columns at these places; the table itself where that is all of it."""
    return (
        table if places == list(range(table.shape[1])) else np.ascontiguousarray(table[:, places])
    )
