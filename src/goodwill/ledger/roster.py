"""The roster: one row per party we deal with, so that a list of a million is one scan of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.house.hours import end_of_day
from goodwill.ledger.closed import PERIODS, openings
from goodwill.ledger.owed import WAITING, answers_owed

if TYPE_CHECKING:
    import datetime as dt

    from duckdb import DuckDBPyConnection

    from goodwill.ledger.closed import Closed

PROMISED = """promised_at IS NOT NULL AND due_at IS NOT NULL AND fulfilled_at IS NULL
  AND resolved_at IS NULL AND sort NOT IN ('bill', 'invoice', 'pay')
  AND (sort <> 'visit' OR due_at > $closed_at)"""
"""A case in which we gave our word and have not kept it yet; a visit that is over is no promise."""
UNPAID = """sort = 'invoice' AND opened_direction = 'out' AND paid_at IS NULL
  AND amount > coalesce(paid, 0) + coalesce(credited, 0)"""
"""An invoice of ours on which something is left to pay."""
_BEFORE = ", ".join(
    f"max(worth) FILTER (day = $opening_{period}) AS worth_{period}" for period in PERIODS
)
_COSTS = ", ".join(
    f"count(*) FILTER (sign < 0 AND {within})::INTEGER AS breaches_{period},"
    f" sum(amount) FILTER (sign < 0 AND {within})::BIGINT AS lost_{period},"
    f" sum(amount) FILTER (sign > 0 AND {within})::BIGINT AS won_{period}"
    for period in PERIODS
    for within in (f"day > $opening_{period} AND day <= $day",)
)
_WAITING = WAITING.format(among="TRUE", whose="TRUE", moments="moments")
QUERY = f"""
WITH costs AS (
  SELECT party, {_COSTS} FROM postings WHERE side = 'ours' GROUP BY party),
valued AS (
  SELECT party, max(worth) FILTER (day = $day) AS worth,
         max(worth_low) FILTER (day = $day) AS worth_low,
         max(worth_high) FILTER (day = $day) AS worth_high,
         max(alive) FILTER (day = $day) AS alive, max(last_at) FILTER (day = $day) AS bought_at,
         bool_or(day = $day) AS bought, {_BEFORE}
  FROM worths GROUP BY party),
dealt AS (SELECT party, max(local_date) AS dealt_at FROM moments GROUP BY party),
promised AS (SELECT party, count(*) AS promises FROM cases WHERE {PROMISED} GROUP BY party),
unpaid AS (SELECT party, count(*) AS unpaid FROM cases WHERE {UNPAID} GROUP BY party),
waits AS (SELECT c.party, count(*) AS waiting
          FROM ({_WAITING}) w JOIN cases c USING (case_id) GROUP BY c.party)
SELECT p.party, p.sort, p.segment, coalesce(bought, FALSE) AS bought, worth, worth_low, worth_high,
       {", ".join(f"worth_{period}" for period in PERIODS)}, valued.alive, bought_at, dealt_at,
       h.state AS habit, coalesce(promises, 0)::INTEGER AS promises,
       coalesce(waiting, 0)::INTEGER AS waiting, coalesce(unpaid, 0)::INTEGER AS unpaid,
       {", ".join(f"coalesce(breaches_{p}, 0) AS breaches_{p}, lost_{p}, won_{p}" for p in PERIODS)}
FROM parties p LEFT JOIN valued USING (party) LEFT JOIN dealt USING (party)
LEFT JOIN habits h ON h.party = p.party
LEFT JOIN costs USING (party) LEFT JOIN promised USING (party)
LEFT JOIN unpaid USING (party) LEFT JOIN waits USING (party)
WHERE p.sort NOT IN ('colleague', 'unit')
"""
"""The roster from the other tables of a closed book; `parameters` gives its values."""


def write_roster(con: DuckDBPyConnection, day: dt.date, zone: str) -> None:
    """Leave the table `roster` beside the tables that it is made from."""
    con.execute(f"CREATE OR REPLACE TABLE roster AS {QUERY}", parameters(day, zone))


def parameters(day: dt.date, zone: str) -> dict[str, dt.date | dt.datetime]:
    """Give the days and the instant that the query of the roster asks for."""
    opened = {f"opening_{period}": opening for period, opening in openings(day).items()}
    return {"day": day, "closed_at": end_of_day(day, zone), **opened}


class Open(NamedTuple):
    """What is open between a party and us: of which sort, in which case, since and until when."""

    sort: str
    """promise or answer (ours), payment (theirs)."""
    party: str
    case: str
    since: dt.datetime | None
    until: dt.datetime | None
    late: bool
    amount: int | None
    """In minor units, of what is left to pay."""


def open_between(closed: Closed, party: str) -> list[Open]:
    """List what is open with one party, what is late first."""
    closed_at = end_of_day(closed.as_of, closed.zone)
    rows = closed.con.execute(
        f"""
        SELECT 'promise', case_id, promised_at, due_at, NULL FROM cases
        WHERE party = $party AND {PROMISED}
        UNION ALL
        SELECT 'payment', case_id, opened_at, due_at,
               round((amount - coalesce(paid, 0) - coalesce(credited, 0)) * $scale)::BIGINT
        FROM cases WHERE party = $party AND {UNPAID}
        """,
        {"party": party, "closed_at": closed_at, "scale": closed.scale},
    ).fetchall()
    answers = [
        ("answer", one.case, one.since, one.until, None) for one in answers_owed(closed, party)
    ]
    found = [
        Open(sort, party, case, since, until, until is not None and until <= closed_at, amount)
        for sort, case, since, until, amount in [*answers, *rows]
    ]
    return sorted(found, key=lambda one: (not one.late, one.until or closed_at, one.case))
