"""The journal of the purse: entries that balance, are only ever added to, and never changed.

Money stands in minor units, time in minutes, loan units by their number: whole numbers throughout.
The file itself refuses what must not be: to change or take away an entry, a reserve below nothing,
a unit that is promised twice, a commitment that is settled twice.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.care.one_writer import OneWriter, instant, micro

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

FILE = "purse.sqlite3"
MONEY, MINUTES = "money", "minutes"
SOURCE, RESERVE, PROMISED, WELCOME = "source", "reserve", "promised", "welcome"
LOAD, ADVERTISING, SHELF, LENT = "load", "advertising", "shelf", "lent"
ACCOUNTS = (SOURCE, RESERVE, PROMISED, WELCOME, LOAD, ADVERTISING, SHELF, LENT)
"""Where money, minutes and units may stand; docs/purse.md says what each one means."""
NEVER_NEGATIVE = (RESERVE, PROMISED, SHELF, LENT)

FILL, FUND, PROMISE, GIVE, BACK, LAPSE = "fill", "fund", "promise", "give", "back", "lapse"
CHARGE, REVERSE, ADVERTISE, ASK, REFUSE = "charge", "reverse", "advertise", "ask", "refuse"
STOCK, RETIRE, RETURN, TOLD = "stock", "retire", "return", "told"
KINDS = (
    *(FILL, FUND, PROMISE, GIVE, BACK, LAPSE, CHARGE, REVERSE),
    *(ADVERTISE, ASK, REFUSE, STOCK, RETIRE, RETURN, TOLD),
)
"""What an entry may be."""

_PEOPLE = ("giver", "bearer", "by_person", "time_of")
_ABOUT = ("party", "case_id")
_FIXED = (
    *("id", "at", "counts_at", "kind", "level", "play", "team", "money", "minutes", "loan"),
    *("number", "stock_of", "restores", "lent_until", "lapses_at", "settles", "reverses"),
    *("key", "note"),
)
_CHANGED = " OR ".join(
    (
        *(f"NEW.{name} IS NOT OLD.{name}" for name in _FIXED),
        *(f"NEW.{name} IS NOT OLD.{name} AND NEW.{name} IS NOT NULL" for name in _PEOPLE + _ABOUT),
    )
)
_HELD = ", ".join(f"'{account}'" for account in NEVER_NEGATIVE)

TABLES = f"""
CREATE TABLE IF NOT EXISTS entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, counts_at INTEGER NOT NULL,
    kind TEXT NOT NULL, giver TEXT, bearer TEXT, by_person TEXT, level TEXT, play TEXT, team TEXT,
    party TEXT, case_id TEXT, money INTEGER NOT NULL DEFAULT 0, minutes INTEGER NOT NULL DEFAULT 0,
    loan TEXT, number TEXT, time_of TEXT, stock_of TEXT, restores INTEGER NOT NULL DEFAULT 0,
    lent_until INTEGER, lapses_at INTEGER, settles INTEGER UNIQUE REFERENCES entries (id),
    reverses INTEGER UNIQUE REFERENCES entries (id), key TEXT UNIQUE, note TEXT);
CREATE INDEX IF NOT EXISTS entries_of ON entries (bearer, counts_at);
CREATE INDEX IF NOT EXISTS entries_by_kind ON entries (kind, at);
CREATE TABLE IF NOT EXISTS postings (
    entry INTEGER NOT NULL REFERENCES entries (id), account TEXT NOT NULL, holder TEXT,
    unit TEXT NOT NULL, amount INTEGER NOT NULL CHECK (amount <> 0));
CREATE INDEX IF NOT EXISTS postings_of ON postings (entry);
CREATE TABLE IF NOT EXISTS balances (
    account TEXT NOT NULL, unit TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount >= 0 OR account NOT IN ({_HELD})),
    PRIMARY KEY (account, unit)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS units (
    kind TEXT NOT NULL, number TEXT NOT NULL, team TEXT, retired INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (kind, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS held (
    kind TEXT NOT NULL, number TEXT NOT NULL, entry INTEGER NOT NULL REFERENCES entries (id),
    PRIMARY KEY (kind, number),
    FOREIGN KEY (kind, number) REFERENCES units (kind, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS told (entry INTEGER PRIMARY KEY REFERENCES entries (id));
CREATE TRIGGER IF NOT EXISTS sum_up AFTER INSERT ON postings BEGIN
    INSERT OR IGNORE INTO balances VALUES (NEW.account, NEW.unit, 0);
    UPDATE balances SET amount = amount + NEW.amount
        WHERE account = NEW.account AND unit = NEW.unit;
END;
CREATE TRIGGER IF NOT EXISTS entries_stay BEFORE UPDATE ON entries WHEN {_CHANGED}
    BEGIN SELECT RAISE(ABORT, 'an entry is not changed'); END;
CREATE TRIGGER IF NOT EXISTS entries_go_nowhere BEFORE DELETE ON entries
    BEGIN SELECT RAISE(ABORT, 'an entry is not taken away'); END;
CREATE TRIGGER IF NOT EXISTS postings_stay BEFORE UPDATE ON postings
    WHEN NEW.entry IS NOT OLD.entry OR NEW.account IS NOT OLD.account OR NEW.unit IS NOT OLD.unit
        OR NEW.amount IS NOT OLD.amount OR NEW.holder IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'a posting is not changed'); END;
CREATE TRIGGER IF NOT EXISTS postings_go_nowhere BEFORE DELETE ON postings
    BEGIN SELECT RAISE(ABORT, 'a posting is not taken away'); END;
"""


class Posting(NamedTuple):
    """So much of a unit that comes to an account (or leaves it), and whose it is there."""

    account: str
    unit: str
    amount: int
    holder: str | None = None


class Entry(NamedTuple):
    """One entry as it stands in the journal; money in minor units, instants naive UTC."""

    id: int
    at: datetime
    counts_at: datetime
    """In whose period it counts: a gift in that of its promise."""
    kind: str
    giver: str | None
    """Who gives it to the customer."""
    bearer: str | None
    """Whose purse bears it: the giver's, or that of whoever backs it."""
    by_person: str | None
    """Who wrote the entry."""
    level: str | None
    play: str | None
    team: str | None
    party: str | None
    case_id: str | None
    money: int
    minutes: int
    loan: str | None
    """Of which kind a unit is lent."""
    number: str | None
    time_of: str | None
    """Whose minutes they are, where not the giver's own."""
    stock_of: str | None
    """Out of which team's stock it comes, where not the giver's own."""
    restores: bool
    lent_until: datetime | None
    lapses_at: datetime | None
    settles: int | None
    reverses: int | None
    key: str | None
    note: str | None
    settled_by: int | None
    reversed_by: int | None


class File(OneWriter):
    """The purse's file, opened; one may serve many threads, and survives a fork."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, f"PRAGMA foreign_keys = ON;{TABLES}")


def move(unit: str, amount: int, out_of: str, into: str, holder: str | None) -> list[Posting]:
    """Give the two postings of so much that goes from one account to another; none for nothing."""
    if not amount:
        return []
    whose = {account: None if account in {SOURCE, RESERVE, SHELF} else holder
             for account in (out_of, into)}  # fmt: skip
    return [
        Posting(out_of, unit, -amount, whose[out_of]),
        Posting(into, unit, amount, whose[into]),
    ]


def post(
    con: sqlite3.Connection, kind: str, at: datetime, postings: Iterable[Posting], **told: Any
) -> int:
    """Add an entry with its postings, which must balance for each unit; gives its number."""
    lines = [line for line in postings if line.amount]
    sums: Counter[str] = Counter()
    for line in lines:
        sums[line.unit] += line.amount
    if any(sums.values()):
        raise ValueError(f"an entry that does not balance: {lines}")
    instants = ("counts_at", "lent_until", "lapses_at")
    given = {name: micro(value) if name in instants and value else value
             for name, value in told.items()}  # fmt: skip
    given = {"counts_at": micro(at), **given, "kind": kind, "at": micro(at)}
    names = ", ".join(given)
    marks = ", ".join("?" * len(given))
    number = con.execute(
        f"INSERT INTO entries ({names}) VALUES ({marks}) RETURNING id", tuple(given.values())
    ).fetchone()[0]
    for line in sorted(lines, key=lambda line: line.amount):
        con.execute(
            "INSERT INTO postings (entry, account, holder, unit, amount) VALUES (?, ?, ?, ?, ?)",
            (number, line.account, line.holder, line.unit, line.amount),
        )
    return int(number)


_ENTRY = f"""
SELECT {", ".join(f"e.{name}" for name in Entry._fields[:-2])}, s.id, r.id
FROM entries e LEFT JOIN entries s ON s.settles = e.id LEFT JOIN entries r ON r.reverses = e.id
"""


def entries(
    con: sqlite3.Connection, where: str = "1", given: Sequence[Any] = (), *, most: int = -1
) -> list[Entry]:
    """Give entries, the newest first; `where` is a condition over `e`, `s` settles and `r`."""
    rows = con.execute(f"{_ENTRY} WHERE {where} ORDER BY e.id DESC LIMIT {most:d}", tuple(given))
    return [_entry(row) for row in rows]


def entry(con: sqlite3.Connection, number: int) -> Entry | None:
    """Give an entry by its number."""
    found = entries(con, "e.id = ?", (number,))
    return found[0] if found else None


def by_key(con: sqlite3.Connection, key: str) -> Entry | None:
    """Give the entry that was made under a key of its maker's own."""
    found = entries(con, "e.key = ?", (key,))
    return found[0] if found else None


def postings(con: sqlite3.Connection, number: int) -> list[Posting]:
    """Give the postings of an entry."""
    rows = con.execute(
        "SELECT account, unit, amount, holder FROM postings WHERE entry = ? ORDER BY rowid",
        (number,),
    )
    return [Posting(*row) for row in rows]


def balance(con: sqlite3.Connection, account: str, unit: str) -> int:
    """Give how much of a unit stands on an account."""
    row = con.execute(
        "SELECT amount FROM balances WHERE account = ? AND unit = ?", (account, unit)
    ).fetchone()
    return int(row[0]) if row else 0


def loan_unit(kind: str) -> str:
    """Name the unit in which loan units of a kind are counted."""
    return f"loan:{kind}"


def unbalanced(con: sqlite3.Connection) -> list[str]:
    """Say what is wrong with a file: entries that do not balance, balances that are not sums."""
    wrong = [
        f"entry {number}: {unit} {amount:+d}"
        for number, unit, amount in con.execute(
            "SELECT entry, unit, sum(amount) FROM postings GROUP BY entry, unit"
            " HAVING sum(amount) <> 0"
        )
    ]
    wrong += [
        f"{account} {unit}: {amount} <> {summed}"
        for account, unit, amount, summed in con.execute(
            "SELECT b.account, b.unit, b.amount, coalesce(sum(p.amount), 0) AS summed"
            " FROM balances b LEFT JOIN postings p USING (account, unit)"
            " GROUP BY b.account, b.unit, b.amount HAVING summed <> b.amount"
        )
    ]
    return wrong


def _entry(row: Sequence[Any]) -> Entry:
    told = Entry(*row)
    return told._replace(
        at=instant(row[1]),
        counts_at=instant(row[2]),
        restores=bool(told.restores),
        lent_until=_maybe(told.lent_until),
        lapses_at=_maybe(told.lapses_at),
    )


def _maybe(number: Any) -> datetime | None:
    return None if number is None else instant(number)
