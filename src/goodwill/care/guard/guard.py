"""The guard: may this party be contacted now, for this purpose, by anyone.

    with Guard(folder, settings) as guard:
        decision = guard.reserve(Ask(party, "offer", "call", person))
        if decision.allowed:
            ...  # make the call
            guard.sent(decision.reservation)

What it allows and reserves counts from then on, for every thread and every process. What it puts
off waits, visibly, with its due time; nothing is dropped.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from goodwill.care.guard import law, store
from goodwill.care.guard.decision import ALLOWED, DEFERRED, REFUSED, Ask, Decision, Spoken
from goodwill.care.guard.restraints import agreed
from goodwill.care.guard.rules import Place, Says, of
from goodwill.care.purposes import PURPOSES
from goodwill.house.guard import CHANNELS
from goodwill.house.guard import Guard as Said
from goodwill.house.opened import Opened
from goodwill.problems import Problem, UsageError, nearest
from goodwill.words import _

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from goodwill.care.guard.rules import Rule
    from goodwill.house.settings import Settings


class Guard(Opened):
    """One guard for machines and people, all channels, per purpose and over all; opened."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.store = store.Store(folder / store.FILE)
        self._settings = settings
        said = settings.guard or Said()
        levels = {"": said.everyone, **said.segments}
        floors = {name: law.chosen(one.floors, "guard.floors") for name, one in levels.items()}
        self._says = Says(said, floors)
        self._closed = settings.calendars[0].holidays
        self.rest_after_gift = said.after_gift

    def close(self) -> None:
        """Close the guard's file."""
        self.store.close()

    def may(self, ask: Ask, now: datetime | None = None) -> Decision:
        """Decide on a contact and change nothing."""
        with self.store.reading() as con:
            return self._decide(con, ask, now or clock())

    def reserve(self, ask: Ask, now: datetime | None = None) -> Decision:
        """Decide on a contact; book it in the same step, or put it off until it is due.

        A reservation counts as sent until it is given back. A contact that is put off waits in
        the list of `waiting`; asking for it again moves its due time, and being allowed ends it.
        """
        with self.store.writing() as con:
            decision = self._decide(con, ask, now or clock())
            if decision.verdict == ALLOWED:
                return decision._replace(reservation=self._book(con, decision, now or clock()))
            if decision.verdict == DEFERRED:
                return decision._replace(waiting=_put_off(con, decision, now or clock()))
            return decision

    def sent(self, reservation: int, at: datetime | None = None) -> None:
        """Note that a reserved contact was made, at the reserved time or at another one."""
        with self.store.writing() as con:
            held = _reserved(con, reservation)
            when = store.micro(at or held.at)
            con.execute(
                "UPDATE contacts SET state = ?, at = ?, rest_until = rest_until + ? WHERE id = ?",
                (store.SENT, when, when - store.micro(held.at), reservation),
            )

    def give_back(self, reservation: int) -> None:
        """Give back a reserved contact that was not made; it counts no more."""
        with self.store.writing() as con:
            _reserved(con, reservation)
            con.execute(
                "UPDATE contacts SET state = ? WHERE id = ?", (store.GIVEN_BACK, reservation)
            )

    def made(self, ask: Ask, now: datetime | None = None) -> int:
        """Note a contact that was made, whatever the guard would have said; give its number.

        What has been done counts, or the next offer would come too early.
        """
        with self.store.writing() as con:
            decision = self._decide(con, ask, now or clock())
            number = self._book(con, decision, now or clock())
            con.execute("UPDATE contacts SET state = ? WHERE id = ?", (store.SENT, number))
            return number

    def unmade(self, number: int) -> None:
        """Take back that a contact was made, unless the records have told of it since."""
        with self.store.writing() as con:
            con.execute(
                "UPDATE contacts SET state = ? WHERE id = ? AND moment IS NULL",
                (store.GIVEN_BACK, number),
            )

    def behind(self, batches: Iterable[str]) -> bool:
        """Tell whether the journal holds other imports than those whose contacts are known."""
        with self.store.reading() as con:
            known = con.execute("SELECT name FROM batches WHERE whole").fetchall()
        return {str(row[0]) for row in known} != set(batches)

    def zone_of(self, party: str) -> str:
        """Give the time zone by which a party's hours are counted."""
        with self.store.reading() as con:
            return self._place(con, store.family(con, party)).zone

    def waiting(self, before: datetime | None = None) -> list[store.Waiting]:
        """Give what was put off, the most urgent first; with an instant, what is due by then."""
        with self.store.reading() as con:
            return store.waiting(con, before)

    def withdraw(self, waiting: int) -> None:
        """Take back a contact that was put off, because nobody wants to make it any more."""
        with self.store.writing() as con:
            con.execute("DELETE FROM waiting WHERE id = ?", (waiting,))

    def unresolved(self, before: datetime | None = None) -> list[store.Contact]:
        """Give reservations whose time has passed and of which nobody said what became of them."""
        with self.store.reading() as con:
            return store.unresolved(con, before or clock())

    def stale_floors(self, today: date) -> list[law.Preset]:
        """Give the floors of law in use that nobody has checked for more than a year."""
        used = {one.name: one for each in self._says.floors.values() for one in each}
        return law.stale(used.values(), today)

    def held(self, reservation: int) -> store.Contact | None:
        """Give a contact by its number, whatever became of it."""
        with self.store.reading() as con:
            return store.contact(con, reservation)

    def is_of(self, reservation: int, party: str) -> bool:
        """Tell whether a reservation is one for this party, under any of its records."""
        with self.store.reading() as con:
            held = store.contact(con, reservation)
            return held is not None and held.party in store.family(con, party)

    def keep_apart(self, party: str, person: str) -> None:
        """Note that a party and a person shall never meet again."""
        with self.store.writing() as con:
            con.execute("INSERT OR IGNORE INTO apart VALUES (?, ?)", (party, person))

    def bring_together(self, party: str, person: str) -> None:
        """Take back that a party and a person shall never meet again."""
        with self.store.writing() as con:
            for record in store.family(con, party):
                con.execute("DELETE FROM apart WHERE party = ? AND person = ?", (record, person))

    def apart(self, party: str) -> set[str]:
        """Give the people whom a party shall never meet again, for whoever assigns a person."""
        with self.store.reading() as con:
            return store.apart(con, store.family(con, party))

    def set_merges(self, merges: Iterable[tuple[str, str]]) -> None:
        """Take over which records are the same party; all merges at once, in the order made."""
        with self.store.writing() as con:
            store.set_merges(con, merges)

    def know(self, parties: Iterable[tuple[str, str | None, str | None]]) -> None:
        """Take over time zone and segment of parties."""
        with self.store.writing() as con:
            con.executemany("INSERT OR REPLACE INTO parties VALUES (?, ?, ?)", parties)

    def erase(self, parties: Iterable[str], now: datetime | None = None) -> None:
        """Forget parties: contacts, wishes, pairs and what waits; old moments do not come back."""
        gone = set(parties)
        with self.store.writing() as con:
            for party in sorted(gone):
                for table in ("contacts", "wishes", "apart", "waiting", "parties", "merges"):
                    con.execute(f"DELETE FROM {table} WHERE party = ?", (party,))
                con.execute("DELETE FROM merges WHERE into_party = ?", (party,))
                con.execute("DELETE FROM apart WHERE person = ?", (party,))
                con.execute("DELETE FROM waiting WHERE person = ?", (party,))
                con.execute("UPDATE contacts SET person = NULL WHERE person = ?", (party,))
                con.execute(
                    "INSERT OR REPLACE INTO erased VALUES (?, ?)",
                    (store.trace(party), store.micro(now or clock())),
                )
        self.store.flush()

    def _decide(self, con: sqlite3.Connection, ask: Ask, now: datetime) -> Decision:
        _check(ask)
        at = max(ask.at or now, now)
        parties = store.family(con, ask.party)
        place = self._place(con, parties)
        rules = of(self._says, place, ask, at)
        until, spoke = agreed(rules, at)
        spoken = tuple(_spoken(rules[one], at, until) for one in spoke)
        verdict = ALLOWED if until == at else REFUSED if until is None else DEFERRED
        return Decision(verdict, ask._replace(party=parties[0]), at, until, place.zone, spoken)

    def _place(self, con: sqlite3.Connection, parties: tuple[str, ...]) -> Place:
        zone, segment = store.known(con, parties)
        by_segment = self._settings.zones_of_segment.get(segment or "")
        return Place(con, parties, zone or by_segment or self._settings.zone, segment, self._closed)

    def _book(self, con: sqlite3.Connection, decision: Decision, now: datetime) -> int:
        ask, at = decision.ask, decision.at
        rest = store.micro(at + self.rest_after_gift) if ask.gift else None
        booked = con.execute(
            "INSERT INTO contacts (party, at, purpose, channel, state, person, rest_until,"
            " reserved_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (
                *(ask.party, store.micro(at), ask.purpose, ask.channel, store.RESERVED),
                *(ask.person, rest, store.micro(now)),
            ),
        ).fetchone()
        con.execute(f"DELETE FROM waiting WHERE {_SAME}", _key(ask))
        return int(booked[0])


def clock() -> datetime:
    """Give this instant as naive UTC."""
    return datetime.now(tz=UTC).replace(tzinfo=None)


def erase(folder: Path, settings: Settings, parties: Iterable[str]) -> None:
    """Forget parties in a book's guard; the hook of whoever erases a person from the book."""
    if (folder / store.FILE).exists():
        with Guard(folder, settings) as guard:
            guard.erase(parties)


_SAME = "party = ? AND purpose = ? AND channel = ? AND person = ?"


def _key(ask: Ask) -> tuple[str, str, str, str]:
    return ask.party, ask.purpose, ask.channel, ask.person or ""


def _put_off(con: sqlite3.Connection, decision: Decision, now: datetime) -> int:
    """Let a contact wait; asked for before, it keeps the day on which it was asked for first."""
    assert decision.until is not None
    ask = decision.ask
    row = con.execute(
        "INSERT INTO waiting (party, purpose, channel, person, gift, asked_at, due_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET due_at = excluded.due_at,"
        " gift = excluded.gift RETURNING id",
        (*_key(ask), ask.gift, store.micro(now), store.micro(decision.until)),
    ).fetchone()
    return int(row[0])


def _spoken(rule: Rule, at: datetime, until: datetime | None) -> Spoken:
    """Give what a rule said: by itself, or where it only spoke about a later instant, as it did."""
    own, facts = rule.earliest(at), rule.facts
    if own == at:
        own, facts = until, {**facts, "later": True}
    verdict = REFUSED if own is None else DEFERRED
    return Spoken(rule.name, rule.whose, rule.source, verdict, own, facts)


def _reserved(con: sqlite3.Connection, number: int) -> store.Contact:
    found = store.contact(con, number)
    if found is None or found.state != store.RESERVED:
        what = _("There is no open reservation of this number.")
        raise UsageError(Problem(str(number), what, _("It may have been sent or given back.")))
    return found


def _check(ask: Ask) -> None:
    wrong = [
        _unknown(word, known, what)
        for word, known, what in (
            (ask.purpose, tuple(PURPOSES), _("There is no purpose {name}.", name=ask.purpose)),
            (ask.channel, CHANNELS, _("There is no channel {name}.", name=ask.channel)),
        )
        if word not in known
    ]
    if wrong:
        raise UsageError(wrong)


def _unknown(word: str, known: tuple[str, ...], what: str) -> Problem:
    near = nearest(word, known)
    if near:
        return Problem(word, what, _('Did you mean "{name}"?', name=near))
    return Problem(word, what, _("There are: {names}.", names=", ".join(known)))


def as_json(decision: Decision) -> dict[str, Any]:
    """Lay a decision out for other programs; times in UTC and by the customer's clock."""
    from goodwill.care.guard.telling import sentence

    return {
        "verdict": decision.verdict,
        "party": decision.ask.party,
        "purpose": decision.ask.purpose,
        "channel": decision.ask.channel,
        "person": decision.ask.person,
        "at": _written(decision.at),
        "until": _written(decision.until),
        "until_local": decision.until_local.isoformat() if decision.until_local else None,
        "zone": decision.zone,
        "reservation": decision.reservation,
        "waiting": decision.waiting,
        "spoken": [
            {
                "rule": one.rule,
                "whose": one.whose,
                "source": one.source,
                "verdict": one.verdict,
                "until": _written(one.until),
                "sentence": sentence(one, decision),
            }
            for one in decision.spoken
        ],
    }


def _written(instant: datetime | None) -> str | None:
    return None if instant is None else f"{instant.isoformat()}Z"
