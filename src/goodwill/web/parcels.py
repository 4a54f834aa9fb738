"""Parcels: files on their way into the book, each in a folder of its own, for a day at most."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.http import Http404

from goodwill.book.importing import Request, chosen_source, rejected_path, saved_mapping, shown_name
from goodwill.moments import disk
from goodwill.problems import GoodwillError, Problem

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from goodwill.book import Book

LARGEST = 512 * 1024 * 1024
"""Bytes of one file; larger ones come in by the command line."""
ROOM = 4 * LARGEST
"""Bytes of all parcels together."""
KEPT = 24 * 3600
"""Seconds until a parcel that nobody came back for is swept."""
SAMPLES, SHOWN, COLUMNS = 3, 60, 400
LOOK = ".look.json"


class Full(Exception):  # noqa: N818  # it is no error of ours: there is no room
    """There is no room for another parcel."""


class Counted(TemporaryFileUploadHandler):
    """Takes a file in until it is too large, and then leaves it lying."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Stop at the limit; the page then says so."""
        if start + len(raw_data) > LARGEST:
            assert self.request is not None
            self.request.META["goodwill.too_large"] = True
            raise StopUpload(connection_reset=False)
        super().receive_data_chunk(raw_data, start)
        return None


class Look(NamedTuple):
    """How a file is understood so far."""

    source: str | None
    columns: list[str]
    samples: list[list[str]]
    fields: list[str]
    """The field that each column is taken for, or nothing."""
    problems: list[Problem]


def take(book: Book, sent: UploadedFile) -> str:
    """Take a file in, and give the name of its parcel."""
    sweep(book)
    if sum(_size(path) for path in _folder(book).rglob("*")) + (sent.size or 0) > ROOM:
        raise Full
    parcel = secrets.token_hex(8)
    folder = _folder(book) / parcel
    folder.mkdir(parents=True)
    with (folder / safe(str(sent.name))).open("wb") as target:
        for chunk in sent.chunks():
            target.write(chunk)
    return parcel


def sweep(book: Book) -> None:
    """Remove the parcels that nobody came back for."""
    for folder in _folder(book).glob("*"):
        try:
            if time.time() - folder.stat().st_mtime > KEPT:
                shutil.rmtree(folder, ignore_errors=True)
        except FileNotFoundError:  # somebody else swept it just now
            continue


def discard(book: Book, parcel: str) -> None:
    """Remove a parcel that was imported."""
    shutil.rmtree(_folder(book) / _named(parcel), ignore_errors=True)


def file_of(book: Book, parcel: str) -> Path:
    """Find the file of a parcel; its name was made safe when it came."""
    files = [p for p in (_folder(book) / _named(parcel)).glob("*") if p.name[0] != "."]
    if not files:
        raise Http404
    return files[0]


def rejected_of(book: Book, parcel: str) -> Path:
    """Say where the rejected lines of a parcel are."""
    return rejected_path(book, str(file_of(book, parcel)))


def safe(name: str) -> str:
    """Keep of a file's name what is harmless on any disk."""
    kept = re.sub(r"[^\w.\- ]", "_", Path(name.replace("\\", "/")).name).strip(". ")
    return kept[-120:].strip(". ") or "file"


def _named(parcel: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{16}", parcel):
        raise Http404
    return parcel


def _folder(book: Book) -> Path:
    return book.folder / "uploads"


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except FileNotFoundError:
        return 0


def request_of(path: Path, wishes: dict[str, Any], *, dry_run: bool) -> Request:
    """Turn what a member chose on the page into a request to import."""
    return Request(
        str(path),
        source=wishes.get("source") or None,
        columns=wishes.get("columns") or {},
        dry_run=dry_run,
        keep_good=bool(wishes.get("keep_good")),
        date_order=wishes.get("date_order") or None,
        decimal_mark=wishes.get("decimal_mark") or None,
    )


def look_at(book: Book, parcel: str, source: str | None) -> Look:
    """Read a file's headers and first values, once for each kind of record it is taken for."""
    path = file_of(book, parcel)
    kept = path.with_name(LOOK)
    seen = json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() else _read(book, path)
    with disk.rewriting(kept) as aside:
        aside.write_text(json.dumps(seen), encoding="utf-8")
    problems = [Problem(*each) for each in seen["problems"]]
    if not seen["columns"]:
        return Look(None, [], [], [], problems)
    return _understood(book, path, source, seen, problems)


def _read(book: Book, path: Path) -> dict[str, Any]:
    from goodwill.sources.reading import open_records

    with book.engine() as con:
        records, problems = open_records(con, str(path))
        rows: list[tuple[Any, ...]] = []
        columns = list(records.columns[:COLUMNS]) if records else []
        if records and columns:
            listed = ", ".join('"' + column.replace('"', '""') + '"' for column in columns)
            rows = con.execute(
                f"SELECT {listed} FROM {records.table} ORDER BY line LIMIT {SAMPLES}"
            ).fetchall()
    samples = [
        [str(v)[:SHOWN] for v in values if v is not None] for values in zip(*rows, strict=True)
    ]
    return {
        "columns": columns,
        "samples": samples or [[] for _column in columns],
        "problems": [list(problem) for problem in problems],
    }


def _understood(
    book: Book, path: Path, source: str | None, seen: dict[str, Any], problems: list[Problem]
) -> Look:
    from goodwill.sources.mapping import map_columns

    columns = tuple(seen["columns"])
    try:
        chosen = chosen_source(source or None, columns, shown_name(str(path)))
        mapping, _absent = map_columns(chosen, columns, {}, saved_mapping(book, chosen, columns))
    except GoodwillError as error:
        fields = ["" for _column in columns]
        return Look(None, list(columns), seen["samples"], fields, [*problems, *error.problems])
    by_column = {column: field for field, column in mapping.columns.items()}
    fields = [by_column.get(column, "") for column in columns]
    return Look(chosen.name, list(columns), seen["samples"], fields, problems)
