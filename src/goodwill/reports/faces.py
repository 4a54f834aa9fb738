# ruff: noqa: ARG001  # every kind is said by a function of one signature
"""How values are said to people, and the faces of a report for other programs: JSON and CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.reports.report import Told
from goodwill.words import _, language, mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from goodwill.reports.report import Figure, Report, Row, Table

RIGHT = {"number", "money", "estimate", "share", "percent", "days", "weeks", "chart", "range"}
NOTHING = "–"
GRADES = {
    "assumed": (mark("assumed"), mark("taken from published studies, not from your records")),
    "observed": (mark("observed"), mark("read off your own records, without a comparison group")),
    "proven": (mark("proven"), mark("measured against customers held out by lot")),
}
"""How well a figure is founded: the word, and what it means."""


def say(
    value: Any,
    kind: str,
    currency: str,
    names: Mapping[str, str] | None = None,
    zone: str = "UTC",
) -> str:
    """Say one value in the spoken language; what is absent or undefined is a dash."""
    if _absent(value):
        return NOTHING
    if isinstance(value, Told):
        return say(value.value, value.kind, currency, names, zone)
    if kind == "instant":
        return _instant(value, zone)
    if kind == "clock":
        return clock(value, zone)
    return _SAY.get(kind, _plain)(value, currency, names or {})


def _absent(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


HARDLY = 0.0005
"""Shares below it are shown as nothing."""
SMALL = 10
"""Amounts below so many units keep their small change."""


def headline(value: Any, kind: str, currency: str, *, estimate: bool = False) -> str:
    """Say a headline figure: money without its small change, an estimate with three digits."""
    if isinstance(value, float) and kind == "number" and abs(value) >= 1:
        return say(round(value, 1), kind, currency)
    if kind not in {"money", "estimate"} or _absent(value):
        return say(value, kind, currency)
    from goodwill.house import money

    if value and not _large(value, currency):  # rounded, it would look like nothing
        return money.say(int(value), currency)
    return _whole(value, currency, estimate=estimate)


def _large(value: Any, currency: str) -> bool:
    from goodwill.house import money

    return abs(money.major(int(value), currency)) >= SMALL


def _whole(value: Any, currency: str, *, estimate: bool) -> str:
    """Say money without its small change, an estimate with three digits."""
    from babel import Locale
    from babel.numbers import format_currency

    from goodwill.house import money

    whole = round(money.major(int(value), currency))
    digits = len(str(abs(whole)))
    rounded = round(whole, 3 - digits) if estimate and digits > 3 else whole
    pattern = Locale.parse(language()).currency_formats["standard"].pattern.replace(".00", "")
    return money.spaced(
        format_currency(rounded, currency, pattern, locale=language(), currency_digits=False)
    )


def explained(grades: Iterable[str]) -> str:
    """Explain in one sentence what the grades on a page mean."""
    given = set(grades)
    known = [grade for grade in GRADES if grade in given]
    meant = (f"{_(word)} = {_(sentence)}" for word, sentence in map(GRADES.__getitem__, known))
    said = "; ".join(meant)
    return f"{said[0].upper()}{said[1:]}." if said else ""


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


def _estimate(value: Any, currency: str, names: Mapping[str, str]) -> str:
    return headline(value, "estimate", currency)


def _share(value: Any, currency: str, names: Mapping[str, str]) -> str:
    from babel.numbers import format_percent

    shown = 0.0 if abs(value) < HARDLY else value  # rounded, it would be a nought with a sign
    return str(format_percent(shown, format="#,##0.0\u00a0%", locale=language()))


def _percent(value: Any, currency: str, names: Mapping[str, str]) -> str:
    from babel.numbers import format_percent

    return str(format_percent(value, format="#,##0\u00a0%", locale=language()))


def _day(value: Any, currency: str, names: Mapping[str, str]) -> str:
    return _said_day(value, language())


@lru_cache(maxsize=4096)
def _said_day(day: dt.date, code: str) -> str:
    """Say a day in a language; a page says the same few days again and again."""
    from babel.dates import format_date

    return str(format_date(day, format="medium", locale=code))


def local_time(value: dt.datetime, zone: str) -> dt.date | dt.datetime:
    """Give a UTC instant by the clock of the company; a day alone where its record has no hour."""
    from babel.dates import get_timezone

    local = value.replace(tzinfo=dt.UTC).astimezone(get_timezone(zone)).replace(tzinfo=None)
    # midnight, the day's last second and noon stand for records that have no time of day
    whole_day = f"{local:%H:%M:%S}" in {"00:00:00", "12:00:00", "23:59:59"}
    return local.date() if whole_day else local


def _instant(value: dt.datetime, zone: str) -> str:
    """Say a UTC instant by the clock of the company."""
    local = local_time(value, zone)
    if not isinstance(local, dt.datetime):
        return _said_day(local, language())
    return f"{_said_day(local.date(), language())}, {local:%H:%M}"


def clock(value: dt.datetime, zone: str) -> str:
    """Say a UTC instant by the clock of a place, with its weekday, at noon and midnight too."""
    from babel.dates import format_datetime, get_timezone

    local = value.replace(tzinfo=dt.UTC).astimezone(get_timezone(zone))
    return str(format_datetime(local, "EEEE, d MMMM y, HH:mm", locale=language()))


def _days(value: Any, currency: str, names: Mapping[str, str]) -> str:
    return _("{days} d", days=_number(value, currency, names))


def _weeks(value: Any, currency: str, names: Mapping[str, str]) -> str:
    """Say weeks with one decimal always, in the form of fractions: it fits every sentence."""
    from babel.numbers import format_decimal
    from babel.units import format_unit

    half = format_unit(0.5, "duration-week", "long", format="0.0", locale=language())
    number = format_decimal(value, format="#,##0.0", locale=language())
    said = str(half).replace(format_decimal(0.5, format="0.0", locale=language()), number)
    return said.replace(" ", "\u00a0")


def _party(value: Any, currency: str, names: Mapping[str, str]) -> str:
    return names.get(str(value), str(value))


def _grade(value: Any, currency: str, names: Mapping[str, str]) -> str:
    return _(GRADES[value][0]) if value in GRADES else str(value)


def _case(value: Any, currency: str, names: Mapping[str, str]) -> str:
    from goodwill.reports.parts import case_said

    return case_said(str(value))


def _side(value: Any, currency: str, names: Mapping[str, str]) -> str:
    sides = {"in": _("they"), "out": _("we"), "inside": _("among us")}
    return sides.get(str(value), str(value))


_SAY: dict[str, Callable[[Any, str, Mapping[str, str]], str]] = {
    "number": _number,
    "money": _money,
    "estimate": _estimate,
    "share": _share,
    "percent": _percent,
    "chart": _share,
    "day": _day,
    "days": _days,
    "weeks": _weeks,
    "party": _party,
    "grade": _grade,
    "grounds": _grade,
    "side": _side,
    "case": _case,
}


MAIN = {"amount", "price", "worth", "share", "sales", "lines", "value"}
"""The columns that a narrow page shows beside the name of a row."""


class Cell(NamedTuple):
    """One cell as it is shown: under which label, of which kind, and what it says."""

    name: str
    label: str
    kind: str
    said: str
    value: Any
    sentence: str = ""


def lines(report: Report, table: Table, names: Mapping[str, str] | None = None) -> list[list[Cell]]:
    """Lay a table out as people read it.

    The two ends of an interval share a column; columns in which nothing stands, and grades that
    are all the same, are left out.
    """
    shown = [
        place
        for place, column in enumerate(table.columns)
        if _end(column.name) != "high" and (place == 0 or _told(table, place))
    ]
    return [
        [_cell(report, table, row, place, names or {}) for place in shown] for row in table.rows
    ]


def _end(name: str) -> str:
    """Tell which end of an interval a column holds: `low` or `high`, alone or after what it is."""
    return name.rpartition("_")[2]


def _told(table: Table, place: int) -> bool:
    if table.columns[place].kind == "grade":
        return len({row.values[place] for row in table.rows} - {None, ""}) > 1
    return any(not _absent(row.values[place]) and row.values[place] != "" for row in table.rows)


def _cell(report: Report, table: Table, row: Row, place: int, names: Mapping[str, str]) -> Cell:
    column, value = table.columns[place], row.values[place]
    if _end(column.name) == "low":
        said = between(value, row.values[place + 1], column.kind, report.currency)
        label = _("Interval") if column.label == _("from") else column.label
        return Cell("range", label, "range", said, value, column.sentence)
    said = say(value, column.kind, report.currency, names, report.zone)
    return Cell(column.name, column.label, column.kind, said, value, column.sentence)


def between(low: Any, high: Any, kind: str, currency: str, *, estimate: bool = False) -> str:
    """Say an interval; one that is nothing but zero says nothing."""
    if _absent(low) or _absent(high) or low == high == 0:
        return ""
    if kind in {"money", "estimate"} and _large(max(abs(low), abs(high)), currency):
        ends = [_whole(end, currency, estimate=estimate) for end in (low, high)]
    else:
        ends = [headline(end, kind, currency, estimate=estimate) for end in (low, high)]
    if low == high:
        return ends[0]
    return _("{low} to {high}", **dict(zip(("low", "high"), ends, strict=True)))


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
        **({"first": _figures(report.first.figures)} if report.first else {}),
        "figures": _figures(report.figures),
        "tables": {table.name: table_data(table, names) for table in report.tables},
        "columns": {table.name: columns_data(table) for table in report.tables},
        "pages": report.pages._asdict() if report.pages else None,
        "notes": list(report.notes),
    }


def table_data(table: Table, names: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """Give the rows of a table as dictionaries by column.

    In a folded table what is set in stands `within` the row above it.
    """
    rows: list[dict[str, Any]] = []
    for row, record in zip(table.rows, table.records(), strict=True):
        data = {
            name: (names or {}).get(value, _defined(value))
            if isinstance(value, str)
            else _defined(value)
            for name, value in record.items()
        }
        if table.folded and row.depth and rows:
            rows[-1].setdefault("within", []).append(data)
        else:
            rows.append(data)
    return rows


def leaves(table: Table) -> Iterator[Row]:
    """Give the rows of a folded table that are not the sum of those set in below them."""
    for row, following in zip(table.rows, (*table.rows[1:], None), strict=False):
        if not (table.folded and following and following.depth > row.depth):
            yield row


def columns_data(table: Table) -> list[dict[str, str]]:
    """Tell of each column of a table its name, its label and its unit."""
    return [
        {"name": column.name, "label": column.label, "unit": column.kind}
        for column in table.columns
    ]


def _figures(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    return [
        {
            "name": f.name,
            "label": f.label,
            "value": _defined(f.value),
            "low": _defined(f.low),
            "high": _defined(f.high),
            "unit": f.kind,
            "grade": f.grade or None,
        }
        for f in figures
    ]


def _defined(value: Any) -> Any:
    """Give a value to machines: the undefined as null, an instant with its zone."""
    if isinstance(value, Told):
        return _defined(value.value)
    if isinstance(value, dt.datetime):
        return f"{value.isoformat()}Z"
    if isinstance(value, dt.date):
        return value.isoformat()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _jsonable(value: Any) -> str:
    return str(value)


def as_csv(report: Report, table: str | None = None, names: Mapping[str, str] | None = None) -> str:
    """Give one table of a report (the first, unless named) as CSV, safe to open in a spreadsheet.

    Text that a spreadsheet would take for a formula is preceded by an apostrophe; numbers stay
    numbers, and money is written in major units. Of a folded table the single rows are given, so
    that a sum over them counts nothing twice.
    """
    chosen = next(t for t in report.tables if table in {None, t.name})
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.name for column in chosen.columns])
    for row in leaves(chosen):
        writer.writerow(
            [
                _csv_cell(value, column.kind, report.currency, names or {})
                for value, column in zip(row.values, chosen.columns, strict=True)
            ]
        )
    return out.getvalue()


FORMULAE = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""With what a spreadsheet lets a formula begin; the last four are the wide forms of the first."""


def _csv_cell(value: Any, kind: str, currency: str, names: Mapping[str, str]) -> Any:
    from goodwill.house import money

    if isinstance(value, Told):
        return _csv_cell(value.value, value.kind, currency, names)
    if kind in {"money", "estimate"} and not _absent(value):
        return money.major(int(value), currency)
    value = _defined(value)
    if isinstance(value, str):
        said = names.get(value, value)
        return f"'{said}" if said.startswith(FORMULAE) else said
    return value
