"""Files in which the office notes what a close shall read: a line of JSON for each step.

Each line tells the whole of a matter as it stands, and the last one of a number counts.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from goodwill.moments import disk

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path


def append(path: Path, row: Mapping[str, Any]) -> None:
    """Append a line, wholly or not at all; parties go by their pseudonyms.

    It is on disk when this returns.
    """
    path.parent.mkdir(mode=0o700, exist_ok=True)
    line = _line(row)
    with disk.locked(path.parent / ".lock"):  # else it may go into a file just written anew
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            size = os.fstat(handle).st_size
            torn = bool(size) and os.pread(handle, 1, size - 1) != b"\n"  # by a crash
            os.write(handle, b"\n" * torn + line.encode())
            os.fsync(handle)
        finally:
            os.close(handle)


def newest(path: Path) -> list[dict[str, Any]]:
    """Give the last line of every number, in the order in which the numbers came.

    A line that a crash has cut short is passed over: the office writes it again at the next step.
    """
    found: dict[str, dict[str, Any]] = {}
    for line in lines(path):
        if isinstance(line, dict) and line.get("number"):
            found[str(line["number"])] = line
    return list(found.values())


def lines(path: Path) -> Iterator[Any]:
    """Read every line that can be read."""
    if not path.is_file():
        return
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            try:
                yield json.loads(line)
            except ValueError:
                continue


def torn(path: Path) -> int:
    """Count the lines that cannot be read."""
    with path.open(encoding="utf-8", errors="replace") as file:
        written = sum(bool(line.strip()) for line in file)
    return written - sum(1 for _line in lines(path))


def forget(path: Path, parties: Collection[str]) -> None:
    """Write a file again without what is of some parties; their texts are gone for good."""
    if not path.is_file():
        return
    with disk.rewriting(path) as aside:
        kept = [
            line
            for line in lines(path)
            if not (isinstance(line, dict) and line.get("party") in parties)
        ]
        aside.write_text("".join(map(_line, kept)), encoding="utf-8")


def _line(row: Any) -> str:
    return json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n"
