"""Opens the gallery of hostile files and writes what is said about each to docs/errors.md.

`python -m tests.reading.gallery` rewrites the page; with `--measure` it prints the CPU time and the
peak of memory instead.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from goodwill.moments.journal import engine
from goodwill.sources.reading import open_records
from tests.memory import peak_megabytes
from tests.reading.hostile import GALLERY, Hostile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goodwill.problems import Problem

PAGE = Path(__file__).parents[2] / "docs/errors.md"
HEAD = """# What Goodwill says about bad files

Each file below is made and opened by a test, and this page is written from what it answers
(`python -m tests.reading.gallery`). None of them takes more than a second or 300 MB to refuse.
"""
NOBODY = 65_534


@contextmanager
def acting_as(user: int | None) -> Iterator[None]:
    """Act as another user for a while, where this process may."""
    if user is None or os.geteuid() != 0:
        yield
        return
    os.seteuid(user)
    try:
        yield
    finally:
        os.seteuid(0)


@cache
def answers(item: Hostile) -> list[Problem]:
    """Make one hostile file, open it, and give every problem that is told."""
    con = engine("256MB")
    with con, tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        target = item.make(Path(folder))
        with acting_as(NOBODY if item.nobody else None):
            return open_records(con, target, sheet=item.sheet, table=item.table)[1]


def page() -> str:
    """Write the page: a heading for each file, and what is said about it."""
    parts = [HEAD]
    for item in GALLERY:
        said = "\n".join(str(problem) for problem in answers(item))
        parts.append(f"## {item.title}\n```\n{said}\n```\n")
    return "\n".join(parts)


def measures() -> dict[str, object]:
    """Open everything in this process; give each CPU time, children's too, and the peak."""
    spent = {}
    con = engine("256MB")
    for item in GALLERY:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder).chmod(0o755)
            target = item.make(Path(folder))
            before = sum(os.times()[:4])
            with acting_as(NOBODY if item.nobody else None):
                open_records(con, target, sheet=item.sheet, table=item.table)
            spent[item.title] = round(sum(os.times()[:4]) - before, 2)
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    return {"seconds": spent, "megabytes": [peak_megabytes(), children]}


if __name__ == "__main__":
    if "--measure" in sys.argv:
        sys.stdout.write(json.dumps(measures(), indent=1) + "\n")
    else:
        PAGE.write_text(page(), encoding="utf-8")
