"""The faces of a report outside the browser: terminal text, JSON and CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
import unicodedata
from typing import TYPE_CHECKING, Any

from goodwill.words import _, language

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from goodwill.reports.report import Column, Figure, Report, Row, Table

RIGHT = {"number", "money", "share", "days", "chart"}
NOTHING = "–"


def say(value: Any, kind: str, currency: str, names: Mapping[str, str] | None = None) -> str:
    """Say one value in the spoken language; what is absent or undefined is a dash."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return NOTHING
    return _SAY.get(kind, _plain)(value, currency, names or {})


def _plain(value: Any, currency: str, names: Mapping[str, str]) -> str:
    return str(value)


def _number(value: Any, currency: str, names: Mapping[str, str]) -> str:
    from babel.numbers import format_decimal

    small = isinstance(value, float) and abs(value) < 1
    pattern = "#,##0.####" if small else "#,##0.##"
    return str(format_decimal(value, format=pattern, locale=language()))


def _money(value: Any, currency: str, names: Mapping[str, str]) -> str:
    from goodwill.house import money

    return money.say(int(value), currency)


def _share(value: Any, currency: str, names: Mapping[str, str]) -> str:
    from babel.numbers import format_percent

    return format_percent(value, format="#,##0.0 %", locale=language())


def _day(value: Any, currency: str, names: Mapping[str, str]) -> str:
    from babel.dates import format_date

    return format_date(value, format="medium", locale=language())


def _instant(value: dt.datetime, currency: str, names: Mapping[str, str]) -> str:
    return value.strftime("%Y-%m-%d %H:%M")


def _days(value: Any, currency: str, names: Mapping[str, str]) -> str:
    return _("{days} d", days=_number(value, currency, names))


def _party(value: Any, currency: str, names: Mapping[str, str]) -> str:
    return names.get(str(value), str(value))


def _grade(value: Any, currency: str, names: Mapping[str, str]) -> str:
    grades = {"assumed": _("assumed"), "observed": _("observed"), "proven": _("proven")}
    return grades.get(str(value), str(value))


_SAY: dict[str, Callable[[Any, str, Mapping[str, str]], str]] = {
    "number": _number,
    "money": _money,
    "share": _share,
    "chart": _share,
    "day": _day,
    "instant": _instant,
    "days": _days,
    "party": _party,
    "grade": _grade,
}


def text(report: Report, names: Mapping[str, str] | None = None) -> str:
    """Draw a report for a terminal."""
    blocks = [f"{report.title}\n{'=' * _width(report.title)}\n{report.lead}"]
    if report.figures:
        blocks.append("\n".join(_figure(figure, report.currency) for figure in report.figures))
    blocks += [_grid(table, report.currency, names or {}) for table in report.tables]
    if report.notes:
        blocks.append("\n".join(f"* {note}" for note in report.notes))
    return "\n\n".join(blocks) + "\n"


def _figure(figure: Figure, currency: str) -> str:
    value = say(figure.value, figure.kind, currency)
    if figure.low is not None and figure.high is not None:
        low, high = (say(bound, figure.kind, currency) for bound in (figure.low, figure.high))
        value += f"  [{low} .. {high}]"
    grade = f"  ({_grade(figure.grade, currency, {})})" if figure.grade else ""
    sentence = f"\n    {figure.sentence}" if figure.sentence else ""
    return f"  {figure.label}: {value}{grade}{sentence}"


def _grid(table: Table, currency: str, names: Mapping[str, str]) -> str:
    head = table.title if not table.sentence else f"{table.title}\n{table.sentence}"
    if not table.rows:
        return f"{head}\n  {_('Nothing to show.')}"
    cells = [[column.label for column in table.columns]]
    cells += [_cells(row, table.columns, currency, names) for row in table.rows]
    widths = [max(_width(line[i]) for line in cells) for i in range(len(table.columns))]
    kinds = [column.kind for column in table.columns]
    lines = [_line(line, widths, kinds) for line in cells]
    rule = "  ".join("-" * width for width in widths)
    return "\n".join([head, f"  {lines[0]}".rstrip(), f"  {rule}", *(f"  {x}" for x in lines[1:])])


def _cells(
    row: Row, columns: tuple[Column, ...], currency: str, names: Mapping[str, str]
) -> list[str]:
    said = [say(v, c.kind, currency, names) for v, c in zip(row.values, columns, strict=True)]
    return ["  " * row.depth + said[0], *said[1:]]


def _line(cells: list[str], widths: list[int], kinds: list[str]) -> str:
    padded = [
        " " * (width - _width(cell)) + cell
        if kind in RIGHT
        else cell + " " * (width - _width(cell))
        for cell, width, kind in zip(cells, widths, kinds, strict=True)
    ]
    return "  ".join(padded).rstrip()


def _width(words: str) -> int:
    return sum(
        0 if unicodedata.combining(sign) else 1 + (unicodedata.east_asian_width(sign) in "WF")
        for sign in words
    )


def as_json(report: Report, names: Mapping[str, str] | None = None) -> str:
    """Give a report as JSON: money in minor units, undefined values as null."""
    return json.dumps(as_data(report, names), ensure_ascii=False, indent=2, default=_jsonable)


def as_data(report: Report, names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Give a report as plain dictionaries and lists."""
    return {
        "report": report.name,
        "title": report.title,
        "lead": report.lead,
        "currency": report.currency,
        "as_of": report.as_of,
        "figures": [
            {
                "name": f.name,
                "label": f.label,
                "value": _defined(f.value),
                "low": _defined(f.low),
                "high": _defined(f.high),
                "unit": f.kind,
                "grade": f.grade or None,
            }
            for f in report.figures
        ],
        "tables": {
            table.name: [
                {
                    name: (names or {}).get(value, _defined(value))
                    if isinstance(value, str)
                    else _defined(value)
                    for name, value in record.items()
                }
                for record in table.records()
            ]
            for table in report.tables
        },
        "notes": list(report.notes),
    }


def _defined(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _jsonable(value: Any) -> str:
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return str(value)


def as_csv(report: Report, table: str | None = None, names: Mapping[str, str] | None = None) -> str:
    """Give one table of a report (the first, unless named) as CSV, safe to open in a spreadsheet.

    Text that a spreadsheet would take for a formula is preceded by an apostrophe; numbers stay
    numbers, and money is written in major units.
    """
    chosen = next(t for t in report.tables if table in {None, t.name})
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.name for column in chosen.columns])
    for row in chosen.rows:
        writer.writerow(
            [
                _csv_cell(value, column.kind, report.currency, names or {})
                for value, column in zip(row.values, chosen.columns, strict=True)
            ]
        )
    return out.getvalue()


def _csv_cell(value: Any, kind: str, currency: str, names: Mapping[str, str]) -> Any:
    from goodwill.house import money

    if kind == "money" and value is not None:
        return money.major(int(value), currency)
    if isinstance(value, str):
        said = names.get(value, value)
        return f"'{said}" if said.startswith(("=", "+", "-", "@", "\t", "\r")) else said
    return _defined(value)
