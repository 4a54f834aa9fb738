"""Changing the settings of a book: the file is checked whole before it takes the other's place."""

from __future__ import annotations

import hashlib
import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.house import settings
from goodwill.house.rewriting import RewritingError, rewritten
from goodwill.moments import disk
from goodwill.problems import InputError, Problem
from goodwill.standards import standard
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodwill.book.book import Book
    from goodwill.house.settings import Settings
    from goodwill.house.toml import Key

FILE = "goodwill.toml"


class ChangedMeanwhileError(InputError):
    """Somebody else has changed the settings since they were read."""


class Asis(NamedTuple):
    """The settings file as it is: its text, a digest of it, and its plain values."""

    text: str
    digest: str
    table: dict[str, Any]

    def value(self, key: Key) -> Any:
        """Give what the file sets for a key; None where it leaves the default."""
        inner: Any = self.table
        for part in key:
            inner = inner.get(part) if isinstance(inner, dict) else None
        return inner


class Change(NamedTuple):
    """One setting that was changed, from what to what; None is the default."""

    key: str
    before: Any
    after: Any


def as_is(book: Book) -> Asis:
    """Read the settings file of a book as a text."""
    data = (book.folder / FILE).read_bytes()
    text = data.decode("utf-8")
    table = tomllib.loads(text.removeprefix("\ufeff"))
    return Asis(text, hashlib.sha256(data).hexdigest()[:32], table)


def tried(book: Book, changes: Mapping[Key, Any]) -> tuple[Settings, str]:
    """Give the settings as changed, and the text of their file; all that is wrong is told."""
    now = as_is(book)
    try:
        text = rewritten(now.text, changes)
    except RewritingError as error:
        what = _("This cannot be changed from here, as the file is written.")
        hint = _("Change it in {file} with an editor.", file=FILE)
        raise InputError(Problem(FILE, what, hint)) from error
    return _checked(book, text), text


def settle(book: Book, digest: str, changes: Mapping[Key, Any]) -> list[Change]:
    """Write changed settings, unless the file is no longer the one that was read."""
    with disk.locked(book.folder / "settings.lock"):
        now = as_is(book)
        if now.digest != digest:
            raise ChangedMeanwhileError(meanwhile())
        _checked_settings, text = tried(book, changes)
        if text != now.text:
            _replace(book.folder / FILE, text)
    told = (Change(".".join(key), now.value(key), value) for key, value in changes.items())
    return [one for one in told if one.before != one.after]


def meanwhile() -> Problem:
    """Say that the settings are no longer those that were read."""
    what = _("Somebody has changed the settings since you opened this page.")
    return Problem(FILE, what, _("Look at them as they are now, and change them again."))


def _checked(book: Book, text: str) -> Settings:
    """Read a text as the settings of this book, with every check that a close makes."""
    with tempfile.TemporaryDirectory(prefix=".settings-", dir=book.folder) as folder:
        path = Path(folder) / FILE
        path.write_bytes(text.encode("utf-8"))
        found, problems = settings.read(path)
    kept, wrong = standard.load(book.folder / "standards")
    problems = [*problems, *wrong, *standard.applied(kept, found)[1]]
    if problems:
        raise InputError(problems)
    return found


def _replace(path: Path, text: str) -> None:
    """Put a text in a file's place at once, durable, with the rights that the file had."""
    with disk.rewriting(path) as aside:
        aside.write_bytes(text.encode("utf-8"))
        aside.chmod(path.stat().st_mode & 0o777)
