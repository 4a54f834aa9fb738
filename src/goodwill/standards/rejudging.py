"""How the close judged, kept as queries: one customer's dealings are judged alike again by them.

A closed book counts kept cases for the company alone. The queries stand in its table `rulings`;
run where `cases`, `moments` and `parties` hold one customer's rows, they tell how often each
standard of ours was kept towards that customer, by the rules and limits of the close.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from goodwill.standards.facts import moments_and_asked, of_cases
from goodwill.standards.judge import TALLY_COLUMNS
from goodwill.standards.ruling import BITS, VERDICTS, Group, groups, rule

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from duckdb import DuckDBPyConnection

    from goodwill.house.settings import Settings
    from goodwill.standards.standard import Standard

FIRST = -1
"""The place of what must be made before the queries run."""


def write_rulings(
    con: DuckDBPyConnection,
    standards: Iterable[Standard],
    settings: Settings,
    closed_at: dt.datetime,
) -> None:
    """Write the table `rulings`: for each group of standards of ours the query that counts them."""
    con.execute("CREATE OR REPLACE TABLE rulings (place INTEGER, standards VARCHAR, query VARCHAR)")
    ours = [
        one for one in standards if one.side == "ours" and one.name not in settings.standards_off
    ]
    rows = list(_rulings(con, ours, settings, closed_at))
    if rows:
        con.executemany("INSERT INTO rulings VALUES (?, ?, ?)", rows)


def _rulings(
    con: DuckDBPyConnection, ours: list[Standard], settings: Settings, closed_at: dt.datetime
) -> Iterator[tuple[int, str, str]]:
    place = 0
    for of in ("case", "moment"):
        together = groups(rule(one, settings) for one in ours if one.of == of)
        if not together:
            continue
        if of == "case":
            facts = of_cases(con, together, settings, closed_at)
        else:
            facts, asked = moments_and_asked(con, together, settings, closed_at)
            if asked:
                yield FIRST, "[]", asked
        for group, moment in zip(together, facts.moments, strict=True):
            names = [one.standard.name for one in group.rules]
            yield place, json.dumps(names), _counted(group, moment, facts.sql)
            place += 1


def _counted(group: Group, moment: str, facts: str) -> str:
    """Count the packed codes of a group by the week of the moment on which they fall."""
    codes = " + ".join(
        f"({one.code.sql(dialect='duckdb')}) * CAST({2 ** (BITS * place)} AS BIGINT)"
        for place, one in enumerate(group.rules)
    )
    return f"""
        SELECT falls.local_week, judged.pack, count(*) AS number
        FROM (SELECT {moment} AS moment, CAST({codes} AS BIGINT) AS pack FROM ({facts}) AS f)
            AS judged
        JOIN falls ON falls.id = judged.moment
        WHERE judged.pack <> 0
        GROUP BY falls.local_week, judged.pack"""


def recount(con: DuckDBPyConnection, family_of: Mapping[str, str]) -> None:
    """Judge again what `cases`, `moments` and `parties` hold, into the temporary table `recounted`.

    `falls` must give the week of each moment on which a verdict may fall. Only standards of ours
    are counted, and by nothing but their week.
    """
    declared = ", ".join(f"{name} {kind}" for name, kind in TALLY_COLUMNS.items())
    rulings = con.execute("SELECT standards, query FROM rulings ORDER BY place").fetchall()
    con.execute(f"CREATE OR REPLACE TEMP TABLE recounted ({declared})")
    counted: dict[tuple[str, str, dt.date], int] = {}
    for names, query in rulings:
        found = con.execute(query).fetchall()
        if known := json.loads(names):
            for week, pack, number in found:
                for standard, verdict in _spread(known, pack):
                    key = (standard, verdict, week)
                    counted[key] = counted.get(key, 0) + number
    if counted:
        con.executemany(
            "INSERT INTO recounted (standard, family, side, verdict, local_week, number)"
            " VALUES (?, ?, 'ours', ?, ?, ?)",
            [
                (standard, family_of[standard], verdict, week, number)
                for (standard, verdict, week), number in counted.items()
            ],
        )


def _spread(names: list[str], pack: int) -> Iterator[tuple[str, str]]:
    """Give the verdict of each standard that judged a row, from the packed codes."""
    for place, name in enumerate(names):
        code = (pack >> (place * BITS)) & 7
        if code:
            yield name, VERDICTS[code - 1]
