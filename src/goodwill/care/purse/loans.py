"""Loan units by kind and number: which are on the shelf, which are out, and which are overdue."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.care.one_writer import instant
from goodwill.care.purse import journal
from goodwill.problems import Problem, UsageError
from goodwill.words import _

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime


class Unit(NamedTuple):
    """A unit that may be lent: its kind and number, whose it is, and who has it."""

    kind: str
    number: str
    team: str | None
    entry: int | None
    """The promise or the loan that holds it; none where it is on the shelf."""
    state: str
    party: str | None
    giver: str | None
    since: datetime | None
    until: datetime | None


_UNITS = """
SELECT u.kind, u.number, u.team, e.id,
       CASE WHEN u.retired THEN 'retired' WHEN e.id IS NULL THEN 'shelf'
            WHEN e.kind = 'promise' THEN 'promised' ELSE 'lent' END,
       e.party, e.giver, e.at, e.lent_until
FROM units u LEFT JOIN held h USING (kind, number) LEFT JOIN entries e ON e.id = h.entry
"""


def units(con: sqlite3.Connection) -> list[Unit]:
    """List every unit that there is, by kind and number; those given up are left out."""
    rows = con.execute(f"{_UNITS} WHERE NOT u.retired ORDER BY u.kind, u.number")
    return [
        Unit(*row[:7], *(None if at is None else instant(at) for at in row[7:])) for row in rows
    ]


def free(con: sqlite3.Connection, kind: str) -> str | None:
    """Give the number of a unit of a kind that is on the shelf, the first by its number."""
    row = con.execute(
        "SELECT u.number FROM units u LEFT JOIN held h USING (kind, number)"
        " WHERE u.kind = ? AND NOT u.retired AND h.entry IS NULL ORDER BY u.number LIMIT 1",
        (kind,),
    ).fetchone()
    return str(row[0]) if row else None


def due_next(con: sqlite3.Connection, kind: str) -> datetime | None:
    """Say when the first unit of a kind that is out should be back."""
    row = con.execute(
        "SELECT min(e.lent_until) FROM held h JOIN entries e ON e.id = h.entry WHERE h.kind = ?",
        (kind,),
    ).fetchone()
    return instant(row[0]) if row and row[0] is not None else None


def hold(con: sqlite3.Connection, kind: str, number: str, entry: int) -> None:
    """Let an entry hold a unit, which nothing else can hold then."""
    con.execute("INSERT INTO held VALUES (?, ?, ?)", (kind, number, entry))


def pass_on(con: sqlite3.Connection, kind: str, number: str, entry: int) -> None:
    """Let the loan of a promised unit hold it instead of its promise."""
    con.execute("UPDATE held SET entry = ? WHERE kind = ? AND number = ?", (entry, kind, number))


def let_go(con: sqlite3.Connection, kind: str, number: str) -> None:
    """Put a unit back on the shelf."""
    con.execute("DELETE FROM held WHERE kind = ? AND number = ?", (kind, number))


def add(
    con: sqlite3.Connection, kind: str, number: str, team: str | None, at: datetime, by: str | None
) -> int:
    """Add a unit to the stock of loan units."""
    row = con.execute(
        "SELECT retired FROM units WHERE kind = ? AND number = ?", (kind, number)
    ).fetchone()
    if row and not row[0]:
        what = _("There is a unit of this kind and number already.")
        raise UsageError(Problem(f"{kind} {number}", what))
    con.execute("INSERT OR REPLACE INTO units VALUES (?, ?, ?, 0)", (kind, number, team))
    moved = journal.move(journal.loan_unit(kind), 1, journal.SOURCE, journal.SHELF, None)
    told = {"by_person": by, "loan": kind, "number": number, "team": team}
    return journal.post(con, journal.STOCK, at, moved, **told)


def retire(con: sqlite3.Connection, kind: str, number: str, at: datetime, by: str | None) -> int:
    """Take a unit that is on the shelf out of the stock."""
    row = con.execute(
        "SELECT h.entry FROM units u LEFT JOIN held h USING (kind, number)"
        " WHERE u.kind = ? AND u.number = ? AND NOT u.retired",
        (kind, number),
    ).fetchone()
    if row is None or row[0] is not None:
        what = _("There is no unit of this kind and number on the shelf.")
        raise UsageError(Problem(f"{kind} {number}", what))
    con.execute("UPDATE units SET retired = 1 WHERE kind = ? AND number = ?", (kind, number))
    moved = journal.move(journal.loan_unit(kind), 1, journal.SHELF, journal.SOURCE, None)
    return journal.post(con, journal.RETIRE, at, moved, by_person=by, loan=kind, number=number)
