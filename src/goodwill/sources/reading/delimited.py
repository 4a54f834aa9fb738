"""Delimited text (CSV): at the engine's full speed where it is regular, else row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.problems import InputError, Problem
from goodwill.sources.reading.at_once import read_at_once
from goodwill.sources.reading.dialect import looks_like_data, sniff
from goodwill.sources.reading.encoding import as_utf8, sniffed_encoding
from goodwill.sources.reading.records import Records, identifier, unique_headers
from goodwill.sources.reading.refusals import empty, header_only, too_many_columns
from goodwill.sources.reading.row_by_row import read_row_by_row
from goodwill.sources.reading.survey import survey
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from pathlib import Path

    from goodwill.sources.reading.records import Task

SAMPLE = 1 << 18


def read(task: Task) -> tuple[Records, list[Problem]]:
    """Read a delimited text in whatever dialect and encoding it is written."""
    path, encoding = sniffed_encoding(task)
    dialect = sniff(_head(path))
    if dialect is None:
        survey(task, path, ",", '"')  # a reason of its own comes before emptiness
        raise InputError(empty(task.name))
    shape = survey(task, path, dialect.delimiter, dialect.quote)
    if not shape.utf8:
        path, encoding = as_utf8(task, path)
        dialect = sniff(_head(path)) or dialect
    columns, notes = headers(task, dialect.header, dialect.header_line)
    if shape.lines <= dialect.header_line:
        raise InputError(header_only(task.name))
    facts: dict[str, object] = {
        "format": "csv",
        "encoding": encoding,
        "delimiter": dialect.delimiter,
        "quote": dialect.quote,
        "header_line": dialect.header_line,
        "notes": [*title_notes(dialect.header_line), *notes],
    }
    table = read_at_once(task, path, dialect, columns, shape) if shape.quotes_fit else None
    if table:
        return _without_blank(task, Records(table, columns, 0, facts)), []
    records, problems = read_row_by_row(task, path, dialect, Records("", columns, 0, facts))
    return _without_blank(task, records), problems


def _without_blank(task: Task, records: Records) -> Records:
    """Leave out the lines that are nothing but delimiters, tell of them, and count the others."""
    con, table = task.con, records.table
    values = ", ".join(identifier(name) for name in records.columns)
    counted = con.execute(f"SELECT count(*), count(coalesce({values})) FROM {table}").fetchone()
    lines, full = counted or (0, 0)
    if not full and not records.rejected:
        con.execute(f"DROP TABLE {table}")
        raise InputError(header_only(task.name))
    notes = list(records.facts["notes"])  # type: ignore[call-overload]
    if full < lines:
        con.execute(f"DELETE FROM {table} WHERE coalesce({values}) IS NULL")
        said = ngettext(
            "One line is blank but for delimiters; it was left out.",
            "{number} lines are blank but for delimiters; they were left out.",
            lines - full,
        )
        notes.append(said)
    return records._replace(lines=full, facts={**records.facts, "notes": notes})


def headers(task: Task, cells: tuple[str, ...], line: int) -> tuple[tuple[str, ...], list[str]]:
    """Make the headers unique; refuse absurdly many, and a first line that is a record."""
    if len(cells) > task.limits.columns:
        raise InputError(too_many_columns(task, len(cells)))
    if looks_like_data(cells):
        raise InputError(
            Problem(
                task.at(line),
                _("the first line looks like a record, not like the names of columns."),
                _("Export it with a header line, or write one above the records."),
            )
        )
    return unique_headers(cells)


def title_notes(header_line: int) -> list[str]:
    """Tell of lines above the header that were passed over."""
    if header_line == 1:
        return []
    return [_("The header stands on line {line}; what is above it was left out.", line=header_line)]


def _head(path: Path) -> str:
    with path.open("rb") as stream:
        return stream.read(SAMPLE).decode("utf-8-sig", errors="replace")
