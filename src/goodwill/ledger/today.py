"""What is to be done today: clocks that run out, words given, customers who go, money owed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.house.hours import end_of_day
from goodwill.ledger.owed import answers_owed
from goodwill.ledger.reach import OWN

if TYPE_CHECKING:
    from goodwill.ledger.closed import Closed

ANSWER, PROMISE, BILL, LEAVING, DEBT, PLEA, PLAY = (
    "answer", "promise", "bill", "leaving", "debt", "plea", "play",
)  # fmt: skip
"""The kinds of things that a day may hold."""
BACK, AHEAD = 30, 3
"""How many days back something undone is still of today, and how many days ahead it already is."""
PATIENCE = 30.0
"""Days within which whoever fades is to be seen and a debt to be spoken of: no single day
decides."""
LATE_BILL = 4
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
    play: str | None = None
    doer: str | None = None
    """Who is to do it; none where nobody has it."""
    here: str = OWN
    """Why it stands on this reader's list (`ledger.reach`)."""

    @property
    def weight(self) -> float:
        """By which things are ranked."""
        return (self.stake or 0) * self.urgency


class Whom(NamedTuple):
    """One of those whom a thing concerns that was put together for one person."""

    key: str
    party: str
    case: str | None


def together(thing: Thing) -> list[Whom]:
    """Give all whom a thing concerns; most things concern one customer."""
    some = thing.figures.get("together") or [(thing.key, thing.party, thing.case)]
    return [Whom(key, party, case) for key, party, case in some]


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
        "overdue": LATE_BILL,
        "back": closed_at - dt.timedelta(days=BACK),
        "ahead": closed_at + dt.timedelta(days=AHEAD),
    }
    for query in (_PROMISES, _BILLS, _LEAVING, _DEBTS):
        asked = {name: value for name, value in given.items() if f"${name}" in query}
        closed.con.execute(f"INSERT INTO things BY NAME {query}", asked)
    closed.con.execute(_KNOWN_TO)
    if closed.con.execute("SELECT 1 FROM lines LIMIT 1").fetchone():
        closed.con.execute(_GONE, {"day": closed.as_of})
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

_KNOWN_TO = f"""
UPDATE things SET doer = coalesce(person, (
  SELECT arg_max(m.person, m.happened_at) FROM moments m
  WHERE m.party = things.party AND things.kind IN ('{LEAVING}', '{DEBT}')
    AND left(m.person, 1) = 'w'))
"""
"""Whoever met a customer last is the one to ask how they are, and to speak of money."""
_GONE = """
UPDATE things SET doer = NULL WHERE doer NOT IN (
  SELECT person FROM lines
  WHERE coalesce(from_date, $day) <= $day AND coalesce(until_date, $day) >= $day
  UNION
  SELECT manager FROM lines
  WHERE coalesce(from_date, $day) <= $day AND coalesce(until_date, $day) >= $day
    AND manager IS NOT NULL)
"""
"""What somebody had who is with us no more, nobody has."""
