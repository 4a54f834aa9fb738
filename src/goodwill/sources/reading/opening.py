"""The door for records: looks at what a file is, whatever it calls itself, and lets it be read."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from goodwill.problems import InputError, Problem
from goodwill.sources.reading import (
    contents,
    database,
    delimited,
    eventlog,
    jsonlines,
    parquet,
    places,
    sheets,
)
from goodwill.sources.reading.records import Limits, Records, Task, engine_error
from goodwill.sources.reading.refusals import no_permission
from goodwill.sources.reading.unpacking import unpacked
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from duckdb import DuckDBPyConnection

DEFAULT = Limits()
READERS: dict[str, Callable[[Task], tuple[Records, list[Problem]]]] = {
    "csv": delimited.read,
    "parquet": parquet.read,
    "sheet": sheets.read,
    "json": jsonlines.read,
    "xes": eventlog.read,
    "sqlite": database.read_sqlite,
}


def open_records(
    con: DuckDBPyConnection,
    path_or_url: str | Path,
    *,
    sheet: str | None = None,
    table: str | None = None,
    limits: Limits = DEFAULT,
) -> tuple[Records | None, list[Problem]]:
    """Read any file or database into a table of text; what cannot be read is said, never raised."""
    path = Path(path_or_url)
    is_url = "://" in str(path_or_url)
    name = database.without_password(str(path_or_url)) if is_url else path.name or str(path)
    try:
        with tempfile.TemporaryDirectory(prefix="goodwill-") as folder:
            task = Task(con, path, name, Path(folder), sheet, table, limits)
            if is_url:
                return database.read(task, str(path_or_url))
            places.check_file(path)
            return _read_file(replace(task, path=_plain_name(path, task.folder)))
    except InputError as refusal:
        return None, refusal.problems
    except PermissionError:
        return None, [no_permission(name)]
    except (OSError, MemoryError) as error:
        return None, [_failed(name, error)]
    except engine_error(con):
        return None, [_failed(name, None)]


def _plain_name(path: Path, folder: Path) -> Path:
    """Give the file a name without the signs in which the engine would see a pattern."""
    if not set(str(path)) & set("*?[]{}"):
        return path
    link = folder / "records"
    link.symlink_to(path.resolve())
    return link


def _read_file(task: Task) -> tuple[Records, list[Problem]]:
    """Read a file by what it contains, unpacking it first where it is packed."""
    found = contents.recognise(task)
    if found == "gzip":
        task = replace(task, path=unpacked(task))
        places.check_file(task.path)
        found = contents.recognise(task)
    if found == "gzip":
        raise InputError(
            Problem(
                task.name,
                _("this file is packed more than once."),
                _("Unpack it yourself and import what comes out."),
            )
        )
    records, problems = READERS[found](task)
    notes = [*contents.promise_note(task, found), *_notes(records)]
    return records._replace(facts={**records.facts, "notes": notes}), problems


def _notes(records: Records) -> list[str]:
    notes = records.facts.get("notes")
    return notes if isinstance(notes, list) else []


def _failed(name: str, error: Exception | None) -> Problem:
    """Say that the machine failed, not the file's form."""
    strerror = getattr(error, "strerror", None)
    what = (
        _("it could not be read: {reason}.", reason=strerror)
        if strerror
        else _("it could not be read.")
    )
    return Problem(name, what, _("Check the disk that it lies on, and copy it again."))
