"""A closed book, opened for reading: dated, immutable, and never half closed."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from goodwill.house import timetable
from goodwill.house.hours import Calendar
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from goodwill.ledger.sight import Sight

Found = TypeVar("Found")
PERIODS = {"month": 1, "quarter": 3, "year": 12}
"""The periods that a statement may cover, in months back from the close."""


def months_before(day: dt.date, months: int) -> dt.date:
    """Give the same day so many months earlier, or the month's last day where it has no such."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    following = dt.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = following - dt.timedelta(days=1)
    end_of_month = (day + dt.timedelta(days=1)).month != day.month
    return last if end_of_month else last.replace(day=min(day.day, last.day))


def openings(as_of: dt.date) -> dict[str, dt.date]:
    """Give the opening day of each period that ends with the close."""
    return {period: months_before(as_of, months) for period, months in PERIODS.items()}


@dataclass(frozen=True)
class Closed:
    """A closed book's tables and its few facts; names come from the journal's sealed rows."""

    con: DuckDBPyConnection
    name: str
    facts: Mapping[str, Any]
    reveal: Callable[[Iterable[str]], Mapping[str, Mapping[str, str]]]
    folder: Path | None = None
    """Where the company's book lies, if this closed book lies in one."""
    sight: Sight | None = None
    """What the reader may see; none where nobody else reads, as on the command line."""
    pseudonyms: Callable[[str], Iterable[str]] = lambda _ref: ()
    """Under which names a number of the company's own records may stand here."""
    hidden: bool = False
    """Whether every table lies hidden behind a view of nothing, for panes to show a part."""
    known: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)
    """What was worked out once of this book behind these views, which never change."""

    @property
    def company(self) -> str:
        """The company's name, as its settings gave it at the close."""
        return str(self.facts["company"])

    @property
    def simulated(self) -> bool:
        """Tell whether this is the example company, which says so in its name."""
        return "(simulated)" in self.company

    @property
    def currency(self) -> str:
        """The currency in which this book is kept."""
        return str(self.facts["currency"])

    @property
    def scale(self) -> int:
        """How many minor units make one unit of the currency."""
        return int(self.facts["scale"])

    @property
    def zone(self) -> str:
        """The company's time zone."""
        return str(self.facts["zone"])

    @property
    def as_of(self) -> dt.date:
        """The day at whose end the book was closed."""
        return dt.date.fromisoformat(self.facts["as_of"])

    @property
    def margin(self) -> float:
        """The share of a sale that is left after direct costs."""
        return float(self.facts["margin"])

    @property
    def horizon_years(self) -> int:
        """How many years ahead a customer's worth looks."""
        return int(self.facts["horizon_years"])

    @property
    def minimum_count(self) -> int:
        """Below so many cases nothing is shown of one person; at least five."""
        return int(self.facts.get("minimum_count", 5))

    @property
    def baseline_until(self) -> dt.date | None:
        """Until this day the book only learned what is usual; none where no such day was set."""
        told = self.facts.get("baseline_until")
        return dt.date.fromisoformat(told) if told else None

    def calendar_of(self, team: str | None) -> Calendar:
        """Give the working hours of a team at this close, else those of the company."""
        told = self.calendars()
        return next((each for each in told if team in each.teams), told[0])

    def calendars(self) -> list[Calendar]:
        """Give the calendars of this close, which lay out their years when they are first asked."""
        return self.once("calendars", self._calendars)

    def _calendars(self) -> list[Calendar]:
        return [timetable.of_facts(each) for each in self.facts.get("calendars", ())] or [
            Calendar("default", self.zone)
        ]

    def opening(self, period: str | None = None) -> dt.date:
        """Give the opening day of a period; the company's own period unless one is named."""
        chosen = period or str(self.facts["period"])
        return openings(self.as_of)[chosen if chosen in PERIODS else str(self.facts["period"])]

    def total(self, day: dt.date) -> tuple[int | None, int | None]:
        """Give the interval of the whole portfolio's worth on a day, in minor units."""
        row = self.con.execute("SELECT low, high FROM totals WHERE day = ?", [day]).fetchone()
        return (row[0], row[1]) if row else (None, None)

    def level_name(self, level: int) -> str:
        """Name a level of the hierarchy: the company's own word, else its number."""
        names = self.facts["levels"]
        if 0 <= level < len(names):
            return str(names[level])
        return _("Level {level}", level=level)

    def warnings(self) -> tuple[str, ...]:
        """Say what stood in the way of the figures at this close."""
        return tuple(_(sentence) for sentence in self.facts["warnings"])

    def once(self, what: Hashable, make: Callable[[], Found]) -> Found:
        """Work something out once: from the tables alone, which are few rows, and to be read only.

        Whoever narrows the tables takes a `known` of their own.
        """
        if what not in self.known:
            self.known[what] = make()
        found: Found = self.known[what]
        return found

    def has(self, table: str, column: str = "") -> bool:
        """Tell whether this book has a table, and a column in it; older versions lack some."""
        return self.once(("has", table, column), lambda: self._has(table, column or "1"))

    def _has(self, table: str, column: str) -> bool:
        from goodwill.sources.reading.records import engine_error

        try:  # a look into the catalogue would cost seven times as much
            self.con.execute(f"SELECT {column} FROM {table} LIMIT 0")
        except engine_error(self.con):
            return False
        return True

    def standards(self) -> dict[str, dict[str, Any]]:
        """Give each standard judged at this close as it stood then: words, limits, benchmark."""
        return self.once("standards", self._standards)

    def _standards(self) -> dict[str, dict[str, Any]]:
        rows = self.con.execute("SELECT standard, definition FROM standards ORDER BY standard")
        return {name: json.loads(definition) for name, definition in rows.fetchall()}

    def names(self, parties: Iterable[str]) -> dict[str, str]:
        """Say by which name each party is known here; an erased one is called so."""
        known = self.reveal(parties)
        return {party: called(items) for party, items in known.items()}


def called(items: Mapping[str, str]) -> str:
    """Choose what to call a party: its name, else the number its source knows it by."""
    return items.get("name") or items.get("ref") or _("erased")
