"""Dirt as real exports have it: lines twice, lines without a customer, absurd years and orders."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from goodwill.example.files import Cell, File, Row

DUPLICATES = 0.004
"""The share of lines that stand in their file twice."""


class Break(NamedTuple):
    """One way to break a line: why it is wrong, the column, and what is written there."""

    reason: str
    column: str
    value: Cell = None
    times: int = 3
    before: str = ""
    """If given, the value is two days before what this column holds."""


class Soiled(NamedTuple):
    """The lines as written, and how many of each sort there are."""

    rows: list[Row]
    clean: int
    duplicates: int
    broken: dict[str, int]


def soil(rng: np.random.Generator, file: File, key: str, breaks: Sequence[Break]) -> Soiled:
    """Repeat some lines and add broken copies under keys of their own, at places drawn by lot."""
    rows = list(file.rows)
    count = len(rows)
    repeated = sorted(rng.choice(count, int(count * DUPLICATES), replace=False).tolist())
    added: list[tuple[int, Row]] = [(place + 1, rows[place]) for place in repeated]
    number = 0
    for one in breaks:
        for place in sorted(rng.choice(count, min(one.times, count), replace=False).tolist()):
            number += 1
            added.append((place + 1, _broken(file, rows[place], key, one, number)))
    for place, row in sorted(added, key=lambda pair: -pair[0]):
        rows.insert(place, row)
    broken = {one.reason: min(one.times, count) for one in breaks}
    return Soiled(rows, count, len(repeated), broken)


def _broken(file: File, row: Row, key: str, one: Break, number: int) -> Row:
    cells = dict(zip(file.columns, row, strict=True))
    if key:
        cells[key] = f"{cells[key]}-X{number}"
    cells[one.column] = one.value
    if one.before:
        first = cells[one.before]
        assert isinstance(first, datetime), "only an instant can be set back"
        cells[one.column] = first - timedelta(days=2)
    return tuple(cells.values())
