"""From the tables of a close to arrays: who bought, called, and was treated how, and when.

Times are whole days, in weeks since each customer's first purchase. What happened before the first
purchase happened to no customer yet.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from goodwill.house.hours import end_of_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection
    from numpy import str_
    from numpy.typing import NDArray

    from goodwill.house.settings import Settings
    from goodwill.pricing.design import Design, Events, Family
    from goodwill.standards.standard import Standard

SIGNS_OF_LIFE = (
    *("question", "complaint", "claim", "request", "reopening", "call_attempt", "visit", "rating"),
    *("answer", "usage", "offer", "promise", "absence", "news"),
)
"""What customers do only while they are there. Not payments, which those who left owe as well, and
not purchases, which have a clock of their own."""

MOST = 30_000
"""Customers from whom evidence is read: enough to price one breach within a fifth where orders come
every eight weeks (KERNEL 4.4). More take hours and change little; pseudonyms are drawn by lot."""

OWN_WORD = re.compile(r"\b(complaints?(_id)?|reopenings|rating(_id)?|rated(_at|_id)?)\b")
"""The columns of a case that only the customer's own judgement fills."""
OWN_WORD_KINDS = ("complaint", "claim", "rating", "reopening")
"""The moments by which customers judge us."""


OF_A_PURCHASE = ("purchase", "delivery", "invoice", "payment", "refund")
"""What opens a case that belongs to the purchase before it."""


class Gathered(NamedTuple):
    """A design, and who its customers are."""

    design: Design
    parties: NDArray[str_]  # (N,) in the order of their pseudonyms
    theirs: Events
    """What customers broke towards us, for the question who broke first."""


def gather(
    con: DuckDBPyConnection,
    standards: Iterable[Standard],
    settings: Settings,
    closed_on: dt.date,
    most: int = MOST,
) -> Gathered | None:
    """Gather the design from the tables of a close, after `build_spans`; None if nobody.

    Where there are more customers than `most`, every second, third, .. pseudonym is taken.

    Breaches that customers themselves make known (a complaint, a rating, a reopening) stand apart
    from objective ones: a family that has both is told by the objective ones alone, because those
    who have decided to leave complain. So do breaches of standards that serve only us, which a
    customer cannot notice.
    """
    import numpy as np

    from goodwill.pricing.design import Design

    ours = [
        one for one in standards if one.side == "ours" and one.name not in settings.standards_off
    ]
    con.execute(_CUSTOMERS, {"day": closed_on, "most": most})
    people = con.execute("SELECT * FROM design_customers ORDER BY key").fetchnumpy()
    if not len(people["party"]):
        return None
    _list_dealings(con, ours, settings, end_of_day(closed_on, settings.zone))
    con.execute(_SERVERS)
    found = Gathered(
        Design(
            born=np.asarray(people["born"], dtype=np.float64),
            T=np.asarray(people["age"], dtype=np.float64),
            purchases=_events(con, _PURCHASES),
            contacts=_events(con, _CONTACTS),
            dealings=_events(con, _DEALINGS),
            families=tuple(_families(con, ours)),
        ),
        np.asarray(people["party"], dtype=str),
        _events(con, _THEIRS),
    )
    for name in ("customers", "dealings", "servers", "standards", "ours"):
        con.execute(f"DROP TABLE design_{name}")
    return found


_CUSTOMERS = """
CREATE OR REPLACE TEMP TABLE design_customers AS
WITH everybody AS (
  SELECT party, min(day) AS first_day, row_number() OVER (ORDER BY party) - 1 AS place,
         count(*) OVER () AS number
  FROM purchase_days WHERE day <= $day GROUP BY party)
SELECT row_number() OVER (ORDER BY party) - 1 AS key, party, first_day,
       ($day - first_day) / 7.0 AS age, (first_day - DATE '2001-01-01') / 7.0 AS born
FROM everybody WHERE place % CAST(ceil(number * 1.0 / $most) AS BIGINT) = 0
"""

_SERVERS = """
CREATE OR REPLACE TEMP TABLE design_servers AS
SELECT row_number() OVER (ORDER BY person) - 1 AS server, person
FROM (SELECT person FROM design_dealings UNION SELECT person FROM verdicts)
WHERE person IS NOT NULL
"""

_PURCHASES = "SELECT party, day, 1 AS size, NULL AS person FROM purchase_days"

_CONTACTS = f"""
SELECT DISTINCT party, local_date AS day, 1 AS size, NULL AS person FROM moments
WHERE direction = 'in' AND party LIKE 'c%' AND coalesce(purpose, '') <> 'missed'
  AND kind IN ('{"', '".join(SIGNS_OF_LIFE)}')
"""
"""Those of one day are one sign of life."""

_DEALINGS = "SELECT party, day, 1 AS size, person FROM design_dealings"

_VERDICTS = """
SELECT v.party, m.local_date AS day, v.size, v.person FROM verdicts v
JOIN moments m ON m.id = v.moment
"""

_THEIRS = f"{_VERDICTS} WHERE v.side = 'theirs' AND v.verdict = 'breach'"


def _events(con: DuckDBPyConnection, happened: str) -> Events:
    """Read what happened (party, day, size, person) to the customers of the design."""
    import numpy as np

    from goodwill.pricing.design import Events

    rows = con.execute(
        f"""
        SELECT c.key AS customer, least((h.day - c.first_day) / 7.0, c.age) AS time,
               CAST(h.size AS DOUBLE) AS size, coalesce(s.server, -1) AS server
        FROM ({happened}) h
        JOIN design_customers c ON c.party = h.party AND h.day >= c.first_day
        LEFT JOIN design_servers s ON s.person = h.person
        ORDER BY customer, time, server, size
        """
    ).fetchnumpy()
    return Events(
        np.asarray(rows["customer"], dtype=np.int64),
        np.asarray(rows["time"], dtype=np.float64),
        np.ma.filled(np.ma.asarray(rows["size"], dtype=np.float64), np.nan),
        np.asarray(rows["server"], dtype=np.int64),
    )


def _list_dealings(
    con: DuckDBPyConnection, ours: list[Standard], settings: Settings, closed_at: dt.datetime
) -> None:
    """Create `design_dealings`: every case and loose moment that a standard of ours was about.

    A dealing is of the day on which it began, and of the first person who was there.
    """
    from goodwill.standards.facts import of_cases, of_moments
    from goodwill.standards.judge import coded
    from goodwill.standards.ruling import groups, rule

    con.execute(
        "CREATE OR REPLACE TEMP TABLE judged (subject VARCHAR, party VARCHAR, moment BIGINT)"
    )
    for of, facts_of in (("case", of_cases), ("moment", of_moments)):
        together = groups(rule(one, settings) for one in ours if one.of == of)
        if together:
            facts = facts_of(con, together, settings, closed_at)
            subject = "CAST(NULL AS VARCHAR)" if facts.placed else "case_id"
            con.execute(
                f"INSERT INTO judged SELECT {subject}, party, moment"
                f" FROM ({coded(facts, together)}) WHERE pack <> 0 AND party LIKE 'c%'"
            )
    con.execute("DROP TABLE IF EXISTS asked")
    con.execute(_JUDGED_DEALINGS)
    con.execute("DROP TABLE judged")


_JUDGED_DEALINGS = f"""
CREATE OR REPLACE TEMP TABLE design_dealings AS
WITH told AS (
  SELECT coalesce(j.subject, m.about, CAST(m.id AS VARCHAR)) AS subject, j.party, m.person, m.kind,
         m.local_date AS day, m.happened_at, m.id
  FROM judged j JOIN moments m ON m.id = j.moment),
ordered AS (
  SELECT *, min(day) OVER (PARTITION BY subject, party) AS first_day,
         row_number() OVER (
           PARTITION BY subject, party
           ORDER BY CASE WHEN person IS NULL THEN 1 ELSE 0 END, happened_at, id) AS place
  FROM told),
begun AS (
  SELECT d.party, d.person, coalesce(least(o.local_date, d.first_day), d.first_day) AS day,
         coalesce(c.opened_by, d.kind) IN ('{"', '".join(OF_A_PURCHASE)}') AS bought
  FROM ordered d
  LEFT JOIN cases c ON c.case_id = d.subject LEFT JOIN moments o ON o.id = c.opened_id
  WHERE d.place = 1)
SELECT party, day, person FROM begun WHERE NOT bought
UNION ALL
SELECT b.party, coalesce(s.day, b.day) AS day, min(b.person) AS person FROM begun b
LEFT JOIN purchase_spans s ON s.party = b.party AND b.day >= s.day AND b.day < s.next_day
WHERE b.bought GROUP BY b.party, coalesce(s.day, b.day)
"""
"""Order, delivery and bill of one purchase are one dealing, begun by the purchase."""


def _families(con: DuckDBPyConnection, ours: list[Standard]) -> Iterable[Family]:
    """Read our breaches and graces family by family."""
    import numpy as np

    from goodwill.pricing.design import Family
    from goodwill.pricing.treatment import dose

    con.execute(
        "CREATE OR REPLACE TEMP TABLE design_standards (standard VARCHAR, own_word BOOLEAN,"
        " felt BOOLEAN)"
    )
    if ours:
        con.executemany("INSERT INTO design_standards VALUES (?, ?, ?)", [*map(_traits, ours)])
    con.execute(_OURS)
    kinds = con.execute(
        """
        SELECT family, verdict, felt, own_word FROM design_ours
        WHERE place = 1 GROUP BY ALL ORDER BY family, verdict
        """
    ).fetchall()
    for family, verdict, felt, own_word in kinds:
        events = _events(
            con,
            "SELECT party, day, size, person FROM design_ours WHERE place = 1"
            f" AND family = '{family}' AND verdict = '{verdict}'",
        )
        size = dose(events.size) if verdict == "breach" else np.ones(len(events.size))
        if len(size):
            yield Family(family, verdict, events._replace(size=size), own_word, felt)


def _traits(standard: Standard) -> tuple[str, bool, bool]:
    """Tell of a standard whether customers' own words make its verdicts, and whether they feel it.

    What a case standard is about may well be a complaint: how fast it was answered is ours.
    """
    words = f"{standard.breach} {standard.grace} {standard.falls_on}"
    own_word = standard.of == "case" and bool(OWN_WORD.search(words))
    return standard.name, own_word, standard.whose_convenience != "ours"


_OURS = f"""
CREATE OR REPLACE TEMP TABLE design_ours AS
SELECT *, dense_rank() OVER (PARTITION BY family, verdict ORDER BY felt DESC, own_word) AS place
FROM (
  SELECT v.family, v.verdict, v.party, m.local_date AS day, v.size, v.person, s.felt,
         s.own_word OR v.case_id IS NULL AND m.direction = 'in'
           AND m.kind IN ('{"', '".join(OWN_WORD_KINDS)}') AS own_word
  FROM verdicts v JOIN moments m ON m.id = v.moment
  JOIN design_standards s ON s.standard = v.standard
  WHERE v.side = 'ours' AND v.verdict IN ('breach', 'grace') AND v.party LIKE 'c%')
"""
