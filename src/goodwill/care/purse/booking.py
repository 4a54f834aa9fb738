"""The steps of the purse as entries: filling, promising, giving, giving back, charging, reversing.

Each runs within a transaction that is alone in writing.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from goodwill.care.one_writer import micro
from goodwill.care.purse import journal, loans
from goodwill.care.purse.asking import Ask
from goodwill.care.purse.journal import (
    GIVE,
    LENT,
    LOAD,
    MINUTES,
    MONEY,
    PROMISED,
    RESERVE,
    SHELF,
    SOURCE,
    WELCOME,
    Entry,
    Posting,
    loan_unit,
    move,
    post,
)
from goodwill.problems import Problem, UsageError
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from goodwill.care.purse.limits import Terms

_CARRIED = (
    *("giver", "bearer", "level", "play", "team", "party", "case_id", "loan", "number"),
    *("time_of", "stock_of", "restores", "counts_at", "lent_until"),
)
"""What an entry takes over from the one that it settles or reverses."""


def _fill_key(terms: Terms, at: datetime) -> str:
    target = terms.target
    return f"fill:{terms.period(at).name}:{target[MONEY]}:{target[MINUTES]}"


def is_filled(con: sqlite3.Connection, terms: Terms, at: datetime) -> bool:
    """Tell whether the reserve of this period is booked."""
    row = con.execute("SELECT 1 FROM entries WHERE key = ?", (_fill_key(terms, at),)).fetchone()
    return row is not None


def fill(con: sqlite3.Connection, terms: Terms, at: datetime) -> None:
    """Fill the reserve up at the beginning of a period; raised meanwhile, it gets the difference.

    What is in the reserve beyond that stays there, and nothing is ever taken out.
    """
    if is_filled(con, terms, at):
        return
    earlier = con.execute(
        "SELECT max(money), max(minutes) FROM entries WHERE key LIKE ?",
        (f"fill:{terms.period(at).name}:%",),
    ).fetchone()
    lines: list[Posting] = []
    for (unit, target), had in zip(terms.target.items(), earlier, strict=True):
        there = journal.balance(con, RESERVE, unit) if had is None else int(had)
        lines += move(unit, max(0, target - there), SOURCE, RESERVE, None)
    told = {"money": terms.target[MONEY], "minutes": terms.target[MINUTES]}
    post(con, journal.FILL, at, lines, key=_fill_key(terms, at), **told)


_LAPSED = "e.kind = 'promise' AND s.id IS NULL AND e.lapses_at <= ?"


def lapsed(con: sqlite3.Connection, at: datetime) -> bool:
    """Tell whether a promise was neither kept nor given back in time."""
    row = con.execute(
        f"SELECT 1 FROM entries e LEFT JOIN entries s ON s.settles = e.id WHERE {_LAPSED} LIMIT 1",
        (micro(at),),
    ).fetchone()
    return row is not None


def lapse(con: sqlite3.Connection, at: datetime) -> None:
    """Put back what was promised for too long."""
    for promise in journal.entries(con, _LAPSED, (micro(at),)):
        undo_promise(con, promise, at, journal.LAPSE, None)


def promise(
    con: sqlite3.Connection,
    ask: Ask,
    at: datetime,
    unit: str | None,
    until: tuple[datetime, datetime],
    key: str | None,
    settles: int | None,
) -> int:
    """Set aside what was asked for; `until`: when a unit shall be back, when the promise lapses."""
    lines = [
        *move(MONEY, ask.money, RESERVE, PROMISED, ask.bearer),
        *move(MINUTES, ask.minutes, RESERVE, PROMISED, ask.bearer),
        *(move(loan_unit(ask.loan), 1, SHELF, PROMISED, ask.bearer) if ask.loan else []),
    ]
    told = _told(ask) | {
        "bearer": ask.bearer,
        "by_person": ask.bearer,
        "level": ask.bearing_level,
        "number": unit,
        "lent_until": until[0] if unit else None,
        "lapses_at": until[1],
        "settles": settles,
        "key": key,
    }
    number = post(con, journal.PROMISE, at, lines, **told)
    if ask.loan and unit:
        loans.hold(con, ask.loan, unit, number)
    return number


def _told(ask: Ask) -> dict[str, Any]:
    return {
        "giver": ask.giver,
        "play": ask.play,
        "team": ask.team,
        "party": ask.party,
        "case_id": ask.case,
        "money": ask.money,
        "minutes": ask.minutes,
        "loan": ask.loan,
        "time_of": ask.time_of,
        "stock_of": ask.stock_of,
        "restores": ask.restores,
        "note": ask.note,
    }


def give(
    con: sqlite3.Connection,
    held: Entry,
    at: datetime,
    spent: tuple[int | None, int | None],
    by: str | None,
) -> int:
    """Turn a promise into a cost of welcome; what it did not take goes back to the reserve."""
    lines: list[Posting] = []
    cost = {}
    for unit, promised, took in zip((MONEY, MINUTES), (held.money, held.minutes), spent,
                                    strict=True):  # fmt: skip
        used = promised if took is None else took
        if not 0 <= used <= promised:
            what = _("More cannot be given than was promised.")
            raise UsageError(Problem(str(held.id), what, _("Reserve the rest first.")))
        cost[unit] = used
        lines += move(unit, used, PROMISED, WELCOME, held.bearer)
        lines += move(unit, promised - used, PROMISED, RESERVE, held.bearer)
    lines += _loads(held.giver, cost, held.time_of, held.stock_of)
    if held.loan:
        lines += move(loan_unit(held.loan), 1, PROMISED, LENT, held.bearer)
    carried = _carried(held) | {"by_person": by or held.giver, "settles": held.id}
    number = post(con, GIVE, at, lines, money=cost[MONEY], minutes=cost[MINUTES], **carried)
    if held.loan and held.number:
        loans.pass_on(con, held.loan, held.number, number)
    return number


def _loads(
    giver: str | None, cost: Mapping[str, int], time_of: str | None, stock_of: str | None
) -> list[Posting]:
    """Charge a giver with a colleague's time and another team's stock, to whom it is credited."""
    lines = []
    for unit, whose in ((MINUTES, time_of), (MONEY, stock_of and f"team:{stock_of}")):
        if whose and whose != giver and cost[unit]:
            lines += [
                Posting(LOAD, unit, -cost[unit], whose),
                Posting(LOAD, unit, cost[unit], giver),
            ]
    return lines


def undo_promise(
    con: sqlite3.Connection, held: Entry, at: datetime, kind: str, by: str | None
) -> int:
    """Put back what was promised: given back by hand, or lapsed."""
    lines = [
        *move(MONEY, held.money, PROMISED, RESERVE, held.bearer),
        *move(MINUTES, held.minutes, PROMISED, RESERVE, held.bearer),
    ]
    if held.loan and held.number:
        lines += move(loan_unit(held.loan), 1, PROMISED, SHELF, held.bearer)
        loans.let_go(con, held.loan, held.number)
    return post(con, kind, at, lines, **_carried(held), by_person=by, settles=held.id)


def take_back(con: sqlite3.Connection, loan: int, at: datetime, by: str | None) -> int:
    """Put a unit that was lent back on the shelf."""
    lent = journal.entry(con, loan)
    if lent is None or lent.kind != GIVE or not lent.loan or lent.settled_by is not None:
        what = _("There is no open loan of this number.")
        raise UsageError(Problem(str(loan), what, _("See `goodwill purse balance`.")))
    loans.let_go(con, lent.loan, str(lent.number))
    lines = move(loan_unit(lent.loan), 1, LENT, SHELF, lent.bearer)
    return post(con, journal.RETURN, at, lines, **_carried(lent), by_person=by, settles=loan)


def charge(
    con: sqlite3.Connection,
    giver: str,
    spent: Mapping[str, int],
    at: datetime,
    key: str | None,
    about: Mapping[str, Any],
) -> int | None:
    """Charge a giver with what has been spent: out of the reserve, and beside it where it ends."""
    if min(spent.values()) < 0 or not any(spent.values()):
        raise UsageError(Problem("", _("Say how much is charged.")))
    if key and journal.by_key(con, key):
        return None
    lines = _loads(giver, spent, about.get("time_of"), about.get("stock_of"))
    for unit, amount in spent.items():
        held = min(amount, journal.balance(con, RESERVE, unit))
        lines += move(unit, held, RESERVE, WELCOME, giver)
        lines += move(unit, amount - held, SOURCE, WELCOME, giver)
    told = {"giver": giver, "bearer": giver, "key": key, **about}
    return post(con, journal.CHARGE, at, lines, money=spent[MONEY], minutes=spent[MINUTES], **told)


def fund(con: sqlite3.Connection, spent: Mapping[str, int], at: datetime, by: str | None) -> int:
    """Move money and minutes into the reserve, or out of it."""
    lines = [
        line for unit, amount in spent.items() for line in move(unit, amount, SOURCE, RESERVE, None)
    ]
    if not lines:
        raise UsageError(Problem("", _("Say how much the reserve shall get.")))
    return _held(con, journal.FUND, at, lines, by_person=by,
                 money=spent[MONEY], minutes=spent[MINUTES])  # fmt: skip


def reverse(con: sqlite3.Connection, number: int, at: datetime, by: str | None) -> int:
    """Book the opposite of an entry; with a gift its promise is undone as well."""
    wrong = journal.entry(con, number)
    kinds = {GIVE, journal.CHARGE, journal.FUND, journal.ADVERTISE}
    if wrong is None or wrong.kind not in kinds or wrong.loan or wrong.reversed_by is not None:
        what = _("This entry cannot be reversed.")
        hint = _("Gifts, charges, funds and advertising can, once; units are returned.")
        raise UsageError(Problem(str(number), what, hint))
    booked = _reversed(con, wrong, at, by)
    if wrong.kind == GIVE and wrong.settles is not None:
        promise = journal.entry(con, wrong.settles)
        assert promise is not None
        _reversed(con, promise, at, by)
    return booked


def _reversed(con: sqlite3.Connection, wrong: Entry, at: datetime, by: str | None) -> int:
    lines = [line._replace(amount=-line.amount) for line in journal.postings(con, wrong.id)]
    told = {"by_person": by, "reverses": wrong.id, "money": wrong.money, "minutes": wrong.minutes}
    return _held(con, journal.REVERSE, at, lines, **_carried(wrong), **told)


def _held(
    con: sqlite3.Connection, kind: str, at: datetime, lines: list[Posting], **told: Any
) -> int:
    """Book what the reserve may not hold any more, and say so where it does not."""
    try:
        return post(con, kind, at, lines, **told)
    except sqlite3.IntegrityError as error:
        what = _("The reserve does not hold so much any more.")
        raise UsageError(Problem("", what)) from error


def request(con: sqlite3.Connection, ask: Ask, at: datetime, key: str | None) -> int:
    """Write down what somebody wants to have backed."""
    known = journal.by_key(con, key) if key else None
    if known is not None:
        return known.id
    until = {"lent_until": ask.lent_until}
    return post(con, journal.ASK, at, (), **_told(ask), level=ask.needs, key=key, **until)


def as_ask(asked: Entry) -> Ask:
    """Give a request as it was asked."""
    assert asked.giver is not None
    return Ask(
        asked.giver, "person", asked.money, asked.minutes, asked.loan, asked.party, asked.case_id,
        asked.play, asked.level or "person", None, asked.team, asked.time_of, asked.stock_of,
        asked.restores, asked.lent_until, note=asked.note,
    )  # fmt: skip


def open_request(con: sqlite3.Connection, number: int) -> Entry:
    """Give a request that nobody has answered."""
    found = journal.entry(con, number)
    if found is None or found.kind != journal.ASK or found.settled_by or found.giver is None:
        raise UsageError(Problem(str(number), _("There is no open request of this number.")))
    return found


def open_promises(con: sqlite3.Connection) -> list[Entry]:
    """Give what is promised and neither given nor given back, the newest first."""
    return journal.entries(con, "e.kind = 'promise' AND s.id IS NULL")


def open_promise(con: sqlite3.Connection, number: int) -> Entry:
    """Give a promise that is still open."""
    found = journal.entry(con, number)
    if found is None or found.kind != journal.PROMISE or found.settled_by is not None:
        what = _("There is no open promise of this number.")
        hint = _("It may have been given, given back, or have lapsed.")
        raise UsageError(Problem(str(number), what, hint))
    return found


def _carried(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in _CARRIED}
