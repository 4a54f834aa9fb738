"""The manifest: which batches the journal consists of, one JSON line each, replaced as a whole."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from goodwill.problems import IntegrityError, Problem, UsageError, nearest
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

NAME = "manifest.jsonl"

State = tuple[int, int]


class Stored(NamedTuple):
    """One file of a batch as it lies on disk."""

    file: str
    rows: int
    size: int
    sha256: str


class Reading(NamedTuple):
    """How many lines of a file met one fate, and how many moments the batch took from them."""

    fate: str
    lines: int
    moments: int


class Batch(NamedTuple):
    """One import: what it brought, and the files that hold it.

    An import that brought nothing new is not written: it has no name and no files.
    """

    name: str
    source: str
    file: str
    written_at: datetime | None = None
    new: int = 0
    corrected: int = 0
    repeated: int = 0
    erased: int = 0
    parties: int = 0
    lines: int = 0
    merges: int = 0
    secrets: int = 0
    readings: tuple[Reading, ...] = ()
    sources: tuple[str, ...] = ()
    first: datetime | None = None
    last: datetime | None = None
    months: tuple[str, ...] = ()
    stamp: str = ""
    tables: tuple[tuple[str, Stored], ...] = ()

    @property
    def moments(self) -> int:
        """How many moments it brought, corrections included."""
        return self.new + self.corrected

    @property
    def brings(self) -> bool:
        """Whether there is anything to be written."""
        return any((self.moments, self.parties, self.lines, self.merges, self.secrets))

    def stored(self, table: str) -> Stored | None:
        """Give the file of one of its tables, or None where it brought no such rows."""
        return dict(self.tables).get(table)


def line(batch: Batch) -> str:
    """Write a batch as one line; the same batch always gives the same bytes."""
    fields = batch._asdict()
    for field in ("written_at", "first", "last"):
        fields[field] = fields[field] and fields[field].isoformat()
    fields["tables"] = {table: stored._asdict() for table, stored in batch.tables}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")) + "\n"


def lines(batches: Iterable[Batch]) -> bytes:
    """Write the whole manifest."""
    return "".join(map(line, batches)).encode()


def parse(text: str) -> Batch:
    """Read a batch back from its line; raises ValueError, TypeError or KeyError when it is none."""
    fields = json.loads(text)
    for field in ("written_at", "first", "last"):
        fields[field] = fields[field] and datetime.fromisoformat(fields[field])
    fields["readings"] = tuple(Reading(*reading) for reading in fields["readings"])
    fields["sources"], fields["months"] = tuple(fields["sources"]), tuple(fields["months"])
    fields["tables"] = tuple((table, Stored(**kept)) for table, kept in fields["tables"].items())
    return Batch(**fields)


def state(folder: Path) -> State:
    """Give a word that changes whenever the manifest is replaced."""
    try:
        found = (folder / NAME).stat()
    except FileNotFoundError:
        return (0, 0)
    return (found.st_ino, found.st_mtime_ns)


def read(folder: Path) -> list[Batch]:
    """Read every batch in the order of writing; a journal that cannot be read raises."""
    path = folder / NAME
    try:
        lines = path.read_bytes().decode().split("\n")
    except (OSError, UnicodeDecodeError):
        raise IntegrityError(
            Problem(
                str(path),
                _("The list of imports is missing or cannot be read."),
                _("Restore the book from a backup, or create it with `goodwill init`."),
            )
        ) from None
    batches, problems = [], []
    for number, text in enumerate(lines[:-1] if not lines[-1] else lines, 1):
        try:
            batches.append(parse(text))
        except (ValueError, TypeError, KeyError, AttributeError):
            what = _("This line of the list of imports is damaged.")
            hint = _("Restore the book from a backup.")
            problems.append(Problem(f"{path}:{number}", what, hint))
    if problems:
        raise IntegrityError(problems)
    return batches


def find(batches: Iterable[Batch], name: str) -> Batch:
    """Find a batch by its name; a name that is not there raises, with the nearest one."""
    known = list(batches)
    for batch in known:
        if batch.name == name:
            return batch
    close = nearest(name, [batch.name for batch in known])
    hint = _("Did you mean {name}?", name=close) if close else _("`goodwill batches` lists them.")
    raise UsageError(Problem(name, _("The journal has no import of this name."), hint))
