"""Files as offices export them: text in several dialects, JSON lines, and a plain XLSX sheet."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape

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
        path.write_bytes(_workbook(file.columns, rows))
    elif path.suffix == ".jsonl":
        path.write_text(_json_lines(file, rows), encoding=file.dialect.encoding, newline="\n")
    else:
        path.write_bytes(_delimited(file, rows).encode(file.dialect.encoding))


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


_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="xl/workbook.xml" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="Usage" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="worksheets/sheet1.xml" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>',
}
_PROLOGUE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def _workbook(columns: tuple[str, ...], rows: Iterable[Row]) -> bytes:
    """Write the smallest workbook that spreadsheets open: texts inline, no styles, no clock."""
    body = "".join(
        f'<row r="{place}">{"".join(_cell(cell) for cell in row)}</row>'
        for place, row in enumerate([columns, *rows], start=1)
    )
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{body}</sheetData></worksheet>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**_PARTS, "xl/worksheets/sheet1.xml": sheet}.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), _PROLOGUE + text)
    return packed.getvalue()


def _cell(cell: Cell) -> str:
    if cell is None:
        return "<c/>"
    if isinstance(cell, (int, float)):
        return f"<c><v>{cell}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(PLAIN.text(cell))}</t></is></c>'
