"""The journal: every moment ever read, on disk, each import wholly there or not at all.

    acme/keys.sqlite3                        the key of each party, and the secret of the book
    acme/journal/manifest.jsonl              which batches count, in the order of writing
    acme/journal/<batch>/moments.parquet     and parties, lines, merges, sealed

Whatever the manifest does not list is not there: files get their names first, then one rename of
the manifest makes the batch appear. A crash in between leaves files that the next writer sweeps.
"""

from __future__ import annotations

import os
import weakref
from contextlib import closing, contextmanager
from functools import partial
from threading import RLock
from typing import TYPE_CHECKING, Unpack
from weakref import WeakKeyDictionary

from goodwill.house.people import Line
from goodwill.moments import batch as drafting
from goodwill.moments import checks, disk, manifest, revealing, stamps, views
from goodwill.moments.batch import Given, Tables
from goodwill.moments.manifest import Batch
from goodwill.moments.opened import Opened
from goodwill.moments.parquet import rows
from goodwill.moments.seals import Keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from goodwill.house.settings import Settings
    from goodwill.problems import Problem

    Config = dict[str, str | bool | int | float | list[str]]

PAGE = 1000
"""Pages of a list are no longer than this."""


def engine(memory: str = "2GB", folder: Path | None = None) -> DuckDBPyConnection:
    """Open an engine in memory that speaks UTC, downloads nothing and spills into the book.

    What does not fit the memory given goes to a place aside that is swept when the process dies.
    """
    import duckdb

    config: Config = {
        "memory_limit": memory,
        "threads": os.cpu_count() or 1,
        "preserve_insertion_order": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    if folder is None:
        con = duckdb.connect(config=config)
    else:
        place = disk.occupy(folder / "aside")
        con = duckdb.connect(config=config | {"temp_directory": str(place / "spill")})
        weakref.finalize(con, _vacate, place, os.getpid())
    con.execute("SET TimeZone = 'UTC'")
    con.execute("SET enable_progress_bar = false")  # it would be printed where only data may be
    return con


def read_only(path: Path) -> DuckDBPyConnection:
    """Open a closed book for reading; nothing outside it can be reached through it.

    It has one thread: a page asks many small questions, of which each would cost twice as much if
    it were shared out. Of the first of many rows the other columns are read when they are known.
    """
    import duckdb

    config: Config = {
        "threads": 1,
        "late_materialization_max_rows": PAGE,
        "enable_external_access": "false",
        "autoload_known_extensions": "false",
    }
    con = duckdb.connect(str(path), read_only=True, config=config)
    con.execute("SET TimeZone = 'UTC'")
    con.execute("SET enable_progress_bar = false")  # it would be printed where only data may be
    return con


def attached(path: Path, name: str) -> DuckDBPyConnection:
    """Open an engine in memory with a closed book attached for reading under a name.

    Views of the engine's own may then stand before its tables; nothing else can be reached.
    """
    import duckdb

    config: Config = {
        "threads": 1,
        "late_materialization_max_rows": PAGE,
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    con = duckdb.connect(config=config)
    con.execute("SET enable_progress_bar = false")  # it would be printed where only data may be
    con.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS {name} (READ_ONLY)")
    con.execute("SET enable_external_access = false")
    return con


def lent(con: DuckDBPyConnection) -> DuckDBPyConnection:
    """Give a cursor that one reader may use at the side of others; it speaks UTC as well."""
    cursor = con.cursor()
    cursor.execute("SET TimeZone = 'UTC'")
    cursor.execute("SET enable_progress_bar = false")
    return cursor


def _vacate(place: Path, owner: int) -> None:
    if os.getpid() == owner:  # a forked child must not sweep its parent's place
        disk.vacate(place)


class Journal:
    """The journal of one book, opened by its folder (`acme/journal`)."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self.settings = settings
        self.keys = Keys(folder.parent / "keys.sqlite3")
        self._aside = folder.parent / "aside"
        self._lock = folder.parent / "journal.lock"
        self._snapshots: WeakKeyDictionary[DuckDBPyConnection, Callable[[], object]]
        self._snapshots = WeakKeyDictionary()
        self._reader: DuckDBPyConnection | None = None
        self._seen: tuple[int, manifest.State | None] = (0, None)
        self._opened = Opened()
        self._lent = RLock()

    @classmethod
    def create(cls, folder: Path, settings: Settings) -> Journal:
        """Make an empty journal and the secret of its book; one that exists is only opened."""
        folder.mkdir(parents=True, exist_ok=True)
        journal = cls(folder, settings)
        with disk.locked(journal._lock):
            journal.keys.create()
            if not (folder / manifest.NAME).exists():
                journal._tell([])
        return journal

    @property
    def secret(self) -> bytes:
        """The secret from which the pseudonyms of this book are made."""
        return self.keys.secret()

    def batches(self) -> list[Batch]:
        """Give every batch in the order of writing."""
        return manifest.read(self.folder)

    def write(
        self, con: DuckDBPyConnection, *, source: str, file: str, **tables: Unpack[Tables]
    ) -> Batch:
        """Add an import, given as tables in `con`; what is known already is not written again.

        When this returns, the batch survives any crash. An import that brings nothing new writes
        nothing and gives a batch without a name.
        """
        draft = Batch("", source, file)
        with self._alone() as known, disk.aside(self._aside) as place, drafting.tidy(con):
            found = drafting.compare(con, self.folder, self.keys, known, draft, Given(**tables))
            if not found.batch.brings:
                return found.batch
            batch = drafting.finish(con, place, self.settings, found, known)
            self.keys.keep(found.keys.items(), batch.name)
            disk.publish(place / "batch", self.folder / batch.name)
            self._tell([*known, batch])
        return batch

    def preview(
        self, con: DuckDBPyConnection, *, source: str, file: str, **tables: Unpack[Tables]
    ) -> Batch:
        """Tell what a write of the same would bring, and change nothing."""
        draft, known = Batch("", source, file), self.batches()
        with drafting.tidy(con):
            found = drafting.compare(con, self.folder, self.keys, known, draft, Given(**tables))
        return found.batch

    def undo(self, name: str) -> Batch:
        """Take an import back: the journal is then, byte for byte, as if it had never been.

        Keys of parties that no other batch knows go too; stamps that followed from it are redone.
        """
        with self._alone() as batches:
            batch = manifest.find(batches, name)
            rest = [kept for kept in batches if kept is not batch]
            self._tell(rest)
            self._sweep(rest)
        if batch.lines or batch.parties:
            with closing(self._engine()) as con:
                self.restamp(con)
        return batch

    def attach(self, con: DuckDBPyConnection) -> None:
        """Create the temporary views `moments` (newest versions, parties after merges),
        `all_versions`, `parties`, `lines`, `merges`, `readings` and `sealed`.

        They show the journal as it is now, whatever others change while they are read.
        """
        place = disk.occupy(self._aside)
        release = weakref.finalize(con, _vacate, place, os.getpid())
        views.attach(con, *self._snapshot(place))
        earlier = self._snapshots.pop(con, None)
        self._snapshots[con] = release
        if earlier:
            earlier()

    def restamp(self, con: DuckDBPyConnection) -> int:
        """Redo the stamps of every batch whose settings, lines or zones have changed since.

        New files are written aside and shown all at once; gives the number of batches redone.
        """
        with self._alone() as batches, disk.aside(self._aside) as place:
            redone = dict(stamps.redo(con, place, self.folder, self.settings, batches))
            if redone:
                self._replace(place, "moments", batches, redone)
        return len(redone)

    def erase(self, party: str) -> list[str]:
        """Destroy the names and texts of a party and of whatever was merged with it, for good.

        The pseudonymous moments stay; records of the party imported later are set aside. Gives
        every pseudonym that was erased.
        """
        with self._alone() as batches:
            with self._attached() as con:
                parties = revealing.alike(con, party)
            self.keys.destroy(parties)
            self._sweep(batches)
        return parties

    def export(self, party: str) -> dict[str, object]:
        """Give everything that is known of a party: itself, its names and texts, its moments."""
        with self._attached() as con:
            return revealing.export(con, self.keys, party)

    def reveal(self, parties: Iterable[str]) -> dict[str, dict[str, str]]:
        """Give the names, addresses and references of parties, for display."""
        with self._attached() as con:
            return self._opened.of(
                self._seen, self.keys, parties, partial(revealing.reveal, con, self.keys)
            )

    def staff(self) -> list[Line]:
        """Give the staff list as it is known now."""
        columns = ", ".join(Line._fields)
        with self._attached() as con:
            found = con.execute(f"SELECT {columns} FROM lines ORDER BY ALL").fetchall()
        return [Line(*row) for row in found]

    def state(self) -> manifest.State:
        """Give what changes whenever the journal does, so that what follows from it may be kept."""
        return manifest.state(self.folder)

    def text(self, text_id: str) -> str | None:
        """Give a text, or None when it is unknown or was erased."""
        with self._attached() as con:
            return revealing.text(con, self.keys, text_id)

    def texts_by_id(self, text_ids: Iterable[str]) -> dict[str, str]:
        """Give some texts by their ids; what is unknown or was erased is left out."""
        with self._attached() as con:
            rows(con, "asked_for", {"item": "VARCHAR"}, ((each,) for each in sorted(set(text_ids))))
            return dict(revealing.texts(con, self.keys, "asked_for"))

    def texts(self, con: DuckDBPyConnection, asked: str) -> Iterator[tuple[str, str]]:
        """Give the texts whose ids a table of an engine names that is attached to this journal."""
        return revealing.texts(con, self.keys, asked)

    def check(self) -> list[Problem]:
        """Compare what is on disk with what should be, and give every difference found."""
        with closing(self._engine()) as con:
            return checks.check(con, self.folder, self.keys)

    def sweep(self) -> int:
        """Remove what killed processes have left behind; gives how many things were removed."""
        with disk.locked(self._lock):
            return self._sweep(self.batches())

    @contextmanager
    def still(self) -> Iterator[list[Batch]]:
        """Hold the journal still while its files and keys are taken down together."""
        with self._alone() as batches:
            yield batches

    @contextmanager
    def _alone(self) -> Iterator[list[Batch]]:
        """Let nobody else change the journal, and put it in order first."""
        with disk.locked(self._lock):
            self._sweep(self.batches())
            yield self.batches()

    def _snapshot(self, place: Path) -> tuple[Path, list[Batch]]:
        """Give every batch, and a folder in which its files stay while the place is occupied."""
        while True:
            batches = self.batches()
            try:
                for batch in batches:
                    files = [stored.file for _table, stored in batch.tables]
                    disk.link(self.folder / batch.name, place / batch.name, files)
            except FileNotFoundError:
                if batches == self.batches():
                    raise  # nobody has changed the journal: the file is lost
            except OSError:  # a disk without links: readers may then be disturbed by an undo
                return self.folder, batches
            else:
                return place, batches

    def _tell(self, batches: Sequence[Batch]) -> None:
        """Replace the manifest: the one step by which batches appear and disappear."""
        with disk.aside(self._aside) as place:
            disk.replace(self.folder / manifest.NAME, manifest.lines(batches), place)

    def _sweep(self, batches: Sequence[Batch]) -> int:
        """Finish what was begun: drop what the manifest does not list, and what was erased."""
        swept = disk.sweep(self._aside)
        listed = {self.folder / manifest.NAME, *(self.folder / batch.name for batch in batches)}
        swept += sum(map(self._drop_unlisted, batches))
        swept += disk.keep_only(self.folder, listed)
        orphans, pending = self.keys.orphans(batch.name for batch in batches), self.keys.pending()
        if orphans or pending:
            with closing(self._engine()) as con:
                heirs = revealing.heirs(con, self.folder, batches, orphans)
                self.keys.hand_over(heirs)
                self._purge(con, batches, pending)
        return swept

    def _purge(self, con: DuckDBPyConnection, batches: Sequence[Batch], pending: set[str]) -> None:
        """Write the sealed files again without the erased parties."""
        if not pending:
            return
        with disk.aside(self._aside) as place:
            purged = dict(revealing.purge(con, place, self.folder, batches, pending))
            self._replace(place, "sealed", batches, purged)
        self.keys.done(pending)

    def _replace(
        self, place: Path, table: str, batches: Sequence[Batch], fresh: Mapping[str, Batch]
    ) -> None:
        """Put new files of a table beside the old ones, show them all at once, drop the old."""
        for name, batch in fresh.items():
            if stored := batch.stored(table):
                disk.publish(place / name / stored.file, self.folder / name / stored.file)
        self._tell([fresh.get(batch.name, batch) for batch in batches])
        for batch in fresh.values():
            self._drop_unlisted(batch)

    def _drop_unlisted(self, batch: Batch) -> int:
        kept = {self.folder / batch.name / stored.file for _table, stored in batch.tables}
        return disk.keep_only(self.folder / batch.name, kept)

    def _engine(self) -> DuckDBPyConnection:
        return engine(folder=self.folder.parent)

    @contextmanager
    def _attached(self) -> Iterator[DuckDBPyConnection]:
        """Lend the journal's own engine, attached anew when the manifest has been replaced."""
        with self._lent:
            owner, state = os.getpid(), manifest.state(self.folder)
            if self._reader is None or self._seen[0] != owner:  # no engine survives a fork
                self._reader, self._seen = self._engine(), (owner, None)
            if self._seen[1] != state:
                self.attach(self._reader)
                self._seen = (owner, state)
            yield self._reader
