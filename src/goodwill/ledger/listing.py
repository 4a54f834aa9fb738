"""Whose list holds which things of today, and which of them get a place."""

from __future__ import annotations

import datetime as dt
import json
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from goodwill.ledger.narrowed import BOOK
from goodwill.ledger.reach import AWAY, HANDED, NOBODY, OVERDUE, OWN, SHUT, long_overdue
from goodwill.ledger.today import PLEA, Plea, Thing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goodwill.ledger.closed import Closed
    from goodwill.ledger.reach import Reach

MOST_OF_A_KIND = 3
"""So many of one kind come before the others have had their turn."""
MOST_READ = 10
"""Of each kind so many are read; a day shows seven things at most."""
MOST_KEPT = 100
"""So many of each kind are kept for all who see the same, since each of them put off others."""
NEVER = dt.datetime(9999, 1, 1)  # noqa: DTZ001  # instants are naive UTC


def things(
    closed: Closed,
    resting: Iterable[str] = (),
    pleas: Iterable[Plea] = (),
    reach: Reach | None = None,
    handed: Iterable[str] = (),
) -> list[Thing]:
    """Give the weightiest things of each kind that come to a reader and do not rest.

    Without a reach all that is in sight. `handed` are the keys of what colleagues handed over.
    """
    asleep = set(resting)
    if len(asleep) > MOST_KEPT - MOST_READ:
        rows = _weightiest(closed, MOST_READ, reach, asleep)
    else:
        kept = closed.once(("things", reach), lambda: _weightiest(closed, MOST_KEPT, reach))
        rows = _first(row for row in kept if row[0] not in asleep)
    given = {row[0]: row for row in _handed(closed, handed) if row[0] not in asleep}
    found = [_thing(row) for row in rows if row[0] not in given]
    asked = [each for each in _pleas(closed, pleas) if each.key not in asleep]
    return [*asked, *map(_thing, given.values()), *found]


def by_key(closed: Closed, keys: Iterable[str], reach: Reach | None = None) -> list[Thing]:
    """Give those of some things that come to a reader."""
    wanted = sorted(set(keys))
    if not wanted:
        return []
    where, given = _whose(closed, reach)
    marks = ", ".join("?" * len(wanted))
    rows = closed.con.execute(
        f"SELECT {_columns(closed)}, {where} AS here FROM things WHERE key IN ({marks})"
        " ORDER BY key",
        [*given, *wanted],
    ).fetchall()
    return [_thing(row) for row in rows if row[-1] is not None]


def some(
    closed: Closed, keys: Iterable[str], reach: Reach | None = None, handed: Iterable[str] = ()
) -> list[Thing]:
    """Give those of some things that come to a reader, or were handed over."""
    wanted = set(keys)
    given = [_thing(row) for row in _handed(closed, wanted & set(handed))]
    return [*given, *by_key(closed, wanted - {each.key for each in given}, reach)]


_NAMES = ("since", "number", "days", "usual", "state", "since_day", "worth")


def _thing(row: tuple[Any, ...]) -> Thing:
    figures: dict[str, Any] = dict(zip(_NAMES, row[9:16], strict=True))
    if row[17]:
        figures |= json.loads(row[17])
    return Thing._make((*row[:9], figures, row[16], row[18], row[19]))


def _columns(closed: Closed) -> str:
    told = ", ".join(
        ("key", "kind", "party", "case_id", "standard", "due_at", "late", "stake", "urgency",
         *_NAMES)
    )  # fmt: skip
    if knows_doers(closed):
        return f"{told}, play, figures, doer"
    return f"{told}, NULL AS play, NULL AS figures, person AS doer"


def knows_doers(closed: Closed) -> bool:
    """Tell whether this book says who is to do a thing; books of an older version do not."""
    return closed.once("doers", lambda: closed.con.execute(_HAS_DOERS).fetchone() is not None)


_HAS_DOERS = (
    "SELECT 1 FROM duckdb_columns() WHERE table_name = 'things' AND column_name = 'doer' LIMIT 1"
)


def _weightiest(
    closed: Closed, most: int, reach: Reach | None, asleep: Iterable[str] = ()
) -> list[tuple[Any, ...]]:
    """Give so many of each kind that are not asleep, the weightiest of each kind first."""
    keys = sorted(asleep)
    awake = f"AND key NOT IN ({', '.join('?' * len(keys))})" if keys else ""
    where, given = _whose(closed, reach)
    return closed.con.execute(
        f"""
        SELECT * FROM (SELECT {_columns(closed)}, {where} AS here FROM things)
        WHERE here IS NOT NULL {awake}
        QUALIFY row_number() OVER (PARTITION BY kind ORDER BY {_RANK}) <= {most}
        ORDER BY kind, {_RANK}
        """,
        [*given, *keys],
    ).fetchall()


_RANK = "coalesce(stake, 0) * urgency DESC, due_at NULLS LAST, key"


def _whose(closed: Closed, reach: Reach | None) -> tuple[str, list[Any]]:
    """Write why a thing comes to a reader, and nothing where it does not."""
    if reach is None:
        return f"'{OWN}'", []
    doer = "doer" if knows_doers(closed) else "person"
    given: list[Any] = []

    def among(column: str, people: frozenset[str]) -> str:
        given.extend(sorted(people))
        return f"{column} IN ({', '.join('?' * len(people))})" if people else "false"

    own = among(doer, reach.own)
    away = among(doer, reach.away)
    shut = among(doer, reach.shut)
    below = among(doer, reach.below)
    given.append(long_overdue(closed.as_of, closed.calendars()[0]))
    nobodys = f"{doer} IS NULL"
    if reach.rest:  # whoever left since the close has nothing either
        nobodys += f" OR NOT {among(doer, reach.staff)}"
    headed = among("manager", reach.heads)
    if reach.rest:
        headed += f" OR manager IS NULL OR NOT {among('manager', reach.staff)}"
    said = (
        f"CASE WHEN {own} THEN '{OWN}' WHEN {away} THEN '{AWAY}' WHEN {shut} THEN '{SHUT}'"
        f" WHEN {below} AND due_at < ? THEN '{OVERDUE}'"
        f" WHEN ({nobodys}) AND ({headed}) THEN '{NOBODY}' END"
    )
    return said, given


def _handed(closed: Closed, keys: Iterable[str]) -> list[tuple[Any, ...]]:
    """Give what colleagues handed over, as far as the reader may see the customers.

    These are their rows and not the reader's: they are looked up in the book itself, by key.
    """
    wanted = sorted(set(keys))
    if not wanted:
        return []
    whole = closed.sight is None or closed.sight.whole
    table = "things" if whole else f"{BOOK}.things"
    seen = "" if whole else "AND party IN (SELECT party FROM parties)"
    marks = ", ".join("?" * len(wanted))
    return closed.con.execute(
        f"SELECT {_columns(closed)}, '{HANDED}' AS here FROM {table}"
        f" WHERE key IN ({marks}) {seen} ORDER BY key",
        wanted,
    ).fetchall()


def _first(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Give the first few of each kind."""
    return [row for _kind, each in groupby(rows, itemgetter(1)) for row in islice(each, MOST_READ)]


def waiting(closed: Closed, resting: Iterable[str] = (), reach: Reach | None = None) -> int:
    """Count all things that come to a reader and do not rest, but pleas."""
    asleep = sorted(set(resting))
    awake = f"AND key NOT IN ({', '.join('?' * len(asleep))})" if asleep else ""
    where, given = _whose(closed, reach)
    row = closed.con.execute(
        f"SELECT count(*) FROM things WHERE ({where}) IS NOT NULL {awake}", [*given, *asleep]
    ).fetchone()
    return int(row[0]) if row else 0


def chosen(found: Iterable[Thing], most: int) -> list[Thing]:
    """Choose what weighs most; no kind crowds out the others, urgent pleas stand first."""
    picked = set(map(id, in_turn(found)[:most]))
    return [thing for thing in ranked(found) if id(thing) in picked]


def ranked(found: Iterable[Thing]) -> list[Thing]:
    """Put things in the order of what weighs most, urgent pleas first."""
    return sorted(
        found,
        key=lambda thing: (not calls(thing), -thing.weight, thing.due or NEVER, thing.key),
    )


def in_turn(found: Iterable[Thing]) -> list[Thing]:
    """Put things in the order in which they get a place: the best of each kind, then a few more."""
    turns: list[list[Thing]] = [[], [], [], []]
    seen: dict[str, int] = {}
    for thing in ranked(found):
        seen[thing.kind] = seen.get(thing.kind, 0) + 1
        first, few = seen[thing.kind] == 1, seen[thing.kind] <= MOST_OF_A_KIND
        turns[0 if calls(thing) else 1 if first else 2 if few else 3].append(thing)
    return [thing for turn in turns for thing in turn]


def calls(thing: Thing) -> bool:
    """Tell whether a customer asked for urgent help."""
    return thing.kind == PLEA and bool(thing.figures.get("urgent"))


def _pleas(closed: Closed, pleas: Iterable[Plea]) -> list[Thing]:
    """Take up the pleas of customers whom the reader may see."""
    asked = list(pleas)
    if not asked:
        return []
    whole = closed.sight is None or closed.sight.whole
    parties = sorted({plea.party for plea in asked})
    known = dict(
        closed.con.execute(
            f"""
            SELECT p.party, any_value(w.worth) FROM parties p
            LEFT JOIN worths w ON w.party = p.party AND w.day = ?
            WHERE p.party IN ({", ".join("?" * len(parties))}) GROUP BY p.party
            """,
            [closed.as_of, *parties],
        ).fetchall()
    )
    return [
        Thing(f"plea:{plea.number}", PLEA, plea.party, plea.case, None, plea.due, True,
              known.get(plea.party), 1.0, {"urgent": plea.urgent, "since": plea.made_at})
        for plea in asked
        if whole or plea.party in known
    ]  # fmt: skip
