"""Files as offices export them: text in several dialects, JSON lines, and a plain XLSX sheet."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from goodwill.example.sheet import workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

Cell = str | int | float | date | datetime | None
Row = tuple[Cell, ...]


class Dialect(NamedTuple):
    """How one file writes its texts, numbers, days and instants."""

    delimiter: str = ","
    encoding: str = "utf-8"
    decimal: str = "."
    thousands: str = ""
    day: str = "%Y-%m-%d"
    instant: str = "%Y-%m-%d %H:%M:%S"
    newline: str = "\n"

    def text(self, cell: Cell) -> str:
        """Write one cell."""
        if isinstance(cell, str):
            return cell
        if cell is None:
            return ""
        if isinstance(cell, datetime):
            return cell.strftime(self.instant)
        if isinstance(cell, date):
            return cell.strftime(self.day)
        if isinstance(cell, float):
            marks = {",": self.thousands, ".": self.decimal}
            return "".join(marks.get(sign, sign) for sign in f"{cell:,.2f}")
        return str(cell)


PLAIN = Dialect()
GERMAN = Dialect(";", "utf-8", ",", ".", "%d.%m.%Y", "%d.%m.%Y %H:%M", "\r\n")
AMERICAN = Dialect(",", "utf-8-sig", ".", "", "%m/%d/%Y", "%m/%d/%Y %I:%M %p", "\r\n")
POLISH = Dialect(";", "cp1250", ",", " ", "%Y-%m-%d", "%Y-%m-%d %H:%M", "\r\n")
CYRILLIC = Dialect(";", "cp1251", ",", "", "%d.%m.%Y", "%d.%m.%Y %H:%M:%S", "\r\n")
EXCEL_TEXT = Dialect("\t", "utf-16", ",", "", "%Y-%m-%d", "%Y-%m-%d %H:%M", "\r\n")


class File(NamedTuple):
    """One file to be written: its rows as they are before anything dirty is done to them."""

    name: str
    source: str
    """The kind of record by which Goodwill should recognise it."""
    columns: tuple[str, ...]
    rows: Sequence[Row]
    dialect: Dialect = PLAIN


def write(folder: Path, file: File, rows: Iterable[Row]) -> None:
    """Write rows in the form that the file's name asks for."""
    path = folder / file.name
    if path.suffix == ".xlsx":
        path.write_bytes(workbook([file.columns, *(tuple(_plain(c) for c in row) for row in rows)]))
    elif path.suffix == ".jsonl":
        path.write_text(_json_lines(file, rows), encoding=file.dialect.encoding, newline="\n")
    else:
        path.write_bytes(_delimited(file, rows).encode(file.dialect.encoding))


def _plain(cell: Cell) -> str | int | float | None:
    return cell if cell is None or isinstance(cell, (int, float)) else PLAIN.text(cell)


def _delimited(file: File, rows: Iterable[Row]) -> str:
    text = io.StringIO(newline="")
    say, mark = file.dialect.text, file.dialect
    writer = csv.writer(text, delimiter=mark.delimiter, lineterminator=mark.newline)
    writer.writerow(file.columns)
    writer.writerows([say(cell) for cell in row] for row in rows)
    return text.getvalue()


def _json_lines(file: File, rows: Iterable[Row]) -> str:
    say = file.dialect.text
    records = (
        {
            key: cell if isinstance(cell, (int, float)) else say(cell)
            for key, cell in zip(file.columns, row, strict=True)
            if cell is not None
        }
        for row in rows
    )
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
