"""A report: a page as data, the same in terminal, browser, mail and file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

KINDS = {
    "text": "words, shown as they are",
    "sentence": "whole sentences, folded where there is little room",
    "number": "a count or a measure",
    "money": "minor units of the report's currency",
    "estimate": "money that is estimated, in minor units, shown without its small change",
    "share": "a part of one, shown as a percentage",
    "percent": "a part of one that is rounded to whole percent",
    "day": "a date",
    "instant": "a UTC time, shown in the company's zone",
    "clock": "a UTC time whose time of day always counts, with its weekday",
    "days": "a number of days",
    "weeks": "a number of weeks",
    "party": "a party's pseudonym, shown by the name its own company knows it by",
    "case": "a case, such as ticket:4711",
    "side": "who acts: in (they), out (we) or inside (among us)",
    "grade": "how well a figure is founded: assumed, observed or proven; unsaid where all agree",
    "grounds": "the same, shown even where all are alike",
    "chart": "a share drawn as a bar",
    "any": "a value that brings its own kind with it (Told)",
}
"""What a column may hold; every face of a report (terminal, page, file) knows these alone."""


Opens = tuple[str, "Mapping[str, str]"] | None
"""The report that opens, with its parameters."""


class Told(NamedTuple):
    """A value with its own kind, for tables whose rows are facts of different kinds."""

    value: Any
    kind: str


class Column(NamedTuple):
    """One column of a table: its name for machines, its label for people, what it holds."""

    name: str
    label: str
    kind: str = "text"
    sentence: str = ""
    """What it means, where the label alone might mislead."""


class Row(NamedTuple):
    """One row: its values in the order of the columns, and what opens when one asks 'why?'."""

    values: tuple[Any, ...]
    opens: tuple[str, Mapping[str, str]] | None = None
    """The report that shows what is behind the row, with its parameters."""
    depth: int = 0
    """How far it is set in, for trees of amounts."""
    strong: bool = False
    """A total, or a head line."""
    behind: Mapping[str, tuple[str, Mapping[str, str]]] = MappingProxyType({})
    """What opens behind single cells, by the name of their column; the row's own link is for the
    name at its head."""
    unfolded: bool = False
    """Of a folded table: whether what is set in below is shown at first."""
    key: str = ""
    """By which it is known when something is done with it."""
    spoken: str = ""
    """The language of what stands behind its first cell, where it is not the reader's."""


@dataclass(frozen=True)
class Table:
    """Rows under named columns, with a title and one sentence on how to read them."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    sentence: str = ""
    folded: bool = False
    """Whether rows that are set in belong to the row above them, and may be folded away under it;
    the amounts of that row are then theirs."""

    def records(self) -> Iterator[dict[str, Any]]:
        """Give each row as a dictionary by column name."""
        names = [column.name for column in self.columns]
        for row in self.rows:
            yield dict(zip(names, row.values, strict=True))


class Figure(NamedTuple):
    """One headline number with its interval and its grade; a missing one says why."""

    name: str
    label: str
    value: Any
    kind: str
    low: Any = None
    high: Any = None
    grade: str = ""
    sentence: str = ""
    opens: tuple[str, Mapping[str, str]] | None = None


class Chart(NamedTuple):
    """A picture over the rows of one table of the same report, drawn for two widths of page."""

    name: str
    title: str
    sentence: str
    table: str
    wide: Mapping[str, Any]
    """A Vega-Lite specification for a desk."""
    narrow: Mapping[str, Any]
    """The same for a phone."""


class Choice(NamedTuple):
    """A parameter with few values, offered to the reader; `chosen` is the one that holds now."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    """Each value with its words."""
    chosen: str


class Ask(NamedTuple):
    """A parameter that the reader writes in: a number or a day."""

    name: str
    label: str
    kind: str
    value: str
    """As it was written; nothing where it does not matter."""


class Pages(NamedTuple):
    """Which part of a long list is shown."""

    total: int
    offset: int
    limit: int


class Section(NamedTuple):
    """A few figures of another report that stand before a report's own."""

    title: str
    lead: str
    figures: tuple[Figure, ...]
    opens: tuple[str, Mapping[str, str]]
    """The report that they are taken from."""


@dataclass(frozen=True)
class Report:
    """A page: title, one sentence that says it all, headline figures, tables, charts and notes."""

    name: str
    title: str
    lead: str
    currency: str
    as_of: str
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    notes: tuple[str, ...] = ()
    zone: str = "UTC"
    """In whose time instants are shown."""
    choices: tuple[Choice, ...] = ()
    asks: tuple[Ask, ...] = ()
    pages: Pages | None = None
    """Of the last table, where it is longer than the page."""
    search: str | None = None
    """The words searched for; None where nothing can be searched."""
    first: Section | None = None
    """What the reader is to see before it."""


def openable(report: Report, may: Callable[[str], bool]) -> Report:
    """Give a report whose figures, rows and cells open only what its reader may open."""
    return replace(
        report,
        figures=tuple(
            figure._replace(opens=_allowed(figure.opens, may)) for figure in report.figures
        ),
        tables=tuple(
            replace(table, rows=tuple(_openable(row, may) for row in table.rows))
            for table in report.tables
        ),
    )


def _openable(row: Row, may: Callable[[str], bool]) -> Row:
    behind = {name: opens for name, opens in row.behind.items() if may(opens[0])}
    return row._replace(opens=_allowed(row.opens, may), behind=behind)


def _allowed(opens: Opens, may: Callable[[str], bool]) -> Opens:
    return opens if opens and may(opens[0]) else None
