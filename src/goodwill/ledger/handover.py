"""To whom a customer may be handed: colleagues who serve such customers well and have the time.

Customers are alike by segment, by what they spend, by the sorts of their cases and by the channels
on which they come (Gower 1971, Biometrics 27, 857-871: the mean of likenesses, each from 0 to 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.ledger.closed import months_before

if TYPE_CHECKING:
    from collections.abc import Collection

    from goodwill.ledger.closed import Closed

SHRINKS = 5.0
"""Somebody's mean likeness is drawn towards that of all as if so many more were served."""
TENFOLD = 10.0
"""Spending ten times as much, or a tenth, is not alike at all."""
FAMILY = "runaround"
"""The findings that tell what it costs to be passed from hand to hand."""


class Candidate(NamedTuple):
    """A colleague who might take a customer over."""

    person: str
    customers: int
    """Customers served within a year."""
    well: int
    """Those of them with whom the colleague broke nothing."""
    fit: float
    """From 0 to 1: how alike those served well are to this customer, drawn towards all."""
    open_cases: int
    load: float
    """Open cases beside the mean of those listed; 1 is as usual."""
    score: float
    """The fit, less for whoever is loaded beyond the mean; by it they are ranked."""


class Cost(NamedTuple):
    """What changing hands costs with this customer, in minor units, with its interval."""

    price: float
    low: float
    high: float
    grade: str


def candidates(closed: Closed, party: str, apart: Collection[str] = ()) -> list[Candidate]:
    """Rank those in sight who may take a customer over; never whoever is kept apart from it.

    Whoever serves the customer most already is left out.
    """
    given = {"party": party, "since": months_before(closed.as_of, 12), "day": closed.as_of,
             "ln": TENFOLD}  # fmt: skip
    rows = closed.con.execute(_SERVED, given).fetchall()
    main = closed.con.execute(_MAIN, [party]).fetchone()
    out = {*apart, *(main or ())}
    found = [row for row in rows if row[0] not in out]
    if not found:
        return []
    mean = sum(row[3] for row in found) / sum(row[1] for row in found)
    usual = sum(row[4] for row in found) / len(found)
    return sorted(
        (_candidate(row, mean, usual) for row in found), key=lambda one: (-one.score, one.person)
    )


def _candidate(row: tuple[str, int, int, float, int], mean: float, usual: float) -> Candidate:
    person, customers, well, likeness, open_cases = row
    fit = (likeness + SHRINKS * mean) / (customers + SHRINKS)
    load = open_cases / usual if usual else 1.0
    return Candidate(person, customers, well, fit, open_cases, load, fit / max(1.0, load))


def change_cost(closed: Closed, party: str) -> Cost | None:
    """Give what the findings tell of being passed on, for a customer of this worth; None if untold.

    The price is the mean one of the family, more with a customer of more worth.
    """
    row = closed.con.execute(
        """
        SELECT price, price_low, price_high, grade FROM findings
        WHERE family = ? AND verdict = 'breach' AND price IS NOT NULL
        """,
        [FAMILY],
    ).fetchone()
    worth = closed.con.execute(
        """
        SELECT (SELECT max(worth) FROM worths WHERE party = $party AND day = $day),
               (SELECT avg(worth) FROM worths WHERE day = $day AND worth > 0)
        """,
        {"party": party, "day": closed.as_of},
    ).fetchone()
    if row is None or worth is None or not worth[0] or not worth[1]:
        return None
    times = worth[0] / worth[1]
    low, high = sorted((row[1] * times, row[2] * times))
    return Cost(row[0] * times, low, high, row[3])


_MAIN = """
SELECT person FROM hands WHERE party = ? GROUP BY person ORDER BY count(*) DESC, person LIMIT 1
"""
_SERVED = """
WITH here AS (
  SELECT DISTINCT person FROM lines
  WHERE coalesce(from_date, $day) <= $day AND coalesce(until_date, $day) >= $day),
served AS (
  SELECT person, party, count(*) AS dealings FROM hands
  WHERE dealt_at::DATE > $since AND party IS NOT NULL AND left(party, 1) IN ('c', 'r')
    AND person IN (SELECT person FROM here)
  GROUP BY person, party),
broken AS (
  SELECT DISTINCT person, party FROM verdicts
  WHERE side = 'ours' AND verdict = 'breach' AND happened_at::DATE > $since),
among AS (SELECT DISTINCT party FROM served UNION SELECT $party),
counted AS (
  SELECT k.party, 'sort' AS of, k.sort AS name, count(*) AS number
  FROM cases k JOIN among USING (party) GROUP BY ALL
  UNION ALL
  SELECT k.party, 'channel', coalesce(k.channel, ''), count(*)
  FROM cases k JOIN among USING (party) GROUP BY ALL),
parts AS (
  SELECT party, of, name, number / sum(number) OVER (PARTITION BY party, of) AS part FROM counted),
mixes AS (
  SELECT p.party, sum(least(p.part, t.part)) / 2 AS mix
  FROM parts p JOIN parts t ON t.party = $party AND t.of = p.of AND t.name = p.name
  GROUP BY p.party),
bought AS (
  SELECT party, sum(amount) AS sales FROM sales WHERE day > $since AND day <= $day GROUP BY party),
known AS (
  SELECT a.party, any_value(p.segment) AS segment, coalesce(max(e.sales), 0) AS sales
  FROM among a LEFT JOIN parties p USING (party) LEFT JOIN bought e USING (party)
  GROUP BY a.party),
alike AS (
  SELECT k.party,
         ((k.segment IS NOT DISTINCT FROM t.segment)::INTEGER
          + greatest(0, 1 - abs(ln((greatest(k.sales, 0) + 1.0) / (greatest(t.sales, 0) + 1.0)))
                            / ln($ln))
          + coalesce(m.mix, 0) * 2) / 4 AS likeness
  FROM known k JOIN known t ON t.party = $party LEFT JOIN mixes m ON m.party = k.party),
waiting AS (
  SELECT h.person, count(DISTINCT h.case_id) AS number
  FROM hands h JOIN cases c USING (case_id)
  WHERE c.resolved_at IS NULL AND c.fulfilled_at IS NULL AND c.answered_at IS NULL
    AND h.dealt_at::DATE > $since
  GROUP BY h.person)
SELECT s.person, count(*)::BIGINT AS customers,
       count(*) FILTER (b.person IS NULL)::BIGINT AS well,
       coalesce(sum(a.likeness) FILTER (b.person IS NULL), 0)::DOUBLE AS likeness,
       coalesce(max(w.number), 0)::BIGINT AS open_cases
FROM served s JOIN alike a USING (party)
LEFT JOIN broken b ON b.person = s.person AND b.party = s.party
LEFT JOIN waiting w ON w.person = s.person
WHERE s.party <> $party
GROUP BY s.person ORDER BY s.person
"""
