"""Delimited text (CSV): at the engine's full speed where it is regular, else row by row."""

from __future__ import annotations

import contextlib
import csv
import itertools
from typing import TYPE_CHECKING

from goodwill.problems import InputError, Problem
from goodwill.sources.reading.dialect import looks_like_data, sniff
from goodwill.sources.reading.encoding import as_utf8, sniffed_encoding
from goodwill.sources.reading.records import (
    Records,
    engine_error,
    identifier,
    literal,
    new_table,
    unique_headers,
)
from goodwill.sources.reading.spool import Spool
from goodwill.sources.reading.survey import record_starts, survey, whole_lines
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from goodwill.sources.reading.dialect import Dialect
    from goodwill.sources.reading.records import Task
    from goodwill.sources.reading.survey import Survey

SAMPLE = 1 << 18
END = "\0end"
"""Added behind the last line: it ends up inside a field where a quote was left open."""


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
    columns, notes = headers(task, dialect.header)
    if shape.lines <= dialect.header_line:
        raise InputError(header_only(task.name))
    facts = {
        "format": "csv",
        "encoding": encoding,
        "delimiter": dialect.delimiter,
        "quote": dialect.quote,
        "header_line": dialect.header_line,
        "notes": [*title_notes(dialect.header_line), *notes],
    }
    found = _at_once(task, path, dialect, columns, shape) if shape.quotes_fit else None
    if found:
        return Records(found[0], columns, found[1], facts), []
    return _row_by_row(task, path, dialect, columns, facts)


def headers(task: Task, cells: tuple[str, ...]) -> tuple[tuple[str, ...], list[str]]:
    """Make the headers unique; refuse absurdly many, and a first line that is a record."""
    if len(cells) > task.limits.columns:
        raise InputError(too_many_columns(task, len(cells)))
    if looks_like_data(cells):
        raise InputError(
            Problem(
                task.at(1),
                _("the first line looks like a record, not like the names of columns."),
                _("Export it with a header line, or write one above the records."),
            )
        )
    return unique_headers(cells)


def too_many_columns(task: Task, number: int) -> Problem:
    """Say that no table of records has so many columns."""
    return Problem(
        task.name,
        ngettext("it has {number} column.", "it has {number} columns.", number),
        _("At most {most} are read; check the delimiter, or export only what is needed.",
          most=task.limits.columns),
    )  # fmt: skip


def title_notes(header_line: int) -> list[str]:
    """Tell of lines above the header that were passed over."""
    if header_line == 1:
        return []
    return [_("The header stands on line {line}; what is above it was left out.", line=header_line)]


def empty(name: str) -> Problem:
    """Say that there is nothing in the file."""
    return Problem(name, _("the file is empty."), _("Export it again; nothing was written to it."))


def header_only(name: str) -> Problem:
    """Say that there are no records below the header."""
    return Problem(
        name,
        _("there is a header, but no record below it."),
        _("Check the filter or the period of the export."),
    )


def _head(path: Path) -> str:
    with path.open("rb") as stream:
        return stream.read(SAMPLE).decode("utf-8-sig", errors="replace")


@contextlib.contextmanager
def _in_order(con: DuckDBPyConnection) -> Iterator[None]:
    """Keep the order of the file while it is loaded: lines are counted by it."""
    row = con.execute("SELECT current_setting('preserve_insertion_order')").fetchone()
    con.execute("SET preserve_insertion_order = true")
    try:
        yield
    finally:
        con.execute(f"SET preserve_insertion_order = {bool(row and row[0])}")


def _at_once(
    task: Task, path: Path, dialect: Dialect, columns: tuple[str, ...], shape: Survey
) -> tuple[str, int] | None:
    """Let the engine read it all; its error, or another count than ours, means irregular lines."""
    table, starts, con = new_table(), new_table(), task.con
    names = ", ".join(identifier(name) for name in columns)
    scan = _scan(path, dialect, columns)
    below = shape.lines - dialect.header_line
    line = f"row_number() OVER () + {dialect.header_line}"
    with _in_order(con), contextlib.suppress(engine_error(con)):
        if not shape.regular:
            below, line = _starts(task, path, dialect, starts), "line"
            scan = f"(SELECT *, true AS read_here FROM {scan}) AS records POSITIONAL JOIN {starts}"
            names += ", read_here"
        con.execute(f"CREATE TABLE {table} AS SELECT {names}, {line} AS line FROM {scan}")
        con.execute(f"DROP TABLE IF EXISTS {starts}")
        if not shape.regular and _count(con, table, "read_here") == below:
            con.execute(f"ALTER TABLE {table} DROP COLUMN read_here")
        if _count(con, table, "line") == below == _count(con, table, "*"):
            return table, below
    con.execute(f"DROP TABLE IF EXISTS {table}")
    con.execute(f"DROP TABLE IF EXISTS {starts}")
    return None


def _scan(path: Path, dialect: Dialect, columns: tuple[str, ...]) -> str:
    """Give the SQL that reads the file as text, believing nothing but what was found out."""
    kinds = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in columns)
    quote = literal(dialect.quote)
    return (
        f"read_csv({literal(str(path))}, auto_detect=false, header=true, strict_mode=true, "
        f"skip={dialect.header_line - 1}, delim={literal(dialect.delimiter)}, quote={quote}, "
        f"escape={quote}, compression='none', columns={{{kinds}}})"
    )


def _count(con: DuckDBPyConnection, table: str, column: str) -> int:
    row = con.execute(f"SELECT count({column}) FROM {table}").fetchone()
    return int(row[0]) if row else 0


def _starts(task: Task, path: Path, dialect: Dialect, table: str) -> int:
    """Write the line of every record below the header into a table; give their number."""
    task.con.execute(f"CREATE TABLE {table} (line BIGINT)")
    number = 0
    for lines in record_starts(whole_lines(task, path), dialect.quote):
        below = lines[lines > dialect.header_line]
        task.con.execute(f"INSERT INTO {table} SELECT * FROM below")
        number += len(below)
    return number


def _row_by_row(
    task: Task, path: Path, dialect: Dialect, columns: tuple[str, ...], facts: dict[str, object]
) -> tuple[Records, list[Problem]]:
    """Read irregular lines one at a time; those that do not fit are rejected, each at its place."""
    with path.open(encoding="utf-8-sig", newline="\n") as text, Spool(task) as spool:
        csv.field_size_limit(task.limits.record_bytes)
        # a return without a line feed belongs to a text, but would end a row for csv
        lines = (line.replace("\r\n", "\n").replace("\r", " ") for line in text)
        rows = csv.reader(
            itertools.chain(lines, [END]), delimiter=dialect.delimiter, quotechar=dialect.quote
        )
        start = 1
        try:
            for cells in rows:
                if cells[-1:] == [END]:
                    break
                if cells and cells[-1].endswith(END):
                    _unclosed(spool, start)
                    break
                if start > dialect.header_line and cells:
                    _keep(spool, start, cells, len(columns), dialect.delimiter)
                start = rows.line_num + 1
        except csv.Error:
            _unclosed(spool, start)
        table, rejects = spool.load(columns)
    return Records(table, columns, spool.lines, facts, spool.rejected, rejects), spool.problems


def _keep(spool: Spool, line: int, cells: list[str], width: int, delimiter: str) -> None:
    """Keep a row of the right width; fields beyond the header are forgiven where they are empty."""
    if len(cells) == width or (len(cells) > width and not any(cells[width:])):
        spool.add(line, cells[:width])
        return
    reason = ngettext(
        "this line has one field where the header has {width}.",
        "this line has {number} fields where the header has {width}.",
        len(cells),
        width=width,
    )
    hint = _("Put texts that contain “{mark}” or line breaks between quotes.", mark=delimiter)
    spool.reject(line, reason, hint, delimiter.join(cells))


def _unclosed(spool: Spool, line: int) -> None:
    """Reject the rest of a file behind a quote that never closes."""
    spool.reject(
        line,
        _("a quote opened in this record is not closed; nothing after it could be read."),
        _("Close the quote, or double it where it belongs to the text."),
        "",
    )
