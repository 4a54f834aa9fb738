"""Steps on disk that a crash cannot halve: written aside, flushed, renamed, and only then told."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_MARK = ".alive"
_held: dict[Path, int] = {}  # the locks by which others see that we live; closing one frees it


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the only lock of this name on this machine; the kernel frees it if we are killed."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def flush(path: Path) -> None:
    """Wait until a file, or the list of names in a folder, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def publish(aside: Path, target: Path) -> None:
    """Give a finished file or folder its name, all at once and for good."""
    for path in sorted(aside.iterdir()) if aside.is_dir() else ():
        flush(path)
    flush(aside)
    aside.rename(target)
    flush(target.parent)


def replace(target: Path, content: bytes, aside: Path) -> None:
    """Put new content in the place of a file; a reader sees the old or the new, never a mixture."""
    fresh = aside / target.name
    fresh.write_bytes(content)
    publish(fresh, target)


@contextmanager
def rewriting(path: Path, *, private: bool = True) -> Iterator[Path]:
    """Give a place in which to write a file anew; at the end of the block it takes the name.

    One at a time in a folder, so what shall stay of the old file is to be read within the block.
    """
    with locked(path.parent / ".lock"):
        aside = path.with_name(f".{path.name}.aside")
        aside.unlink(missing_ok=True)  # of somebody who was killed
        mode = 0o600 if private else 0o666
        os.close(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode))
        try:
            yield aside
            publish(aside, path)
        finally:
            aside.unlink(missing_ok=True)


def remove(path: Path) -> None:
    """Remove a file or a folder and wait until it is gone."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    flush(path.parent)


def keep_only(folder: Path, kept: Iterable[Path]) -> int:
    """Remove from a folder the Parquet files, and folders of such, that are not among the kept.

    What somebody else has put there is not ours to remove. Gives how many things went.
    """
    there = set(folder.iterdir()) if folder.is_dir() else set()
    gone = [path for path in sorted(there.difference(kept)) if ours(path)]
    for path in gone:
        remove(path)
    return len(gone)


def ours(path: Path) -> bool:
    """Tell whether something in the journal can only have been left by an unfinished import."""
    files = path.iterdir() if path.is_dir() else [path]
    return all(file.suffix == ".parquet" for file in files)


def link(folder: Path, target: Path, names: Iterable[str]) -> None:
    """Give the files of a folder second names elsewhere, so that they outlive the first."""
    target.mkdir(exist_ok=True)
    for name in names:
        if not (target / name).exists():
            (target / name).hardlink_to(folder / name)


@contextmanager
def aside(folder: Path) -> Iterator[Path]:
    """Give an empty place on the same disk in which to finish files before they get their names."""
    place = folder / uuid4().hex
    place.mkdir(parents=True)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def occupy(folder: Path) -> Path:
    """Give a place that stays ours until this process ends, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    while True:
        mark = folder / f"{uuid4().hex}{_MARK}"
        descriptor = os.open(mark, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if mark.exists():  # else a sweeper took the mark between its making and its locking
            place = mark.with_suffix("")
            _held[place] = descriptor
            place.mkdir()
            return place
        os.close(descriptor)


def vacate(place: Path) -> None:
    """Give up a place that was occupied."""
    shutil.rmtree(place, ignore_errors=True)
    place.with_suffix(_MARK).unlink(missing_ok=True)
    if place in _held:
        os.close(_held.pop(place))


def sweep(folder: Path) -> int:
    """Remove what dead processes left aside and tell how many things; what is occupied stays.

    To be called under the lock of the journal: then nobody is between two steps.
    """
    if not folder.is_dir():
        return 0
    there = list(folder.iterdir())  # before the marks: whoever comes later is not even looked at
    occupied = {mark.with_suffix("").name for mark in folder.glob(f"*{_MARK}") if not _freed(mark)}
    gone = [path for path in there if path.stem not in occupied and path.exists()]
    for path in gone:
        remove(path)
    return len(gone)


def _freed(mark: Path) -> bool:
    """Take over the mark of a dead process; the mark goes while it is ours, so nobody shares it."""
    try:
        descriptor = os.open(mark, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        mark.unlink(missing_ok=True)
        return True
    finally:
        os.close(descriptor)


def fingerprint(path: Path) -> str:
    """Give the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
