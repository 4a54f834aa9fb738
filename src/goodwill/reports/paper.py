"""The face of a report on paper: a tagged PDF, drawn from data by a template, without a browser."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from goodwill.reports import faces
from goodwill.words import _, language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodwill.reports.report import Figure, Report, Table

TEMPLATE = Path(__file__).with_suffix(".typ")
FONT = "Libertinus Serif"
"""The typeface of the page and of its pictures; the program carries it, so no machine lacks it."""
WIDE = 680
"""How wide its pictures are drawn, so that their words are as large as those around them."""
STANDARD: Final = "ua-1"
"""The PDF is tagged for those who have it read to them (ISO 14289-1)."""


def pdf(
    report: Report,
    names: Mapping[str, str] | None = None,
    pictures: Mapping[str, str] | None = None,
    company: str = "Goodwill",
) -> bytes:
    """Draw a report as PDF; `pictures` are its charts as SVG by their names.

    The same report gives the same bytes: its date is that of the close.
    """
    told = json.dumps(as_paper(report, names or {}, pictures or {}, company), ensure_ascii=False)
    closed = dt.datetime.combine(dt.date.fromisoformat(report.as_of), dt.time(), dt.UTC)
    return _compiled("".join(filter(_shown, told)), closed)


def _compiled(told: str, day: dt.datetime) -> bytes:
    """Draw the page; where the typeface lacks a letter, with those of the machine.

    Then nothing is promised of the standard, which wants every letter shown.
    """
    import typst

    given = {"told": told}
    page, when = TEMPLATE.read_bytes(), int(day.timestamp())
    try:
        return typst.compile(
            page, format="pdf", sys_inputs=given, timestamp=when,
            pdf_standards=STANDARD, ignore_system_fonts=True,
        )  # fmt: skip
    except typst.TypstError:
        return typst.compile(page, format="pdf", sys_inputs=given, timestamp=when)


def _shown(letter: str) -> bool:
    """Tell whether a letter is one to be seen, not one that turns the others around."""
    return unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def as_paper(
    report: Report, names: Mapping[str, str], pictures: Mapping[str, str], company: str
) -> dict[str, Any]:
    """Say everything that stands on the page, in the spoken language."""
    grades = faces.explained(figure.grade for figure in report.figures)
    as_of = faces.say(dt.date.fromisoformat(report.as_of), "day", report.currency)
    return {
        "language": language(),
        "title": report.title,
        "company": company,
        "lead": _plain(report.lead),
        "foot": _("{company} · as of {day}", company=company, day=as_of),
        "figures": [_figure(figure, report.currency) for figure in report.figures],
        "charts": [
            {"title": chart.title, "sentence": chart.sentence, "svg": _set(pictures[chart.name])}
            for chart in report.charts
            if chart.name in pictures
        ],
        "tables": [_table(report, table, names) for table in report.tables if table.rows],
        "notes_title": _("How to read this"),
        "notes": [_plain(note) for note in (*report.notes, grades) if note],
    }


def _plain(sentence: str) -> str:
    """Take away the backticks around names of commands and settings."""
    return sentence.replace("`", "")


def _set(svg: str) -> str:
    """Set the words of a picture in the typeface of the page."""
    return re.sub(r'font-family="[^"]*"', f'font-family="{FONT}"', svg)


def _figure(figure: Figure, currency: str) -> dict[str, str]:
    estimate = figure.low is not None
    return {
        "label": figure.label,
        "value": faces.headline(figure.value, figure.kind, currency, estimate=estimate),
        "range": faces.between(figure.low, figure.high, figure.kind, currency, estimate=True),
        "grade": faces.say(figure.grade, "grade", currency) if figure.grade else "",
        "sentence": _plain(figure.sentence),
    }


def _table(report: Report, table: Table, names: Mapping[str, str]) -> dict[str, Any]:
    """Lay a table out; an interval stands below its figure, to spare a column."""
    laid = [_stacked(cells) for cells in faces.lines(report, table, names)]
    return {
        "title": table.title,
        "sentence": _plain(table.sentence),
        "head": [
            {
                "said": cell.label,
                "right": cell.kind in faces.RIGHT,
                "wide": cell.kind == "sentence",
            }
            for cell, _below in laid[0]
        ],
        "rows": [
            {
                "depth": row.depth,
                "strong": row.strong,
                "cells": [{"said": _plain(cell.said), "below": below} for cell, below in cells],
            }
            for row, cells in zip(table.rows, laid, strict=True)
        ],
    }


def _stacked(cells: list[faces.Cell]) -> list[tuple[faces.Cell, str]]:
    stacked: list[tuple[faces.Cell, str]] = []
    for cell in cells:
        if cell.kind == "range" and stacked:
            stacked[-1] = (stacked[-1][0], cell.said)
        else:
            stacked.append((cell, ""))
    return stacked
