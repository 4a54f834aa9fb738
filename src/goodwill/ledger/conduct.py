"""The owner's own conduct: dealings with customers, the way to the owner, and our own payments."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.house.people import Line, chart
from goodwill.ledger.rates import wilson

if TYPE_CHECKING:
    import datetime as dt

    from duckdb import DuckDBPyConnection

MOST_OWNERS = 5
"""A list with more people under nobody is one without reporting lines."""


class Span(NamedTuple):
    """After which day, up to which."""

    opening: dt.date
    closing: dt.date


class Top(NamedTuple):
    """Who leads: the owners, and the directors who report to them, on the day of the close."""

    owners: tuple[str, ...]
    directors: tuple[str, ...]


class Dealings(NamedTuple):
    """What the owners themselves had to do with customers."""

    number: int
    customers: int
    last: dt.date | None
    """The day of the last dealing, within the period or before it."""


class Calls(NamedTuple):
    """Calls on the owners' own line, and how many of them were answered."""

    number: int
    answered: int


class Way(NamedTuple):
    """How far it is from a customer to the owners."""

    cases: int
    """Cases of the period in which an owner took part."""
    hops: float | None
    """The median number of colleagues, and hand-overs to nobody named, before the owner."""
    on_paper: float | None
    """How many managers on average stand between whoever first answers and the owners."""


class Payments(NamedTuple):
    """How punctually we pay what fell due in the period (money in minor units)."""

    due: int
    late: int
    days: float | None
    """The median days late of those that were late."""
    unpaid: int
    """Of the late ones, those that are open at the close."""
    owed: int | None
    """Open beyond the due date; null where amounts are not recorded."""

    @property
    def on_time(self) -> tuple[float, float, float] | None:
        """The share paid in time, with its 95 % interval; None where nothing fell due."""
        kept = self.due - self.late
        return (kept / self.due, *wilson(kept, self.due)) if self.due else None


class Complaints(NamedTuple):
    """What became of complaints at the top: the directors' and owners' share in them."""

    number: int
    reached: int
    """In which a director or owner took part after the complaint, or to whom it was handed."""
    answered: int
    """That a director or owner answered in person."""
    changes: int
    """Rules and the like that directors or owners changed in the period."""


class Cause(NamedTuple):
    """A family of breaches about which customers complained, before and in the period."""

    family: str
    complaints: int
    before: float | None
    now: float | None
    fell: bool
    """Whether it is rarer than before beyond what chance does."""


def top(con: DuckDBPyConnection, day: dt.date, me: str = "") -> Top | None:
    """Find the owners and directors by the reporting lines of a day; None where none tell.

    `me` is the owner who reads, if the office knows. Otherwise the owners are those under nobody
    who have a line of their own: whoever is named only as a manager is no owner yet.
    """
    rows = con.execute(f"SELECT {', '.join(Line._fields)} FROM lines ORDER BY ALL").fetchall()
    listed = {row[0] for row in rows}
    posts = [
        post
        for post in chart(Line(*row) for row in rows)[0]
        if post.from_date <= day and (post.until_date is None or post.until_date >= day)
    ]
    managers = {post.manager for post in posts if post.manager}
    roots = [post.person for post in posts if not post.manager and post.person in listed]
    owners = [person for person in roots if person in managers or len(listed) == 1]
    if me in {post.person for post in posts}:
        owners = [me]
    if not owners or len(owners) > MOST_OWNERS:
        return None
    directors = [post.person for post in posts if post.manager in owners]
    return Top(tuple(sorted(owners)), tuple(sorted(set(directors) - set(owners))))


def write_conduct(con: DuckDBPyConnection, day: dt.date) -> None:
    """Create `led` (what owners and directors took part in) and `owings` (what we owe others).

    So the page of the owner's conduct need not read all moments.
    """
    found = top(con, day) or Top((), ())
    con.execute("CREATE OR REPLACE TEMP TABLE leaders (person VARCHAR)")
    people = [(person,) for person in (*found.owners, *found.directors)]
    if people:
        con.executemany("INSERT INTO leaders VALUES (?)", people)
    con.execute(_LED)
    con.execute(_OWINGS)
    con.execute("DROP TABLE leaders")


_LED = """
CREATE OR REPLACE TABLE led AS
WITH own AS (
  SELECT id, about FROM moments
  WHERE person IN (FROM leaders) OR to_party IN (FROM leaders) OR from_party IN (FROM leaders)
     OR kind = 'complaint' AND direction = 'in')
SELECT id, happened_at, kind, from_party, to_party, about, channel, purpose, party, person,
       direction, local_date,
       CASE WHEN kind = 'complaint' AND direction = 'in' THEN b.families END AS broken
FROM moments m LEFT JOIN (
  SELECT case_id, string_agg(DISTINCT family, ' ' ORDER BY family) AS families FROM verdicts
  WHERE side = 'ours' AND verdict = 'breach' GROUP BY case_id) b ON b.case_id = m.about
WHERE id IN (SELECT id FROM own) OR about IN (SELECT about FROM own WHERE about IS NOT NULL)
ORDER BY happened_at, id
"""
_OWINGS = """
CREATE OR REPLACE TABLE owings AS
SELECT k.case_id, k.opened_direction = 'inside' AS to_staff,
       CASE WHEN k.opened_direction = 'inside' THEN m.person ELSE k.party END AS party,
       k.due_at, k.paid_at, k.days_late, k.amount, k.paid
FROM cases k JOIN moments m ON m.id = k.opened_id
WHERE k.opened_by = 'invoice' AND k.due_at IS NOT NULL AND k.days_late IS NOT NULL
  AND (k.opened_direction = 'in' OR k.opened_direction = 'inside' AND left(m.person, 1) = 'w')
ORDER BY k.case_id
"""


def lay_out(con: DuckDBPyConnection, found: Top, span: Span) -> None:
    """Write down who leads, and the days of the period, for the questions below."""
    con.execute("CREATE OR REPLACE TEMP TABLE conduct_people (person VARCHAR, owner BOOLEAN)")
    people = [(person, True) for person in found.owners]
    people += [(person, False) for person in found.directors]
    marks = ", ".join(["(?, ?)"] * len(people))
    con.execute(
        f"INSERT INTO conduct_people VALUES {marks}", [each for pair in people for each in pair]
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE conduct_days AS SELECT $opening::DATE AS opening,"
        " $closing::DATE AS closing",
        {"opening": span.opening, "closing": span.closing},
    )


_OWNERS = "(SELECT person FROM conduct_people WHERE owner)"
_LEADERS = "(SELECT person FROM conduct_people)"
_WITHIN = "local_date > (SELECT opening FROM conduct_days)"
_CUSTOMER = "left(party, 1) IN ('c', 'p', 'r')"
_THEIR_CALLS = "('question', 'complaint', 'claim', 'request', 'call_attempt')"


def dealings(con: DuckDBPyConnection) -> Dealings:
    """Count the owners' own dealings with customers, and find the last one of all."""
    row = con.execute(
        f"""
        SELECT count(*) FILTER ({_WITHIN}), count(DISTINCT party) FILTER ({_WITHIN}),
               max(local_date)
        FROM led
        WHERE person IN {_OWNERS} AND {_CUSTOMER} AND direction <> 'inside'
          AND kind <> 'call_attempt'
        """
    ).fetchone()
    assert row is not None
    return Dealings(*row)


def direct_line(con: DuckDBPyConnection) -> Calls:
    """Count the calls of customers to the owners in person, and those that were answered."""
    row = con.execute(
        f"""
        SELECT count(*), count(*) FILTER (kind <> 'call_attempt') FROM led
        WHERE person IN {_OWNERS} AND {_CUSTOMER} AND {_WITHIN} AND direction = 'in'
          AND channel = 'phone' AND kind IN {_THEIR_CALLS}
        """
    ).fetchone()
    assert row is not None
    return Calls(*row)


def way(con: DuckDBPyConnection) -> Way:
    """Measure how many colleagues a customer passes before reaching an owner in the same case."""
    row = con.execute(
        f"""
        WITH reached AS (
          SELECT about, min(happened_at) AS reached_at FROM led
          WHERE person IN {_OWNERS} AND {_CUSTOMER} AND direction <> 'inside'
            AND about IS NOT NULL
          GROUP BY about HAVING max(local_date) > (SELECT opening FROM conduct_days)),
        passed AS (
          SELECT r.about,
                 count(DISTINCT CASE WHEN m.direction <> 'inside' THEN m.person END)
                   + count(CASE WHEN m.kind = 'handover' AND m.person IS NULL THEN 1 END) AS hops
          FROM reached r LEFT JOIN led m
            ON m.about = r.about AND m.happened_at < r.reached_at AND NOT coalesce(
              m.person IN {_OWNERS}, false)
          GROUP BY r.about)
        SELECT count(*), median(hops) FROM passed
        """
    ).fetchone()
    assert row is not None
    return Way(row[0], row[1], _on_paper(con))


def _on_paper(con: DuckDBPyConnection) -> float | None:
    """Average the managers between whoever first answered and the owners, by that day's lines."""
    row = con.execute(
        """
        SELECT sum(greatest(level - 1, 0) * number)::DOUBLE / sum(number) FROM tallies, conduct_days
        WHERE standard = 'first_answer' AND verdict IN ('kept', 'grace', 'breach')
          AND level IS NOT NULL AND local_week > opening
        """
    ).fetchone()
    return None if row is None or row[0] is None else float(row[0])


def payments(con: DuckDBPyConnection, scale: int, *, to_staff: bool = False) -> Payments:
    """Tell how punctually we paid suppliers' bills, or wages, that fell due in the period."""
    row = con.execute(
        f"""
        SELECT count(*), count(*) FILTER (days_late > 0),
               median(days_late) FILTER (days_late > 0),
               count(*) FILTER (days_late > 0 AND paid_at IS NULL),
               round(sum((amount - coalesce(paid, 0)) * $scale)
                 FILTER (days_late > 0 AND paid_at IS NULL))::BIGINT
        FROM {_owed(to_staff)}
        """,
        {"scale": scale},
    ).fetchone()
    assert row is not None
    return Payments(*row)


def _owed(to_staff: bool) -> str:
    """Select the bills of others, or the wages, that fell due in the period."""
    return f"""(
        SELECT case_id, party, due_at, paid_at, days_late, amount, paid FROM owings, conduct_days
        WHERE to_staff = {to_staff} AND due_at::DATE > opening AND due_at::DATE <= closing)"""


class Late(NamedTuple):
    """One bill or wage that we paid late, or still owe (money in minor units)."""

    case: str
    party: str
    due: dt.datetime
    paid: dt.datetime | None
    days: int
    amount: int | None


def late_payments(con: DuckDBPyConnection, scale: int, *, to_staff: bool = False) -> list[Late]:
    """List what we paid late or still owe, the latest first."""
    rows = con.execute(
        f"""
        SELECT case_id, party, due_at, paid_at, days_late, round(amount * $scale)::BIGINT
        FROM {_owed(to_staff)} WHERE days_late > 0
        ORDER BY paid_at IS NULL DESC, days_late DESC, case_id LIMIT 50
        """,
        {"scale": scale},
    ).fetchall()
    return [Late(*row) for row in rows]


def complaints(con: DuckDBPyConnection) -> Complaints:
    """Count the complaints of the period, and what directors and owners did about them."""
    row = con.execute(
        f"""
        WITH each AS (
          SELECT m.id, m.about, m.happened_at,
                 coalesce(m.person IN {_LEADERS}, false) AS to_them
          FROM led m
          WHERE m.kind = 'complaint' AND m.direction = 'in' AND {_CUSTOMER} AND m.{_WITHIN}),
        seen AS (
          SELECT e.id, bool_or(e.to_them OR l.person IS NOT NULL) AS reached,
                 coalesce(bool_or(l.kind IN ('answer', 'decision', 'resolution', 'refusal',
                   'concession', 'visit') AND l.direction = 'out'), false) AS answered
          FROM each e LEFT JOIN (
            SELECT about, happened_at, kind, direction,
                   CASE WHEN to_party IN {_LEADERS} THEN to_party ELSE person END AS person
            FROM led WHERE person IN {_LEADERS} OR to_party IN {_LEADERS}) l
            ON l.about = e.about AND l.happened_at >= e.happened_at
          GROUP BY e.id)
        SELECT count(*), count(*) FILTER (reached), count(*) FILTER (answered),
               (SELECT count(*) FROM led
                WHERE kind = 'change' AND {_WITHIN}
                  AND (person IN {_LEADERS} OR from_party IN {_LEADERS}))
        FROM seen
        """
    ).fetchone()
    assert row is not None
    return Complaints(*row)


def causes(con: DuckDBPyConnection, span: Span) -> list[Cause]:
    """Tell which kinds of breach stood behind complaints, and whether they have become rarer.

    The period is compared with one of equal length before it; a kind fell if the 95 % intervals of
    its two shares lie apart.
    """
    length = span.closing - span.opening
    rows = con.execute(
        """
        WITH complained AS (
          SELECT f.family, count(DISTINCT l.about) AS number
          FROM led l JOIN (SELECT DISTINCT family FROM tallies) f
            ON strpos(' ' || l.broken || ' ', ' ' || f.family || ' ') > 0
          WHERE l.kind = 'complaint' AND l.direction = 'in' AND l.broken IS NOT NULL
            AND l.local_date > $opening AND l.local_date <= $closing
          GROUP BY f.family),
        rated AS (
          SELECT family, local_week > $opening AS now,
                 coalesce(sum(number) FILTER (verdict = 'breach'), 0)::BIGINT AS broken,
                 sum(number)::BIGINT AS judged
          FROM tallies
          WHERE side = 'ours' AND verdict IN ('kept', 'grace', 'breach')
            AND local_week > $earlier AND local_week <= $closing
          GROUP BY ALL)
        SELECT c.family, c.number, b.broken, b.judged, n.broken, n.judged
        FROM complained c
        LEFT JOIN rated b ON b.family = c.family AND NOT b.now
        LEFT JOIN rated n ON n.family = c.family AND n.now
        ORDER BY c.number DESC, c.family
        """,
        {"opening": span.opening, "closing": span.closing, "earlier": span.opening - length},
    ).fetchall()
    return [_cause(*row) for row in rows]


def _cause(
    family: str, number: int, was: int | None, of_then: int | None, is_now: int | None,
    of_now: int | None,
) -> Cause:  # fmt: skip
    before = (was or 0) / of_then if of_then else None
    now = (is_now or 0) / of_now if of_now else None
    fell = (
        bool(of_then and of_now)
        and wilson(is_now or 0, of_now or 0)[1] < wilson(was or 0, of_then or 0)[0]
    )
    return Cause(family, number, before, now, fell)


class Dealing(NamedTuple):
    """One of the owners' own dealings with a customer."""

    moment: int
    at: dt.datetime
    party: str
    direction: str
    kind: str
    purpose: str | None
    channel: str | None
    case: str | None


def own_dealings(con: DuckDBPyConnection, limit: int = 20) -> list[Dealing]:
    """List the owners' newest dealings with customers, of whatever time."""
    rows = con.execute(
        f"""
        SELECT id, happened_at, party, direction, kind, purpose, channel, about FROM led
        WHERE person IN {_OWNERS} AND {_CUSTOMER} AND direction <> 'inside'
          AND kind <> 'call_attempt'
        ORDER BY happened_at DESC, id LIMIT {limit:d}
        """
    ).fetchall()
    return [Dealing(*row) for row in rows]
