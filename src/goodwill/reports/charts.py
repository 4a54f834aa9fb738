"""Vega-Lite specifications in the house style: few colours, readable in print and in the dark.

Every amount stands beside its bar in words, so that no axis needs numbers. Each picture is drawn
twice: for a desk, and for a phone, where labels are broken into lines.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

LOSS, GAIN, CALM = "#b3432b", "#2f7d5b", "#5b6b7a"
LETTERS = 17
"""How many letters of a label stand on one line of a phone."""


class Bar(NamedTuple):
    """One bar: its label, its amount, and the amount in words."""

    label: str
    amount: float
    said: str


class Span(NamedTuple):
    """A share with its interval, and the benchmark of others where there is one."""

    label: str
    share: float
    low: float
    high: float
    benchmark: float | None


def waterfall(changes: Sequence[Bar], whole: Bar, *, narrow: bool = False) -> dict[str, Any]:
    """Draw changes one after another, each from where the last one ended, and their sum."""
    drawn: list[dict[str, Any]] = []
    level = 0.0
    for bar in changes:
        drawn.append(_step(bar, level, level + bar.amount, narrow=narrow))
        level += bar.amount
    drawn.append({**_step(whole, 0.0, whole.amount, narrow=narrow), "side": "total"})
    return _with_words(drawn, narrow=narrow)


def bars(rows: Sequence[Bar], *, narrow: bool = False) -> dict[str, Any]:
    """Draw amounts by name as horizontal bars, in the order given."""
    drawn = [{**_step(bar, 0.0, bar.amount, narrow=narrow), "side": "total"} for bar in rows]
    return _with_words(drawn, narrow=narrow)


def _step(bar: Bar, start: float, end: float, *, narrow: bool) -> dict[str, Any]:
    return {
        "label": broken(bar.label, narrow=narrow),
        "start": start,
        "end": end,
        "right": max(start, end),
        "said": bar.said,
        "side": "loss" if bar.amount < 0 else "gain",
    }


def broken(label: str, *, narrow: bool) -> str:
    """Break a label into lines where the picture is for a phone."""
    return "\n".join(textwrap.wrap(label, LETTERS)[:3]) if narrow else label


def _with_words(drawn: list[dict[str, Any]], *, narrow: bool) -> dict[str, Any]:
    """Leave room on the right for the words behind the longest bar."""
    low = min([0.0, *(min(row["start"], row["end"]) for row in drawn)])
    high = max([0.0, *(row["right"] for row in drawn)])
    room = ((high - low) or 1.0) * (0.95 if narrow else 0.16)
    scale = {"domain": [low, high + room], "nice": False}
    y = labels("label", narrow=narrow)
    place = {"type": "quantitative", "scale": scale, "axis": None}
    return {
        "data": {"values": drawn},
        "height": {"step": 44 if narrow else 34},
        "layer": [
            {
                "mark": {"type": "bar", "cornerRadius": 2, "height": {"band": 0.62}},
                "encoding": {
                    "y": y,
                    "x": {"field": "start", **place},
                    "x2": {"field": "end"},
                    "color": {
                        "field": "side",
                        "type": "nominal",
                        "legend": None,
                        "scale": {"domain": ["total", "loss", "gain"], "range": [CALM, LOSS, GAIN]},
                    },
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 13},
                "encoding": {
                    "y": y,
                    "x": {"field": "right", **place},
                    "text": {"field": "said"},
                },
            },
        ],
    }


def intervals(rows: Sequence[Span], *, narrow: bool = False) -> dict[str, Any]:
    """Draw shares as dots with their intervals, and ticks where others stand."""
    values = [{**row._asdict(), "label": broken(row.label, narrow=narrow)} for row in rows]
    y = labels("label", narrow=narrow)
    axis = {"format": "%", "tickCount": 4 if narrow else 8, "title": None}
    x = {"type": "quantitative", "scale": {"zero": False, "nice": True}, "axis": axis}
    ticks = [value for value in values if value["benchmark"] is not None]
    return {
        "data": {"values": values},
        "height": {"step": 44 if narrow else 26},
        "layer": [
            {
                "mark": {"type": "rule", "color": CALM, "strokeWidth": 2},
                "encoding": {"y": y, "x": {"field": "low", **x}, "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "point", "filled": True, "color": CALM, "size": 70},
                "encoding": {"y": y, "x": {"field": "share", **x}},
            },
            {
                "data": {"values": ticks},
                "mark": {"type": "tick", "color": LOSS, "thickness": 3, "size": 16},
                "encoding": {"y": y, "x": {"field": "benchmark", **x}},
            },
        ],
    }


def labels(field: str, *, narrow: bool) -> dict[str, Any]:
    """Write names on the left, on a phone on several lines."""
    axis: dict[str, Any] = {"ticks": False, "domain": False, "labelPadding": 8}
    if narrow:
        axis["labelExpr"] = r"split(datum.value, '\n')"
    return {"field": field, "type": "nominal", "sort": None, "title": None, "axis": axis}
