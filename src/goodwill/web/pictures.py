"""Charts as pictures: Vega-Lite specifications rendered to SVG on the server."""

from __future__ import annotations

import json
import struct
import textwrap
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from goodwill.words import language

if TYPE_CHECKING:
    from goodwill.reports.report import Chart

FONT = "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif"
LIGHT = {
    "ink": "#1f2a33",
    "quiet": "#54626f",
    "line": "#d9dfe4",
    "calm": "#5b6b7a",
    "ground": "#ffffff",
}
DARK = {
    "ink": "#e7ecf0",
    "quiet": "#a9b8c6",
    "line": "#34424e",
    "calm": "#93a5b5",
    "ground": "#1c252d",
}
BRIGHTER = {"#b3432b": "#ef8b74", "#2f7d5b": "#6fcf9f", "#5b6b7a": "#93a5b5"}
"""The colours of the light pictures, and what stands for them in the dark."""
WIDE, NARROW = 1050, 330
SHARP = 2
"""Dots of a PNG for each of the picture's own."""
DECIMALS = {"pl": ",", "ru": ",", "uk": ","}


def draw_svg(
    chart: Chart, *, narrow: bool = False, dark: bool = False, alone: bool = False, width: int = 0
) -> str:
    """Render a chart as SVG with its title and description for those who cannot see it.

    One that stands alone, outside our pages, shows both and has a ground of its own. Its width is
    that of a desk or a phone, unless another is given.
    """
    spec = chart.narrow if narrow else chart.wide
    colours = DARK if dark else LIGHT
    whole = {
        **spec,
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width or (NARROW if narrow else WIDE),
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": _style(colours),
    }
    if alone:
        letters = 46 if narrow else 150
        whole |= {
            "title": {
                "text": textwrap.wrap(chart.title, letters),
                "subtitle": textwrap.wrap(chart.sentence, letters + letters // 6),
            },
            "background": colours["ground"],
            "padding": 24,
        }
    written = json.dumps(whole, sort_keys=True)
    if dark:
        for light, bright in BRIGHTER.items():
            written = written.replace(light, bright)
    svg = _rendered(written, language())
    told = f"<title>{_escaped(chart.title)}</title><desc>{_escaped(chart.sentence)}</desc>"
    head, sign, rest = svg.partition(">")
    return f'{head} role="img"{sign}{told}{rest}'


def draw_png(chart: Chart) -> bytes:
    """Render a chart as PNG for slides and letters, its title and description written in."""
    import vl_convert

    png: bytes = vl_convert.svg_to_png(draw_svg(chart, alone=True), scale=SHARP)
    head = png.index(b"IEND") - 4
    told = _chunk("Title", chart.title) + _chunk("Description", chart.sentence)
    return png[:head] + told + png[head:]


def _chunk(keyword: str, text: str) -> bytes:
    """Write a text of a PNG: an `iTXt` chunk, uncompressed (PNG, third edition, 11.3.3.4)."""
    body = b"iTXt" + keyword.encode("latin-1") + b"\0\0\0\0\0" + text.encode()
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@lru_cache(maxsize=256)
def _rendered(spec: str, code: str) -> str:
    import vl_convert

    numbers: dict[str, Any] = {
        "decimal": DECIMALS.get(code, "."),
        "thousands": "\u00a0" if code in DECIMALS else ",",
        "grouping": [3],
        "currency": ["", ""],
    }
    svg: str = vl_convert.vegalite_to_svg(spec, format_locale=numbers)
    return svg


def _style(colours: dict[str, str]) -> dict[str, Any]:
    return {
        "background": None,
        "font": FONT,
        "view": {"stroke": None},
        "text": {"color": colours["ink"]},
        "title": {
            "color": colours["ink"],
            "subtitleColor": colours["quiet"],
            "fontSize": 18,
            "subtitleFontSize": 13,
            "subtitleLineHeight": 17,
            "subtitlePadding": 6,
            "anchor": "start",
            "frame": "bounds",
            "offset": 18,
        },
        "legend": {"labelColor": colours["ink"], "labelFontSize": 13, "labelLimit": 320},
        "axis": {
            "labelColor": colours["ink"],
            "titleColor": colours["quiet"],
            "gridColor": colours["line"],
            "domainColor": colours["line"],
            "tickColor": colours["line"],
            "labelFontSize": 13,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "labelLimit": 320,
        },
    }
