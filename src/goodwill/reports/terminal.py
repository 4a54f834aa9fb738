"""The face of a report on a terminal, or in a plain text file."""

from __future__ import annotations

import textwrap
import unicodedata
from typing import TYPE_CHECKING

from goodwill.reports.faces import RIGHT, between, explained, headline, lines, say
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from goodwill.reports.faces import Cell
    from goodwill.reports.report import Figure, Report, Section, Table

GAP = "  "
SENTENCE = 48
"""How wide a column of whole sentences is."""


def text(report: Report, names: Mapping[str, str] | None = None, room: int | None = None) -> str:
    """Draw a report; with a room of so many places, what is wider is folded."""
    head = [report.title, "=" * places(report.title), *folded(report.lead, room)]
    blocks = ["\n".join(head)]
    if report.first:
        blocks.append("\n".join(_first(report.first, report.currency, room)))
    if report.figures:
        told = (_figure(figure, report.currency, room) for figure in report.figures)
        blocks.append("\n".join(told))
    blocks += [_grid(report, table, names or {}, room) for table in report.tables]
    grades = explained(figure.grade for figure in report.figures)
    notes = (*report.notes, grades) if grades else report.notes
    if notes:
        blocks.append("\n".join(line for note in notes for line in folded(note, room, "* ", GAP)))
    return "\n\n".join(blocks) + "\n"


def _first(section: Section, currency: str, room: int | None) -> list[str]:
    told = (_figure(figure, currency, room) for figure in section.figures)
    return [section.title, *folded(section.lead, room), *told]


def folded(sentence: str, room: int | None, first: str = "", rest: str = "") -> list[str]:
    """Fold a sentence to the room there is; without one it stays on its line."""
    if room is None:
        return [f"{first}{sentence}"]
    return textwrap.wrap(sentence, room, initial_indent=first, subsequent_indent=rest) or [""]


def _figure(figure: Figure, currency: str, room: int | None) -> str:
    value = headline(figure.value, figure.kind, currency, estimate=figure.low is not None)
    ends = between(figure.low, figure.high, figure.kind, currency, estimate=True)
    value += f"  [{ends}]" if ends else ""
    grade = f"  ({say(figure.grade, 'grade', currency)})" if figure.grade else ""
    told = [f"  {figure.label}: {value}{grade}"]
    if figure.sentence:
        told += folded(figure.sentence, room, GAP * 2, GAP * 2)
    return "\n".join(told)


def _grid(report: Report, table: Table, names: Mapping[str, str], room: int | None) -> str:
    head = [table.title, *(folded(table.sentence, room) if table.sentence else ())]
    if not table.rows:
        nothing = _("Nothing to show.")
        return "\n".join([*head, f"{GAP}{nothing}"])
    laid = lines(report, table, names)
    cells = [[[cell.label] for cell in laid[0]]]
    cells += [
        [[GAP * row.depth + said for said in _folded(line[0])], *map(_folded, line[1:])]
        for row, line in zip(table.rows, laid, strict=True)
    ]
    widths = [max(places(said) for line in cells for said in line[i]) for i in range(len(cells[0]))]
    right = [cell.kind in RIGHT for cell in laid[0]]
    parts = ["\n".join(_part(cells, widths, right, chosen)) for chosen in _chunks(widths, room)]
    return "\n".join([*head, "\n\n".join(parts)])


def _folded(cell: Cell) -> list[str]:
    """Fold whole sentences, so that a table of them stays readable."""
    if cell.kind != "sentence":
        return [cell.said]
    return textwrap.wrap(cell.said, SENTENCE) or [""]


def _chunks(widths: list[int], room: int | None) -> Iterator[list[int]]:
    """Share the columns out over as many grids as they need; each begins with the first column."""
    chosen, taken = [0], widths[0]
    for place, width in enumerate(widths[1:], 1):
        if room is not None and taken + len(GAP) * 2 + width > room and len(chosen) > 1:
            yield chosen
            chosen, taken = [0], widths[0]
        chosen.append(place)
        taken += len(GAP) + width
    yield chosen


def _part(
    cells: list[list[list[str]]], widths: list[int], right: list[bool], chosen: list[int]
) -> Iterator[str]:
    for number, line in enumerate(cells):
        for lower in range(max(len(line[place]) for place in chosen)):
            padded = (
                set_in("".join(line[place][lower : lower + 1]), widths[place], right[place])
                for place in chosen
            )
            yield f"{GAP}{GAP.join(padded)}".rstrip()
        if not number:
            yield GAP + GAP.join("-" * widths[place] for place in chosen)


def set_in(cell: str, width: int, to_the_right: bool) -> str:
    """Fill a cell up to the width of its column."""
    space = " " * (width - places(cell))
    return space + cell if to_the_right else cell + space


def places(words: str) -> int:
    """Count the places that words take on a terminal."""
    return sum(
        0 if unicodedata.combining(sign) else 1 + (unicodedata.east_asian_width(sign) in "WF")
        for sign in words
    )
