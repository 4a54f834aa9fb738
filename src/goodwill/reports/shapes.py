"""Pictures of effects: assumed beside measured, and how one breach plays out over the weeks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.reports import families
from goodwill.reports.charts import CALM, GAIN, LOSS, broken, labels
from goodwill.reports.effects import NORMAL_95, rises
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodwill.reports.evidence import Finding

SIGNED = "datum.value == 0 ? '0' : format(datum.value, '+.0%')"
TICKS = (0.05, 0.1, 0.2, 0.5, 1.0)
"""Rises of which one is written below a picture for a phone, where there is room for no more."""
MOST = 1.5
"""Beyond a rise of so much, lines run off the picture."""


class Belief(NamedTuple):
    """A rise of leaving with its interval, of one family by one source."""

    label: str
    source: str
    share: float
    low: float
    high: float


def beliefs(found: Sequence[Finding]) -> list[Belief]:
    """Give the assumed effect of every family, and the company's own where it may be shown."""
    rows = []
    for one in found:
        sources = [("assumed", one.prior_leaving, one.prior_leaving_sd)]
        if one.own_told:
            sources.append(("own", one.own_leaving, one.own_leaving_se))
        for source, effect, sd in sources:
            share, low, high = rises(effect, sd)
            if share is not None and low is not None and high is not None:
                rows.append(Belief(families.say(one.family), source, share, low, high))
    return rows


def dots(rows: Sequence[Belief], *, narrow: bool = False) -> dict[str, Any]:
    """Draw dots with intervals, the assumed hollow above, the measured filled below."""
    step = 44 if narrow else 32
    twice = {row.label for row in rows if row.source == "own"}
    values = [
        {
            **row._asdict(),
            "label": broken(row.label, narrow=narrow),
            "shift": step / 2 + (5 if row.source == "own" else -5) * (row.label in twice),
        }
        for row in rows
    ]
    low = max(min(0.0, *(row.low for row in rows)), -1.0)
    high = min(max(row.high for row in rows), max(MOST, *(row.share for row in rows)))
    y = labels("label", narrow=narrow) | {"scale": {"paddingInner": 0, "paddingOuter": 0}}
    offset = {"field": "shift", "type": "quantitative", "scale": None}
    farthest = max((tick for tick in TICKS if tick <= high), default=TICKS[0])
    ticks = {"values": [0, farthest]} if narrow else {}
    axis = {"labelExpr": SIGNED, "tickCount": 8, "title": None, "labelBound": True, **ticks}
    x = {
        "type": "quantitative",
        "scale": {"domain": [low, high], "nice": True, "clamp": True},
        "axis": axis,
    }
    colour = {
        "field": "source",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": ["assumed", "own"], "range": [CALM, GAIN]},
    }
    place = {"y": y, "yOffset": offset, "color": colour}
    return {
        "data": {"values": values},
        "height": {"step": step},
        "layer": [
            {
                "data": {"values": [{"zero": 0}]},
                "mark": {"type": "rule", "color": CALM, "strokeDash": [2, 3]},
                "encoding": {"x": {"field": "zero", **x}},
            },
            {
                "mark": {"type": "rule", "strokeWidth": 2},
                "encoding": {**place, "x": {"field": "low", **x}, "x2": {"field": "high"}},
            },
            {
                "transform": [{"filter": "datum.source == 'assumed'"}],
                "mark": {"type": "point", "size": 60, "strokeWidth": 2},
                "encoding": {**place, "x": {"field": "share", **x}},
            },
            {
                "transform": [{"filter": "datum.source == 'own'"}],
                "mark": {"type": "point", "filled": True, "size": 80},
                "encoding": {**place, "x": {"field": "share", **x}},
            },
        ],
    }


class Week(NamedTuple):
    """One rate at so many weeks after a breach, with its interval."""

    rate: str
    week: int
    share: float
    low: float
    high: float


def weeks_after(one: Finding) -> list[Week]:
    """Work out how much the rates differ in each week after one, averaged over the half-life."""
    if one.half_life is None or one.leaving is None:
        return []
    lives = _half_lives(one)
    last = min(max(round(4 * one.half_life), 8), 104)
    rates = [("leaving", one.leaving, one.leaving_sd or 0.0)]
    if one.buying:
        rates.append(("buying", one.buying, one.buying_sd or 0.0))
    return [
        Week(
            rate,
            week,
            *(_faded(effect + reach * sd, week, lives) for reach in (0, -NORMAL_95, NORMAL_95)),
        )
        for rate, effect, sd in rates
        for week in range(last + 1)
    ]


def _half_lives(one: Finding) -> list[float]:
    """Spread half-lives evenly over what is believed of them (equal shares of a lognormal)."""
    assert one.half_life is not None
    low, high = one.half_life_low or one.half_life, one.half_life_high or one.half_life
    spread = math.log(high / low) / (2 * NORMAL_95) if high > low > 0 else 0.0
    quantiles = (-1.28, -0.84, -0.52, -0.25, 0.0, 0.25, 0.52, 0.84, 1.28)
    return [one.half_life * math.exp(spread * quantile) for quantile in quantiles]


def _faded(effect: float, week: int, lives: Sequence[float]) -> float:
    return sum(math.expm1(effect * 2 ** (-week / life)) for life in lives) / len(lives)


def _said(week: Week) -> str:
    """Name a line by what it says: which rate, and whether it rises or falls."""
    if week.rate == "leaving":
        return _("leave more often") if week.share >= 0 else _("leave less often")
    return _("buy more often") if week.share >= 0 else _("buy less often")


def fading(weeks: Sequence[Week], *, narrow: bool = False) -> dict[str, Any]:
    """Draw how the rates return to what they were, each line named at its beginning."""
    values = [{**week._asdict(), "said": _said(week)} for week in weeks]
    colour = {
        "field": "rate",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": ["leaving", "buying"], "range": [LOSS, CALM]},
    }
    x = {
        "field": "week",
        "type": "quantitative",
        "axis": {"title": _("weeks after it"), "tickCount": 5 if narrow else 10, "grid": False},
    }
    y = {"type": "quantitative", "axis": {"labelExpr": SIGNED, "title": None, "tickCount": 5}}
    return {
        "data": {"values": values},
        "height": 220,
        "encoding": {"x": x, "color": colour},
        "layer": [
            {
                "mark": {"type": "area", "opacity": 0.18},
                "encoding": {"y": {"field": "low", **y}, "y2": {"field": "high"}},
            },
            {
                "mark": {"type": "line", "strokeWidth": 2.5},
                "encoding": {"y": {"field": "share", **y}},
            },
            {
                "transform": [{"filter": "datum.week == 0"}],
                "mark": {"type": "text", "align": "left", "dx": 10, "dy": -10, "fontSize": 13},
                "encoding": {"y": {"field": "share", **y}, "text": {"field": "said"}},
            },
        ],
    }
