"""Workbooks (XLSX, XLSB, XLS, ODS): one sheet, read in a process of its own within limits."""

from __future__ import annotations

import csv
import itertools
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from goodwill.problems import InputError, Problem, nearest
from goodwill.sources.reading.delimited import headers, title_notes
from goodwill.sources.reading.dialect import SAMPLE_RECORDS, header_row
from goodwill.sources.reading.records import Records, identifier, literal, new_table
from goodwill.sources.reading.refusals import damaged_book, empty, header_only, password
from goodwill.words import _

if TYPE_CHECKING:
    from goodwill.sources.reading.records import Task

SCRIPT = Path(__file__).with_name("sheet_process.py")
MEMORY = 128 << 20
MEMORY_PER_BYTE = 8  # a cell takes 32 bytes in memory and rarely less than 10 in the file
MOST_MEMORY = 6 << 30


def read(task: Task) -> tuple[Records, list[Problem]]:
    """Read the sheet asked for, or the one with the most rows; its line is the row's number."""
    target = task.folder / "sheet.csv"
    told = _told(task, target)
    _check(task, told)
    with target.open(encoding="utf-8", newline="") as rows:
        csv.field_size_limit(task.limits.record_bytes)
        top = list(itertools.islice(csv.reader(rows), SAMPLE_RECORDS))
    found = header_row([row[1:] for row in top])
    if found is None:
        raise InputError(empty(task.name))
    header_line, cells = int(top[found][0]), tuple(top[found][1:])
    columns, notes = headers(task, cells, header_line)
    if told["rows"] == found + 1:
        raise InputError(header_only(task.name))
    table, kept, lines = _load(task, target, columns, cells, header_line)
    facts: dict[str, object] = {
        "format": "sheet",
        "sheet": told["sheet"],
        "sheets": told["sheets"],
        "header_line": header_line,
        "notes": [*title_notes(header_line), *notes],
    }
    return Records(table, kept, lines, facts), []


def _told(task: Task, target: Path) -> dict[str, object]:
    """Let the process read the workbook; one that was ended by its limits has told nothing."""
    command = [
        sys.executable,
        "-I",
        str(SCRIPT),
        str(task.path.resolve()),
        task.sheet or "",
        str(target),
    ]
    seconds = task.limits.sheet_seconds
    try:
        done = subprocess.run(
            [*command, str(_memory(task.path)), str(seconds)],
            capture_output=True,
            timeout=4 * seconds,
            check=False,
        )
        told: dict[str, object] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return {"fault": "limits"}
    return told


def _memory(path: Path) -> int:
    """Allow memory by what the file holds, so that a small one cannot ask for much."""
    size = path.stat().st_size
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    return min(MOST_MEMORY, MEMORY + MEMORY_PER_BYTE * size)


def _check(task: Task, told: dict[str, object]) -> None:
    """Refuse what the process could not read, with the reason it gave."""
    sheets = [str(name) for name in told.get("sheets") or []]  # type: ignore[attr-defined]
    near = nearest(task.sheet or "", sheets)
    faults = {
        "password": password(task.name),
        "empty": empty(task.name),
        "damaged": damaged_book(task.name),
        "limits": Problem(
            task.name,
            _("this workbook asks for more memory or time than its size warrants."),
            _("Delete the empty rows and columns far outside the table, or save the sheet as CSV."),
        ),
        "no such sheet": Problem(
            task.name,
            _("there is no sheet “{sheet}” in it.", sheet=task.sheet),
            _("Did you mean “{near}”?", near=near)
            if near
            else _("Its sheets are: {names}.", names=", ".join(sheets)),
        ),
    }
    if "fault" in told:
        raise InputError(faults[str(told["fault"])])


def _load(
    task: Task, path: Path, columns: tuple[str, ...], cells: tuple[str, ...], header_line: int
) -> tuple[str, tuple[str, ...], int]:
    """Load the rows below the header, leaving out columns that have neither header nor values."""
    con, table = task.con, new_table()
    kinds = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in columns)
    names = ", ".join(identifier(name) for name in columns)
    con.execute(
        f"CREATE TABLE {table} AS SELECT {names}, line FROM read_csv({literal(str(path))}, "
        f"auto_detect=false, header=false, delim=',', quote='\"', escape='\"', parallel=false, "
        f"columns={{'line': 'BIGINT', {kinds}}}) WHERE line > {header_line}"
    )
    each = ", ".join(f"count({identifier(name)})" for name in columns)
    counts = con.execute(f"SELECT count(*), {each} FROM {table}").fetchone() or (0,)
    blank = {
        name
        for name, cell, count in zip(columns, cells, counts[1:], strict=True)
        if not cell.strip() and not count
    }
    for name in blank:
        con.execute(f"ALTER TABLE {table} DROP COLUMN {identifier(name)}")
    return table, tuple(name for name in columns if name not in blank), int(counts[0])
