"""Which files are meant: names, patterns and folders become files, in the order best read."""

from __future__ import annotations

import glob
import os
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from goodwill.book.importing import CERTAIN
from goodwill.problems import Problem
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

FIRST = ("staff", "customers")
"""Kinds of record that say who is who, and so are read before the others."""
HEAD = 1 << 18
"""So many bytes of a text file are enough to know its kind."""
TEXTS = {".csv", ".tsv", ".txt", ".jsonl", ".ndjson"}


class Gathered(NamedTuple):
    """The files to import, those of a folder that hold no records, and what was not found."""

    files: list[str]
    strangers: list[str]
    problems: list[Problem]


def gather(words: Iterable[str], source: str | None = None) -> Gathered:
    """Find the files that are meant; of a folder those whose headers tell what they are."""
    gathered = Gathered([], [], [])
    for word in words:
        if "://" in word or not glob.has_magic(word) or os.path.exists(word):  # noqa: PTH110  # a name too long does not exist
            found = [word]
        else:
            found = sorted(glob.glob(word))  # noqa: PTH207  # Path.glob takes no absolute pattern
            if not found:
                hint = _("Patterns are taken as the shell takes them, as in exports/*.csv.")
                gathered.problems.append(Problem(word, _("No file fits this pattern."), hint))
        for path in found:
            _add(gathered, path, source)
    return Gathered(list(dict.fromkeys(gathered.files)), gathered.strangers, gathered.problems)


def _add(gathered: Gathered, path: str, source: str | None) -> None:
    if "://" in path or not os.path.isdir(path):  # noqa: PTH112  # names may be too long
        gathered.files.append(path)
        return
    inside = sorted(each for each in Path(path).iterdir() if _may_hold_records(each))
    if source is not None:
        gathered.files.extend(map(str, inside))
        return
    kinds = {each: kind_of(each) for each in inside}
    known = [each for each in inside if kinds[each]]
    gathered.files.extend(str(each) for each in sorted(known, key=lambda each: _place(kinds[each])))
    gathered.strangers.extend(each.name for each in inside if not kinds[each])
    if not known:
        gathered.problems.append(
            Problem(
                path,
                _("No file in this folder has headers that tell what it holds."),
                _("Name its files one by one, with --as and --map."),
            )
        )


def _may_hold_records(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".")


def _place(kind: str | None) -> int:
    return FIRST.index(kind) if kind in FIRST else len(FIRST)


def kind_of(path: Path) -> str | None:
    """Tell from the beginning of a file which kind of record it holds; None if none is clear."""
    from goodwill.moments.journal import engine
    from goodwill.sources.source import recognise

    with closing(engine("256MB")) as con, tempfile.TemporaryDirectory() as folder:
        columns = _columns(con, _beginning(path, Path(folder))) or _columns(con, path)
    ranked = recognise(columns) if columns else []
    return ranked[0][0].name if ranked and ranked[0][1] >= CERTAIN else None


def _columns(con: DuckDBPyConnection, path: Path) -> tuple[str, ...]:
    from goodwill.sources.reading import open_records

    records, _problems = open_records(con, str(path))
    return records.columns if records else ()


def _beginning(path: Path, folder: Path) -> Path:
    """Copy the first whole lines of a text file; anything else is looked at as it is."""
    if path.suffix.lower() not in TEXTS or path.stat().st_size <= HEAD:
        return path
    with path.open("rb") as file:
        head = file.read(HEAD)
    end = head.rfind(b"\n") + 1
    wide = head.startswith(b"\xff\xfe")  # UTF-16 has a second byte after its line feed
    copy = folder / path.name
    copy.write_bytes(head[: end + wide])
    return copy
