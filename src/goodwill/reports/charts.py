"""Vega-Lite specifications in the house style: few colours, readable in print and in the dark."""

from __future__ import annotations

from typing import Any

LOSS, GAIN, CALM = "#b3432b", "#2f7d5b", "#5b6b7a"


def waterfall(steps: list[tuple[str, float, bool]], axis: str) -> dict[str, Any]:
    """Draw steps (label, amount, whether it is a standing total) as a waterfall."""
    bars: list[dict[str, Any]] = []
    level = 0.0
    for label, amount, total in steps:
        start, end = (0.0, amount) if total else (level, level + amount)
        side = "total" if total else ("loss" if amount < 0 else "gain")
        bars.append({"label": label, "start": start, "end": end, "side": side})
        level = end
    return {
        "data": {"values": bars},
        "mark": {"type": "bar", "cornerRadius": 2},
        "encoding": {
            "y": {"field": "label", "type": "nominal", "sort": None, "title": None},
            "x": {"field": "start", "type": "quantitative", "title": axis},
            "x2": {"field": "end"},
            "color": {
                "field": "side",
                "type": "nominal",
                "legend": None,
                "scale": {"domain": ["total", "loss", "gain"], "range": [CALM, LOSS, GAIN]},
            },
        },
    }


def bars(rows: list[tuple[str, float]], axis: str, colour: str = LOSS) -> dict[str, Any]:
    """Draw amounts by name as horizontal bars, in the order given."""
    return {
        "data": {"values": [{"name": name, "amount": amount} for name, amount in rows]},
        "mark": {"type": "bar", "color": colour, "cornerRadius": 2},
        "encoding": {
            "y": {"field": "name", "type": "nominal", "sort": None, "title": None},
            "x": {"field": "amount", "type": "quantitative", "title": axis},
        },
    }


def intervals(
    rows: list[tuple[str, float, float, float, float | None]], axis: str
) -> dict[str, Any]:
    """Draw shares (name, share, low, high, benchmark) as dots with intervals and benchmark ticks."""
    values = [
        {"name": name, "share": share, "low": low, "high": high, "benchmark": benchmark}
        for name, share, low, high, benchmark in rows
    ]
    y = {"field": "name", "type": "nominal", "sort": None, "title": None}
    x = {"type": "quantitative", "title": axis, "axis": {"format": "%"}, "scale": {"zero": False}}
    return {
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "rule", "color": CALM},
                "encoding": {"y": y, "x": {"field": "low", **x}, "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "point", "filled": True, "color": CALM, "size": 60},
                "encoding": {"y": y, "x": {"field": "share", **x}},
            },
            {
                "mark": {"type": "tick", "color": LOSS, "thickness": 2},
                "encoding": {"y": y, "x": {"field": "benchmark", **x}},
            },
        ],
    }
