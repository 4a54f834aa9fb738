"""The cost of welcome by play beside advertising, with its return where a lot has shown one.

What is given is a cost of being found welcoming, as advertising is a cost of being found. The sums
are those of the journal, to the minor unit.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from goodwill.care.one_writer import micro
from goodwill.care.purse.journal import ADVERTISING, MINUTES, MONEY, WELCOME

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from duckdb import DuckDBPyConnection

    from goodwill.care.purse.purse import Purse

SPENT = "spent"
"""The outcome that is money: how much they spend in the weeks that a play is followed."""


class Cost(NamedTuple):
    """What one play (None: none; advertising: all of it) has cost since a day."""

    play: str | None
    gifts: int
    money: int
    """In minor units."""
    minutes: int


class Return(NamedTuple):
    """What a lot has shown a play to bring for each party, in minor units, with its bounds."""

    play: str
    verdict: str
    effect: int
    low: int
    high: int


def costs(purse: Purse, since: datetime, until: datetime) -> list[Cost]:
    """Sum the cost of welcome by play, the dearest first; corrections are counted in."""
    with purse.file.reading() as con:
        rows = con.execute(
            "SELECT play, sum(kind = 'give') - sum(kind = 'reverse'), sum(money), sum(minutes)"
            " FROM (SELECT e.id, e.play, e.kind,"
            f"  coalesce(sum(p.amount) FILTER (WHERE p.unit = '{MONEY}'), 0) AS money,"
            f"  coalesce(sum(p.amount) FILTER (WHERE p.unit = '{MINUTES}'), 0) AS minutes"
            f" FROM entries e JOIN postings p ON p.entry = e.id AND p.account = '{WELCOME}'"
            " WHERE e.counts_at >= ? AND e.counts_at < ? GROUP BY e.id, e.play, e.kind)"
            " GROUP BY play ORDER BY sum(money) DESC, sum(minutes) DESC, play",
            (micro(since), micro(until)),
        ).fetchall()
    return [Cost(*row) for row in rows]


def advertising(purse: Purse, since: datetime, until: datetime) -> int:
    """Sum what was noted as spent on advertising, in minor units."""
    with purse.file.reading() as con:
        row = con.execute(
            "SELECT coalesce(sum(p.amount), 0) FROM entries e JOIN postings p ON p.entry = e.id"
            f" WHERE p.account = '{ADVERTISING}' AND e.counts_at >= ? AND e.counts_at < ?",
            (micro(since), micro(until)),
        ).fetchone()
    return int(row[0])


def returns(con: DuckDBPyConnection, plays: Iterable[str], scale: int) -> dict[str, Return]:
    """Find in a closed book what lots have proven to come back from plays, in minor units.

    Only where the outcome is money and a verdict was reached; `scale` is minor units per unit.
    """
    wanted = sorted(set(plays))
    if not wanted:
        return {}
    marks = ", ".join("?" * len(wanted))
    rows = con.execute(
        "SELECT play, verdict, effect, low, high FROM trial_findings WHERE outcome = ?"
        f" AND verdict IN ('works', 'harms', 'no_gain', 'stopped') AND play IN ({marks})"
        " ORDER BY play, after DESC",
        [SPENT, *wanted],
    ).fetchall()
    found: dict[str, Return] = {}
    for play, verdict, *numbers in rows:
        if all(number is not None and math.isfinite(number) for number in numbers):
            told = (round(number * scale) for number in numbers)
            found.setdefault(play, Return(play, verdict, *told))
    return found
