"""One company's folder, opened: records come in, the book is closed, and closed books are read."""

from __future__ import annotations

import contextlib
import json
import re
from typing import TYPE_CHECKING, NamedTuple

from goodwill.ledger.closed import Closed
from goodwill.problems import ConfigurationError, InputError, Problem
from goodwill.words import _

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from goodwill.care.play import Play
    from goodwill.house.settings import Settings
    from goodwill.moments.journal import Journal
    from goodwill.standards.standard import Standard

SETTINGS = "goodwill.toml"
JOURNAL = "journal"


class Book(NamedTuple):
    """A book that is open: its folder, its settings and its journal."""

    folder: Path
    settings: Settings
    journal: Journal

    @classmethod
    def create(
        cls, folder: Path, name: str, currency: str = "EUR", zone: str = "UTC", language: str = "en"
    ) -> Book:
        """Lay out a new book: settings with a sentence for each, and an empty journal."""
        from goodwill.house import settings

        if (folder / SETTINGS).exists():
            raise InputError(
                Problem(str(folder / SETTINGS), _("There is a book here already."), "")
            )
        written = settings.template(name, currency, zone, language)
        return cls.adopt(folder, written)

    @classmethod
    def adopt(cls, folder: Path, settings_text: str) -> Book:
        """Lay out a new book with settings that are written already."""
        from goodwill.moments.journal import Journal

        folder.mkdir(parents=True, exist_ok=True)
        (folder / SETTINGS).write_text(settings_text, encoding="utf-8")
        try:
            settings = _settings(folder)
        except ConfigurationError:
            (folder / SETTINGS).unlink()  # what cannot be opened is no book
            raise
        Journal.create(folder / JOURNAL, settings)
        for name in ("standards/ours", "standards/theirs", "plays", "mappings", "closed"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path) -> Book:
        """Open a book; every fault of its settings is told at once."""
        from goodwill.moments.journal import Journal

        if not (folder / SETTINGS).is_file():
            raise ConfigurationError(
                Problem(
                    str(folder),
                    _("There is no book here: no {file}.", file=SETTINGS),
                    _("Make one with `goodwill init {folder}`, or name yours with --book.",
                      folder=folder),
                )
            )  # fmt: skip
        settings = _settings(folder)
        return cls(folder, settings, Journal(folder / JOURNAL, settings))

    def standards(self) -> list[Standard]:
        """Give the standards that hold here: those shipped, unless the company has its own."""
        from goodwill.standards import standard

        found, problems = standard.load(self.folder / "standards")
        kept, wrong = standard.applied(found, self.settings)
        if problems or wrong:
            raise ConfigurationError([*problems, *wrong])
        return kept

    def plays(self) -> list[Play]:
        """Give the plays that hold here: those shipped, unless the company has its own."""
        from goodwill.care.playbook import load

        found, problems = load(self.folder / "plays")
        if problems:
            raise ConfigurationError(problems)
        return found

    @contextlib.contextmanager
    def engine(self) -> Iterator[DuckDBPyConnection]:
        """Open an engine that spills into the book's own folder, and close it."""
        from goodwill.moments.journal import engine

        con = engine(folder=self.folder)
        try:
            yield con
        finally:
            con.close()

    def close(self, as_of: dt.date | None = None, narrate: Callable[[str], None] = print) -> Path:
        """Judge, price, post and publish a closed book at once, or leave everything as it was."""
        from goodwill.book.closing import close

        return close(self, as_of, narrate)

    def check(self) -> list[Problem]:
        """Tell every fault of settings, saved mappings, the journal and the closed books."""
        from goodwill.book.checking import check

        return check(self)

    def erase(self, party: str) -> None:
        """Destroy all that names a party, in the journal and among the bad lines that were kept."""
        from goodwill.book.erasing import erase

        erase(self, party)

    def closed_files(self) -> list[Path]:
        """List the closed books, oldest first."""
        found = [(_dated(path), path) for path in (self.folder / "closed").glob("*.duckdb")]
        return [path for date, path in sorted((d, p) for d, p in found if d is not None)]

    def pseudonyms(self, ref: str) -> list[str]:
        """Give the names under which a number of a source may stand in this book."""
        from goodwill.house.parties import SORTS, pseudonym

        if not ref.strip():
            return []
        return [pseudonym(self.journal.secret, sort, ref) for sort in SORTS]

    def party(self, named: str) -> str:
        """Find a party by its pseudonym, or by the number under which a source knows it."""
        known = [named, *self.pseudonyms(named)]
        found = self.journal.reveal(known)
        for party in known:
            if found.get(party):
                return party
        raise InputError(
            Problem(
                named,
                _("No party of this book goes by that name or number."),
                _("Use the number of your own records, or the pseudonym that reports link to."),
            )
        )

    @contextlib.contextmanager
    def closed(self, name: str | None = None) -> Iterator[Closed]:
        """Open the newest closed book, or one by its name, for reading."""
        from goodwill.moments.journal import read_only

        path = self.closed_path(name)
        con = read_only(path)
        try:
            row = con.execute("SELECT facts FROM meta").fetchone()
            assert row is not None
            yield Closed(con, path.stem, json.loads(row[0]), self.journal.reveal, self.folder,
                         pseudonyms=self.pseudonyms)  # fmt: skip
        finally:
            con.close()

    def closed_path(self, name: str | None = None) -> Path:
        """Find the file of the newest closed book, or of one by its name."""
        files = self.closed_files()
        if not files:
            raise InputError(
                Problem(
                    str(self.folder),
                    _("This book has not been closed yet."),
                    _("Close it with `goodwill close`."),
                )
            )
        if name is None:
            return files[-1]
        for path in files:
            if path.stem == name:
                return path
        known = ", ".join(path.stem for path in files[-5:])
        raise InputError(
            Problem(name, _("There is no such closed book."), _("There are: {known}.", known=known))
        )


def _dated(path: Path) -> tuple[str, int] | None:
    """Read the date and number in the name of a closed book; None for anything else."""
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:\.(\d+))?", path.stem)
    return (match[1], int(match[2] or 1)) if match else None


def _settings(folder: Path) -> Settings:
    from goodwill.house import settings

    found, problems = settings.read(folder / SETTINGS)
    if problems:
        raise ConfigurationError(problems)
    return found
