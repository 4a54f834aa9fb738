"""JSON lines: one object a line, flattened one level with dots."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from goodwill.problems import InputError, Problem
from goodwill.sources.reading.encoding import sniffed_encoding
from goodwill.sources.reading.records import Records, unique_headers
from goodwill.sources.reading.refusals import nothing, too_many_columns
from goodwill.sources.reading.spool import Spool
from goodwill.sources.reading.survey import whole_lines
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from goodwill.sources.reading.records import Task

WHOLE_FILE = 16 << 20
"""A list in one piece must be held in memory; beyond this size, lines are asked for."""


def read(task: Task) -> tuple[Records, list[Problem]]:
    """Read objects, one a line or in one list; a line that is none is rejected at its place."""
    path, encoding = sniffed_encoding(task)
    positions: dict[str, int] = {}
    with path.open("rb") as stream:
        listed = stream.read(1 << 12).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
    with Spool(task) as spool:
        for line, found in _in_list(task, path) if listed else _in_lines(task, path):
            if isinstance(found, dict):
                spool.add(line, _row(task, found, positions))
            else:
                _reject(spool, line, found)
        if not spool.lines:
            raise InputError(spool.problems[:1] or nothing(task.name))
        columns, notes = unique_headers(positions)
        table, rejects = spool.load(columns)
    facts: dict[str, object] = {"format": "json", "encoding": encoding, "notes": notes}
    return Records(table, columns, spool.lines, facts, spool.rejected, rejects), spool.problems


def _in_lines(task: Task, path: Path) -> Iterator[tuple[int, object]]:
    number = 0
    for chunk in whole_lines(task, path):
        for text in chunk.removesuffix(b"\n").split(b"\n"):
            number += 1
            if text.strip():
                yield number, _parsed(text)


def _in_list(task: Task, path: Path) -> Iterator[tuple[int, object]]:
    """Yield the objects of one list, numbered, as their lines are not known."""
    size = path.stat().st_size
    found = _parsed(path.read_bytes()) if size <= WHOLE_FILE else None
    if not isinstance(found, list):
        raise InputError(
            Problem(
                task.name,
                _("this JSON list cannot be read.")
                if size <= WHOLE_FILE
                else _("this JSON is one list too large to be held at once."),
                _("Write each record on a line of its own (JSON lines)."),
            )
        )
    yield from enumerate(found, start=1)


def _parsed(text: bytes) -> object:
    """Read JSON with numbers kept as they are written; None where it is not JSON."""
    try:
        return json.loads(
            text.decode("utf-8-sig"),
            parse_int=str,
            parse_float=str,
            parse_constant=lambda _name: None,
        )
    except (ValueError, RecursionError):
        return None


def _row(task: Task, record: dict[str, object], positions: dict[str, int]) -> list[str | None]:
    """Lay a record out in the columns known so far, adding those that are new."""
    row: list[str | None] = [None] * len(positions)
    for key, value in _flat(record):
        place = positions.setdefault(key, len(positions))
        if place == len(row):
            row.append(None)
            if place >= task.limits.columns:
                raise InputError(too_many_columns(task, place + 1))
        row[place] = _text(value)
    return row


def _flat(record: dict[str, object]) -> Iterator[tuple[str, object]]:
    for key, value in record.items():
        if isinstance(value, dict) and value:
            yield from ((f"{key}.{inner}", kept) for inner, kept in value.items())
        else:
            yield key, value


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value.replace("\0", "") if value else value
    return json.dumps(value, ensure_ascii=False)


def _reject(spool: Spool, line: int, found: object) -> None:
    reason = _("this line is not a JSON object.")
    spool.reject(
        line, reason, _('Write each record as {"name": value, …} on one line.'), str(found or "")
    )
