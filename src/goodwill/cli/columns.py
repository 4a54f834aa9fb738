"""Rows laid out in columns, as wide as the terminal where there is one."""

from __future__ import annotations

import json
import shutil
import sys
from typing import TYPE_CHECKING, Any

import click

from goodwill.reports.terminal import folded, places, set_in
from goodwill.words import grouped

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST = 24
"""A column of sentences is not made narrower than this."""
GAP = "  "


def laid_out(head: Sequence[str], rows: Sequence[Sequence[object]], right: str = "") -> str:
    """Lay rows out under their heads; the last column holds sentences and is folded to fit.

    `right` names the columns to be set to the right by the letter r, as in "..r": numbers are.
    """
    cells = [list(map(_said, row)) for row in (head, *rows)]
    widths = [max(places(row[place]) for row in cells) for place in range(len(head))]
    wide = room()
    if wide is not None:
        before = sum(widths[:-1]) + len(GAP) * (len(widths) - 1)
        widths[-1] = max(LEAST, min(widths[-1], wide - before))
    to_the_right = [sign == "r" for sign in right.ljust(len(widths))]
    first, *rest = (_lines(row, widths, to_the_right, wide) for row in cells)
    rule = GAP.join("-" * width for width in widths)
    return "\n".join([*first, rule, *(line for lines in rest for line in lines)])


def print_json(data: Any) -> None:
    """Print data for other programs."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def room() -> int | None:
    """Give the width of the terminal; None where the output goes to a file or a program."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _said(value: object) -> str:
    if value is None:
        return ""
    return grouped(value) if isinstance(value, int) else str(value)


def _lines(
    row: list[str], widths: list[int], to_the_right: list[bool], wide: int | None
) -> list[str]:
    """Write a row: one line, and more below it where its last cell is folded."""
    last = folded(row[-1], None if wide is None else widths[-1])
    blank = [""] * (len(row) - 1)
    return [
        GAP.join(
            map(set_in, [*(blank if number else row[:-1]), words], widths, to_the_right)
        ).rstrip()
        for number, words in enumerate(last)
    ]
