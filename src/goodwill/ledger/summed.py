"""What pages would work out from all rows, worked out at the close: sums and ranks by period.

They hold the whole book. Whoever sees a part of it has none of these tables, and the sums of that
part are worked out from its rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodwill.ledger.amends import write_amends
from goodwill.ledger.closed import PERIODS, openings
from goodwill.ledger.dealt import HANDS
from goodwill.ledger.portfolio import (
    BUYING,
    SPREAD,
    Concentration,
    Customer,
    buyers,
    concentration,
    largest,
    later_than_usual,
    paying,
    spread,
)
from goodwill.ledger.recognition import GRACES
from goodwill.ledger.statement import CUTS, EACH, ROSTER, Share, cut

if TYPE_CHECKING:
    import datetime as dt

    from duckdb import DuckDBPyConnection

    from goodwill.ledger.closed import Closed

TABLES = frozenset({
    "judged", "asides", "hands", "whose", "weekly", "gaps", "amends",
    "shares", "founded", "dear", "sold", "spreads", "payers", "graces",
})  # fmt: skip
"""What is summed up: first whole tables in another shape, then sums by period."""
SURVEYS = "(SELECT id FROM moments WHERE kind = 'rating' AND direction = 'inside')"
"""Ratings between colleagues, which are given in confidence; they count nowhere here."""
SLICED = ("family", "policy", "level", "team")
"""The cuts of a period's breaches and graces that pages show."""
DEAR = """
WITH broken AS (
  SELECT v.case_id, v.standard, min(v.party) AS party, count(*) AS breaches,
         sum(p.amount) AS amount, sum(p.low) AS low, sum(p.high) AS high, sum(v.size) AS size,
         min(v.team) AS team, min(p.amount) AS dearest, max(v.size) AS furthest
  FROM verdicts v LEFT JOIN postings p USING (verdict_id)
  WHERE v.side = 'ours' AND v.verdict = 'breach' AND v.case_id IS NOT NULL
    AND coalesce(p.day, CAST(v.happened_at AS DATE)) > $opening
    AND coalesce(p.day, CAST(v.happened_at AS DATE)) <= $closing
  GROUP BY v.case_id, v.standard)
SELECT case_id, min(party) AS party, sum(breaches)::BIGINT AS breaches, sum(amount) AS amount,
       sum(low) AS low, sum(high) AS high, sum(size) AS size, min(team) AS team,
       string_agg(standard || ' ' || breaches || ' ' || coalesce(furthest::VARCHAR, ''), ';'
         ORDER BY dearest NULLS LAST, furthest DESC NULLS LAST, standard) AS why
FROM broken GROUP BY case_id
"""
"""The cases in which we broke a standard in a period, what that cost, and which it was: each with
how often, and how many times over its limit, the dearest first."""
DEAREST = "b.amount NULLS LAST, size DESC NULLS LAST, breaches DESC, b.case_id"
"""By what a case cost, then by how far its limits were passed."""
_SHARES = f"""
CREATE OR REPLACE TABLE shares AS SELECT * FROM (
  SELECT ''::VARCHAR AS period, ''::VARCHAR AS by_what, 0::INTEGER AS sign, 0::INTEGER AS place,
         {
    ", ".join(
        f"NULL::{'VARCHAR' if name == 'name' else 'BIGINT'} AS {name}" for name in Share._fields
    )
}) WHERE false
"""


def write_summed(con: DuckDBPyConnection, day: dt.date, scale: int, currency: str) -> None:
    """Create `judged` and the tables of the three periods from the other tables of the close."""
    write_amends(con, scale, currency)
    con.execute(_JUDGED)
    con.execute(_ASIDES)
    con.execute(f"CREATE OR REPLACE TABLE hands AS {HANDS}")
    con.execute(_WHOSE)
    con.execute(_WEEKLY)
    con.execute(f"CREATE OR REPLACE TABLE gaps AS {GAPS}")
    con.execute(_GRACES)
    con.execute(_SHARES)
    made = {"founded": _FOUNDED, "dear": RANKED, "sold": _SOLD, "spreads": SPREAD}
    for place, (period, opening) in enumerate(openings(day).items()):
        days = {"opening": opening, "closing": day}
        for name, query in made.items():
            _add(con, name, f"SELECT '{period}' AS period, * FROM ({query})", days, new=not place)
        _slice(con, period, opening, day)
        for kind, query in paying(20).items():
            numbered = f"SELECT '{period}' AS period, '{kind}' AS kind, * FROM ({query})"
            first = not place and kind == "largest"
            _add(con, "payers", numbered, days | {"scale": scale}, new=first)


def _add(
    con: DuckDBPyConnection, name: str, query: str, values: dict[str, Any], *, new: bool
) -> None:
    into = f"CREATE OR REPLACE TABLE {name} AS" if new else f"INSERT INTO {name}"
    used = {key: value for key, value in values.items() if f"${key}" in query}
    con.execute(f"{into} {query}", used)


def _slice(con: DuckDBPyConnection, period: str, opening: dt.date, closing: dt.date) -> None:
    rows = [
        (period, by, sign, place, *share)
        for by in SLICED
        for sign in (-1, 1)
        for place, share in enumerate(cut(con, by, opening, closing, sign=sign))
    ]
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        con.executemany(f"INSERT INTO shares VALUES ({marks})", rows)


_JUDGED = f"""
CREATE OR REPLACE TABLE judged AS
SELECT v.*, p.amount, p.low, p.high, p.grade, p.day, s.segment,
       coalesce(p.day, CAST(v.happened_at AS DATE)) AS on_day
FROM verdicts v LEFT JOIN postings p USING (verdict_id) LEFT JOIN parties s ON s.party = v.party
WHERE v.moment NOT IN {SURVEYS}
"""
"""Each verdict with its price and the day that it counts to."""
_ASIDES = """
CREATE OR REPLACE TABLE asides AS
SELECT m.*, c.party AS whose FROM moments m JOIN cases c ON c.case_id = m.about
WHERE m.party IS DISTINCT FROM c.party
"""
"""What happened in a party's cases with somebody else, as among ourselves, by whose case it is."""
_WHOSE = """
CREATE OR REPLACE TABLE whose AS SELECT case_id, party FROM cases WHERE party IS NOT NULL
"""
"""Whose each case is: among millions, a case is found by its party."""
_GRACES = f"""
CREATE OR REPLACE TABLE graces AS
SELECT * FROM ({GRACES}) WHERE verdict_id IN (SELECT verdict_id FROM judged)
"""
_WEEKLY = """
CREATE OR REPLACE TABLE weekly AS
SELECT standard, family, side, verdict, local_week, sum(number)::BIGINT AS number
FROM tallies GROUP BY standard, family, side, verdict, local_week
"""
"""How often each standard was kept in each week, by nobody and for nobody."""
GAPS = """
SELECT kind, count(*) AS number, count(*) FILTER (person IS NULL) AS person,
       count(*) FILTER (team IS NULL) AS team, count(*) FILTER (policy IS NULL) AS policy
FROM moments GROUP BY kind
"""
"""How many moments of each kind do not tell who, where, and under which rule."""
_FOUNDED = """
SELECT DISTINCT sign, family, grade FROM postings
WHERE side = 'ours' AND amount IS NOT NULL AND day > $opening AND day <= $closing
"""
RANKED = f"""
SELECT row_number() OVER (ORDER BY {DEAREST}) AS place, b.case_id,
       b.party, c.opened_at, breaches, b.amount, low, high, b.team, b.why, count(*) OVER () AS total
FROM ({DEAR}) b LEFT JOIN cases c ON c.case_id = b.case_id
"""
"""The cases of a period in the order of what they cost, each with its place."""
_SOLD = f"SELECT row_number() OVER (ORDER BY amount DESC, party) AS place, * FROM ({BUYING})"


def period_of(closed: Closed, opening: dt.date, table: str) -> str | None:
    """Name the period that opens on a day, if a table of the whole book holds it for the reader."""
    if closed.sight is not None and not closed.sight.whole:
        return None
    named = {day: name for name, day in openings(closed.as_of).items()}
    period = named.get(opening)
    return period if period in PERIODS and closed.has(table) else None


def slices(closed: Closed, by: str, opening: dt.date, sign: int = -1) -> list[Share]:
    """Slice the breaches (-1) or graces (+1) of ours after a day, the dearest first."""
    period = period_of(closed, opening, "shares") if by in SLICED and by in CUTS else None
    if period is None:
        return cut(closed.con, by, opening, closed.as_of, sign=sign)
    rows = closed.once(("shares", period), lambda: _shares(closed.con, period))
    return [Share(*share) for by_what, of, *share in rows if (by_what, of) == (by, sign)]


def _shares(con: DuckDBPyConnection, period: str) -> list[tuple[Any, ...]]:
    return con.execute(
        f"SELECT by_what, sign, {', '.join(Share._fields)} FROM shares WHERE period = ?"
        " ORDER BY by_what, sign, place",
        [period],
    ).fetchall()


def each(closed: Closed, opening: dt.date) -> tuple[str, dict[str, dt.date]]:
    """Begin a query of what changed the worth of each customer since a day, with its values."""
    period = period_of(closed, opening, "shares")
    if period is None:
        return EACH, {"opening": opening, "closing": closed.as_of}
    return ROSTER.format(period=period), {}


def founded(closed: Closed, opening: dt.date, sign: int) -> list[tuple[str, str]]:
    """Give the grades of the prices of each family of breaches (-1) or graces (+1) after a day."""
    period = period_of(closed, opening, "founded")
    days = {"opening": opening, "closing": closed.as_of}
    query, given = (_FOUNDED, days) if period is None else (_OF_PERIOD, {"period": period})
    rows = closed.once(("founded", opening), lambda: closed.con.execute(query, given).fetchall())
    return [(family, grade) for of, family, grade in rows if of == sign]


_OF_PERIOD = "SELECT sign, family, grade FROM founded WHERE period = $period"


def buying(
    closed: Closed, opening: dt.date, limit: int, offset: int
) -> tuple[list[tuple[str, int, float]], int]:
    """Give one page of those who bought after a day, as `buyers` does."""
    period = period_of(closed, opening, "sold")
    if period is None:
        return buyers(closed.con, opening, closed.as_of, limit, offset)
    first = max(offset, 0)
    rows = closed.con.execute(
        "SELECT party, amount, share, customers FROM sold WHERE period = $period"
        f" AND place > {first} AND place <= {first + max(limit, 1)} ORDER BY place",
        {"period": period},
    ).fetchall()
    return [row[:3] for row in rows], int(rows[0][3]) if rows else 0


def spreading(closed: Closed, opening: dt.date) -> Concentration | None:
    """Tell how the sales after a day are spread."""
    period = period_of(closed, opening, "spreads")
    if period is None:
        return concentration(closed.con, opening, closed.as_of)
    found = closed.con.execute("SELECT * EXCLUDE (period) FROM spreads WHERE period = ?", [period])
    return spread(found.fetchone())


def payers(closed: Closed, opening: dt.date, kind: str) -> list[Customer]:
    """Give the largest customers after a day, or those who pay `later` than they used to."""
    period = period_of(closed, opening, "payers")
    if period is None:
        of = largest if kind == "largest" else later_than_usual
        return of(closed.con, opening, closed.as_of, closed.scale)
    rows = closed.con.execute(
        f"SELECT {', '.join(Customer._fields)} FROM payers"
        " WHERE period = ? AND kind = ? ORDER BY place",
        [period, kind],
    ).fetchall()
    return [Customer(*row) for row in rows]
