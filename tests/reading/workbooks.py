"""Workbooks written by hand, small enough to see what is in them."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = (
    f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
ROOT = (
    f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
STYLES = (
    f'{HEAD}<styleSheet {MAIN}><cellXfs count="2"><xf numFmtId="0"/>'
    '<xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


class Day(float):
    """A number of days since 1900 that is shown as a date."""


def column(number: int) -> str:
    """Name a column, from 1, as spreadsheets do."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell(place: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Day):
        return f'<c r="{place}" s="1"><v>{float(value)!r}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value!r}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'


def rows_xml(rows: Sequence[Sequence[object]], first: int = 1) -> str:
    return "".join(
        f'<row r="{number}">'
        + "".join(cell(f"{column(place)}{number}", value) for place, value in enumerate(row, 1))
        + "</row>"
        for number, row in enumerate(rows, start=first)
    )


def write(path: Path, sheets: Mapping[str, str], dimension: str = "A1") -> Path:
    """Write a workbook of sheets, each given as the XML of its rows."""
    numbered = list(enumerate(sheets.items(), start=1))
    names = "".join(f'<sheet name="{n}" sheetId="{i}" r:id="r{i}"/>' for i, (n, _) in numbered)
    links = "".join(
        f'<Relationship Id="r{i}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i, _ in numbered
    )
    styles = f'<Relationship Id="s" Type="{OFFICE}/styles" Target="styles.xml"/>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", TYPES)
        book.writestr("_rels/.rels", ROOT)
        book.writestr("xl/styles.xml", STYLES)
        book.writestr(
            "xl/workbook.xml",
            f'{HEAD}<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{links}{styles}</Relationships>',
        )
        for number, (_name, xml) in numbered:
            book.writestr(
                f"xl/worksheets/sheet{number}.xml",
                f'{HEAD}<worksheet {MAIN}><dimension ref="{dimension}"/>'
                f"<sheetData>{xml}</sheetData></worksheet>",
            )
    return path
