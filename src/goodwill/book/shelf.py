"""Closed books kept open behind what each reader may see, so that a page need not open them again.

A closed book never changes, and neither does what stands before it: what a reader may see is part
of the place under which it is kept.
"""

from __future__ import annotations

import contextlib
import json
from collections import OrderedDict
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

from goodwill.ledger.closed import Closed
from goodwill.ledger.narrowed import BOOK, hang, hide, surveyed
from goodwill.moments.journal import attached, lent, read_only

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from goodwill.book.book import Book
    from goodwill.ledger.sight import Sight

    Reveal = Callable[[Iterable[str]], Mapping[str, Mapping[str, str]]]

MOST = 12
"""So many are kept open; the one that was asked for longest ago goes first."""


class Shelf:
    """The closed books that are open, by file and by reader."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._open: OrderedDict[tuple[str, int, Sight | None], Closed] = OrderedDict()
        self._lock = Lock()

    @contextlib.contextmanager
    def closed(self, book: Book, name: str | None, sight: Sight | None) -> Iterator[Closed]:
        """Lend the newest closed book, or one by its name, as a reader may see it.

        Where there is no reader that is a member, all of it is hidden (`ledger.panes`).
        """
        path = book.closed_path(name)
        place = (str(path), path.stat().st_ino, sight)
        with self._lock:
            kept = self._open.get(place)
            if kept is not None:
                self._open.move_to_end(place)
        if kept is None:
            kept = self._keep(place, behind(book, path, sight))
        with contextlib.closing(lent(kept.con)) as con:
            yield replace(kept, con=con)

    def _keep(self, place: tuple[str, int, Sight | None], closed: Closed) -> Closed:
        """Keep one, unless somebody was quicker; an older one goes, once nobody reads it."""
        with self._lock:
            kept = self._open.setdefault(place, closed)
            while len(self._open) > self._most:
                self._open.popitem(last=False)
        return kept


def behind(book: Book, path: Path, sight: Sight | None) -> Closed:
    """Open a closed book with views before its tables; an owner needs none as a rule."""
    if sight is None:
        return _hidden(book, path)
    reveal, folder = book.journal.reveal, book.folder
    con = read_only(path)
    row = con.execute("SELECT facts FROM meta").fetchone()
    assert row is not None
    facts = json.loads(row[0])
    if sight.whole and not surveyed(con):
        return Closed(con, path.stem, facts, reveal, folder, sight, book.pseudonyms)
    con.close()
    con = attached(path, BOOK)
    seen = hang(con, sight)
    if seen is None:
        return Closed(con, path.stem, facts, reveal, folder, sight, book.pseudonyms)
    named = _of_the_seen(reveal, seen)
    return Closed(con, path.stem, facts, named, None, sight, book.pseudonyms)


def _hidden(book: Book, path: Path) -> Closed:
    con = attached(path, BOOK)
    row = con.execute(f"SELECT facts FROM {BOOK}.meta").fetchone()
    assert row is not None
    facts = json.loads(row[0])
    hide(con)
    return Closed(con, path.stem, facts, book.journal.reveal, book.folder,
                  pseudonyms=book.pseudonyms, hidden=True)  # fmt: skip


def _of_the_seen(reveal: Reveal, seen: frozenset[str]) -> Reveal:
    """Open the names of those whom the reader may see, and of nobody else."""

    def revealed(parties: Iterable[str]) -> Mapping[str, Mapping[str, str]]:
        return reveal([party for party in parties if party in seen])

    return revealed
