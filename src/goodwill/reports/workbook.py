"""A report as a workbook (XLSX): a first sheet that explains it, then one sheet per table.

Numbers, dates and amounts are cells of their own kind with a format. Everything else is written
as text and as nothing but text, so that no name of a customer is ever run as a formula.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.reports.cells import Cell, Formats, cell_of, sheet_name, text_of
from goodwill.reports.faces import between, explained, headline
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlsxwriter.worksheet import Worksheet

    from goodwill.reports.report import Column, Figure, Report, Table

WIDEST, NARROWEST, ROOM = 60, 10, 2
"""The bounds of a column's width in letters, and what is left free in it."""
SENTENCE = 48
DEEPEST = 7
"""How far a sheet's outline may go."""


class _Line(NamedTuple):
    """One line of the first sheet: up to three cells."""

    cells: tuple[Cell, ...] = ()


def as_xlsx(
    report: Report, names: Mapping[str, str] | None = None, tables: Sequence[str] | None = None
) -> bytes:
    """Give a report, or some of its tables, as a workbook."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": text_of(report.title), "comments": text_of(report.lead)})
        formats = Formats(book, report.currency)
        taken: set[str] = set()
        first = book.add_worksheet(sheet_name(_("About this report"), taken))
        chosen = [each for each in report.tables if tables is None or each.name in tables]
        _explain(first, formats, report, chosen)
        for table in chosen:
            sheet = book.add_worksheet(sheet_name(table.title or table.name, taken))
            _lay(sheet, formats, report, table, names or {})
    return out.getvalue()


def _write(
    sheet: Worksheet, line: int, place: int, cell: Cell, formats: Formats, **look: Any
) -> None:
    """Write one cell by its own kind; what is absent or undefined stays empty."""
    style = formats.of(cell.format, **look)
    if cell.value is None:
        sheet.write_blank(line, place, None, style)
    elif cell.format in formats.dates:
        sheet.write_datetime(line, place, cell.value, style)
    elif isinstance(cell.value, str):
        sheet.write_string(line, place, cell.value, style)
    else:
        sheet.write_number(line, place, cell.value, style)


def _explain(sheet: Worksheet, formats: Formats, report: Report, tables: Sequence[Table]) -> None:
    """Write the first sheet: what the report says, as of when, and how to read it."""
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, 2, WIDEST)
    for number, line in enumerate(_about(report, tables)):
        for place, cell in enumerate(line.cells):
            if cell.format == "words" and len(line.cells) == 1:
                sheet.merge_range(number, 0, number, 2, "", formats.of("words"))
                sheet.set_row(number, 15 * (1 + len(str(cell.value)) // 120))
            _write(sheet, number, place, cell, formats)


def _about(report: Report, tables: Sequence[Table]) -> Iterator[_Line]:
    yield _Line((Cell(text_of(report.title), "title"),))
    yield _said(report.lead)
    yield _Line((Cell(_("As of"), "head"), Cell(text_of(report.as_of), "text")))
    yield _Line((Cell(_("Currency"), "head"), Cell(text_of(report.currency), "text")))
    yield _Line((Cell(_("Time zone"), "head"), Cell(text_of(report.zone), "text")))
    if report.pages and report.pages.total > report.pages.limit:
        last = min(report.pages.offset + report.pages.limit, report.pages.total)
        part = _("{first} to {last} of {total}", first=report.pages.offset + 1, last=last,
                 total=report.pages.total)  # fmt: skip
        yield _Line((Cell(_("Lines"), "head"), Cell(part, "text")))
    if report.figures:
        yield _Line()
        yield from (_figure(figure, report.currency) for figure in report.figures)
    yield from _columns(tables)
    grades = explained(figure.grade for figure in report.figures)
    notes = [*report.notes, *([grades] if grades else [])]
    if notes:
        yield _Line()
        yield _Line((Cell(_("How to read this"), "head"),))
        yield from map(_said, notes)


def _said(sentence: str) -> _Line:
    return _Line((Cell(text_of(sentence), "words"),))


def _figure(figure: Figure, currency: str) -> _Line:
    """Say a headline figure as the page does: the exact numbers are in the tables."""
    value = headline(figure.value, figure.kind, currency, estimate=figure.low is not None)
    ends = between(figure.low, figure.high, figure.kind, currency, estimate=True)
    said = f"{value} ({ends})" if ends else value
    cells = (figure.label, said, figure.sentence)
    looks = ("head", "text", "words")
    return _Line(tuple(Cell(text_of(c), look) for c, look in zip(cells, looks, strict=True)))


def _columns(tables: Sequence[Table]) -> Iterator[_Line]:
    """Tell what tables and columns mean, where their names alone might mislead."""
    for table in tables:
        told = [(c.label, c.sentence) for c in table.columns if c.sentence]
        if not told and not table.sentence:
            continue
        yield _Line()
        yield _Line((Cell(text_of(table.title), "head"),))
        if table.sentence:
            yield _said(table.sentence)
        for label, sentence in told:
            cells = (Cell(text_of(label), "text"), Cell(text_of(sentence), "plain"))
            yield _Line(cells)


def _lay(
    sheet: Worksheet, formats: Formats, report: Report, table: Table, names: Mapping[str, str]
) -> None:
    """Write a table: its heads stay in sight, and its lines can be filtered and folded."""
    widths = [len(column.label) for column in table.columns]
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, text_of(_label(table, place)), formats.of("head"))
        widths[place] = len(_label(table, place))
        if column.kind == "sentence":
            widths[place] = SENTENCE
    for number, row in enumerate(table.rows, 1):
        if row.depth:
            sheet.set_row(number, None, None, {"level": min(row.depth, DEEPEST)})
        for place, (value, column) in enumerate(zip(row.values, table.columns, strict=True)):
            cell = cell_of(value, column.kind, report.currency, names, report.zone)
            depth = 0 if place else row.depth
            _write(sheet, number, place, cell, formats, depth=depth, strong=row.strong)
            if column.kind != "sentence":
                widths[place] = max(widths[place], len(cell.said))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, min(max(width + ROOM, NARROWEST), WIDEST))
    sheet.freeze_panes(1, 1)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _label(table: Table, place: int) -> str:
    """Name a column; the ends of an interval are told from each other by what they belong to."""
    column: Column = table.columns[place]
    same = [other.label for other in table.columns].count(column.label) > 1
    return f"{column.label} ({column.name})" if same else column.label
