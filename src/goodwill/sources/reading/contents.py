"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from goodwill.problems import InputError, Problem
from goodwill.sources.reading.archives import check_ole, check_zip
from goodwill.sources.reading.encoding import wide_encoding
from goodwill.words import _, mark

if TYPE_CHECKING:
    from goodwill.sources.reading.records import Task

HEAD = 1 << 16
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FOREIGN = {
    b"%PDF": mark("a PDF document"),
    b"\x89PNG": mark("a picture"),
    b"\xff\xd8\xff": mark("a picture"),
    b"GIF8": mark("a picture"),
    b"\x7fELF": mark("a program"),
    b"MZ": mark("a program"),
    b"7z\xbc\xaf": mark("a packed archive"),
    b"Rar!": mark("a packed archive"),
    b"BZh": mark("a packed archive"),
    b"\xfd7zXZ": mark("a packed archive"),
    b"\x28\xb5\x2f\xfd": mark("a packed archive"),
    b"PK\x05\x06": mark("a packed archive"),
    b"{\\rtf": mark("a text document"),
}
NAMED = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".tab": "csv", ".parquet": "parquet",
    ".xlsx": "sheet", ".xlsm": "sheet", ".xlsb": "sheet", ".xls": "sheet", ".ods": "sheet",
    ".json": "json", ".jsonl": "json", ".ndjson": "json", ".xes": "xes",
    ".sqlite": "sqlite", ".sqlite3": "sqlite", ".db": "sqlite",
}  # fmt: skip
"""What the end of a name promises."""
KINDS = {
    "csv": mark("a delimited text (CSV)"),
    "parquet": mark("a Parquet file"),
    "sheet": mark("a spreadsheet"),
    "json": mark("JSON"),
    "xes": mark("an event log (XES)"),
    "sqlite": mark("an SQLite database"),
}


def recognise(task: Task) -> str:
    """Name the format by content: csv, parquet, sheet, json, xes, sqlite, gzip; refuse others."""
    with task.path.open("rb") as stream:
        head = stream.read(HEAD)
    for magic, words in FOREIGN.items():
        if head.startswith(magic):
            raise InputError(_foreign(task.name, _(words)))
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith(b"SQLite format 3\0"):
        return "sqlite"
    if head.startswith(b"PK\x03\x04"):
        check_zip(task)
        return "sheet"
    if head.startswith(OLE):
        check_ole(task)
        return "sheet"
    return _text_format(task, head)


def promise_note(task: Task, found: str) -> list[str]:
    """Tell that the name promises another format than the content is."""
    promised = NAMED.get(Path(task.name.removesuffix(".gz")).suffix.lower(), found)
    if promised == found:
        return []
    return [
        _("The name promises {promised}, but the file is {found}; it was read as that.",
          promised=_(KINDS[promised]), found=_(KINDS[found]))
    ]  # fmt: skip


def _foreign(name: str, what: str) -> Problem:
    return Problem(
        name,
        _("this is {what}, not a table of records.", what=what),
        _("Export the records as CSV, XLSX, Parquet or JSON lines."),
    )


def _text_format(task: Task, head: bytes) -> str:
    wide = wide_encoding(head)
    if not wide and _is_binary(head):
        raise InputError(_foreign(task.name, _("binary data")))
    text = head.decode(wide or "latin-1", errors="replace").lstrip("\ufeffï»¿ \t\r\n").lower()
    if text.startswith("<"):
        return _markup_format(task, text)
    return "json" if text.startswith(("{", '["', "[{", "[\n", "[ ", "[]", "[[")) else "csv"


def _markup_format(task: Task, text: str) -> str:
    if "<html" in text or "<table" in text or "<!doctype html" in text:
        raise InputError(
            Problem(
                task.name,
                _("this is a web page (HTML), whatever its name says."),
                _("Open it in a spreadsheet program and save it as CSV or XLSX."),
            )
        )
    if "<log" in text or "<!doctype" in text or "<!entity" in text:
        return "xes"
    raise InputError(
        Problem(
            task.name,
            _("this is XML, but not an event log (XES)."),
            _("Open it in a spreadsheet program and save it as CSV or XLSX."),
        )
    )


def _is_binary(head: bytes) -> bool:
    """Tell data from text: texts hold hardly any control characters."""
    controls = sum(head.count(byte) for byte in range(32) if byte not in b"\t\n\v\f\r\0")
    return controls > 4 + len(head) // 100 or head.count(0) * 10 > len(head)
