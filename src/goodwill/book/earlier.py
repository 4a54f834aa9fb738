"""Lots drawn before there was a book: a company's own list of whom it held out, and whom not.

The list is kept in `office/lots.jsonl`, a line for each play and customer. Every close puts its
lines among what has fired, so that trials begun elsewhere are judged like those of the book; to
do is none of it any more.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from goodwill.book import noting
from goodwill.care.firing import Fired
from goodwill.care.tables import FIRINGS
from goodwill.care.trial.assignment import HELD_OUT, PLAYED, arm, two_arms
from goodwill.house.wall import as_utc
from goodwill.ledger.sight import monday
from goodwill.moments import disk
from goodwill.problems import InputError, Problem, nearest
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from duckdb import DuckDBPyConnection

    from goodwill.book.book import Book

NAME: Final = Path("office") / "lots.jsonl"
NEEDED: Final = ("play", "customer", "arm", "drawn_at", "held_out")
"""The columns that a list must have, in any order; besides them `done_at` and `salt` count."""
ARMS: Final = (HELD_OUT, PLAYED)
MOST_PROBLEMS: Final = 20
"""So many faults of a list are told; then it is clear that it is another list."""


class Earlier(NamedTuple):
    """One customer's lot, as it was drawn before there was a book; instants are UTC."""

    play: str
    party: str
    arm: str
    drawn_at: dt.datetime
    done_at: dt.datetime | None
    held_out: float
    """The share for which it was drawn."""

    @property
    def key(self) -> str:
        """By which it is known again."""
        return f"play:{self.play}:{self.party}:{self.drawn_at.isoformat(timespec='seconds')}"


class Brought(NamedTuple):
    """What a list has brought: every lot of it, and the numbers that no customer here has."""

    lots: list[Earlier]
    unknown: list[str]


class _Line(NamedTuple):
    """A line of the list as it was written, at its place."""

    where: str
    cells: Mapping[str, str]


def bring_in(book: Book, file: Path) -> Brought:
    """Take a list of lots into the book, wholly or not at all.

    Customers of whom the book knows nothing are left out: nobody could say what became of them.
    """
    from goodwill.moments.journal import engine

    with engine() as con:
        lines = list(_lines(con, file))
    shares = {play.name: play.held_out for play in book.plays()}
    parties = _parties(book, {line.cells["customer"] for line in lines})
    zone = ZoneInfo(book.settings.zone)
    found: list[Earlier] = []
    problems: list[Problem] = []
    for line in lines:
        if line.cells["customer"] not in parties:
            continue
        try:
            found.append(_lot(line, shares, parties, zone))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems[:MOST_PROBLEMS])
    keep(book.folder, found)
    return Brought(found, sorted({line.cells["customer"] for line in lines} - parties.keys()))


def _lines(con: DuckDBPyConnection, file: Path) -> Iterator[_Line]:
    """Read the list, in whatever dialect it is written; its headers are named as in `NEEDED`."""
    from goodwill.sources.reading import open_records

    records, problems = open_records(con, file)
    if records is None:
        raise InputError(problems)
    names = [name.strip().casefold().replace(" ", "_") for name in records.columns]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        what = _("The list of lots has no column {names}.", names=", ".join(missing))
        raise InputError(Problem(str(file), what, ", ".join((*NEEDED, "done_at", "salt"))))
    chosen = ", ".join(f'"{name}"' for name in ("line", *records.columns))
    rows = con.execute(f'SELECT {chosen} FROM "{records.table}" ORDER BY line').fetchall()
    for line, *cells in rows:
        told = {name: (cell or "").strip() for name, cell in zip(names, cells, strict=True)}
        yield _Line(f"{file.name}:{line}", told)


def _parties(book: Book, refs: Collection[str]) -> dict[str, str]:
    """Find the customers by the numbers of the company's own records."""
    named = {ref: book.pseudonyms(ref) for ref in refs}
    known = book.journal.reveal(party for each in named.values() for party in each)
    found = {ref: [party for party in each if known.get(party)] for ref, each in named.items()}
    return {ref: each[0] for ref, each in found.items() if each}


def _lot(
    line: _Line, shares: Mapping[str, float], parties: Mapping[str, str], zone: ZoneInfo
) -> Earlier:
    """Read a line and draw its lot again, where the salt is given."""
    cells = line.cells
    play, customer, given = cells["play"], cells["customer"], cells["arm"].casefold()
    if play not in shares:
        like = nearest(play, shares)
        hint = _("Did you mean '{word}'?", word=like) if like else ""
        raise InputError(Problem(line.where, _("There is no play {name}.", name=play), hint))
    if given not in ARMS:
        what = _("The arm is one of: {words}.", words=", ".join(ARMS))
        raise InputError(Problem(line.where, what))
    share = _share(line, shares[play])
    if cells.get("salt") and arm(cells["salt"], customer, two_arms(share)) != given:
        what = _("This is not the arm that the lot with this salt gives.")
        raise InputError(Problem(line.where, what, _("docs/trials.md says how it is drawn again.")))
    done = _instant(line, "done_at", zone) if cells.get("done_at") else None
    return Earlier(play, parties[customer], given, _instant(line, "drawn_at", zone), done, share)


def _share(line: _Line, declared: float) -> float:
    """Read the share held out, which is that of the play: another share is another trial."""
    try:
        share = float(line.cells["held_out"])
    except ValueError:
        share = -1.0
    if share != declared:
        what = _("The play holds out {share}, and only lots of the same share can be counted.",
                 share=f"{declared:g}")  # fmt: skip
        raise InputError(Problem(line.where, what))
    return share


def _instant(line: _Line, column: str, zone: ZoneInfo) -> dt.datetime:
    """Read an instant; without a zone of its own it is the wall clock of the company."""
    try:
        read = dt.datetime.fromisoformat(line.cells[column])
    except ValueError as error:
        what = _("'{key}' must be an instant, such as 2026-03-02 09:00.", key=column)
        raise InputError(Problem(line.where, what)) from error
    return (
        as_utc(read, zone) if read.tzinfo is None else read.astimezone(dt.UTC).replace(tzinfo=None)
    )


def known(folder: Path) -> list[Earlier]:
    """Give the lots drawn before the book, in the order in which they were drawn."""
    found = [_earlier(row) for row in noting.newest(folder / NAME)]
    return sorted(found, key=lambda lot: (lot.drawn_at, lot.key))


def stand(con: DuckDBPyConnection, folder: Path, closed_at: dt.datetime, zone: str) -> list[Fired]:
    """Put the lots drawn by a close among the `firings`, and give those that were not there yet.

    Nothing is due on them, so that they never become something to do.
    """
    from goodwill.moments.parquet import append

    there = {key for (key,) in con.execute("SELECT key FROM firings").fetchall()}
    lots = [lot for lot in known(folder) if lot.drawn_at <= closed_at and lot.key not in there]
    if lots:
        local = ZoneInfo(zone)
        append(con, "firings", FIRINGS, (_firing(lot, local) for lot in lots))
    return [Fired(lot.play, lot.party, lot.drawn_at) for lot in lots]


def _firing(lot: Earlier, zone: ZoneInfo) -> tuple[Any, ...]:
    day = lot.drawn_at.replace(tzinfo=dt.UTC).astimezone(zone).date()
    told = {
        "key": lot.key, "play": lot.play, "subject": lot.party, "fired_at": lot.drawn_at,
        "party": lot.party, "late": False, "arm": lot.arm, "figures": "{}",
        "local_week": monday(day), "closed_on": day,
    }  # fmt: skip
    return tuple(told.get(name) for name in FIRINGS)


def begun(folder: Path, lots: Mapping[str, tuple[dt.datetime, float]]) -> dict[str, dt.datetime]:
    """Give the instant from which each play's lots count, drawn here or before.

    `lots` are the beginning and the share of the lot that now holds; what was drawn for another
    share is another trial, and what was drawn before that belongs to it.
    """
    since = {name: start for name, (start, _share) in lots.items()}
    for lot in reversed(known(folder)):
        if lot.play in lots and lot.held_out == lots[lot.play][1]:
            since[lot.play] = min(since[lot.play], lot.drawn_at - dt.timedelta(seconds=1))
        else:
            lots = {name: lot_of for name, lot_of in lots.items() if name != lot.play}
    return since


def forget(folder: Path, parties: Collection[str]) -> None:
    """Write the file again without the lots of some parties."""
    noting.forget(folder / NAME, parties)


def _earlier(row: Mapping[str, Any]) -> Earlier:
    done = row.get("done_at")
    return Earlier(
        str(row["play"]), str(row["party"]), str(row["arm"]),
        dt.datetime.fromisoformat(row["drawn_at"]),
        dt.datetime.fromisoformat(done) if done else None, float(row["held_out"]),
    )  # fmt: skip


def keep(folder: Path, lots: Iterable[Earlier]) -> None:
    """Add lots to those known; the first lot of a customer in a play stays."""
    path = folder / NAME
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with disk.rewriting(path) as aside:
        kept = {(lot.play, lot.party): lot for lot in sorted(lots, key=_latest_first)}
        kept |= {(lot.play, lot.party): lot for lot in reversed(known(folder))}
        aside.write_text("".join(map(_row, kept.values())), encoding="utf-8")


def _latest_first(lot: Earlier) -> float:
    return -lot.drawn_at.timestamp()


def _row(lot: Earlier) -> str:
    told = {
        **lot._asdict(),
        "number": f"{lot.play}:{lot.party}",
        "drawn_at": lot.drawn_at.isoformat(),
        "done_at": lot.done_at and lot.done_at.isoformat(),
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True) + "\n"
