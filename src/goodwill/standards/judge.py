"""The judge: every case and every moment against every standard, in one pass over each table.

The verdicts of one row under up to twenty standards are packed into one number; so counting them
is one aggregate, however many standards there are, and only what was not simply kept is spread out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from goodwill.standards.facts import STAMPS, Facts, of_cases, of_moments
from goodwill.standards.ruling import (
    BITS,
    BREACH,
    EXEMPT,
    KEPT,
    KIND,
    MOST,
    OPEN,
    VERDICTS,
    Group,
    among,
    by_kind,
    groups,
    quoted,
    rule,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from duckdb import DuckDBPyConnection

    from goodwill.house.settings import Settings
    from goodwill.standards.standard import Standard

VERDICT_COLUMNS: Final = {
    "verdict_id": "BIGINT",
    "standard": "VARCHAR",
    "family": "VARCHAR",
    "side": "VARCHAR",
    "verdict": "VARCHAR",
    "size": "DOUBLE",
    "reason": "VARCHAR",
    "happened_at": "TIMESTAMP",
    "case_id": "VARCHAR",
    "moment": "BIGINT",
    "party": "VARCHAR",
    "person": "VARCHAR",
    "team": "VARCHAR",
    "department": "VARCHAR",
    "level": "INTEGER",
    "manager": "VARCHAR",
    "policy": "VARCHAR",
    "channel": "VARCHAR",
    "local_week": "DATE",
}
"""The columns of `verdicts`, with their types."""

TALLY_COLUMNS: Final = {
    "standard": "VARCHAR",
    "family": "VARCHAR",
    "side": "VARCHAR",
    "verdict": "VARCHAR",
    "local_week": "DATE",
    "team": "VARCHAR",
    "department": "VARCHAR",
    "level": "INTEGER",
    "manager": "VARCHAR",
    "person": "VARCHAR",
    "policy": "VARCHAR",
    "channel": "VARCHAR",
    "segment": "VARCHAR",
    "number": "BIGINT",
}
"""The columns of `tallies`, with their types."""


_CODE: Final = f"(pack >> (place * {BITS})) & 7"


def judge(
    con: DuckDBPyConnection,
    standards: Iterable[Standard],
    settings: Settings,
    closed_at: datetime,
) -> None:
    """Judge `cases` and `moments` of the connection into the tables `verdicts` and `tallies`.

    What is not answered, resolved or fulfilled is judged as it stands at the close.
    """
    _create(con, "verdicts", VERDICT_COLUMNS)
    _create(con, "tallies", TALLY_COLUMNS)
    kept = [one for one in standards if one.name not in settings.standards_off]
    for of, facts_of in (("case", of_cases), ("moment", of_moments)):
        together = groups(rule(one, settings) for one in kept if one.of == of)
        if together:
            facts = facts_of(con, together, settings, closed_at)
            rows = coded(facts, together)
            con.execute(f"INSERT INTO tallies {_tallies(facts, together, rows)}")
            con.execute(f"INSERT INTO verdicts {_verdicts(facts, together, rows)}")
    con.execute("DROP TABLE IF EXISTS asked")


def _create(con: DuckDBPyConnection, name: str, columns: dict[str, str]) -> None:
    declared = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    con.execute(f"CREATE OR REPLACE TABLE {name} ({declared})")


def _tallies(facts: Facts, together: list[Group], rows: str) -> str:
    """Count the packed numbers first and spread the few different ones afterwards."""
    moment = "j" if facts.placed else "m"
    joined = "" if facts.placed else "JOIN moments AS m ON m.id = j.moment"
    stamps = ", ".join(f"{moment}.{name}" for name in STAMPS)
    return f"""
        WITH counted AS (
            SELECT {stamps}, j.segment, j.grouped, j.pack, count(*) AS number
            FROM ({rows} WHERE pack <> 0) AS j {joined}
            GROUP BY ALL
        ), spread AS (
            SELECT counted.*, standard, family, side, {_CODE} AS code
            FROM counted JOIN {_rules(together)} ON rules.grouped = counted.grouped
        )
        SELECT standard, family, side, {_named("code")}, {", ".join(STAMPS)}, segment,
            CAST(sum(number) AS BIGINT)
        FROM spread WHERE code <> 0
        GROUP BY ALL"""


def by_party(facts: Facts, together: list[Group]) -> str:
    """Count what was judged of each customer, as the tallies count all of it.

    What colleagues did among themselves has no window.
    """
    inside = "left(party, 1) IN ('w', 'u')"
    dealt = "JOIN moments AS m ON m.id = j.moment"
    with_us = " AND m.direction <> 'inside'" if facts.placed else ""
    return f"""
        WITH counted AS (
            SELECT j.party, m.local_week, j.grouped, j.pack, count(*) AS number
            FROM ({coded(facts, together)} WHERE pack <> 0 AND NOT {inside}) AS j {dealt}{with_us}
            GROUP BY ALL
        ), spread AS (
            SELECT counted.*, standard, family, {_CODE} AS code
            FROM counted JOIN {_rules(together)} ON rules.grouped = counted.grouped
        )
        SELECT party, standard, family, {_named("code")}, local_week, CAST(sum(number) AS BIGINT)
        FROM spread WHERE code <> 0
        GROUP BY ALL"""


def _verdicts(facts: Facts, together: list[Group], rows: str) -> str:
    """Spread what was not simply kept, with its size, its reason and the moment it falls on."""
    remarkable = _by_group(str(group.remarkable) for group in together)
    moment = "f" if facts.placed else "m"
    joined = "" if facts.placed else "JOIN moments AS m ON m.id = f.moment"
    case_id = "CAST(NULL AS VARCHAR)" if facts.placed else "case_id"
    subject = "CAST(moment AS VARCHAR)" if facts.placed else "case_id"
    number = f"CAST('0x' || substr(md5(standard || ':' || {subject}), 1, 15) AS BIGINT)"
    place = ("person", "team", "department", "level", "manager", "policy", "channel", "local_week")
    return f"""
        WITH spread AS (
            SELECT j.*, rule, standard, family, side, {_CODE} AS code
            FROM ({rows} WHERE pack & ({remarkable}) <> 0) AS j
            JOIN {_rules(together)} ON rules.grouped = j.grouped
        ), found AS (
            SELECT *, {_of_rule(together, "size")} AS size, {_of_rule(together, "reason")} AS reason
            FROM spread WHERE code > {KEPT}
        )
        SELECT {number}, standard, family, side, {_named("code")},
            CASE WHEN code IN ({BREACH}, {OPEN}) THEN size END,
            CASE WHEN code = {EXEMPT} THEN reason END,
            {moment}.happened_at, {case_id}, moment, f.party,
            {", ".join(f"{moment}.{name}" for name in place)}
        FROM found AS f {joined}"""


def coded(facts: Facts, together: list[Group]) -> str:
    """Select each row once for every group of standards, with the codes of that group."""
    column = KIND["moment" if facts.placed else "case"]
    packed, others = by_kind(together, column)
    spoken = [kind for kind, codes in packed.items() if set(codes) != {"0"}]
    concerned = among(column, spoken) if set(others) == {"0"} and spoken else "TRUE"
    packs = [
        _of_kind(column, {kind: codes[n] for kind, codes in packed.items()}, others[n])
        for n in range(len(together))
    ]
    rows = f"SELECT * FROM ({facts.sql}) WHERE {concerned}"
    if len(together) == 1:
        alone = f"SELECT *, 0 AS grouped, {facts.moments[0]} AS moment, {packs[0]} AS pack"
        return f"SELECT * FROM ({alone} FROM ({rows}))"
    named = ", ".join(f"{pack} AS pack_{n}" for n, pack in enumerate(packs))
    numbers = ", ".join(f"({n})" for n in range(len(together)))
    chosen = _by_group(f"pack_{n}" for n in range(len(together)))
    return f"""
        SELECT * FROM (
            SELECT *, {_by_group(facts.moments)} AS moment, {chosen} AS pack
            FROM (SELECT *, {named} FROM ({rows}))
            CROSS JOIN (VALUES {numbers}) AS numbers (grouped)
        )"""


def _of_kind(column: str, packed: dict[str, str], others: str) -> str:
    """Write the codes of a row by its kind; kinds of which the same holds are told together."""
    kinds: dict[str, list[str]] = {}
    for kind, sql in packed.items():
        if sql != others:
            kinds.setdefault(sql, []).append(kind)
    whens = " ".join(f"WHEN {among(column, names)} THEN {sql}" for sql, names in kinds.items())
    return f"CASE {whens} ELSE {others} END" if whens else others


def _rules(together: list[Group]) -> str:
    """Give the standards as a small table: where their codes stand, and who they are."""
    rows = (
        f"({n}, {place}, {n * MOST + place}, {quoted(one.standard.name)},"
        f" {quoted(one.standard.family)}, {quoted(one.standard.side)})"
        for n, group in enumerate(together)
        for place, one in enumerate(group.rules)
    )
    return f"(VALUES {', '.join(rows)}) AS rules (grouped, place, rule, standard, family, side)"


def _by_group(choices: Iterable[str]) -> str:
    every = list(choices)
    whens = " ".join(f"WHEN {n} THEN {choice}" for n, choice in enumerate(every))
    return every[0] if len(set(every)) == 1 else f"CASE grouped {whens} END"


def _of_rule(together: list[Group], piece: str) -> str:
    pieces = {
        n * MOST + place: getattr(one, piece)
        for n, group in enumerate(together)
        for place, one in enumerate(group.rules)
    }
    whens = " ".join(f"WHEN {n} THEN {sql}" for n, sql in pieces.items() if sql != "NULL")
    return f"CASE rule {whens} END" if whens else "NULL"


def _named(code: str) -> str:
    whens = (f"WHEN {number} THEN {quoted(name)}" for number, name in enumerate(VERDICTS, 1))
    return f"CASE {code} {' '.join(whens)} END"
