"""Restoring a book from a backup: unpacked aside, proven whole, and only then given its name."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import tarfile
import zlib
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

from goodwill.book.backup import CONTENTS, FORM, KEYS
from goodwill.book.book import Book
from goodwill.moments import disk
from goodwill.problems import InputError, IntegrityError, Problem, UsageError
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goodwill.problems import Problem as AProblem

BLOCK = 1 << 20
MOST_CONTENTS = 64 << 20
"""No list of contents is longer; whatever says so is not ours."""


class Restored(NamedTuple):
    """What came out of a backup, and what is wrong with the book, if anything."""

    book: Book
    files: int
    made_at: str
    company: str
    problems: list[AProblem]


def restore(archive: Path, folder: Path, keys: Path | None = None) -> Restored:
    """Restore a book into a folder that is empty or not there yet, and check it.

    Nothing appears under the folder's name before every file was compared with its fingerprint.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        what = _("There is something else in this folder.")
        hint = _("Name a folder that is empty or does not exist yet.")
        raise InputError(Problem(str(folder), what, hint))
    aside = folder.resolve().parent / f".goodwill-{uuid4().hex}.restoring"
    aside.mkdir(parents=True, mode=0o700)
    try:
        contents = _unpacked(archive, aside)
        _give_keys(archive, contents, aside, keys)
        for part in ("standards/ours", "standards/theirs", "mappings", "closed", "journal"):
            (aside / part).mkdir(parents=True, exist_ok=True)  # an archive knows files alone
        for path in aside.rglob("*"):
            disk.flush(path)  # all at once at the end: the first takes most of the rest with it
        if folder.exists():
            folder.rmdir()
        disk.publish(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    book = Book.open(folder)
    told = str(contents["made_at"]), str(contents["company"])
    return Restored(book, len(contents["files"]), *told, book.check())


def _unpacked(archive: Path, aside: Path) -> dict[str, Any]:
    """Unpack an archive and prove it whole; gives its list of contents."""
    found: dict[str, dict[str, Any]] = {}
    contents: dict[str, Any] | None = None
    try:
        with tarfile.open(archive, "r:gz") as opened:
            for told, file in _members(archive, opened):
                if told.name == CONTENTS:
                    contents = json.loads(file.read(MOST_CONTENTS))
                else:
                    found[told.name] = _unpack(told, file, aside)
    except (OSError, EOFError, tarfile.TarError, zlib.error, ValueError) as error:
        if isinstance(error, OSError) and error.errno is not None:  # of the disk, not of the file
            hint = _("Check the name, who may read the file, and the room on the disk.")
            raise InputError(Problem(str(archive), str(error.strerror), hint)) from None
        raise _broken(archive, _("It is damaged, or was cut short.")) from None
    if contents is None:
        raise _broken(archive, _("It has no list of contents: it was cut short."))
    if contents.get("form") != FORM:
        raise _broken(archive, _("It was made by a newer Goodwill."))
    if found != contents["files"]:
        different = sorted(
            name for name in found.keys() | contents["files"].keys()
            if found.get(name) != contents["files"].get(name)
        )  # fmt: skip
        what = _("Not what its list of contents says: {names}.", names=", ".join(different[:5]))
        raise _broken(archive, what)
    return contents


def _members(archive: Path, opened: tarfile.TarFile) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    """Give the files of an archive; anything that could land elsewhere makes it no backup."""
    seen: set[str] = set()
    for told in opened:
        path = PurePosixPath(told.name)
        inside = path.parts and not path.is_absolute() and ".." not in path.parts
        plain = told.isreg() and "\\" not in told.name and told.name == path.as_posix()
        if not inside or not plain or told.name in seen:
            raise _broken(archive, _("It holds what no backup of ours holds: {name}.",
                                     name=ascii(told.name)[:80]))  # fmt: skip
        seen.add(told.name)
        file = opened.extractfile(told)
        assert file is not None
        yield told, file


def _unpack(told: tarfile.TarInfo, file: IO[bytes], aside: Path) -> dict[str, Any]:
    """Write one file, for its owner alone, and give its size and fingerprint."""
    target = aside / told.name
    target.parent.mkdir(parents=True, exist_ok=True)
    sha256, size = hashlib.sha256(), 0
    with target.open("xb") as written:
        while block := file.read(BLOCK):
            size += written.write(block)
            sha256.update(block)
    target.chmod(0o600)
    return {"size": size, "sha256": sha256.hexdigest()}


def _give_keys(archive: Path, contents: dict[str, Any], aside: Path, keys: Path | None) -> None:
    """Put the keys that were kept apart in their place, if they are those of this book.

    Whoever was erased after the backup stays so: the keys tell, and the boxes are swept again.
    """
    if not contents["keys_apart"]:
        if keys is not None:
            what = _("This backup holds its keys itself.")
            raise UsageError(Problem(str(archive), what, _("Leave out --keys.")))
        return
    if keys is None:
        what = _("The keys of this backup are in a file of their own.")
        raise UsageError(Problem(str(archive), what, _("Name it with --keys.")))
    if not keys.is_file():
        raise InputError(Problem(str(keys), _("There is no such file."), ""))
    shutil.copyfile(keys, aside / KEYS)
    (aside / KEYS).chmod(0o600)
    try:
        with closing(sqlite3.connect(aside / KEYS)) as db, db:
            secret = bytes(db.execute("SELECT secret FROM secret").fetchone()[0])
            db.execute("UPDATE erased SET done = 0")
    except (sqlite3.Error, TypeError):
        secret = b""
    if hashlib.sha256(b"backup" + secret).hexdigest() != contents["secret"]:
        what = _("These are not the keys of this book.")
        raise IntegrityError(Problem(str(keys), what, _("Look for the file made with the backup.")))


def _broken(archive: Path, what: str) -> IntegrityError:
    return IntegrityError(Problem(str(archive), what, _("Take another backup.")))
