"""Which parties a list shows and in which order, and what each line of it says.

The roster alone decides which parties come, unless what a period cost is asked for; only the
parties of one page are then looked up anywhere else. So a page of a million costs one scan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.ledger import paging
from goodwill.ledger.paging import Order
from goodwill.ledger.roster import QUERY, parameters
from goodwill.reports.evidence import has

if TYPE_CHECKING:
    import datetime as dt

    from goodwill.book import Closed

WORTH = Order("worth")
ORDERS = {
    "worth": WORTH,
    "lost": Order("lost", falling=False),
    "silent": Order("worth * (1 - alive)"),
    "breaches": Order("breaches"),
    "new": Order("worth", group="worth_{period} IS NOT NULL"),
    "rose": Order("worth - worth_{period}"),
    "fell": Order("worth - worth_{period}", falling=False),
    "recent": Order("dealt_at"),
}
"""What the list may be sorted by; 'silent' puts worth that may already be gone first."""
TREATED = {"lost", "breaches"}
"""The orders that ask what a period cost."""
SORTS = {
    "customer": "bought",
    "prospect": "NOT bought AND sort IN ('customer', 'prospect')",
    "partner": "NOT bought AND sort = 'partner'",
    "supplier": "NOT bought AND sort = 'supplier'",
}
"""The sorts of party that a list shows: who has ever bought, and the others."""
OWED = {
    "promise": "promises > 0",
    "answer": "waiting > 0",
    "payment": "unpaid > 0",
    "any": "promises + waiting + unpaid > 0",
}
"""What may be open between us: a promise of ours, an answer of ours, a payment of theirs."""


class Asked(NamedTuple):
    """What a list is asked for; what is None does not matter."""

    period: str
    opening: dt.date
    sort: str = "customer"
    segment: str | None = None
    habit: str | None = None
    owed: str | None = None
    lost_over: int | None = None
    """In minor units."""
    before: dt.date | None = None
    """Their last dealing lies before this day."""
    among: list[str] | None = None
    """Only these parties."""


class Line(NamedTuple):
    """One line of the list."""

    party: str
    segment: str | None
    worth: int | None
    low: int | None
    high: int | None
    change: int | None
    alive: float | None
    last_at: dt.date | None
    dealt_at: dt.date | None
    open: int
    breaches: int
    lost: int | None


def listed(
    closed: Closed, asked: Asked, order: str, limit: int, offset: int
) -> tuple[list[Line], int]:
    """Give one page of the list, and how many parties all its pages have."""
    found = _source(closed)
    if asked.among is not None:
        found = (_sought(closed, asked.among, *found), {})
    source, given = found
    where, values = _condition(asked)
    values |= given
    if asked.lost_over is not None or order in TREATED:
        source, more = _treated(closed, asked, source)
        values |= more
    if asked.lost_over is not None:
        where += " AND -lost >= $lost_over"
        values["lost_over"] = asked.lost_over
    counted = closed.con.execute(f"SELECT count(*) FROM {source} WHERE {where}", values).fetchone()
    rows = paging.Rows(source, where, values)
    sorted_by = ORDERS[order].of_period(asked.period)
    parties = paging.page(closed.con, rows, sorted_by, max(limit, 1), max(offset, 0))
    return _lines(closed, asked, parties, found), counted[0] if counted else 0


def _lines(
    closed: Closed, asked: Asked, parties: list[str], found: tuple[str, dict[str, Any]]
) -> list[Line]:
    """Look up what the lines of one page say, in the order of their parties."""
    source, values = found
    among, named = _one_of(parties)
    treated, more = _treated(closed, asked, f"(SELECT * FROM {source} r WHERE {among})", among)
    rows = closed.con.execute(
        f"""
        SELECT party, segment, worth, worth_low, worth_high, worth - worth_{asked.period}, alive,
               bought_at, dealt_at, promises + waiting + unpaid, coalesce(breaches, 0), lost
        FROM {treated}
        """,
        {**values, **more, **named},
    ).fetchall()
    known = {row[0]: Line._make(row) for row in rows}
    return [known[party] for party in parties]


def _treated(
    closed: Closed, asked: Asked, source: str, among: str = "TRUE"
) -> tuple[str, dict[str, Any]]:
    """Put beside each party how often we let it down in a period, and what that cost.

    The roster knows it of everybody; whoever sees a part gets the sum of that part.
    """
    whole = closed.sight is None or closed.sight.whole
    if whole and closed.has("roster", f"lost_{asked.period}"):
        known = f"breaches_{asked.period} AS breaches, lost_{asked.period} AS lost"
        return f"(SELECT *, {known} FROM {source} r) s", {}
    days = {"opening": asked.opening, "closing": closed.as_of}
    costs = f"{source} r LEFT JOIN ({_COSTS.format(among=among)}) t USING (party)"
    return f"(SELECT * REPLACE (coalesce(breaches, 0) AS breaches) FROM {costs}) s", days


def segments(closed: Closed) -> list[str]:
    """List the segments that there are, the first twenty."""
    return closed.once("segments", lambda: _segments(closed))


def _segments(closed: Closed) -> list[str]:
    source, values = _source(closed)
    rows = closed.con.execute(
        f"SELECT DISTINCT segment FROM {source} r WHERE segment IS NOT NULL ORDER BY 1 LIMIT 20",
        values,
    ).fetchall()
    return [name for (name,) in rows]


def there_are(closed: Closed) -> tuple[list[str], list[str]]:
    """Tell of which sorts there are parties, and in which states their habits are."""
    return closed.once("there_are", lambda: _there_are(closed))


def _there_are(closed: Closed) -> tuple[list[str], list[str]]:
    source, values = _source(closed)
    kinds = ", ".join(f"bool_or({condition}) AS {name}" for name, condition in SORTS.items())
    row = closed.con.execute(f"SELECT {kinds} FROM {source} r", values).fetchone() or ()
    states = closed.con.execute(
        f"SELECT DISTINCT habit FROM {source} r WHERE habit IS NOT NULL", values
    ).fetchall()
    return (
        [name for name, known in zip(SORTS, row, strict=True) if known],
        [state for (state,) in states],
    )


def valuable(closed: Closed, number: int) -> list[str]:
    """Give the parties of most worth, those without one last."""
    return closed.once(("valuable", number), lambda: _valuable(closed, number))


def _valuable(closed: Closed, number: int) -> list[str]:
    source, values = _source(closed)
    rows = closed.con.execute(
        f"SELECT party FROM {source} r ORDER BY {WORTH.clause} LIMIT {number}", values
    ).fetchall()
    return [party for (party,) in rows]


def _source(closed: Closed) -> tuple[str, dict[str, Any]]:
    """Name the roster, or write it where a book of an older version has none."""
    if has(closed, "roster"):
        return "roster", {}
    return f"({QUERY})", dict(parameters(closed.as_of, closed.zone))


_COSTS = """
SELECT party, sum(amount) FILTER (sign < 0) AS lost, count(*) FILTER (sign < 0) AS breaches
FROM postings WHERE side = 'ours' AND day > $opening AND day <= $closing AND {among}
GROUP BY party
"""


def _condition(asked: Asked) -> tuple[str, dict[str, Any]]:
    parts, values = [SORTS[asked.sort]], dict[str, Any]()
    if asked.owed is not None:
        parts.append(OWED[asked.owed])
    for name, value, part in (
        ("segment", asked.segment, "segment = $segment"),
        ("habit", asked.habit, "habit = $habit"),
        ("before", asked.before, "dealt_at < $before"),
    ):
        if value is not None:
            parts.append(part)
            values[name] = value
    return " AND ".join(f"({part})" for part in parts), values


def _sought(closed: Closed, among: list[str], source: str, values: dict[str, Any]) -> str:
    """Lay some parties apart, so that all others are passed over once."""
    part, named = _one_of(among)
    query = f"CREATE OR REPLACE TEMP TABLE sought AS SELECT * FROM {source} r WHERE {part}"
    closed.con.execute(query, {**values, **named})
    return "sought"


def _one_of(parties: list[str]) -> tuple[str, dict[str, str]]:
    """Ask for some parties one by one."""
    named = {f"party_{place}": party for place, party in enumerate(parties)}
    return (f"party IN ({', '.join(f'${name}' for name in named)})" if named else "FALSE"), named
