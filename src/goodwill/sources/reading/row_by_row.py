"""Irregular delimited text: read one row at a time, so that every bad line is named."""

from __future__ import annotations

import csv
import itertools
from typing import TYPE_CHECKING

from goodwill.problems import InputError
from goodwill.sources.reading.refusals import header_only
from goodwill.sources.reading.spool import Spool
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    import _csv
    from pathlib import Path
    from typing import TextIO

    from goodwill.problems import Problem
    from goodwill.sources.reading.dialect import Dialect
    from goodwill.sources.reading.records import Records, Task

END = "\0end"
"""Added behind the last line: it ends up inside a field where a quote was left open."""


def read_row_by_row(
    task: Task, path: Path, dialect: Dialect, records: Records
) -> tuple[Records, list[Problem]]:
    """Read irregular lines one at a time; those that do not fit are rejected, each at its place."""
    start, width = 1, len(records.columns)
    with path.open(encoding="utf-8-sig", newline="\n") as text, Spool(task) as spool:
        rows = _rows(task, text, dialect)
        try:
            for cells in rows:
                if cells[-1:] == [END]:
                    break
                if cells and cells[-1].endswith(END):
                    _unclosed(spool, start, dialect.delimiter.join(cells).removesuffix(END))
                    break
                if start > dialect.header_line and cells:
                    _keep(spool, start, cells, width, dialect.delimiter)
                start = rows.line_num + 1
        except csv.Error:  # a field longer than any record
            _unclosed(spool, start, "")
        if not spool.lines:
            raise InputError(spool.problems[:3] or header_only(task.name))
        table, rejects = spool.load(records.columns)
    found = records._replace(
        table=table, lines=spool.lines, rejected=spool.rejected, rejects=rejects
    )
    return found, spool.problems


def _rows(task: Task, text: TextIO, dialect: Dialect) -> _csv.Reader:
    """Split a text into rows, knowing the line of each."""
    csv.field_size_limit(task.limits.record_bytes)
    # a return without a line feed belongs to a text, but would end a row for csv
    lines = (line.replace("\r\n", "\n").replace("\r", " ") for line in text)
    return csv.reader(
        itertools.chain(lines, [END]), delimiter=dialect.delimiter, quotechar=dialect.quote
    )


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


def _unclosed(spool: Spool, line: int, text: str) -> None:
    """Reject the rest of a file behind a quote that never closes."""
    spool.reject(
        line,
        _("a quote opened in this record is not closed; nothing after it could be read."),
        _("Close the quote, or double it where it belongs to the text."),
        text,
    )
