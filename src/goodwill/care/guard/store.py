"""What the guard remembers, in one SQLite file: contacts, wishes, pairs apart, and who waits.

Parties and people stand here by their pseudonyms only. Instants are microseconds since 1970, UTC.
Writing takes the file's lock before it reads, so that a check and the reservation that follows
from it are one step for every thread and every process.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.care.one_writer import OneWriter
from goodwill.care.one_writer import instant as instant  # noqa: PLC0414  # for whoever reads here
from goodwill.care.one_writer import micro as micro  # noqa: PLC0414
from goodwill.moments.merges import resolve

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

FILE = "guard.sqlite3"
GIVEN_BACK, RESERVED, SENT = 0, 1, 2
"""The states of a contact; what is reserved counts as if it were sent."""

_TABLES = """
CREATE TABLE IF NOT EXISTS contacts (
    id INTEGER PRIMARY KEY, party TEXT NOT NULL, at INTEGER NOT NULL, purpose TEXT NOT NULL,
    channel TEXT NOT NULL, state INTEGER NOT NULL, person TEXT, rest_until INTEGER,
    reserved_at INTEGER, moment INTEGER UNIQUE, batch INTEGER);
CREATE INDEX IF NOT EXISTS contacts_of ON contacts (party, purpose, at, channel, state);
CREATE INDEX IF NOT EXISTS gifts_of ON contacts (party, rest_until) WHERE rest_until IS NOT NULL;
CREATE INDEX IF NOT EXISTS open_ones ON contacts (at) WHERE state = 1;
CREATE INDEX IF NOT EXISTS contacts_from ON contacts (batch) WHERE batch IS NOT NULL;
CREATE TABLE IF NOT EXISTS wishes (
    id INTEGER PRIMARY KEY, party TEXT NOT NULL, sort TEXT NOT NULL, purpose TEXT, channel TEXT,
    from_at INTEGER, until INTEGER, value TEXT, moment INTEGER UNIQUE, batch INTEGER);
CREATE INDEX IF NOT EXISTS wishes_of ON wishes (party);
CREATE TABLE IF NOT EXISTS apart (
    party TEXT NOT NULL, person TEXT NOT NULL, PRIMARY KEY (party, person)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS waiting (
    id INTEGER PRIMARY KEY, party TEXT NOT NULL, purpose TEXT NOT NULL, channel TEXT NOT NULL,
    person TEXT NOT NULL, gift INTEGER NOT NULL, asked_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL, UNIQUE (party, purpose, channel, person));
CREATE INDEX IF NOT EXISTS due ON waiting (due_at);
CREATE TABLE IF NOT EXISTS parties (
    party TEXT PRIMARY KEY, zone TEXT, segment TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS merges (
    party TEXT PRIMARY KEY, into_party TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS merged_into ON merges (into_party);
CREATE TABLE IF NOT EXISTS erased (trace TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS batches (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, whole INTEGER NOT NULL DEFAULT 0);
"""


class Contact(NamedTuple):
    """One contact as it was when it was sent or reserved."""

    number: int
    party: str
    at: datetime
    purpose: str
    channel: str
    person: str | None
    state: int


class Wish(NamedTuple):
    """What a party asked for: its sort, for which purpose and channel, from when until when."""

    number: int
    sort: str
    purpose: str | None
    channel: str | None
    from_at: datetime | None
    until: datetime | None
    value: str | None


class Waiting(NamedTuple):
    """A contact that was put off: asked when, and due when."""

    number: int
    party: str
    purpose: str
    channel: str
    person: str | None
    gift: bool
    asked_at: datetime
    due_at: datetime


class Store(OneWriter):
    """The guard's file, opened; one may serve many threads, and survives a fork."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, _TABLES)


def trace(party: str) -> str:
    """Give what is kept of an erased party: enough to know it again, too little to name it."""
    return hashlib.blake2b(party.encode(), digest_size=16).hexdigest()


def _maybe(number: int | None) -> datetime | None:
    return None if number is None else instant(number)


def family(con: sqlite3.Connection, party: str) -> tuple[str, ...]:
    """Give all records of a party: the one that stays first, then those merged into it."""
    found = con.execute("SELECT into_party FROM merges WHERE party = ?", (party,)).fetchone()
    stays = str(found[0]) if found else party
    given_up = con.execute("SELECT party FROM merges WHERE into_party = ?", (stays,))
    return (stays, *(str(row[0]) for row in given_up))


def set_merges(con: sqlite3.Connection, merges: Iterable[tuple[str, str]]) -> None:
    """Take over which records are the same party now; no contact is rewritten."""
    con.execute("DELETE FROM merges")
    con.executemany("INSERT INTO merges VALUES (?, ?)", sorted(resolve(merges).items()))


def sent(
    con: sqlite3.Connection,
    parties: Sequence[str],
    purpose: str,
    after: datetime,
    *,
    most: int = -1,
    states: tuple[int, ...] = (RESERVED, SENT),
) -> list[tuple[int, str]]:
    """Give instant and channel of what went, or is to go, to a party after an instant."""
    rows: list[tuple[int, str]] = []
    counted = ", ".join(map(str, states))
    for party in parties:
        rows += con.execute(
            "SELECT at, channel FROM contacts WHERE party = ? AND purpose = ? AND at > ?"
            f" AND state IN ({counted}) ORDER BY at LIMIT ?",
            (party, purpose, micro(after), most),
        )
    return rows


def rests(con: sqlite3.Connection, parties: Sequence[str], after: datetime) -> list[Any]:
    """Give from when until when nothing is asked of a party, as far as it lies ahead."""
    return con.execute(
        f"SELECT at, rest_until FROM contacts WHERE party IN ({_marks(parties)})"
        " AND rest_until > ? AND state > 0",
        (*parties, micro(after)),
    ).fetchall()


def wishes(con: sqlite3.Connection, parties: Sequence[str]) -> list[Wish]:
    """Give what a party asked for, under any of its records."""
    rows = con.execute(
        "SELECT id, sort, purpose, channel, from_at, until, value FROM wishes"
        f" WHERE party IN ({_marks(parties)}) ORDER BY id",
        tuple(parties),
    )
    return [Wish(*row[:4], *map(_maybe, row[4:6]), *row[6:]) for row in rows]


def known(con: sqlite3.Connection, parties: Sequence[str]) -> tuple[str | None, str | None]:
    """Give zone and segment of a party: of the record that stays, or else of another."""
    zone = segment = None
    for party in parties:
        row = con.execute("SELECT zone, segment FROM parties WHERE party = ?", (party,)).fetchone()
        zone, segment = (zone or row[0], segment or row[1]) if row else (zone, segment)
    return zone, segment


def apart(con: sqlite3.Connection, parties: Sequence[str]) -> set[str]:
    """Give the people whom a party shall never meet again."""
    rows = con.execute(
        f"SELECT person FROM apart WHERE party IN ({_marks(parties)})", tuple(parties)
    )
    return {str(row[0]) for row in rows}


def contact(con: sqlite3.Connection, number: int) -> Contact | None:
    """Give a contact by its number."""
    row = con.execute(f"{_CONTACT} WHERE id = ?", (number,)).fetchone()
    return _contact(row) if row else None


def unresolved(con: sqlite3.Connection, before: datetime) -> list[Contact]:
    """Give what was reserved for a time that has passed and neither sent nor given back."""
    rows = con.execute(f"{_CONTACT} WHERE state = 1 AND at <= ? ORDER BY at", (micro(before),))
    return [_contact(row) for row in rows]


def waiting(con: sqlite3.Connection, before: datetime | None = None) -> list[Waiting]:
    """Give what waits, the most urgent first; with an instant, what is due by then."""
    rows = con.execute(
        "SELECT id, party, purpose, channel, nullif(person, ''), gift, asked_at, due_at"
        " FROM waiting WHERE ?1 IS NULL OR due_at <= ?1 ORDER BY due_at, asked_at, id",
        (None if before is None else micro(before),),
    )
    return [
        Waiting._make((*row[:5], bool(row[5]), instant(row[6]), instant(row[7]))) for row in rows
    ]


_CONTACT = "SELECT id, party, at, purpose, channel, person, state FROM contacts"


def _contact(row: Sequence[Any]) -> Contact:
    return Contact(row[0], row[1], instant(row[2]), *row[3:])


def _marks(items: Sequence[object]) -> str:
    return ", ".join("?" * len(items))
