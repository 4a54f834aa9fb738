"""Which parties a list shows and in which order, and what each line of it says.

The roster alone decides which parties come, unless what a period cost is asked for; only the
parties of one page are then looked up anywhere else. So a page of a million costs one scan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.ledger.roster import QUERY, parameters
from goodwill.reports.evidence import has

if TYPE_CHECKING:
    import datetime as dt

    from goodwill.book import Closed

WORTH = "worth DESC NULLS LAST, party"
ORDERS = {
    "worth": WORTH,
    "lost": "lost NULLS LAST, party",
    "silent": "worth * (1 - alive) DESC NULLS LAST, party",
    "breaches": "breaches DESC NULLS LAST, party",
    "new": f"before IS NOT NULL, {WORTH}",
    "rose": "worth - before DESC NULLS LAST, party",
    "fell": "worth - before NULLS LAST, party",
    "recent": "dealt_at DESC NULLS LAST, party",
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
    source, values = _source(closed)
    where, more = _condition(asked)
    values |= more
    treated = asked.lost_over is not None or order in TREATED
    joined = f"{source} r LEFT JOIN ({_TREATED}) t USING (party)" if treated else f"{source} r"
    if treated:
        values |= {"opening": asked.opening, "closing": closed.as_of}
    if asked.lost_over is not None:
        where += " AND -lost >= $lost_over"
        values["lost_over"] = asked.lost_over
    before = f"worth_{asked.period}"
    total = closed.con.execute(f"SELECT count(*) FROM {joined} WHERE {where}", values).fetchone()
    rows = closed.con.execute(
        f"""
        SELECT party, segment, worth, worth_low, worth_high, worth - {before}, alive, bought_at,
               dealt_at, promises + waiting + unpaid
        FROM {joined} WHERE {where} ORDER BY {ORDERS[order].replace("before", before)}
        LIMIT {max(limit, 1)} OFFSET {max(offset, 0)}
        """,
        values,
    ).fetchall()
    costs = _costs(closed, asked.opening, [row[0] for row in rows])
    lines = [Line._make((*row, *costs.get(row[0], (0, None)))) for row in rows]
    return lines, total[0] if total else 0


def segments(closed: Closed) -> list[str]:
    """List the segments that there are, the first twenty."""
    source, values = _source(closed)
    rows = closed.con.execute(
        f"SELECT DISTINCT segment FROM {source} r WHERE segment IS NOT NULL ORDER BY 1 LIMIT 20",
        values,
    ).fetchall()
    return [name for (name,) in rows]


def there_are(closed: Closed) -> tuple[list[str], list[str]]:
    """Tell of which sorts there are parties, and in which states their habits are."""
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
    source, values = _source(closed)
    rows = closed.con.execute(
        f"SELECT party FROM {source} r ORDER BY {WORTH} LIMIT {number}", values
    ).fetchall()
    return [party for (party,) in rows]


def _source(closed: Closed) -> tuple[str, dict[str, Any]]:
    """Name the roster, or write it where a book of an older version has none."""
    if has(closed, "roster"):
        return "roster", {}
    return f"({QUERY})", dict(parameters(closed.as_of, closed.zone))


_TREATED = """
SELECT party, sum(amount) FILTER (sign < 0) AS lost, count(*) FILTER (sign < 0) AS breaches
FROM postings WHERE side = 'ours' AND day > $opening AND day <= $closing GROUP BY party
"""


def _costs(
    closed: Closed, opening: dt.date, parties: list[str]
) -> dict[str, tuple[int, int | None]]:
    """Give for some parties how often we let them down in a period, and what that cost."""
    rows = closed.con.execute(
        f"SELECT party, breaches, lost FROM ({_TREATED}) WHERE party IN"
        f" (SELECT unnest($parties::VARCHAR[]))",
        {"opening": opening, "closing": closed.as_of, "parties": parties},
    ).fetchall()
    return {party: (breaches, lost) for party, breaches, lost in rows}


def _condition(asked: Asked) -> tuple[str, dict[str, Any]]:
    parts, values = [SORTS[asked.sort]], dict[str, Any]()
    if asked.owed is not None:
        parts.append(OWED[asked.owed])
    for name, value, part in (
        ("segment", asked.segment, "segment = $segment"),
        ("habit", asked.habit, "habit = $habit"),
        ("before", asked.before, "dealt_at < $before"),
        ("among", asked.among, "party IN (SELECT unnest($among::VARCHAR[]))"),
    ):
        if value is not None:
            parts.append(part)
            values[name] = value
    return " AND ".join(f"({part})" for part in parts), values
