"""Containers of workbooks: packed (XLSX, ODS) or of the old kind (XLS), looked at from outside."""

from __future__ import annotations

import mmap
import struct
import zipfile
from typing import TYPE_CHECKING

from goodwill.problems import InputError, Problem
from goodwill.sources.reading.refusals import bomb, password
from goodwill.words import _

if TYPE_CHECKING:
    from goodwill.sources.reading.records import Limits, Task

TAIL = 1 << 16
DIRECTORY_BYTES = 8 << 20


def check_ole(task: Task) -> None:
    """Refuse old office files that are encrypted or hold no workbook."""
    with (
        task.path.open("rb") as stream,
        mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data,
    ):
        if data.find("EncryptedPackage".encode("utf-16-le")) >= 0:
            raise InputError(password(task.name))
        if all(data.find(name.encode("utf-16-le")) < 0 for name in ("Workbook", "Book")):
            raise InputError(
                Problem(
                    task.name,
                    _("this is an office document without sheets."),
                    _("Export the records as CSV, XLSX, Parquet or JSON lines."),
                )
            )


def check_zip(task: Task) -> None:
    """Refuse archives that are no spreadsheet or would swell beyond any table."""
    try:
        entries = zip_entries(task)
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


def zip_entries(task: Task) -> list[zipfile.ZipInfo]:
    """Read the directory of an archive, unless the directory alone is absurdly long."""
    with task.path.open("rb") as stream:
        stream.seek(max(0, task.path.stat().st_size - TAIL))
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
