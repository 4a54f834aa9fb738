"""What templates say of a report's values, and where a row leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from goodwill.reports import faces
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodwill.reports.report import Figure, Report, Row, Table

register = template.Library()
WHY = {"statement", "verdicts", "standard", "party", "parties", "moments", "moment"}


@register.simple_tag
def figure(report: Report, shown: Figure) -> str:
    """Say a headline figure."""
    return faces.say(shown.value, shown.kind, report.currency)


@register.simple_tag
def interval(report: Report, shown: Figure) -> str:
    """Say the interval of a figure, or nothing where it has none."""
    if shown.low is None or shown.high is None:
        return ""
    low, high = (faces.say(v, shown.kind, report.currency) for v in (shown.low, shown.high))
    return _("between {low} and {high}", low=low, high=high)


@register.simple_tag
def leads_to(opens: tuple[str, Mapping[str, str]] | None, closed: str | None = None) -> str:
    """Give the address of what is behind a row or figure; nothing where there is nothing."""
    if opens is None:
        return ""
    name, parameters = opens
    query = dict(parameters)
    if closed:
        query["closed"] = closed
    address = reverse("report", args=[name])
    return f"{address}?{urlencode(query)}" if query else address


@register.simple_tag
def cells(report: Report, table: Table, row: Row, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Say the values of a row, each with the label and kind of its column."""
    return [
        {
            "said": faces.say(value, column.kind, report.currency, names),
            "label": column.label,
            "kind": column.kind,
            "right": column.kind in faces.RIGHT,
            "negative": column.kind == "money" and isinstance(value, int) and value < 0,
        }
        for value, column in zip(row.values, table.columns, strict=True)
    ]


@register.simple_tag
def grade(name: str) -> str:
    """Say how well a figure is founded."""
    return faces.say(name, "grade", "")


@register.simple_tag
def say(sentence: str) -> str:
    """Say a sentence that is declared outside the templates."""
    return _(sentence)


@register.simple_tag
def fate_said(fate: str) -> str:
    """Say what became of a line."""
    from goodwill.reports.quality import FATES

    return _(FATES.get(fate, fate))
