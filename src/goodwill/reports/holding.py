"""Whether a standard holds: its control chart by week, and what becomes of it under load."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from goodwill.ledger.constancy import under_load, weekly
from goodwill.reports.charts import CALM, LOSS
from goodwill.reports.evidence import has
from goodwill.reports.faces import say
from goodwill.reports.report import Chart, Column, Figure, Row, Table
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodwill.book import Closed
    from goodwill.ledger.constancy import Weekly
    from goodwill.pricing.control import Stressed

SHOWN = 52
"""Weeks that are shown; those before them are the reference."""


def watched(closed: Closed, standard: str, counted: str) -> Weekly | None:
    """Read the weeks of a standard and what the chart says of them."""
    return weekly(closed.con, standard, closed.as_of, counted)


def figure(found: Weekly | None) -> tuple[Figure, ...]:
    """Say how steady it is: how much more it varies than chance alone would make it."""
    if found is None or math.isnan(found.chart.unrest):
        return ()
    fallen = [week for week, low in zip(found.weeks, found.chart.fallen, strict=True) if low]
    if fallen and found.chart.fallen[-1]:
        since = _last_run(found)
        said = _("It has been below what it was since the week of {day}.",
                 day=say(since, "day", ""))  # fmt: skip
    elif fallen:
        said = _("It fell below what it was, last in the week of {day}.",
                 day=say(fallen[-1], "day", ""))  # fmt: skip
    else:
        said = _("It has held over the weeks shown below.")
    unrest = round(found.chart.unrest, 1)
    label = _("Unrest by the week (1 is chance alone)")
    return (Figure("unrest", label, unrest, "number", sentence=said),)


def _last_run(found: Weekly) -> Any:
    """Give the first week of the fall that lasts until the end."""
    place = len(found.weeks)
    while place and found.chart.fallen[place - 1]:
        place -= 1
    return found.weeks[place]


def table(found: Weekly | None, behind: Mapping[str, str]) -> Table | None:
    """Lay out the weeks behind the chart."""
    if found is None:
        return None
    first = max(len(found.weeks) - SHOWN, 0)
    rows = tuple(_row(found, place, behind) for place in reversed(range(first, len(found.weeks))))
    return Table(
        "weeks",
        _("Week by week, the newest first"),
        (
            Column("week", _("Week of"), "day"),
            Column("share", _("Kept"), "share"),
            Column("judged", _("Cases"), "number"),
            Column("broken", _("Times broken"), "number"),
            Column("average", _("Running average"), "share"),
            Column("low", _("from"), "share"),
            Column("high", _("to"), "share"),
            Column("said", _("What that says")),
        ),
        rows,
    )


def _row(found: Weekly, place: int, behind: Mapping[str, str]) -> Row:
    chart, week = found.chart, found.weeks[place]
    judged = round(float(found.judged[place]))
    broken = round(float(found.judged[place] - found.kept[place]))
    said = ""
    if chart.fallen[place]:
        said = _("below what it was")
    elif chart.risen[place]:
        said = _("above what it was")
    opens = ("verdicts", {"standard": behind["standard"], "verdict": "breach",
                          "week": week.isoformat()})  # fmt: skip
    told = (_told(chart.average[place]), _told(chart.low[place]), _told(chart.high[place]))
    return Row(
        (week, _told(chart.share[place]), judged, broken, *told, said), behind={"broken": opens}
    )


def _told(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def picture(found: Weekly | None) -> tuple[Chart, ...]:
    """Draw the weeks, their running average, and the band in which it should stay."""
    if found is None or math.isnan(found.chart.centre):
        return ()
    told = not math.isnan(found.chart.unrest)
    sentence = (
        _(
            "Dots are weeks, the line is their running average. It should stay within the band,"
            " which is drawn from the weeks before; where it falls below, it is red. Where nothing"
            " has changed, one chart in five gives a false alarm within a year."
        )
        if told
        else _("Dots are weeks. Every case was alike in the weeks before, so there is no band.")
    )
    wide, narrow = (_drawn(found, narrow=narrow) for narrow in (False, True))
    return (Chart("weeks", _("Does it hold?"), sentence, "weeks", wide, narrow),)


def _drawn(found: Weekly, *, narrow: bool) -> dict[str, Any]:
    first = max(len(found.weeks) - SHOWN, 0)
    chart = found.chart
    values = [
        {
            "week": found.weeks[place].isoformat(),
            "share": _told(chart.share[place]),
            "judged": float(found.judged[place]),
            "average": _told(chart.average[place]),
            "low": _told(chart.low[place]),
            "high": _told(chart.high[place]),
            "fallen": bool(chart.fallen[place]),
            "centre": chart.centre,
        }
        for place in range(first, len(found.weeks))
    ]
    axis = {"format": "%Y-%m", "tickCount": 4 if narrow else 10, "grid": False, "title": None}
    x = {"field": "week", "type": "temporal", "axis": axis}
    y_axis = {"format": ".0%", "tickCount": 5, "title": None}
    y = {"type": "quantitative", "scale": {"zero": False, "nice": True}, "axis": y_axis}
    sizes = {"field": "judged", "type": "quantitative", "legend": None,
             "scale": {"range": [8, 60]}}  # fmt: skip
    banded = [{"filter": "isValid(datum.average) && isValid(datum.low)"}]
    return {
        "data": {"values": values},
        "height": 220 if narrow else 260,
        "encoding": {"x": x},
        "layer": [
            {
                "transform": banded,
                "mark": {"type": "area", "color": CALM, "opacity": 0.18},
                "encoding": {"y": {"field": "low", **y}, "y2": {"field": "high"}},
            },
            {
                "mark": {"type": "rule", "color": CALM, "strokeDash": [3, 3]},
                "encoding": {"x": {}, "y": {"field": "centre", "aggregate": "mean", **y}},
            },
            {
                "transform": [{"filter": "isValid(datum.share)"}],
                "mark": {"type": "point", "filled": True, "color": CALM, "opacity": 0.45},
                "encoding": {"y": {"field": "share", **y}, "size": sizes},
            },
            {
                "transform": banded,
                "mark": {"type": "line", "color": CALM, "strokeWidth": 2.5},
                "encoding": {"y": {"field": "average", **y}},
            },
            {
                "transform": [{"filter": "datum.fallen"}],
                "mark": {"type": "point", "filled": True, "color": LOSS, "size": 70, "opacity": 1},
                "encoding": {"y": {"field": "average", **y}},
            },
        ],
    }


def under_stress(closed: Closed, standard: str, counted: str) -> Table | None:
    """Set weeks with much to do, and with few present, beside the others."""
    if not has(closed, "loads"):
        return None
    labels = {"busy": _("Much to do for those present"), "short": _("Few present")}
    found = under_load(closed.con, standard, counted)
    rows = tuple(_stressed(labels[name], one) for name, one in found.items() if one.weeks)
    if not rows:
        return None
    return Table(
        "load",
        _("Under load"),
        (
            Column("stress", _("Weeks with")),
            Column("weeks", _("Weeks"), "number"),
            Column("judged", _("Cases"), "number"),
            Column("stressed", _("Kept then"), "share"),
            Column("ordinary", _("Kept otherwise"), "share"),
            Column("said", _("What that says"), "sentence"),
        ),
        rows,
        _(
            "Constant means: also when it is hard. Each team's heaviest weeks, and those with the"
            " fewest colleagues present, are set beside its other weeks of the last year."
        ),
    )


def _stressed(label: str, one: Stressed) -> Row:
    if math.isnan(one.difference):
        said = _("Cannot tell: there are too few cases in such weeks.")
    elif one.high < 0:
        said = _("Kept less often then: by {high} to {low} points of a hundred.",
                 high=_points(-one.high), low=_points(-one.low))  # fmt: skip
    elif one.low > 0:
        said = _("Kept more often then: by {low} to {high} points of a hundred.",
                 low=_points(one.low), high=_points(one.high))  # fmt: skip
    else:
        said = _("No difference can be told from chance ({low} to {high} points of a hundred).",
                 low=_points(one.low), high=_points(one.high))  # fmt: skip
    return Row(
        (label, one.weeks, round(one.judged), _told(one.stressed), _told(one.ordinary), said)
    )


def _points(share: float) -> str:
    return say(round(100 * share, 1), "number", "")
