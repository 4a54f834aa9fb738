"""Rows of tables, written out in one go: cell by cell a template would take most of a page's time.

Whatever comes from records is escaped here, as a template would.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from goodwill.reports import faces
from goodwill.web.templatetags.said import leads_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.template.context import Context

register = template.Library()
_BAR = (
    '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
    '<rect class="all" width="100" height="10" rx="2"/>'
    '<rect class="part" width="{width}" height="10" rx="2"/></svg> '
)
SHOWN_FIRST = {"state", "own", "kept"}
"""The columns of the window that a narrow page shows beside the name of a row."""


@register.simple_tag
def heads_written(laid: Sequence[Mapping[str, Any]]) -> str:
    """Write the row with the names of the columns, which every row of a table has alike."""
    return _safe(f'<tr role="row">{"".join(_head(cell) for cell in laid[0]["cells"])}</tr>')


@register.simple_tag(takes_context=True)
def rows_written(context: Context, laid: Iterable[Mapping[str, Any]], inner: bool = False) -> str:
    """Write the rows of a table; those within a case have no bars and open no cells."""
    return _safe("\n".join(_row(context, line, inner) for line in laid))


@register.simple_tag(takes_context=True)
def parts_written(context: Context, line: Mapping[str, Any], address: str = "") -> str:
    """Write what a line of a folded table says, one part behind the other."""
    del context
    return _safe(
        "".join(
            _part(cell, address if not place else "")
            for place, cell in enumerate(line["cells"])
            if not cell["nothing"]
        )
    )


@register.simple_tag
def rows_shown(laid: Iterable[Mapping[str, Any]]) -> str:
    """Write the rows of a table of the window, where nothing opens anything."""
    return _safe("\n".join(_shown(line) for line in laid))


def _safe(written: str) -> SafeString:
    return mark_safe(written)  # noqa: S308  # every part was escaped when it was written


def _head(cell: Mapping[str, Any]) -> str:
    words = ' class="right"' if cell["right"] else ""
    title = f' title="{escape(cell["sentence"])}"' if cell["sentence"] else ""
    return f'<th role="columnheader" scope="col"{words}{title}>{escape(cell["label"])}</th>'


def _row(context: Context, line: Mapping[str, Any], inner: bool) -> str:
    row, side = line["row"], line["side"]
    words = [f"side-{escape(side)}"] if side else []
    if not inner:
        words += [f"depth{row.depth}", *(["strong"] if row.strong else [])]
    first, *rest = line["cells"]
    said, address = first["said"], leads_to(context, row.opens)
    head = f'<a href="{escape(address)}">{escape(said or faces.NOTHING)}</a>' if address else ""
    cells = "".join(_cell(context, cell, inner, row.spoken) for cell in rest)
    kind = first["kind"]
    return (
        f'<tr role="row"{_class(words)}><th role="rowheader" scope="row" class="is-{kind}"'
        f"{_untranslated(kind)}>{head or escape(said)}</th>{cells}</tr>"
    )


def _untranslated(kind: str) -> str:
    """Keep translators of the browser away from what is written in a notation."""
    return ' translate="no"' if kind == "code" else ""


def _class(words: list[str]) -> str:
    return f' class="{" ".join(words)}"' if words else ""


def _cell(context: Context, cell: Mapping[str, Any], inner: bool, spoken: str = "") -> str:
    said = escape(cell["said"])
    if not inner:
        within = leads_to(context, cell["opens"])
        said = f'<a href="{escape(within)}">{said}</a>' if within else said
        if cell["bar"] is not None:
            said = _BAR.format(width=cell["bar"]) + said
        if below := cell.get("below"):
            said += f"<small>{escape(below)}</small>"
    words = ("right", "negative", *(() if inner else ("main",)))
    if spoken:
        said = f'<span lang="{escape(spoken)}">{said}</span>'
    return _written(cell, [word for word in words if cell[word]], said)


def _written(cell: Mapping[str, Any], words: list[str], said: str) -> str:
    names = " ".join([f"is-{cell['kind']}", *words, *(["none"] if cell["nothing"] else [])])
    return f'<td role="cell" class="{names}" data-label="{escape(cell["label"])}">{said}</td>'


def _part(cell: Mapping[str, Any], address: str) -> str:
    kind, said = cell["kind"], escape(cell["said"])
    if address:
        return f'<a href="{escape(address)}" class="is-{kind}">{said}</a>'
    words = f"is-{kind} negative" if cell["negative"] else f"is-{kind}"
    label = f' data-label="{escape(cell["label"])}"' if kind == "money" else ""
    return f'<span class="{words}"{label}>{said}</span>'


def _shown(line: Mapping[str, Any]) -> str:
    first, *rest = line["cells"]
    cells = "".join(
        _written(
            cell,
            [
                *(["right"] if cell["right"] else []),
                *(["main"] if cell["name"] in SHOWN_FIRST else []),
            ],
            escape(cell["said"]),
        )
        for cell in rest
    )
    strong = ' class="strong"' if line["row"].strong else ""
    head = f'<th role="rowheader" scope="row">{escape(first["said"])}</th>'
    return f'<tr role="row"{strong}>{head}{cells}</tr>'
