"""Pictures of what is to come: a fan of years, and what came within the fans of earlier days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.reports.charts import CALM, GAIN, LOSS, broken, labels

if TYPE_CHECKING:
    from collections.abc import Sequence

SHADES = {"95": 0.13, "80": 0.16, "50": 0.26}
"""How dark each band is drawn over the wider ones."""
ROOM = 1.15
"""The picture is so much higher than the band of 80 %; the widest band may run off it."""


HELD = "datum.low80 <= datum.actual && datum.actual <= datum.high80"


class Year(NamedTuple):
    """One year of the fan, with the bands of the first branch and the middles of all."""

    year: int
    bands: tuple[float, ...]
    """low and high of 50, 80 and 95 %"""
    middles: tuple[float, ...]


def fan(years: Sequence[Year], names: Sequence[str], *, narrow: bool = False) -> dict[str, Any]:
    """Draw the bands of the first branch, and a line for every branch under its name."""
    top = ROOM * max(max(*year.middles, year.bands[3]) for year in years)
    ticks = [year.year for year in years][:: 5 if narrow else 1]
    x = {
        "field": "year",
        "type": "quantitative",
        "scale": {"nice": False, "zero": False},
        "axis": {"format": "d", "values": ticks, "grid": False, "title": None},
    }
    y = {
        "type": "quantitative",
        "scale": {"domain": [0, top], "nice": False},
        "axis": {"format": "~s" if top >= 100_000 else ",d", "tickCount": 5, "title": None},
    }
    return {
        "data": {"values": [_drawn(year) for year in years]},
        "height": 260 if narrow else 340,
        "layer": [
            *(_band(share, x, y) for share in SHADES),
            *_lines(years, names, x, y, 1 if narrow else 3),
        ],
    }


def _drawn(year: Year) -> dict[str, float]:
    named = ("low50", "high50", "low80", "high80", "low95", "high95")
    return {"year": year.year, **dict(zip(named, year.bands, strict=True))}


def _band(share: str, x: dict[str, Any], y: dict[str, Any]) -> dict[str, Any]:
    return {
        "mark": {"type": "area", "color": CALM, "opacity": SHADES[share], "clip": True},
        "encoding": {"x": x, "y": {"field": f"low{share}", **y}, "y2": {"field": f"high{share}"}},
    }


def _lines(
    years: Sequence[Year], names: Sequence[str], x: dict[str, Any], y: dict[str, Any], columns: int
) -> list[dict[str, Any]]:
    values = [
        {"year": year.year, "name": name, "middle": middle}
        for year in years
        for name, middle in zip(names, year.middles, strict=True)
    ]
    colour = {
        "field": "name",
        "type": "nominal",
        "scale": {"domain": list(names), "range": [CALM, GAIN, LOSS][: len(names)]},
        "legend": {
            "orient": "top",
            "title": None,
            "labelFontSize": 13,
            "symbolType": "stroke",
            "symbolSize": 300,
            "symbolStrokeWidth": 4,
            "columns": columns,
        },
    }
    return [
        {
            "data": {"values": values},
            "mark": {"type": "line", "strokeWidth": 3, "clip": True},
            "encoding": {"x": x, "y": {"field": "middle", **y}, "color": colour},
        }
    ]


class Past(NamedTuple):
    """What was said on an earlier day and what came, as parts of what was expected."""

    label: str
    bands: tuple[float, ...]
    actual: float


def pasts(rows: Sequence[Past], *, narrow: bool = False) -> dict[str, Any]:
    """Draw each band as a bar that thickens towards the middle, and what came as a dot."""
    named = ("low50", "high50", "low80", "high80", "low95", "high95")
    values = [
        {
            "label": broken(row.label, narrow=narrow),
            "actual": row.actual,
            **dict(zip(named, row.bands, strict=True)),
        }
        for row in rows
    ]
    y = labels("label", narrow=narrow)
    axis = {"format": "%", "tickCount": 4 if narrow else 8, "title": None}
    x = {"type": "quantitative", "scale": {"zero": False, "nice": True}, "axis": axis}
    thick = {"95": 4, "80": 9, "50": 14}
    bars = [
        {
            "mark": {"type": "rule", "color": CALM, "strokeWidth": thick[share], "opacity": 0.35},
            "encoding": {
                "y": y,
                "x": {"field": f"low{share}", **x},
                "x2": {"field": f"high{share}"},
            },
        }
        for share in thick
    ]
    dot = {
        "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
        "encoding": {
            "y": y,
            "x": {"field": "actual", **x},
            "color": {
                "condition": {"test": HELD, "value": GAIN},
                "value": LOSS,
            },
        },
    }
    return {
        "data": {"values": values},
        "height": {"step": 48 if narrow else 32},
        "layer": [*bars, dot],
    }
