"""In which alphabet a text is written: UTF-8, UTF-16 or one of the old code pages."""

from __future__ import annotations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from goodwill.sources.reading.records import Task


def sniffed_encoding(task: Task) -> tuple[Path, str]:
    return task.path, "utf-8"


def as_utf8(task: Task, path: Path) -> tuple[Path, str]:
    out = task.folder / "utf8.csv"
    with (
        path.open(encoding="cp1252", errors="replace", newline="") as source,
        out.open("w", encoding="utf-8", newline="") as target,
    ):
        while text := source.read(1 << 20):
            target.write(text)
    return out, "cp1252"
