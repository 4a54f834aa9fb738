"""What is to be done today: clocks that run out, words given, customers who go, money owed."""

from __future__ import annotations

import datetime as dt
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.house.hours import end_of_day
from goodwill.ledger.owed import answers_owed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goodwill.ledger.closed import Closed

ANSWER, PROMISE, BILL, LEAVING, DEBT, PLEA = (
    "answer", "promise", "bill", "leaving", "debt", "plea",
)  # fmt: skip
"""The kinds of things that a day may hold."""
BACK, AHEAD = 30, 3
"""How many days back something undone is still of today, and how many days ahead it already is."""
PATIENCE = 30.0
"""Days within which whoever fades is to be seen and a debt to be spoken of: no single day
decides."""
MOST_OF_A_KIND = 3
"""So many of one kind come before the others have had their turn."""
MOST_READ = 10
"""Of each kind so many are read; a day shows seven things at most."""
MOST_KEPT = 100
"""So many of each kind are kept for all who see the same, since each of them put off others."""
OVERDUE = 4
"""Days after which a bill that is not paid is spoken of."""


class Thing(NamedTuple):
    """One thing to do; money is in minor units, instants are UTC."""

    key: str
    """By which it is known again when somebody has done it or put it off."""
    kind: str
    party: str
    case: str | None
    standard: str | None
    due: dt.datetime | None
    late: bool
    stake: int | None
    """What hangs on it; none where it cannot be told."""
    urgency: float
    """The share of the stake that one more day of waiting puts at risk."""
    figures: dict[str, Any]
    """What the reason is said with."""

    @property
    def weight(self) -> float:
        """By which things are ranked."""
        return (self.stake or 0) * self.urgency


class Plea(NamedTuple):
    """What a customer asked through the window and nobody has answered."""

    number: str
    party: str
    urgent: bool
    case: str | None
    made_at: dt.datetime
    due: dt.datetime | None = None
    """By when we said that a person answers."""


def write_things(closed: Closed) -> None:
    """Create `things` from what a close has laid out: all that is to be done, by anybody.

    So the page of the day reads a few rows and not all moments.
    """
    closed_at = end_of_day(closed.as_of, closed.zone)
    closed.con.execute(_TABLE)
    _store_answers(closed, closed_at)
    given = {
        "closed_at": closed_at,
        "day": closed.as_of,
        "scale": closed.scale,
        "patience": PATIENCE,
        "overdue": OVERDUE,
        "back": closed_at - dt.timedelta(days=BACK),
        "ahead": closed_at + dt.timedelta(days=AHEAD),
    }
    for query in (_PROMISES, _BILLS, _LEAVING, _DEBTS):
        asked = {name: value for name, value in given.items() if f"${name}" in query}
        closed.con.execute(f"INSERT INTO things BY NAME {query}", asked)
    closed.con.execute("UPDATE things SET doer = person")
    closed.con.execute("DROP TABLE IF EXISTS owed_answers")


_TABLE = """
CREATE OR REPLACE TABLE things (
  key VARCHAR, kind VARCHAR, party VARCHAR, case_id VARCHAR, standard VARCHAR, due_at TIMESTAMP,
  late BOOLEAN, stake BIGINT, urgency DOUBLE, since TIMESTAMP, number BIGINT, days INTEGER,
  usual DOUBLE, state VARCHAR, since_day DATE, worth BIGINT, person VARCHAR, manager VARCHAR,
  team VARCHAR, department VARCHAR, level INTEGER, local_week DATE,
  play VARCHAR, figures VARCHAR, doer VARCHAR)
"""
"""Of a play: its name, the figures of its words (JSON); `doer` is the person who is to do it."""
_STAKE = """round(abs(f.price) * coalesce(w.worth / (
    SELECT avg(worth) FROM worths WHERE day = $day AND worth > 0), 1))::BIGINT AS stake"""
"""What such a breach costs here on average, more with a customer of more worth."""
_PRICED = """LEFT JOIN findings f ON f.family = {family} AND f.verdict = 'breach'
LEFT JOIN worths w ON w.party = {party} AND w.day = $day"""
_URGENCY = """CASE WHEN {due} <= $closed_at THEN 1.0
    ELSE 1 / (1 + epoch({due} - $closed_at::TIMESTAMP) / 86400) END AS urgency"""
_WHO = "person, manager, team, department, level, local_week"


def _store_answers(closed: Closed, closed_at: dt.datetime) -> None:
    """Store the answers that customers wait for, by their deadlines and who dealt with them."""
    words = closed.standards()
    near = [one for one in answers_owed(closed) if one.until and _near(closed_at, one.until)]
    closed.con.execute(
        "CREATE OR REPLACE TEMP TABLE owed_answers (case_id VARCHAR, standard VARCHAR,"
        " family VARCHAR, since TIMESTAMP, until TIMESTAMP, late BOOLEAN)"
    )
    for start in range(0, len(near), 500):
        some = near[start : start + 500]
        marks = ", ".join(["(?, ?, ?, ?, ?, ?)"] * len(some))
        values = [
            value
            for one in some
            for value in (one.case, one.standard, words.get(one.standard, {}).get("family"),
                          one.since, one.until, one.late)
        ]  # fmt: skip
        closed.con.execute(f"INSERT INTO owed_answers VALUES {marks}", values)
    closed.con.execute(
        f"INSERT INTO things BY NAME {_ANSWERS}", {"closed_at": closed_at, "day": closed.as_of}
    )


def _near(closed_at: dt.datetime, due: dt.datetime) -> bool:
    return closed_at - dt.timedelta(days=BACK) <= due <= closed_at + dt.timedelta(days=AHEAD)


_ANSWERS = f"""
SELECT 'answer:' || a.case_id AS key, '{ANSWER}' AS kind, k.party, a.case_id, a.standard,
       a.until AS due_at, a.late, {_STAKE}, {_URGENCY.format(due="a.until")}, a.since, {_WHO}
FROM owed_answers a JOIN cases k ON k.case_id = a.case_id
{_PRICED.format(family="a.family", party="k.party")}
LEFT JOIN (
  SELECT about, arg_max(person, happened_at) AS person, arg_max(manager, happened_at) AS manager,
         arg_max(team, happened_at) AS team, arg_max(department, happened_at) AS department,
         arg_max(level, happened_at) AS level, arg_max(local_week, happened_at) AS local_week
  FROM moments WHERE about IN (SELECT case_id FROM owed_answers) GROUP BY about
) m ON m.about = a.case_id
WHERE k.party IS NOT NULL
ORDER BY key
"""
_PROMISES = f"""
SELECT DISTINCT ON (key) 'promise:' || v.case_id AS key, '{PROMISE}' AS kind, v.party, v.case_id,
       v.standard, k.due_at, k.due_at <= $closed_at AS late, {_STAKE},
       {_URGENCY.format(due="k.due_at")}, v.person, v.manager, v.team, v.department, v.level,
       v.local_week
FROM verdicts v JOIN cases k USING (case_id)
{_PRICED.format(family="v.family", party="v.party")}
WHERE v.side = 'ours' AND v.verdict IN ('open', 'breach') AND k.due_at IS NOT NULL
  AND v.standard NOT IN ('first_answer', 'next_answer', 'emergency_first')
  AND k.fulfilled_at IS NULL AND k.resolved_at IS NULL AND k.sort NOT IN ('bill', 'invoice', 'pay')
  AND left(v.party, 1) IN ('c', 'p', 'r') AND k.due_at >= $back AND k.due_at <= $ahead
ORDER BY key, stake DESC
"""
_BILLS = f"""
SELECT 'bill:' || party AS key, '{BILL}' AS kind, party, min(due_at) AS due_at, true AS late,
       round(sum(amount - coalesce(paid, 0)) * $scale)::BIGINT AS stake,
       1 / $patience AS urgency, count(*) AS number, max(days_late) AS days
FROM cases
WHERE opened_by = 'invoice' AND opened_direction = 'in' AND paid_at IS NULL AND days_late > 0
GROUP BY party ORDER BY party
"""
_LEAVING = f"""
SELECT 'leaving:' || h.party AS key, '{LEAVING}' AS kind, h.party, false AS late,
       round(w.worth * least(greatest(CASE
         WHEN h.state = 'fading' AND NOT isnan(h.pace_now) AND h.pace_before > 0
         THEN 1 - h.pace_now / h.pace_before ELSE 1 - w.alive END, 0), 1))::BIGINT AS stake,
       1 / $patience AS urgency, h.state,
       CASE WHEN h.state = 'fading' THEN h.since ELSE w.last_at::DATE END AS since_day, w.worth
FROM habits h JOIN worths w ON w.party = h.party AND w.day = $day
WHERE h.state IN ('fading', 'overdue') AND w.worth > 0
ORDER BY h.party
"""
_DEBTS = f"""
SELECT 'debt:' || party AS key, '{DEBT}' AS kind, party, min(due_at) AS due_at, true AS late,
       round(sum(amount - coalesce(paid, 0)) * $scale)::BIGINT AS stake,
       1 / $patience AS urgency, count(*) AS number, max(days_late) AS days,
       max(usual_late) AS usual
FROM cases
WHERE sort = 'invoice' AND opened_direction = 'out' AND paid_at IS NULL
  AND days_late >= $overdue + greatest(coalesce(usual_late, 0), 0)
GROUP BY party HAVING sum(amount - coalesce(paid, 0)) > 0 ORDER BY party
"""


def things(closed: Closed, resting: Iterable[str] = (), pleas: Iterable[Plea] = ()) -> list[Thing]:
    """Give the weightiest things of each kind in sight that do not rest, and the pleas."""
    asleep = set(resting)
    if len(asleep) > MOST_KEPT - MOST_READ:
        rows = _weightiest(closed, MOST_READ, asleep)
    else:
        kept = closed.once("things", lambda: _weightiest(closed, MOST_KEPT))
        rows = _first(row for row in kept if row[0] not in asleep)
    names = ("since", "number", "days", "usual", "state", "since_day", "worth")
    found = [Thing(*[*row[:9], dict(zip(names, row[9:], strict=True))]) for row in rows]
    return [*(each for each in _pleas(closed, pleas) if each.key not in asleep), *found]


def _weightiest(closed: Closed, most: int, asleep: Iterable[str] = ()) -> list[tuple[Any, ...]]:
    """Give so many of each kind that are not asleep, the weightiest of each kind first."""
    keys = sorted(asleep)
    awake = f"WHERE key NOT IN ({', '.join('?' * len(keys))})" if keys else ""
    return closed.con.execute(
        f"""
        SELECT key, kind, party, case_id, standard, due_at, late, stake, urgency, since, number,
               days, usual, state, since_day, worth
        FROM things {awake}
        QUALIFY row_number() OVER (
          PARTITION BY kind ORDER BY coalesce(stake, 0) * urgency DESC, key) <= {most}
        ORDER BY kind, coalesce(stake, 0) * urgency DESC, key
        """,
        keys,
    ).fetchall()


def _first(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Give the first few of each kind."""
    return [row for _kind, each in groupby(rows, itemgetter(1)) for row in islice(each, MOST_READ)]


def waiting(closed: Closed, resting: Iterable[str] = ()) -> int:
    """Count all things in sight that do not rest, but pleas."""
    asleep = sorted(set(resting))
    awake = f"WHERE key NOT IN ({', '.join('?' * len(asleep))})" if asleep else ""
    row = closed.con.execute(f"SELECT count(*) FROM things {awake}", asleep).fetchone()
    return int(row[0]) if row else 0


def chosen(found: Iterable[Thing], most: int) -> list[Thing]:
    """Choose what weighs most; no kind crowds out the others, urgent pleas stand first."""
    ranked = sorted(found, key=lambda thing: (not _calls(thing), -thing.weight, thing.key))
    first: list[Thing] = []
    rest: list[Thing] = []
    seen: dict[str, int] = {}
    for thing in ranked:
        seen[thing.kind] = seen.get(thing.kind, 0) + 1
        (first if seen[thing.kind] <= MOST_OF_A_KIND or _calls(thing) else rest).append(thing)
    picked = set(map(id, [*first, *rest][:most]))
    return [thing for thing in ranked if id(thing) in picked]


def _calls(thing: Thing) -> bool:
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
