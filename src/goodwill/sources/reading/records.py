"""What every reader gives: a table of text, its headers, and what was found out about the file."""

from __future__ import annotations

import itertools
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from duckdb import DuckDBPyConnection

_numbers = itertools.count(1)
MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Limits:
    """How much of a file is believed before it is refused; records themselves have no limit."""

    columns: int = 2_000
    record_bytes: int = MEGABYTE  # DuckDB's own bound is twice that, and texts grow when transcoded
    unpacked_bytes: int = 2_000 * MEGABYTE
    unpacked_ratio: int = 150  # real tables pack 5 to 30 times, a bomb 1,000 times
    sheet_seconds: int = 300
    problems: int = 100


class Records(NamedTuple):
    """Records lying in a table of the engine, every column text, beside the line they start at."""

    table: str
    columns: tuple[str, ...]
    lines: int
    facts: dict[str, object]
    rejected: int = 0
    rejects: str | None = None
    """The table of the lines left out: line BIGINT, reason VARCHAR, text VARCHAR."""


@dataclass(frozen=True)
class Task:
    """One request to read: the engine, the file under its name for people, and the bounds."""

    con: DuckDBPyConnection
    path: Path
    name: str
    folder: Path
    sheet: str | None = None
    table: str | None = None
    limits: Limits = field(default_factory=Limits)

    def at(self, line: int) -> str:
        """Name a line of the file as a compiler would."""
        return f"{self.name}:{line}"


def new_table() -> str:
    """Name a table that no other reading uses."""
    return f"records_{next(_numbers)}"


def identifier(name: str) -> str:
    """Quote a name for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Quote a text for SQL."""
    return "'" + text.replace("'", "''") + "'"


def engine_error(con: DuckDBPyConnection) -> type[Exception]:
    """Give the class of the engine's errors; only the journal may import the engine itself."""
    error: type[Exception] = sys.modules[type(con).__module__].Error
    return error


def unique_headers(cells: Iterable[str | None]) -> tuple[tuple[str, ...], list[str]]:
    """Trim the headers, name the nameless, tell the equal apart; give the notes about it too."""
    taken = {"line", "rowid"}  # the column that readers add themselves, and the engine's own
    names: list[str] = []
    notes: list[str] = []
    for number, cell in enumerate(cells, start=1):
        given = " ".join((cell or "").split())
        name = given or _("column {number}", number=number)
        copies = itertools.count(2)
        while name.lower() in taken:
            name = f"{given} ({next(copies)})".strip()
        if not given:
            notes.append(
                _("Column {number} has no header; it is called “{name}”.", number=number, name=name)
            )
        elif name != given:
            notes.append(_("The header “{given}” is taken; column {number} is called “{name}”.",
                           given=given, number=number, name=name))  # fmt: skip
        taken.add(name.lower())
        names.append(name)
    return tuple(names), notes
