"""Past contacts out of the journal: what our side did to whom, whoever did it.

A contact keeps the purpose and the party under which it was sent. The same moment again changes
nothing; a corrected moment moves its instant; an import that is undone takes its contacts along.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.care.guard import store
from goodwill.care.purposes import PURPOSES
from goodwill.house.guard import CHANNELS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from duckdb import DuckDBPyConnection

    from goodwill.care.guard.guard import Guard

SAME = timedelta(minutes=30)
"""A moment this near to a reserved contact of the same party and channel is that contact."""
_AT_ONCE = 10_000

CHANNEL_OF = {
    "phone": "call", "email": "email", "sms": "sms", "chat": "chat", "app": "chat",
    "letter": "post", "visit": "visit",
}  # fmt: skip
"""Each channel of the journal with the guard's; in a shop and on the web they came to us."""
PURPOSE_OF = {
    ("answer", ""): "answer", ("resolution", ""): "answer", ("decision", ""): "answer",
    ("refusal", ""): "answer", ("call_attempt", "callback"): "answer",
    ("call_attempt", "sale"): "offer", ("call_attempt", ""): "service",
    ("offer", ""): "offer", ("offer", "alternative"): "answer", ("news", "own"): "offer",
    ("news", "care"): "care",
    ("news", ""): "service", ("invoice", ""): "service", ("delivery", ""): "service",
    ("promise", ""): "service", ("fulfilment", ""): "service",
    ("fulfilment", "callback"): "answer", ("refund", ""): "service", ("request", ""): "service",
    ("question", ""): "care", ("visit", ""): "service", ("concession", ""): "care",
}  # fmt: skip
"""For what a moment of a kind, with or without a purpose of its own, was a contact."""


class Past(NamedTuple):
    """One dealing as the journal knows it, in the guard's words; rows inwards are passed over."""

    moment: int
    at: datetime
    party: str
    purpose: str
    channel: str
    direction: str = "out"
    person: str | None = None
    batch: str = ""
    gift: bool = False


def fill(guard: Guard, rows: Iterable[Past]) -> int:
    """Take over past contacts, also late ones, and give how many were new.

    A moment that is a contact reserved here becomes that contact and is not counted again.
    """
    new, left = 0, iter(rows)
    while some := list(islice(left, _AT_ONCE)):  # senders wait no longer than for one such piece
        with guard.store.writing() as con:
            filled = _Filling(con, guard.rest_after_gift)
            new += sum(filled.take(row) for row in some)
    return new


def take_back(guard: Guard, batches: Iterable[str]) -> None:
    """Take back the contacts and absences of imports that were undone; fill again afterwards.

    Filling again brings back what an undone correction had changed.
    """
    with guard.store.writing() as con:
        for name in batches:
            number = "(SELECT number FROM batches WHERE name = ?)"
            # what was reserved here stays: only its moment is gone
            con.execute(
                "UPDATE contacts SET moment = NULL, batch = NULL"
                f" WHERE batch = {number} AND reserved_at IS NOT NULL",
                (name,),
            )
            for table in ("contacts", "wishes"):
                con.execute(f"DELETE FROM {table} WHERE batch = {number}", (name,))
            con.execute("DELETE FROM batches WHERE name = ?", (name,))


def catch_up(guard: Guard, con: DuckDBPyConnection, batches: Iterable[str]) -> int:
    """Take over what the journal, attached to an engine, has learnt since; give the new contacts.

    `batches` are the names of the imports that hold now.
    """
    now = set(batches)
    with guard.store.reading() as own:
        before = {str(row[0]) for row in own.execute("SELECT name FROM batches WHERE whole")}
    gone, new = before - now, now - before
    if not gone and not new:
        return 0
    take_back(guard, gone)
    guard.set_merges(con.execute("SELECT party, into_party FROM merges").fetchall())
    guard.know(con.execute("SELECT party, zone, segment FROM every_party").fetchall())
    wanted = now if gone else new
    _take_absences(guard, con, wanted)
    filled = fill(guard, _moments(con, wanted))
    with guard.store.writing() as own:
        own.executemany(
            "INSERT INTO batches (name, whole) VALUES (?, 1) ON CONFLICT DO UPDATE SET whole = 1",
            [(name,) for name in sorted(now)],
        )
    return filled


def _moments(con: DuckDBPyConnection, batches: Iterable[str]) -> Iterator[Past]:
    """Read our contacts out of the journal, under the party that each was recorded for."""
    kinds = ", ".join(f"'{kind}'" for kind in sorted({kind for kind, _purpose in PURPOSE_OF}))
    channels = ", ".join(f"'{channel}'" for channel in CHANNEL_OF)
    con.execute(
        "SELECT m.id, m.happened_at, v.party, m.kind, coalesce(m.purpose, ''), m.channel, m.person,"
        " m.batch, m.about FROM moments m JOIN all_versions v USING (id, version)"
        f" WHERE m.direction = 'out' AND m.kind IN ({kinds}) AND m.channel IN ({channels})"
        f" AND m.party IS NOT NULL AND m.batch IN ({_listed(batches)})"
        " ORDER BY m.happened_at, m.id"
    )
    while rows := con.fetchmany(_AT_ONCE):
        for number, at, party, kind, purpose, channel, person, batch, about in rows:
            meant = purpose_of(kind, purpose, about)
            if meant is not None:
                gift = (kind, purpose) == ("concession", "gift")
                way = CHANNEL_OF[channel]
                yield Past(number, at, party, meant, way, "out", person, batch, gift)


def purpose_of(kind: str, purpose: str, about: str | None) -> str | None:
    """Tell for what a moment of ours was a contact; none where a machine only said "received"."""
    if purpose == "receipt":
        return None
    if kind == "request" and (about or "").startswith("invoice:"):
        return "dunning"
    return PURPOSE_OF.get((kind, purpose)) or PURPOSE_OF.get((kind, ""))


def _listed(batches: Iterable[str]) -> str:
    return ", ".join("'" + name.replace("'", "''") + "'" for name in sorted(batches))


def _take_absences(guard: Guard, con: DuckDBPyConnection, batches: Iterable[str]) -> None:
    """Take over until when customers do not want to be disturbed."""
    rows = con.execute(
        "SELECT id, happened_at, due_at, party, batch FROM moments WHERE kind = 'absence'"
        f" AND direction = 'in' AND party IS NOT NULL AND batch IN ({_listed(batches)})"
    ).fetchall()
    with guard.store.writing() as own:
        filled = _Filling(own, guard.rest_after_gift)
        for number, at, due, party, batch in rows:
            filled.take_absence(number, at, due, party, batch)


class _Filling:
    """The taking over of rows within one step of the store."""

    def __init__(self, con: sqlite3.Connection, rest: timedelta) -> None:
        self._con = con
        self._rest = rest
        self._batches: dict[str, int] = {}
        self._erased = dict(con.execute("SELECT trace, at FROM erased"))

    def take(self, row: Past) -> bool:
        """Take over one row; tell whether it is a contact that was not known."""
        if row.direction != "out" or row.purpose not in PURPOSES or row.channel not in CHANNELS:
            return False
        at = store.micro(row.at)
        if self._forgotten(row.party, at):
            return False
        rest = at + store.micro(store.instant(0) + self._rest) if row.gift else None
        batch = self._number(row.batch)
        known = self._con.execute(
            "UPDATE contacts SET person = ?2, batch = ?3, rest_until = rest_until - at + ?1,"
            " at = ?1 WHERE moment = ?4 RETURNING id",
            (at, row.person, batch, row.moment),
        ).fetchall()
        if known or self._adopt(row, at, batch):
            return False
        self._con.execute(
            "INSERT INTO contacts (party, at, purpose, channel, state, person, rest_until, moment,"
            " batch) VALUES (?, ?, ?, ?, 2, ?, ?, ?, ?)",
            (row.party, at, row.purpose, row.channel, row.person, rest, row.moment, batch),
        )
        return True

    def take_absence(
        self, number: int, at: datetime, due: datetime | None, party: str, batch: str
    ) -> None:
        """Take over one absence; a corrected one replaces what it said before."""
        begin = store.micro(at)
        if self._forgotten(party, begin):
            return
        self._con.execute(
            "INSERT INTO wishes (party, sort, from_at, until, moment, batch)"
            " VALUES (?, 'absence', ?, ?, ?, ?) ON CONFLICT (moment) DO UPDATE SET"
            " from_at = excluded.from_at, until = excluded.until, batch = excluded.batch",
            (party, begin, None if due is None else store.micro(due), number, self._number(batch)),
        )

    def _forgotten(self, party: str, at: int) -> bool:
        """Tell whether a moment is one of a party that was erased after it."""
        return bool(self._erased) and at <= self._erased.get(store.trace(party), at - 1)

    def _adopt(self, row: Past, at: int, batch: int | None) -> bool:
        """Let a moment be the contact that was reserved here for it, if there is one."""
        near = SAME // timedelta(microseconds=1)
        # one conversation may have been recorded under another purpose, one letter was not
        purposes = tuple(PURPOSES) if row.channel in {"call", "visit"} else (row.purpose,)
        marks = ", ".join("?" * len(purposes))
        found: list[Any] = []
        for party in store.family(self._con, row.party):
            found += self._con.execute(
                "SELECT abs(at - ?), id FROM contacts WHERE party = ? AND at BETWEEN ? AND ?"
                f" AND purpose IN ({marks}) AND channel = ? AND state > 0 AND moment IS NULL",
                (at, party, at - near, at + near, *purposes, row.channel),
            ).fetchall()
        if not found:
            return False
        self._con.execute(
            "UPDATE contacts SET state = 2, moment = ?, batch = ?, person = coalesce(person, ?)"
            " WHERE id = ?",
            (row.moment, batch, row.person, min(found)[1]),
        )
        return True

    def _number(self, batch: str) -> int | None:
        if not batch:
            return None
        if batch not in self._batches:
            self._con.execute("INSERT OR IGNORE INTO batches (name) VALUES (?)", (batch,))
            row = self._con.execute("SELECT number FROM batches WHERE name = ?", (batch,))
            self._batches[batch] = int(row.fetchone()[0])
        return self._batches[batch]
