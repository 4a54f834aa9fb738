"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

import errno
import mmap
import stat
import struct
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from goodwill.problems import InputError, Problem, nearest
from goodwill.sources.reading.encoding import wide_encoding
from goodwill.words import _, mark

if TYPE_CHECKING:
    from goodwill.sources.reading.records import Limits, Task

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
DIRECTORY_BYTES = 8 << 20


def check_file(path: Path) -> None:
    """Refuse what is not a readable regular file with something in it."""
    name = path.name or str(path)
    try:
        found = path.stat()
    except ValueError:
        raise InputError(
            Problem(repr(name), _("this is not a name that a file can have."))
        ) from None
    except OSError as error:
        raise InputError(_not_there(path, name, error)) from None
    if stat.S_ISDIR(found.st_mode):
        raise InputError(
            Problem(
                name, _("this is a folder, not a file."), _("Name the files in it, one by one.")
            )
        )
    if not stat.S_ISREG(found.st_mode):
        raise InputError(
            Problem(
                name,
                _("this is a pipe or a device, not a file; its end cannot be known."),
                _("Write the records to a file first."),
            )
        )
    if not found.st_size:
        raise InputError(
            Problem(name, _("the file is empty."), _("Export it again; nothing was written to it."))
        )


def _not_there(path: Path, name: str, error: OSError) -> Problem:
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        near = nearest(name, (other.name for other in path.parent.glob("*")))
        hint = (
            _("Did you mean “{near}”?", near=near) if near else _("Check the name and the folder.")
        )
        return Problem(name, _("there is no such file."), hint)
    if error.errno == errno.ELOOP:
        return Problem(
            name, _("this link leads in a circle, never to a file."), _("Name the file itself.")
        )
    if error.errno in {errno.EACCES, errno.EPERM}:
        return no_permission(name)
    return Problem(name, _("the system answered: {said}", said=error.strerror))


def no_permission(name: str) -> Problem:
    """Say that the file may not be read."""
    return Problem(
        name,
        _("this file may not be read by you."),
        _("Ask its owner, or copy it to where you may read it."),
    )


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
        _check_zip(task)
        return "sheet"
    if head.startswith(OLE):
        _check_ole(task)
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


def _check_ole(task: Task) -> None:
    """Refuse old office files that are encrypted or hold no workbook."""
    with (
        task.path.open("rb") as stream,
        mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data,
    ):
        if data.find("EncryptedPackage".encode("utf-16-le")) >= 0:
            raise InputError(password(task.name))
        if all(data.find(name.encode("utf-16-le")) < 0 for name in ("Workbook", "Book")):
            raise InputError(_foreign(task.name, _("an office document without sheets")))


def password(name: str) -> Problem:
    """Say that a workbook is locked."""
    return Problem(
        name,
        _("this workbook is protected by a password."),
        _("Open it, remove the password, and save a copy."),
    )


def _check_zip(task: Task) -> None:
    """Refuse archives that are no spreadsheet or would swell beyond any table."""
    try:
        entries = _zip_entries(task)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
        raise InputError(
            Problem(
                task.name, _("this workbook is damaged or incomplete."), _("Save or copy it again.")
            )
        ) from None
    names = {entry.filename for entry in entries}
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        raise InputError(
            Problem(
                task.name,
                _("this is a packed archive, not a spreadsheet."),
                _("Unpack it and import the files in it one by one."),
            )
        )
    if swells(sum(e.file_size for e in entries), task.path.stat().st_size, task.limits):
        raise InputError(bomb(task.name))


def _zip_entries(task: Task) -> list[zipfile.ZipInfo]:
    """Read the directory of an archive, unless the directory alone is absurdly long."""
    with task.path.open("rb") as stream:
        stream.seek(max(0, task.path.stat().st_size - HEAD))
        tail = stream.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or struct.unpack_from("<I", tail, end + 12)[0] > DIRECTORY_BYTES:
        raise zipfile.BadZipFile
    with zipfile.ZipFile(task.path) as archive:
        return archive.infolist()


def swells(unpacked: int, packed: int, limits: Limits) -> bool:
    """Tell whether packed data grows as only a bomb does."""
    small = 64 << 20
    return unpacked > limits.unpacked_bytes or (
        unpacked > small and unpacked > limits.unpacked_ratio * packed
    )


def bomb(name: str) -> Problem:
    """Say that a packed file would fill the disk."""
    return Problem(
        name,
        _("unpacked, this file would be hundreds of times larger; it was made to fill the disk."),
        _("If you trust it, unpack it yourself and import what comes out."),
    )
