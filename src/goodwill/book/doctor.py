"""How a book and the machine under it are: each finding with what to do next."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import re
import shutil
import sys
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from goodwill.problems import ConfigurationError, GoodwillError
from goodwill.words import _, grouped, mark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from goodwill.book.book import Book

WELL, NOTED, WRONG = "well", "noted", "wrong"
STATES = {WELL: mark("well"), NOTED: mark("note"), WRONG: mark("wrong")}
"""What a finding may be: as it should be, worth knowing, or to be mended."""
SECRETS = ("keys.sqlite3", "office.sqlite3", "office.secret", "purse.sqlite3", "lots.json")
ROOM, TIGHT = 1.0, 3.0
"""Free space, in sizes of the book: below the first a close may fail, below the second it nears."""
LEAST_ROOM = 500_000_000
MEMORY = 1_000_000_000
"""A close of a small book needs no more; the engine is given two of these and spills beyond."""
OLD = dt.timedelta(days=45)
FONTS = ("DejaVu Sans", "Liberation Sans", "Noto Sans", "Arial", "Helvetica")


class Finding(NamedTuple):
    """One thing that was looked at: how it is, and what to do about it."""

    name: str
    state: str
    said: str
    hint: str = ""


def of_machine(folder: Path) -> Iterator[Finding]:
    """Look at the program, the disk, the memory, the clock and the typefaces."""
    yield from _program()
    yield _disk(folder)
    yield _memory()
    yield _clock(folder)
    yield _fonts()


def of_book(book: Book) -> Iterator[Finding]:
    """Look at the book: who may read its secrets, its journal, and its closed books."""
    yield _secrets(book.folder)
    yield _zone(book)
    yield from _whole(book)
    yield _closed(book)
    yield from _lots(book)
    yield from _purse(book)
    yield from _office_notes(book)


def _program() -> Iterator[Finding]:
    """Compare the versions that are installed with those that Goodwill asks for."""
    running = ".".join(map(str, sys.version_info[:3]))
    yield Finding("python", WELL, running)  # an older one would not have come as far as here
    wrong = []
    for wanted in importlib.metadata.requires("goodwill") or ():
        name, low, marker = _asked(wanted)
        if marker:
            continue
        try:
            found = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            wrong.append(_("{name} is missing", name=name))
            continue
        if _numbers(found) < _numbers(low):
            wrong.append(_("{name} is {found}, not {low}", name=name, found=found, low=low))
    said = "; ".join(wrong) or _("all that Goodwill asks for")
    hint = _("Install it again: `pip install --require-hashes -r requirements.lock`.")
    yield Finding("packages", WRONG if wrong else WELL, said, hint if wrong else "")


def _asked(wanted: str) -> tuple[str, str, str]:
    """Take a requirement apart: the name, the least version, and what it depends on."""
    requirement, _semicolon, marker = wanted.partition(";")
    name = re.match(r"[\w.-]+", requirement)
    low = re.search(r">=\s*([\d.]+)", requirement)
    return name[0] if name else requirement, low[1] if low else "0", marker.strip()


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    said = _("{free} MB free, the book has {size} MB", free=grouped(free // 10**6),
             size=grouped(size // 10**6))  # fmt: skip
    hint = _("Make room: a close writes the book's tables anew beside the older ones.")
    if free < max(LEAST_ROOM, size * ROOM):
        return Finding("disk", WRONG, said, hint)
    if free < size * TIGHT:
        return Finding("disk", NOTED, said, hint)
    return Finding("disk", WELL, said)


def _memory() -> Finding:
    free = _available()
    if free is None:
        return Finding("memory", NOTED, _("this machine does not say"))
    said = _("{free} MB available", free=grouped(free // 10**6))
    if free < MEMORY:
        hint = _("Closing may take long: what does not fit into memory goes to the disk.")
        return Finding("memory", NOTED, said, hint)
    return Finding("memory", WELL, said)


def _available() -> int | None:
    """Give the memory that programs may still take; None where the system does not tell."""
    try:
        with open("/proc/meminfo", encoding="ascii") as file:  # noqa: PTH123  # not a file of ours
            found = re.search(r"MemAvailable:\s+(\d+) kB", file.read())
    except OSError:
        found = None
    return int(found[1]) * 1024 if found else None


def _clock(folder: Path) -> Finding:
    """Find a clock that stands before what was written by it."""
    now = dt.datetime.now(dt.UTC)
    newest = max((path.stat().st_mtime for path in folder.iterdir()), default=0.0)
    said = now.isoformat(timespec="seconds")
    if newest > now.timestamp() + 60:
        hint = _("Files of the book are from a later time: set the clock of this machine right.")
        return Finding("clock", WRONG, said, hint)
    return Finding("clock", WELL, said)


def _fonts() -> Finding:
    import subprocess

    program = shutil.which("fc-list")
    if program is None:
        hint = _("Pictures are drawn in {font} where it is there.", font=FONTS[0])
        return Finding("typefaces", NOTED, _("this machine does not say"), hint)
    told = subprocess.run([program, ":", "family"], capture_output=True, text=True, check=False)
    there = [font for font in FONTS if font in told.stdout]
    if there:
        return Finding("typefaces", WELL, there[0])
    hint = _("Install one, for example with `apt-get install fonts-dejavu-core`.")
    return Finding("typefaces", WRONG, _("none in which pictures could be drawn"), hint)


def _secrets(folder: Path) -> Finding:
    """Find secrets that others on this machine may read."""
    open_to_all = [
        name
        for name in (*SECRETS, *(f"{name}-wal" for name in SECRETS))
        if (folder / name).exists() and (folder / name).stat().st_mode & 0o077
    ]
    inside = folder.stat().st_mode & 0o077 == 0  # nobody gets as far as the files
    if not open_to_all or inside:
        return Finding("secrets", WELL, _("only their owner may read them"))
    files = " ".join(str(folder / name) for name in open_to_all)
    said = _("others on this machine may read {names}", names=", ".join(open_to_all))
    return Finding("secrets", WRONG, said, _("Forbid it: `chmod go= {files}`.", files=files))


def _zone(book: Book) -> Finding:
    now = dt.datetime.now(ZoneInfo(book.settings.zone))
    return Finding("zone", WELL, f"{book.settings.zone}, {now:%Y-%m-%d %H:%M}")


def _whole(book: Book) -> Iterator[Finding]:
    """Look through the settings, standards, mappings, the journal and the closed books."""
    try:
        problems = book.check()
    except GoodwillError as error:
        problems = error.problems
    for problem in problems:
        said = f"{problem.where}: {problem.what}" if problem.where else problem.what
        yield Finding("book", WRONG, said.rstrip("."), problem.hint)
    if not problems:
        batches = len(book.journal.batches())
        yield Finding("book", WELL, _("whole; imports: {number}", number=grouped(batches)))


def _closed(book: Book) -> Finding:
    files = book.closed_files()
    hint = _("Close it with `goodwill close`.")
    if not files:
        empty = not book.journal.batches()
        hint = _("Import records first: `goodwill import FILE`.") if empty else hint
        return Finding("closed", NOTED, _("the book has not been closed yet"), hint)
    day = dt.date.fromisoformat(files[-1].stem[:10])
    age = dt.datetime.now(ZoneInfo(book.settings.zone)).date() - day
    said = _("as of {day}", day=day.isoformat())
    if age > OLD:
        hint = _("Import what has happened since and close it, or set `close_daily`.")
        return Finding("closed", NOTED, said, hint)
    return Finding("closed", WELL, said)


def _lots(book: Book) -> Iterator[Finding]:
    """Find lots that cannot be read, or that are lost although plays have begun."""
    from goodwill.book import lots

    hint = _("Take {file} from a backup: other lots would mix up who was held out.",
             file=lots.NAME)  # fmt: skip
    try:
        known = lots.read(book.folder)
    except ConfigurationError as error:
        yield Finding("lots", WRONG, error.problems[0].what, hint)
        return
    begun = _begun(book)
    if missing := sorted(begun - known.keys()):
        said = _("the lots of these plays are lost: {names}", names=", ".join(missing))
        yield Finding("lots", WRONG, said, hint)
    elif known:
        yield Finding("lots", WELL, _("drawn for plays: {number}", number=grouped(len(known))))


def _begun(book: Book) -> set[str]:
    """Give the plays that the newest closed book says have begun."""
    if not book.closed_files():
        return set()
    try:
        with book.closed() as closed:
            if not closed.has("plays"):
                return set()
            return {name for (name,) in closed.con.execute("SELECT play FROM plays").fetchall()}
    except Exception:  # noqa: BLE001  # the engine's own errors; a damaged book is told elsewhere
        return set()


def _purse(book: Book) -> Iterator[Finding]:
    """Add the entries of the purse up again, where there are any."""
    from goodwill.care.purse import FILE, Purse

    if not (book.folder / FILE).exists():
        return
    with Purse(book.folder, book.settings) as purse:
        wrong, late = purse.unbalanced(), purse.overdue()
    if wrong:
        yield Finding("purse", WRONG, "; ".join(wrong[:5]), _("Restore the newest backup."))
    elif late:
        said = _("every entry balances; units overdue: {number}", number=grouped(len(late)))
        yield Finding("purse", NOTED, said, _("See `goodwill purse balance`."))
    else:
        yield Finding("purse", WELL, _("every entry balances"))


def _office_notes(book: Book) -> Iterator[Finding]:
    """Read what the office noted for the next close, where it noted anything."""
    from goodwill.book import noting

    files = sorted((book.folder / "office").glob("*.jsonl"))
    if not files:
        return
    torn = sum(noting.torn(path) for path in files)
    if torn:
        said = _("lines of the office's notes that cannot be read: {number}", number=grouped(torn))
        hint = _("A crash cut them short; say in the office once more what is missing.")
        yield Finding("office notes", NOTED, said, hint)
    else:
        yield Finding("office notes", WELL, _("all of them can be read"))


def worst(findings: list[Finding]) -> str:
    """Give the worst state among some findings."""
    order = [WELL, NOTED, WRONG]
    return max((one.state for one in findings), key=order.index, default=WELL)
