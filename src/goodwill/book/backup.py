"""A backup: one file with all of a book as it stood at one instant, and what proves it whole.

The journal is held still only while its files get second names and its keys are copied, so that
imports and closes go on while the file is written. The list of contents comes last: an archive
without it was cut short. The file gets its name when it is complete and on the disk.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import socket
import sqlite3
import tarfile
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from goodwill import __version__
from goodwill.moments import disk, manifest
from goodwill.problems import InputError, Problem
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from goodwill.book.book import Book

CONTENTS = "CONTENTS.json"
KEYS, OFFICE = "keys.sqlite3", "office.sqlite3"
CARE = ("guard.sqlite3", "purse.sqlite3")
FORM = 1
"""The form of the archive; a later program reads all earlier forms."""
PASSING = {"aside", "uploads", "words"}
"""Folders of work under way and of what is only remembered; a restored book begins them anew."""
APART = re.compile(
    r"(keys|guard|purse|office|office\.moved)\.sqlite3(-\w+)?|.*\.lock|\..*\.aside|\.closing-.*"
)
"""Files that are taken by other means, or not at all."""


class Backup(NamedTuple):
    """What a backup holds."""

    path: Path
    files: int
    size: int
    keys: str
    """In which file the keys are: empty where they are in the archive itself."""


def backup(
    book: Book,
    target: Path,
    *,
    keys: Path | None = None,
    office: Callable[[Path], None] | None = None,
) -> Backup:
    """Write a book into one file that has its name only once it is whole.

    With `keys` the keys of names and texts go into a file of their own, and not into the archive.
    `office` writes the office's database as SQLite where it is kept elsewhere.
    """
    for path in (target, keys):
        _refuse(book.folder, path)
    with _standing(book, office) as place:
        if keys is not None:
            with _aside(keys) as aside:
                shutil.copyfile(place / KEYS, aside)
        with _aside(target) as aside:
            contents = _write(book, place, aside, apart=keys is not None)
    return Backup(target, len(contents), target.stat().st_size, str(keys or ""))


def named(book: Book, now: datetime) -> str:
    """Give the name of a backup that is not told another: of which book, and of when."""
    name = re.sub(r"[^\w.-]+", "-", book.folder.resolve().name).strip("-") or "book"
    return f"{name}-{now:%Y-%m-%dT%H%M%S}.tar.gz"


def _refuse(folder: Path, path: Path | None) -> None:
    """Refuse to write over a file, or into the book itself."""
    if path is None:
        return
    if path.exists():
        what = _("There is a file of this name already.")
        raise InputError(Problem(str(path), what, _("Name another; backups do not replace.")))
    if path.resolve().is_relative_to(folder.resolve()):
        what = _("A backup within the book would be lost with it.")
        raise InputError(Problem(str(path), what, _("Name a place elsewhere.")))
    if not path.parent.is_dir():
        what = _("There is no such folder.")
        raise InputError(Problem(str(path.parent), what, _("Make it first.")))


@contextmanager
def _standing(book: Book, office: Callable[[Path], None] | None) -> Iterator[Path]:
    """Give a place in which the book stands still: journal, keys, closed books and office."""
    place = disk.occupy(book.folder / "aside")
    try:
        with book.journal.still() as batches:
            journal = place / "journal"
            journal.mkdir()
            (journal / manifest.NAME).write_bytes(manifest.lines(batches))
            for batch in batches:
                files = [stored.file for _table, stored in batch.tables]
                _second(book.journal.folder / batch.name, journal / batch.name, files)
            _copied(book.folder / KEYS, place / KEYS)
        closed = [path.name for path in book.closed_files()]
        _second(book.folder / "closed", place / "closed", closed)
        if office is not None:
            office(place / OFFICE)
        elif (book.folder / OFFICE).exists():
            _copied(book.folder / OFFICE, place / OFFICE)
        for name in CARE:
            if (book.folder / name).exists():
                _copied(book.folder / name, place / name)
        yield place
    finally:
        disk.vacate(place)


def _second(folder: Path, target: Path, names: list[str]) -> None:
    """Give files second names, or copy them where the disk knows no such."""
    try:
        disk.link(folder, target, names)
    except FileNotFoundError:
        raise
    except OSError:
        for name in names:
            shutil.copyfile(folder / name, target / name)


def _copied(source: Path, target: Path) -> None:
    """Copy a database as it is at one instant, whoever writes into it."""
    with closing(sqlite3.connect(source, timeout=60)) as db, closing(sqlite3.connect(target)) as to:
        db.backup(to)


@contextmanager
def _aside(target: Path) -> Iterator[Path]:
    """Give a place beside a file, which takes its name when all of it is on the disk."""
    mark = f".goodwill-{socket.gethostname()}"
    for left in target.parent.glob(f"{mark}-*.part"):
        if not _lives(left.name.removeprefix(f"{mark}-").partition(".")[0]):
            left.unlink(missing_ok=True)
    aside = target.parent / f"{mark}-{os.getpid()}.part"
    os.close(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        yield aside
        disk.flush(aside)
        os.link(aside, target)  # fails where somebody else has taken the name meanwhile
        disk.flush(target.parent)
    finally:
        aside.unlink(missing_ok=True)


def _lives(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return True


def _write(book: Book, place: Path, aside: Path, *, apart: bool) -> dict[str, Any]:
    """Write every file with its fingerprint, and the list of them last."""
    files: dict[str, Any] = {}
    with tarfile.open(aside, "w:gz", compresslevel=1) as archive:
        for name, path in _found(book.folder, place):
            if not (apart and name == KEYS):
                files[name] = _add(archive, name, path)
        contents = {
            "form": FORM,
            "goodwill": __version__,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "company": book.settings.name,
            "keys_apart": apart,
            "secret": hashlib.sha256(b"backup" + book.journal.secret).hexdigest(),
            "files": files,
        }
        written = place / CONTENTS
        written.write_text(json.dumps(contents, ensure_ascii=False, indent=1), encoding="utf-8")
        _add(archive, CONTENTS, written)
    return files


def _found(folder: Path, place: Path) -> Iterator[tuple[str, Path]]:
    """List what stands still, and whatever else lies in the book's folder."""
    for path in sorted(place.rglob("*")):
        if path.is_file():
            yield path.relative_to(place).as_posix(), path
    for path in sorted(folder.iterdir()):
        if path.name in {"journal", "closed", *PASSING} or APART.fullmatch(path.name):
            continue
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        for each in inside:
            if each.is_file() and not APART.fullmatch(each.name):
                yield each.relative_to(folder).as_posix(), each


class _Counted:
    """A file whose fingerprint is taken while it is read."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.sha256 = hashlib.sha256()

    def read(self, size: int) -> bytes:
        """Read on."""
        block = self.file.read(size)
        self.sha256.update(block)
        return block


def _add(archive: tarfile.TarFile, name: str, path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        counted = _Counted(file)
        told = tarfile.TarInfo(name)
        found = os.fstat(file.fileno())
        told.size, told.mtime = found.st_size, int(found.st_mtime)
        told.mode = found.st_mode & 0o700
        archive.addfile(told, counted)  # type: ignore[arg-type]  # it is only read
    return {"size": told.size, "sha256": counted.sha256.hexdigest()}
