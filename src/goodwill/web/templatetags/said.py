"""What templates say of a report's values, and where a row leads."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import template
from django.urls import get_script_prefix, reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from goodwill.reports import faces
from goodwill.reports.parts import case_said, source_said
from goodwill.words import _, grouped, language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.template.context import Context

    from goodwill.reports.report import Figure, Report, Row, Table

register = template.Library()
BAR = 100
MOST = 9
"""Columns that fit beside each other; in a wider table an interval stands below its figure."""


@register.simple_tag
def figure(report: Report, shown: Figure) -> str:
    """Say a headline figure."""
    return faces.headline(shown.value, shown.kind, report.currency, estimate=shown.low is not None)


@register.simple_tag
def interval(report: Report, shown: Figure) -> str:
    """Say the interval of a figure, or nothing where it has none."""
    return faces.between(shown.low, shown.high, shown.kind, report.currency, estimate=True)


@register.simple_tag(takes_context=True)
def leads_to(context: Context, opens: tuple[str, Mapping[str, str]] | None) -> str:
    """Give the address of what is behind a row or figure, in the same closed book."""
    if opens is None:
        return ""
    name, parameters = opens
    older = {"closed": context["older"]} if context.get("older") else {}
    address = _address(get_script_prefix(), name)
    query = {**parameters, **older}
    return f"{address}?{urlencode(query)}" if query else address


@cache
def _address(_under: str, name: str) -> str:
    """Give the address of a report; each of the few is worked out once for where the office is."""
    return reverse("report", args=[name])


@register.simple_tag(takes_context=True)
def changed(context: Context, **changes: object) -> str:
    """Give the query of this page with some parameters changed; an empty one goes."""
    query = context["request"].GET.dict()
    query.pop("offset", None)
    query |= {name: str(value) for name, value in changes.items()}
    return "?" + urlencode({name: value for name, value in query.items() if value != ""})


@register.simple_tag(takes_context=True)
def chosen_by(context: Context, name: str, value: str) -> str:
    """Give the query of this page with one choice made."""
    return changed(context, **{name: value})


@register.simple_tag
def lines(report: Report, table: Table, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Say the rows of a table, each with its cells and where it leads."""
    laid = faces.lines(report, table, names)
    stacked = bool(laid) and len(laid[0]) > MOST
    return [
        {
            "row": row,
            "cells": _stacked(cells, report, row)
            if stacked
            else [_cell(c, report, row) for c in cells],
            "side": next((cell.value for cell in cells if cell.kind == "side"), ""),
        }
        for row, cells in zip(table.rows, laid, strict=True)
    ]


def _cell(cell: faces.Cell, report: Report, row: Row) -> dict[str, Any]:
    value = cell.value
    return {
        "name": cell.name,
        "said": cell.said,
        "label": cell.label,
        "kind": cell.kind,
        "main": cell.name in faces.MAIN,
        "nothing": cell.said in {"", faces.NOTHING},
        "sentence": cell.sentence,
        "right": cell.kind in faces.RIGHT,
        "negative": cell.kind in {"money", "estimate"} and isinstance(value, int) and value < 0,
        "bar": round(BAR * value) if cell.kind == "chart" and cell.said != faces.NOTHING else None,
        "currency": report.currency,
        "opens": row.behind.get(cell.name) if cell.said != faces.NOTHING else None,
    }


def _stacked(cells: list[faces.Cell], report: Report, row: Row) -> list[dict[str, Any]]:
    """Set each interval below the figure before it, to spare a column."""
    said: list[dict[str, Any]] = []
    for cell in cells:
        if cell.kind == "range" and said:
            said[-1]["below"] = cell.said
        else:
            said.append(_cell(cell, report, row))
    return said


@register.simple_tag
def folds(report: Report, table: Table, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Say the rows of a folded table: each with those that are set in below it."""
    found: list[dict[str, Any]] = []
    for line in lines(report, table, names):
        if line["row"].depth and found:
            found[-1]["within"].append(line)
        else:
            found.append({**line, "within": []})
    return found


@register.filter
def short(table: Table) -> bool:
    """Tell whether a table needs no more than half the page: few columns without sentences."""
    return len(table.columns) < 4 and all(column.kind != "sentence" for column in table.columns)


@register.simple_tag
def page_links(report: Report) -> dict[str, Any]:
    """Say which part of a long list is shown, and where the parts before and after begin."""
    pages = report.pages
    if pages is None or (pages.total <= pages.limit and not pages.offset):
        return {}
    last = min(pages.offset + pages.limit, pages.total)
    return {
        "said": _(
            "{first} to {last} of {total}",
            first=grouped(min(pages.offset + 1, pages.total)),
            last=grouped(last),
            total=grouped(pages.total),
        ),
        "back": pages.offset > 0,
        "before": max(pages.offset - pages.limit, 0) or "",
        "after": last if last < pages.total else None,
    }


@register.simple_tag
def asked(report: Report) -> str:
    """Say what was written into the filters that are written in; nothing where none was."""
    told = (
        f"{ask.label}: {_written(ask.kind, ask.value)}" for ask in report.asks if ask.value.strip()
    )
    return " · ".join(told)


def _written(kind: str, value: str) -> str:
    try:
        return day(value) if kind == "day" else value
    except ValueError:
        return value


@register.simple_tag(takes_context=True)
def kept(context: Context, report: Report) -> list[tuple[str, str]]:
    """Give the parameters that a form of written filters carries on: all others of the address."""
    own = {ask.name for ask in report.asks} | {"offset"}
    return [(name, value) for name, value in context["request"].GET.items() if name not in own]


@register.simple_tag(takes_context=True)
def unasked(context: Context, report: Report) -> str:
    """Give the query of this page without the filters that are written in."""
    return changed(context, **{ask.name: "" for ask in report.asks})


@register.simple_tag
def choice_said(choice: Any) -> str:
    """Say the value that holds now."""
    return str(dict(choice.options).get(choice.chosen, choice.chosen))


@register.simple_tag
def grade(name: str) -> str:
    """Say how well a figure is founded."""
    return faces.say(name, "grade", "")


@register.filter
def day(name: str) -> str:
    """Say the day of a closed book; a second close of the same day has a number."""
    import datetime as dt

    written, _dot, number = str(name).partition(".")
    said = faces.say(dt.date.fromisoformat(written), "day", "")
    return f"{said} ({number})" if number else said


@register.filter
def date_said(value: Any) -> str:
    """Say a date."""
    return faces.say(value, "day", "") if value else ""


@register.filter
def instant(value: Any, zone: str = "UTC") -> str:
    """Say an instant by the clock of the company."""
    return faces.say(value.replace(tzinfo=None) if value else None, "instant", "", None, zone)


@register.filter
def clock(value: Any, zone: str = "UTC") -> str:
    """Say an instant with its weekday and its time of day, also where the time is noon."""
    return faces.say(value.astimezone(dt.UTC).replace(tzinfo=None) if value else None, "clock", "",
                     None, zone)  # fmt: skip


@register.filter
def on_day(value: Any, zone: str = "UTC") -> str:
    """Say the day of an instant by the clock of a place."""
    return faces.say(value.astimezone(ZoneInfo(zone)).date() if value else None, "day", "")


@register.filter
def case(name: str) -> str:
    """Name a case as people do."""
    return case_said(name)


@register.filter
def number(value: Any) -> str:
    """Say a count."""
    return faces.say(value, "number", "")


@register.filter
def share(value: Any) -> str:
    """Say a part of one as a percentage."""
    return faces.say(value, "share", "")


@register.filter
def told(sentence: str) -> SafeString:
    """Set what stands in backticks in type of its own."""
    return mark_safe(re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(sentence)))  # noqa: S308  # escaped


@register.simple_tag
def say(sentence: str) -> str:
    """Say a sentence that is declared outside the templates."""
    return _(sentence)


@register.filter
def source(name: str) -> str:
    """Name a kind of record."""
    return source_said(name)


@register.simple_tag
def fate_said(fate: str) -> str:
    """Say what became of a line."""
    from goodwill.reports.quality import FATES

    return _(FATES.get(fate, fate))


@register.simple_tag
def field_said(field: Any) -> str:
    """Name a field by the header that is most usual for it in the spoken language."""
    words = field.words.get(language()) or field.words.get("en") or (field.name.replace("_", " "),)
    usual = str(words[0])
    spaced = (w for w in words if " " in w and w.replace(" ", "") == usual)  # 'unit price'
    said = next(spaced, usual)
    return f"{said[:1].upper()}{said[1:]}{' *' if field.required else ''}"
