"""Packed files (gzip) are unpacked beside, as far as they do not swell like a bomb."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING

from goodwill.problems import InputError, Problem
from goodwill.sources.reading.refusals import bomb
from goodwill.words import _

if TYPE_CHECKING:
    from pathlib import Path

    from goodwill.sources.reading.records import Task

PIECE = 1 << 20
SMALL = 64 << 20


def unpacked(task: Task) -> Path:
    """Unpack a gzip file into the folder of the task; a real log packs 5 to 30 times."""
    target = task.folder / f"unpacked-{task.path.name.removesuffix('.gz')[-80:]}"
    most = max(SMALL, task.limits.unpacked_ratio * task.path.stat().st_size)
    written = 0
    try:
        with gzip.open(task.path) as packed, target.open("wb") as out:
            while piece := packed.read(PIECE):
                written += len(piece)
                if written > most:
                    raise InputError(bomb(task.name))
                out.write(piece)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise InputError(
            Problem(
                task.name,
                _("this packed file is damaged or cut off."),
                _("Copy it again, or unpack it yourself and import what comes out."),
            )
        ) from None
    return target
