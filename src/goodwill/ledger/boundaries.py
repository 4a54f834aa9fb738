"""Boundaries: who asks for more than customers alike do, and which favours became a habit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from goodwill.ledger.closed import months_before
from goodwill.moments.parquet import append

if TYPE_CHECKING:
    import datetime as dt

    from duckdb import DuckDBPyConnection

    from goodwill.ledger.closed import Closed
    from goodwill.pricing.rows import Integers

PRIVATE, BEYOND, HOURS, VOLUME = "private", "beyond", "hours", "volume"
KINDS: Final = (PRIVATE, BEYOND, HOURS, VOLUME)
"""Private favours, more than was agreed, calls at night, and how often they turn to us at all."""
THIRDS = 3
"""Customers are compared with those of their segment who spend about as much: by thirds."""
HABIT = 3
"""The third exception of one sort within a year would be a habit."""
_CONTACTS = "('question', 'request', 'complaint', 'claim', 'call_attempt', 'visit')"


class Demand(NamedTuple):
    """What a customer asked for of one kind within a year, beside customers alike."""

    party: str
    kind: str
    number: int
    expected: float
    """Of a usual customer alike who turns to us as often; of the volume, who orders as often."""
    times: float
    low: float
    high: float
    named: bool


class Precedent(NamedTuple):
    """How often a customer was given something outside the rules within a year."""

    party: str
    number: int
    first_at: dt.datetime
    last_at: dt.datetime


def write_boundaries(con: DuckDBPyConnection, day: dt.date) -> None:
    """Create `boundaries` and `precedents` of the year before a close."""
    given = {"since": months_before(day, 12), "day": day}
    con.execute(_TABLES)
    con.execute(_PRECEDENTS, given)
    rows = con.execute(_COUNTED, given).fetchnumpy()
    if len(rows["party"]):
        _compare(con, rows)


def _compare(con: DuckDBPyConnection, rows: dict[str, Any]) -> None:
    """Compare each kind of demand with that of customers alike, and store what is no chance."""
    import numpy as np

    from goodwill.pricing.overreach import FEWEST, overreach, work_of

    alike = _alike(rows["segment"], rows["third"])
    contacts = rows["contacts"].astype(float)
    usual = work_of(contacts, rows["orders"].astype(float))
    for kind in KINDS:
        counts = contacts if kind == VOLUME else rows[kind].astype(float)
        found = overreach(counts, usual if kind == VOLUME else contacts, alike)
        kept = np.flatnonzero((counts >= FEWEST) & np.isfinite(found.expected))
        told = [
            (str(rows["party"][at]), kind, int(counts[at]), float(found.expected[at]),
             float(found.times[at]), float(found.low[at]), float(found.high[at]),
             bool(found.named[at]))
            for at in kept.tolist()
            if found.named[at] or kind != VOLUME
        ]  # fmt: skip
        append(con, "boundaries", BOUNDARIES, told)


def _alike(segment: Any, third: Any) -> Integers:
    """Number those alike: of a segment and a third, of a segment, or all where those are few."""
    import numpy as np

    from goodwill.pricing.overreach import FEWEST_ALIKE

    known = np.ma.filled(segment, "").astype(str)
    _names, by_segment = np.unique(known, return_inverse=True)
    code = np.zeros(len(known), dtype=np.int64)
    for groups, first in ((by_segment, 1), (by_segment * THIRDS + third, 1_000_000)):
        enough = np.bincount(groups)[groups] >= 2 * FEWEST_ALIKE  # some may be named
        code[enough] = groups[enough] + first
    return code


BOUNDARIES: Final = {
    "party": "VARCHAR", "kind": "VARCHAR", "number": "BIGINT", "expected": "DOUBLE",
    "times": "DOUBLE", "low": "DOUBLE", "high": "DOUBLE", "named": "BOOLEAN",
}  # fmt: skip
"""The columns of `boundaries`: what a customer asked for of one kind, beside customers alike."""
_TABLES = f"""
CREATE OR REPLACE TABLE boundaries ({", ".join(f"{name} {of}" for name, of in BOUNDARIES.items())});
CREATE OR REPLACE TABLE precedents (
  party VARCHAR, number BIGINT, first_at TIMESTAMP, last_at TIMESTAMP)
"""
_PRECEDENTS = """
INSERT INTO precedents
SELECT party, count(*), min(happened_at), max(happened_at) FROM moments
WHERE kind = 'concession' AND purpose = 'outside_procedure' AND direction = 'out'
  AND left(party, 1) IN ('c', 'r') AND local_date > $since AND local_date <= $day
GROUP BY party ORDER BY party
"""
_COUNTED = f"""
WITH asked AS (
  SELECT party, count(*) AS contacts,
         count(*) FILTER (kind = 'request' AND purpose = 'private') AS private,
         count(*) FILTER (kind = 'request' AND purpose = 'out_of_scope') AS beyond
  FROM moments
  WHERE direction = 'in' AND kind IN {_CONTACTS} AND left(party, 1) IN ('c', 'r')
    AND local_date > $since AND local_date <= $day
  GROUP BY party),
night AS (
  SELECT party, count(*) AS hours FROM verdicts
  WHERE standard = 'within_hours' AND verdict = 'breach' AND local_week > $since
  GROUP BY party),
bought AS (
  SELECT party, count(*) AS orders, sum(amount) AS spent FROM sales
  WHERE day > $since AND day <= $day GROUP BY party)
SELECT a.party, p.segment, a.contacts, a.private, a.beyond, coalesce(n.hours, 0) AS hours,
       coalesce(b.orders, 0) AS orders,
       (ntile({THIRDS}) OVER (PARTITION BY p.segment ORDER BY coalesce(b.spent, 0), a.party) - 1)
         ::BIGINT AS third
FROM asked a
LEFT JOIN (SELECT party, min(segment) AS segment FROM parties GROUP BY party) p USING (party)
LEFT JOIN night n USING (party) LEFT JOIN bought b USING (party)
ORDER BY a.party
"""


class Found(NamedTuple):
    """How many customers ask for more than customers alike do, and how long the two lists are."""

    customers: int
    demands: int
    habits: int


def found(closed: Closed) -> Found:
    """Count what the lists of `demands` and `precedents` hold, however long they are."""
    row = closed.con.execute(
        "SELECT count(DISTINCT party), count(*),"
        f" (SELECT count(*) FROM precedents WHERE number >= {HABIT}) FROM boundaries WHERE named"
    ).fetchone()
    return Found(*row) if row else Found(0, 0, 0)


def demands(closed: Closed, limit: int = 500, offset: int = 0) -> list[Demand]:
    """Give those who ask for more than customers alike do, the surest first."""
    return _demands(closed, "named", {"limit": limit, "offset": offset})


def demands_of(closed: Closed, party: str) -> list[Demand]:
    """Give all that one customer asks for, also what is like everybody's.

    So nobody is thought to overreach who does not.
    """
    return _demands(closed, "party = $party", {"party": party, "limit": len(KINDS), "offset": 0})


def _demands(closed: Closed, which: str, values: dict[str, Any]) -> list[Demand]:
    rows = closed.con.execute(
        "SELECT party, kind, number, expected, times, low, high, named FROM boundaries"
        f" WHERE {which} ORDER BY low DESC, party, kind LIMIT $limit OFFSET $offset",
        values,
    ).fetchall()
    return [Demand(*row) for row in rows]


def precedents(closed: Closed, limit: int = 500, offset: int = 0) -> list[Precedent]:
    """List the customers whose exceptions within a year have become a habit, the most first."""
    rows = closed.con.execute(
        "SELECT party, number, first_at, last_at FROM precedents WHERE number >= $habit"
        " ORDER BY number DESC, party LIMIT $limit OFFSET $offset",
        {"habit": HABIT, "limit": limit, "offset": offset},
    ).fetchall()
    return [Precedent(*row) for row in rows]


def precedent_of(closed: Closed, party: str) -> Precedent | None:
    """Give what one customer was given outside the rules within a year."""
    row = closed.con.execute(
        "SELECT party, number, first_at, last_at FROM precedents WHERE party = ?", [party]
    ).fetchone()
    return Precedent(*row) if row else None


def way_back(number: int) -> tuple[float, ...]:
    """Give the steps back from so many exceptions a year: shares of the favour, down to none.

    The first step is the favour once more, said to be an exception. No step is larger than half of
    the favour, and the longer the habit, the smaller the steps.
    """
    steps = min(max(number - 1, 2), 6)
    return tuple(1 - step / steps for step in range(steps + 1))
