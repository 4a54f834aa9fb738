"""The figures of the public page: how often each standard was kept in a whole calendar period.

Periods never overlap and are published only when they are over, so that no two publications differ
by a few days. Counts come from the weekly tallies: a week belongs to the period in which it begins.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from goodwill.ledger.disclosure import Cell, cell, sums

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from duckdb import DuckDBPyConnection

MONTHS = {"month": 1, "quarter": 3, "year": 12}
PAYERS = 3
"""Amends paid to fewer customers than these are withheld, however many payments they were."""


class Period(NamedTuple):
    """A calendar month, quarter or year: its name (2026-07, 2026-Q3, 2026) and its Mondays."""

    name: str
    first: dt.date
    last: dt.date


class Counted(NamedTuple):
    """One standard in one period as the records have it; never shown as such."""

    standard: str
    family: str
    cases: int
    breaches: int
    exempt: int
    payments: int = 0
    payers: int = 0
    paid: int = 0


class Line(NamedTuple):
    """One line of the public page; what is None is withheld. Money is in minor units."""

    name: str
    cases: int
    breaches: Cell
    exempt: Cell
    paid: int | None


class Page(NamedTuple):
    """What is published of one period."""

    standards: tuple[Line, ...]
    families: tuple[Line, ...]
    total: Line | None
    few: tuple[str, ...]
    """Standards with too few cases to be shown or to count in any sum."""


def periods(kind: str, first_week: dt.date, as_of: dt.date, most: int = 8) -> list[Period]:
    """List the calendar periods that the records cover whole, the newest first."""
    found: list[Period] = []
    year, month = as_of.year, (as_of.month - 1) // MONTHS[kind] * MONTHS[kind] + 1
    while len(found) < most and dt.date(year, month, 1) >= first_week - dt.timedelta(days=6):
        period = _period(kind, year, month)
        if period.first >= first_week and period.last + dt.timedelta(days=6) <= as_of:
            found.append(period)
        year, month = (year, month - MONTHS[kind]) if month > MONTHS[kind] else (
            year - 1, 13 - MONTHS[kind],
        )  # fmt: skip
    return found


def _period(kind: str, year: int, month: int) -> Period:
    begin = dt.date(year, month, 1)
    past = month - 1 + MONTHS[kind]
    end = dt.date(year + past // 12, past % 12 + 1, 1) - dt.timedelta(days=1)
    name = {
        "month": f"{year}-{month:02}", "quarter": f"{year}-Q{(month + 2) // 3}", "year": str(year),
    }[kind]  # fmt: skip
    monday = begin + dt.timedelta(days=-begin.weekday() % 7)
    return Period(name, monday, end - dt.timedelta(days=end.weekday()))


def counted(con: DuckDBPyConnection, period: Period) -> list[Counted]:
    """Count a period from the public pane's `tallies` and `amends`."""
    given = {"first": period.first, "last": period.last}
    return [Counted(*row) for row in con.execute(_COUNTED, given).fetchall()]


_COUNTED = """
WITH judged AS (
  SELECT standard, min(family) AS family,
    coalesce(sum(number) FILTER (verdict IN ('kept', 'grace', 'breach')), 0)::BIGINT AS cases,
    coalesce(sum(number) FILTER (verdict = 'breach'), 0)::BIGINT AS breaches,
    coalesce(sum(number) FILTER (verdict = 'exempt'), 0)::BIGINT AS exempt
  FROM tallies WHERE local_week BETWEEN $first AND $last GROUP BY standard),
given_back AS (
  SELECT standard, sum(payments)::BIGINT AS payments, count(DISTINCT party) AS payers,
    sum(amount)::BIGINT AS paid
  FROM amends WHERE local_week BETWEEN $first AND $last AND standard IS NOT NULL GROUP BY standard)
SELECT standard, family, cases, breaches, exempt,
  coalesce(payments, 0), coalesce(payers, 0), coalesce(paid, 0)
FROM judged LEFT JOIN given_back USING (standard)
WHERE cases + exempt > 0 ORDER BY standard
"""


def publish(found: Iterable[Counted], k: int) -> Page:
    """Decide what is published of a period: nothing that tells of fewer than k cases."""
    every = list(found)
    rows = [one for one in every if one.cases >= k]
    families = sorted({one.family for one in rows})
    groups = {family: [one for one in rows if one.family == family] for family in families}
    breaches = _column(
        groups, lambda one: one.breaches, lambda one: cell(one.breaches, k, of=one.cases)
    )
    exempt = _column(groups, lambda one: one.exempt, lambda one: cell(one.exempt, k))
    paid = {family: _together(inside, k) for family, inside in groups.items()}
    unsaid = [one for family, inside in groups.items() if paid[family] is None for one in inside]
    lines = tuple(
        Line(family, _cases(inside), breaches[family], exempt[family], paid[family])
        for family, inside in groups.items()
    )
    whole = _together(unsaid, k)
    said = sum(amount for amount in paid.values() if amount is not None)
    total = Line(
        "", _cases(rows), breaches[""], exempt[""], None if whole is None else said + whole
    )
    few = tuple(one.standard for one in every if one.cases < k)
    return Page(tuple(_line(one, k) for one in rows), lines, total if rows else None, few)


def _line(one: Counted, k: int) -> Line:
    breaches = cell(one.breaches, k, of=one.cases)
    return Line(one.standard, one.cases, breaches, cell(one.exempt, k), _amount(one, k))


def _cases(rows: Iterable[Counted]) -> int:
    return sum(one.cases for one in rows)


def _amount(one: Counted, k: int) -> int | None:
    """Publish what was paid for one standard, unless it was paid to a few."""
    told = not one.payments or (one.payments >= k and one.payers >= PAYERS)
    return one.paid if told else None


def _together(rows: Iterable[Counted], k: int) -> int | None:
    """Publish what was paid for several, unless what they hide was one amount or paid to a few."""
    every = list(rows)
    hidden = [one for one in every if _amount(one, k) is None]
    few = len(hidden) < 2 or sum(one.payments for one in hidden) < k
    return None if hidden and few else sum(one.paid for one in every)


def _column(
    groups: dict[str, list[Counted]],
    value: Callable[[Counted], int],
    shown: Callable[[Counted], Cell],
) -> dict[str, Cell]:
    """Publish the sums of a column by family, and under no name the total."""
    told = sums(
        {family: [shown(one) for one in rows] for family, rows in groups.items()},
        {family: [value(one) for one in rows] for family, rows in groups.items()},
    )
    return {name: _sum(number) for name, number in {**told.groups, "": told.total}.items()}


def _sum(number: int | None) -> Cell:
    return Cell(number, number or 0, number or 0)
