"""Rows laid out in columns, as wide as the terminal where there is one."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
import unicodedata
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST = 24
"""A column of sentences is not made narrower than this."""


def laid_out(head: Sequence[str], rows: Sequence[Sequence[object]], right: str = "") -> str:
    """Lay rows out under their heads; the last column holds sentences and is folded to fit.

    `right` names the columns to be set to the right by the letter r, as in "..r": numbers are.
    """
    cells = [list(map(_said, row)) for row in (head, *rows)]
    widths = [max(_width(row[place]) for row in cells) for place in range(len(head))]
    room = _room()
    if room is not None:
        before = sum(widths[:-1]) + 2 * (len(widths) - 1)
        widths[-1] = max(LEAST, min(widths[-1], room - before))
    lines = [line for row in cells for line in _lines(row, widths, right, room is not None)]
    heads = len(list(_lines(cells[0], widths, right, room is not None)))
    rule = "  ".join("-" * width for width in widths)
    return "\n".join([*lines[:heads], rule, *lines[heads:]])


def print_json(data: Any) -> None:
    """Print data for other programs."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def _said(value: object) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else str(value)


def _room() -> int | None:
    """Give the width of the terminal; None where the output goes to a file or a program."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _lines(row: list[str], widths: list[int], right: str, fold: bool) -> list[str]:
    last = textwrap.wrap(row[-1], widths[-1]) if fold else [row[-1]]
    first = [
        _padded(cell, width, right[place : place + 1] == "r")
        for place, (cell, width) in enumerate(zip(row[:-1], widths, strict=False))
    ]
    blank = [" " * width for width in widths[: len(first)]]
    place = right[len(row) - 1 : len(row)]
    return [
        "  ".join([*(first if not number else blank), _padded(words, widths[-1], place == "r")])
        .rstrip()
        for number, words in enumerate(last or [""])
    ]  # fmt: skip


def _padded(cell: str, width: int, to_the_right: bool) -> str:
    space = " " * (width - _width(cell))
    return space + cell if to_the_right else cell + space


def _width(words: str) -> int:
    """Count the places that words take on a terminal."""
    return sum(
        0 if unicodedata.combining(sign) else 1 + (unicodedata.east_asian_width(sign) in "WF")
        for sign in words
    )
