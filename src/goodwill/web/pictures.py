"""Charts as pictures: Vega-Lite specifications rendered to SVG on the server."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from goodwill.words import language

if TYPE_CHECKING:
    from goodwill.reports.report import Chart

FONT = "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif"
LIGHT = {"ink": "#1f2a33", "quiet": "#5b6b7a", "line": "#d9dfe4"}
DARK = {"ink": "#e7ecf0", "quiet": "#9fb0bf", "line": "#34424e"}
LOCALES = {"pl": ("pl-PL", ",", "\u00a0"), "ru": ("ru-RU", ",", "\u00a0"), "uk": ("uk-UA", ",", "\u00a0")}


def draw_svg(chart: Chart, *, dark: bool = False) -> str:
    """Render a chart as SVG with its title and description for those who cannot see it."""
    spec = {**chart.spec, "$schema": "https://vega.github.io/schema/vega-lite/v5.json"}
    svg = _rendered(json.dumps(spec, sort_keys=True), language(), dark=dark)
    told = f"<title>{_escaped(chart.title)}</title><desc>{_escaped(chart.sentence)}</desc>"
    head, sign, rest = svg.partition(">")
    return f'{head} role="img"{sign}{told}{rest}'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@lru_cache(maxsize=256)
def _rendered(spec: str, code: str, *, dark: bool) -> str:
    import vl_convert

    whole = {**json.loads(spec), "width": 520, "config": _style(DARK if dark else LIGHT)}
    _name, decimal, thousands = LOCALES.get(code, ("en-US", ".", ","))
    numbers: dict[str, Any] = {
        "decimal": decimal, "thousands": thousands, "grouping": [3], "currency": ["", ""]
    }  # fmt: skip
    svg: str = vl_convert.vegalite_to_svg(whole, format_locale=numbers)
    return svg


def _style(colours: dict[str, str]) -> dict[str, Any]:
    return {
        "background": None,
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            "labelColor": colours["ink"],
            "titleColor": colours["quiet"],
            "gridColor": colours["line"],
            "domainColor": colours["line"],
            "tickColor": colours["line"],
            "labelFontSize": 13,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "labelLimit": 260,
        },
    }
