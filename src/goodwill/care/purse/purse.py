"""The purse: what each may give away without asking, and the reserve that pays for it.

    with Purse(folder, settings) as purse:
        decision = purse.reserve(Ask(giver, money=1500, party=party, play="recovery"))
        if decision.allowed:
            ...  # tell the customer
            purse.give(decision.reservation)

What is promised is set aside at once, for every thread and every process, so that nothing is
promised twice. Every step is an entry that balances; what was wrong is reversed, never rewritten.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from goodwill.care.one_writer import instant
from goodwill.care.purse import booking, journal, limits, loans
from goodwill.care.purse.asking import ALLOWED, Ask, Decision, check
from goodwill.care.purse.journal import MINUTES, MONEY, Entry, File, Posting
from goodwill.house.opened import Opened
from goodwill.problems import Problem, UsageError
from goodwill.words import _

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from goodwill.house.settings import Settings

    T = TypeVar("T")
    Step = Callable[[sqlite3.Connection, datetime], T]


class Purse(Opened):
    """One purse for a book: limits, reserve, commitments, loan units and their journal; opened."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.file = File(folder / journal.FILE)
        self.terms = limits.terms(settings)

    def close(self) -> None:
        """Close the purse's file."""
        self.file.close()

    def may(self, ask: Ask, now: datetime | None = None) -> Decision:
        """Say whether this may be given, and promise nothing."""
        check(ask)
        return self._read(lambda con, at: limits.decide(con, self.terms, ask, at), now)

    def reserve(self, ask: Ask, now: datetime | None = None, *, key: str | None = None) -> Decision:
        """Decide and set aside in one step; asked again under the same key it is the same."""
        check(ask)
        return self._write(lambda con, at: self._reserve(con, ask, at, key), now)

    def give(
        self,
        reservation: int,
        now: datetime | None = None,
        *,
        money: int | None = None,
        minutes: int | None = None,
        by: str | None = None,
    ) -> int:
        """Note that a promise was kept, perhaps with less than was set aside; gives the entry."""
        spent = money, minutes
        return self._write(
            lambda con, at: booking.give(
                con, booking.open_promise(con, reservation), at, spent, by
            ),
            now,
        )

    def give_at_once(
        self, ask: Ask, now: datetime | None = None, *, key: str | None = None
    ) -> tuple[Decision, int | None]:
        """Decide and give in one step; gives the decision, and the entry of the gift if any."""
        check(ask)

        def both(con: sqlite3.Connection, at: datetime) -> tuple[Decision, int | None]:
            decision = self._reserve(con, ask, at, key)
            if decision.reservation is None:
                return decision, None
            promise = journal.entry(con, decision.reservation)
            assert promise is not None
            if promise.settled_by is not None:  # sent twice
                return decision, promise.settled_by
            return decision, booking.give(con, promise, at, (None, None), ask.giver)

        return self._write(both, now)

    def give_back(
        self, reservation: int, now: datetime | None = None, by: str | None = None
    ) -> int:
        """Give back what was promised and will not be given."""
        return self._write(
            lambda con, at: booking.undo_promise(
                con, booking.open_promise(con, reservation), at, journal.BACK, by
            ),
            now,
        )

    def lend(
        self, ask: Ask, now: datetime | None = None, *, key: str | None = None
    ) -> tuple[Decision, int | None]:
        """Lend a unit at once; gives the decision with the unit's number, and the loan's entry."""
        if not ask.loan:
            raise UsageError(Problem("", _("Say of which kind a unit shall be lent.")))
        return self.give_at_once(ask, now, key=key)

    def returned(self, loan: int, now: datetime | None = None, by: str | None = None) -> int:
        """Note that a lent unit is back on the shelf."""
        return self._write(lambda con, at: booking.take_back(con, loan, at, by), now)

    def charge(
        self,
        giver: str,
        minutes: int = 0,
        money: int = 0,
        *,
        now: datetime | None = None,
        key: str | None = None,
        **about: Any,
    ) -> int | None:
        """Charge a giver with what a concession cost others; nothing where the key is known.

        `about`: time_of (a colleague), stock_of (a team), party, case_id, play, counts_at. What is
        spent is spent: where the reserve does not hold so much, the rest is borne beside it.
        """
        spent = {MONEY: money, MINUTES: minutes}
        return self._write(lambda con, at: booking.charge(con, giver, spent, at, key, about), now)

    def reverse(self, entry: int, now: datetime | None = None, by: str | None = None) -> int:
        """Correct an entry by one with the opposite amounts."""
        return self._write(lambda con, at: booking.reverse(con, entry, at, by), now)

    def fund(
        self, money: int = 0, minutes: int = 0, now: datetime | None = None, by: str | None = None
    ) -> int:
        """Put more into the reserve than each period brings; less than nothing takes out."""
        spent = {MONEY: money, MINUTES: minutes}
        return self._write(lambda con, at: booking.fund(con, spent, at, by), now)

    def advertise(
        self, money: int, now: datetime | None = None, *, by: str | None = None, note: str = ""
    ) -> int:
        """Note what was spent on advertising, to stand beside the cost of welcome."""
        moved = journal.move(MONEY, money, journal.SOURCE, journal.ADVERTISING, None)
        told = {"by_person": by, "note": note or None, "money": money}
        return self._write(
            lambda con, at: journal.post(con, journal.ADVERTISE, at, moved, **told), now
        )

    def request(self, ask: Ask, now: datetime | None = None, *, key: str | None = None) -> int:
        """Ask somebody above to back what is over the limit; gives the number of the request."""
        check(ask)
        return self._write(lambda con, at: booking.request(con, ask, at, key), now)

    def back(self, request: int, backer: str, level: str, now: datetime | None = None) -> Decision:
        """Back what somebody asked for: it is promised out of the backer's purse, if that may."""

        def answered(con: sqlite3.Connection, at: datetime) -> Decision:
            asked = booking.open_request(con, request)
            if asked.giver == backer:
                raise UsageError(Problem(str(request), _("Nobody backs their own request.")))
            ask = booking.as_ask(asked)._replace(backer=backer, backer_level=level)
            return self._reserve(con, ask, at, None, settles=request)

        return self._write(answered, now)

    def refuse(self, request: int, by: str, now: datetime | None = None, note: str = "") -> int:
        """Say no to a request for backing."""
        told = {"settles": request, "by_person": by, "note": note or None}

        def answered(con: sqlite3.Connection, at: datetime) -> int:
            asked = booking.open_request(con, request)
            return journal.post(con, journal.REFUSE, at, (), giver=asked.giver, **told)

        return self._write(answered, now)

    def stock(
        self,
        kind: str,
        numbers: Iterable[str],
        team: str | None = None,
        now: datetime | None = None,
        by: str | None = None,
    ) -> list[int]:
        """Add loan units of a kind by their numbers."""
        return self._write(
            lambda con, at: [loans.add(con, kind, each, team, at, by) for each in numbers], now
        )

    def retire(
        self, kind: str, number: str, now: datetime | None = None, by: str | None = None
    ) -> int:
        """Take a loan unit that is on the shelf out of the stock."""
        return self._write(lambda con, at: loans.retire(con, kind, number, at, by), now)

    def told_why(self, team: str, by: str, now: datetime | None = None) -> int:
        """Note that a team was told why we give, which is the first of three preconditions."""
        return self._write(
            lambda con, at: journal.post(con, journal.TOLD, at, (), team=team, by_person=by), now
        )

    def rooms(
        self,
        bearer: str,
        level: str,
        team: str | None = None,
        now: datetime | None = None,
        play: str | None = None,
    ) -> list[limits.Room]:
        """Give every limit of a giver in this period, with what is used of it."""
        return self._read(
            lambda con, at: limits.rooms(con, self.terms, bearer, level, team, at, play), now
        )

    def balance(self, account: str, unit: str = MONEY, now: datetime | None = None) -> int:
        """Give how much stands on an account: minor units, minutes, or loan units."""
        return self._read(lambda con, _at: journal.balance(con, account, unit), now)

    def balances(self, now: datetime | None = None) -> dict[tuple[str, str], int]:
        """Give every account with its unit and what stands on it."""
        return self._read(
            lambda con, _at: {
                (str(account), str(unit)): int(amount)
                for account, unit, amount in con.execute(
                    "SELECT account, unit, amount FROM balances ORDER BY account, unit"
                )
            },
            now,
        )

    def entries(
        self, where: str = "1", given: Iterable[Any] = (), *, most: int = 100
    ) -> list[Entry]:
        """Give entries, the newest first; `where` is SQL over `e` and what settled it, `s`."""
        with self.file.reading() as con:
            return journal.entries(con, where, tuple(given), most=most)

    def entry(self, number: int) -> tuple[Entry, list[Posting]] | None:
        """Give an entry with its postings."""
        with self.file.reading() as con:
            found = journal.entry(con, number)
            return None if found is None else (found, journal.postings(con, number))

    def opened_at(self) -> datetime | None:
        """Give the instant of the first entry; none where there is none yet."""
        with self.file.reading() as con:
            row = con.execute("SELECT min(at) FROM entries").fetchone()
        return instant(row[0]) if row[0] is not None else None

    def commitments(self, now: datetime | None = None) -> list[Entry]:
        """Give what is promised and neither given nor given back, the oldest first."""
        return self._read(lambda con, _at: booking.open_promises(con)[::-1], now)

    def requests(self) -> list[Entry]:
        """Give what waits for somebody's backing, the oldest first."""
        return self.entries("e.kind = 'ask' AND s.id IS NULL", most=-1)[::-1]

    def units(self) -> list[loans.Unit]:
        """Give every loan unit, with who has it and until when."""
        with self.file.reading() as con:
            return loans.units(con)

    def overdue(self, now: datetime | None = None) -> list[loans.Unit]:
        """Give the units that should be back, the longest overdue first."""
        at = now or clock()
        late = [unit for unit in self.units()
                if unit.state == "lent" and unit.until is not None and unit.until < at]  # fmt: skip
        return sorted(late, key=lambda unit: (unit.until, unit.kind, unit.number))

    def untold(self) -> list[Entry]:
        """Give gifts, and gifts taken back, that are not written down for the next close yet."""
        return self.entries(
            "(e.kind = 'give' OR e.kind = 'reverse' AND EXISTS"
            " (SELECT 1 FROM told t WHERE t.entry = e.reverses)) AND e.party IS NOT NULL"
            " AND r.id IS NULL AND NOT EXISTS (SELECT 1 FROM told t WHERE t.entry = e.id)",
            most=-1,
        )[::-1]

    def was_told(self, entry: int) -> None:
        """Note that a gift was written down for the next close."""
        with self.file.writing() as con:
            con.execute("INSERT OR IGNORE INTO told VALUES (?)", (entry,))

    def unbalanced(self) -> list[str]:
        """Say which entries do not balance, and which balances are not the sums of theirs."""
        with self.file.reading() as con:
            return journal.unbalanced(con)

    def erase(self, parties: Iterable[str]) -> None:
        """Forget customers and colleagues: the entries stay, without them."""
        with self.file.writing() as con:
            for party in sorted(set(parties)):
                con.execute(
                    "UPDATE entries SET party = NULL, case_id = NULL WHERE party = ?", (party,)
                )
                for column in ("giver", "bearer", "by_person", "time_of"):
                    con.execute(f"UPDATE entries SET {column} = NULL WHERE {column} = ?", (party,))
                con.execute("UPDATE postings SET holder = NULL WHERE holder = ?", (party,))
        self.file.flush()

    def _reserve(
        self,
        con: sqlite3.Connection,
        ask: Ask,
        at: datetime,
        key: str | None,
        settles: int | None = None,
    ) -> Decision:
        known = journal.by_key(con, key) if key else None
        if known is not None:
            return Decision(ALLOWED, ask, reservation=known.id, unit=known.number)
        decision = limits.decide(con, self.terms, ask, at)
        if not decision.allowed:
            return decision
        unit = loans.free(con, ask.loan) if ask.loan else None
        said = self.terms.said
        until = ask.lent_until or at + timedelta(days=said.loan_days)
        lapses_at = at + timedelta(days=said.promise_days)
        number = booking.promise(con, ask, at, unit, (until, lapses_at), key, settles)
        return decision._replace(reservation=number, unit=unit)

    def _write(self, step: Step[T], now: datetime | None) -> T:
        at = now or clock()
        with self.file.writing() as con:
            self._settle(con, at)
            return step(con, at)

    def _read(self, step: Step[T], now: datetime | None) -> T:
        """Read the file as it is once the period's beginning and what has lapsed are booked."""
        at = now or clock()
        with self.file.reading() as con:
            if not self._behind(con, at):
                return step(con, at)
        return self._write(step, at)

    def _behind(self, con: sqlite3.Connection, at: datetime) -> bool:
        return booking.lapsed(con, at) or not booking.is_filled(con, self.terms, at)

    def _settle(self, con: sqlite3.Connection, at: datetime) -> None:
        """Book what time has brought: the period's reserve, and promises that were not kept."""
        booking.fill(con, self.terms, at)
        if booking.lapsed(con, at):
            booking.lapse(con, at)


def clock() -> datetime:
    """Give this instant as naive UTC."""
    return datetime.now(tz=UTC).replace(tzinfo=None)


def erase(folder: Path, settings: Settings, parties: Iterable[str]) -> None:
    """Forget parties in a book's purse; the hook of whoever erases a person from the book."""
    if (folder / journal.FILE).exists():
        with Purse(folder, settings) as purse:
            purse.erase(parties)
