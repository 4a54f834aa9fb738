"""How the close judged, kept as queries, and how it judged the dealings of each customer.

A closed book counts cases for the company in `tallies` and for each customer in `kept`. The
queries stand in its table `rulings`, so that dealings may be judged alike again: run where `cases`,
`moments` and `parties` hold one customer's rows, they tell how often each standard of ours was kept
towards that customer, by the rules and limits of the close.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from goodwill.moments.parquet import rows
from goodwill.standards.facts import moments_and_asked, of_cases, of_moments
from goodwill.standards.judge import TALLY_COLUMNS, by_party
from goodwill.standards.ruling import BITS, VERDICTS, Group, groups, rule

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from duckdb import DuckDBPyConnection

    from goodwill.house.settings import Settings
    from goodwill.standards.facts import Facts
    from goodwill.standards.standard import Standard

KEPT_COLUMNS = {
    "party": "VARCHAR",
    "standard": "VARCHAR",
    "family": "VARCHAR",
    "verdict": "VARCHAR",
    "local_week": "DATE",
    "number": "BIGINT",
}
"""The columns of `kept`, with their types."""
FIRST = -1
"""The place of what must be made before the queries run."""


def write_rulings(
    con: DuckDBPyConnection,
    standards: Iterable[Standard],
    settings: Settings,
    closed_at: dt.datetime,
) -> None:
    """Write the table `rulings`: the queries that count what the standards of ours judge."""
    con.execute("CREATE OR REPLACE TABLE rulings (place INTEGER, standards VARCHAR, query VARCHAR)")
    found = list(_rulings(con, _ours(standards, settings), settings, closed_at))
    if found:
        con.executemany("INSERT INTO rulings VALUES (?, ?, ?)", found)


def write_kept(
    con: DuckDBPyConnection,
    standards: Iterable[Standard],
    settings: Settings,
    closed_at: dt.datetime,
) -> None:
    """Write the table `kept`: how often each standard of ours was kept to whom, week by week.

    It is what `recount` tells of each customer, so that a window need not judge anew.
    """
    con.execute(f"CREATE OR REPLACE TABLE kept ({', '.join(map(' '.join, KEPT_COLUMNS.items()))})")
    for of, facts_of in (("case", of_cases), ("moment", of_moments)):
        ours = (one for one in _ours(standards, settings) if one.of == of)
        if together := groups(rule(one, settings) for one in ours):
            facts = facts_of(con, together, settings, closed_at)
            con.execute(f"INSERT INTO kept {by_party(facts, together)}")
    con.execute("DROP TABLE IF EXISTS asked")


def _ours(standards: Iterable[Standard], settings: Settings) -> list[Standard]:
    return [
        one for one in standards if one.side == "ours" and one.name not in settings.standards_off
    ]


def _rulings(
    con: DuckDBPyConnection, ours: list[Standard], settings: Settings, closed_at: dt.datetime
) -> Iterator[tuple[int, str, str]]:
    for place, of in enumerate(("case", "moment")):
        together = groups(rule(one, settings) for one in ours if one.of == of)
        if not together:
            continue
        if of == "case":
            facts = of_cases(con, together, settings, closed_at)
        else:
            facts, asked = moments_and_asked(con, together, settings, closed_at)
            if asked:
                yield FIRST, "[]", asked
        names = [[one.standard.name for one in group.rules] for group in together]
        yield place, json.dumps(names), _counted(together, facts)


def _counted(together: list[Group], facts: Facts) -> str:
    """Count the packed codes of every group by the week of the moment on which they fall."""
    packs = ", ".join(f"{_packed(group)} AS pack_{n}" for n, group in enumerate(together))
    numbers = ", ".join(f"({n})" for n in range(len(together)))
    pack = " ".join(f"WHEN {n} THEN pack_{n}" for n in range(len(together)))
    moment = " ".join(f"WHEN {n} THEN {column}" for n, column in enumerate(facts.moments))
    return f"""
        SELECT judged.grouped, falls.local_week, judged.pack, count(*) AS number
        FROM (
            SELECT grouped, CASE grouped {moment} END AS moment, CASE grouped {pack} END AS pack
            FROM (SELECT *, {packs} FROM ({facts.sql}) AS facts) AS packed
            CROSS JOIN (VALUES {numbers}) AS numbers (grouped)
        ) AS judged
        JOIN falls ON falls.id = judged.moment
        WHERE judged.pack <> 0
        GROUP BY judged.grouped, falls.local_week, judged.pack"""


def _packed(group: Group) -> str:
    """Write the codes of a group's standards in one number."""
    codes = (
        f"({one.code.sql(dialect='duckdb')}) * CAST({2 ** (BITS * place)} AS BIGINT)"
        for place, one in enumerate(group.rules)
    )
    return f"CAST({' + '.join(codes)} AS BIGINT)"


def recount(con: DuckDBPyConnection, family_of: Mapping[str, str]) -> None:
    """Judge again what `cases`, `moments` and `parties` hold, into the temporary table `recounted`.

    `falls` must give the week of each moment on which a verdict may fall. Only standards of ours
    are counted, and by nothing but their week.
    """
    rulings = con.execute("SELECT standards, query FROM rulings ORDER BY place").fetchall()
    counted: dict[tuple[str, str, dt.date], int] = {}
    for names, query in rulings:
        found = con.execute(query).fetchall()
        if known := json.loads(names):
            for grouped, week, pack, number in found:
                for standard, verdict in _spread(known[grouped], pack):
                    key = (standard, verdict, week)
                    counted[key] = counted.get(key, 0) + number
    nowhere = [None] * (len(TALLY_COLUMNS) - len(_COUNTED) - 1)
    rows(
        con,
        "recounted",
        TALLY_COLUMNS,
        (
            (standard, family_of[standard], "ours", verdict, week, *nowhere, number)
            for (standard, verdict, week), number in counted.items()
        ),
    )


_COUNTED = ("standard", "family", "side", "verdict", "local_week")
"""The columns of a tally that one customer's own have; the last is the number, the rest is null."""


def _spread(names: list[str], pack: int) -> Iterator[tuple[str, str]]:
    """Give the verdict of each standard that judged a row, from the packed codes."""
    for place, name in enumerate(names):
        code = (pack >> (place * BITS)) & 7
        if code:
            yield name, VERDICTS[code - 1]
