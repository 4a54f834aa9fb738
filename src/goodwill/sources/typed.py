"""The columns of a file as typed fields: dates, numbers, words and parties, and what is wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from goodwill.house.parties import pseudonym_sql
from goodwill.problems import Problem
from goodwill.sources.dictionary import LINES, MISSING, RAW, VALUE, Unknown, present, write_meanings
from goodwill.sources.reading import date_order, decimal_mark, instant_sql, number_sql
from goodwill.sources.reading.records import identifier, literal
from goodwill.words import _

if TYPE_CHECKING:
    from datetime import datetime

    from duckdb import DuckDBPyConnection

    from goodwill.sources.mapping import Mapping
    from goodwill.sources.reading import Records
    from goodwill.sources.source import Field, Source

SQL_TYPES = {
    "text": "VARCHAR", "sealed": "VARCHAR", "party": "VARCHAR", "choice": "VARCHAR",
    "currency": "VARCHAR", "number": "DOUBLE", "money": "DECIMAL(18,4)", "duration": "DOUBLE",
    "zone": "VARCHAR", "flag": "BOOLEAN", "instant": "TIMESTAMP", "day_end": "TIMESTAMP",
    "date": "DATE",
}  # fmt: skip
DATED = ("instant", "day_end", "date")
NUMBERED = ("number", "money", "duration")
_PSEUDONYM = re.compile(r"\{pseudonym (\w+) (\w+)\}")
WORDED = ("choice", "flag", "currency", "zone")


class Seen(NamedTuple):
    """How one column was read, to be shown."""

    field: str
    column: str
    type: str
    date_order: str | None = None
    decimal_mark: str | None = None


class Work(NamedTuple):
    """All that the steps of one import share."""

    con: DuckDBPyConnection
    records: Records
    source: Source
    mapping: Mapping
    zone: str
    currency: str
    secret: bytes
    prefix: str
    until: datetime
    """Nothing that has happened lies after it."""
    us: str
    not_goods: tuple[str, ...] = ()
    known: str | None = None

    def table(self, name: str) -> str:
        """Name a table of this import."""
        return f"{self.prefix}_{name}"

    def type_of(self, name: str) -> str:
        """Give the SQL type of a field."""
        return SQL_TYPES[self.source.field(name).type]

    def fill(self, sql: str) -> str:
        """Put what only the book knows into the SQL of a source."""
        codes = ", ".join(literal(code.upper()) for code in self.not_goods) or "NULL"
        known = sql.replace("{us}", literal(self.us)).replace("{not_goods}", codes)
        return _PSEUDONYM.sub(
            lambda found: pseudonym_sql(literal(found[1]), found[2], self.secret), known
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """List what stands for an absent value in this file."""
        own = self.mapping.missing
        return (*MISSING, *self.source.missing) if own is None else ("", *own)


class Typed(NamedTuple):
    """A typed field as SQL: its value, whether its cell says anything, and the table to join."""

    value: str
    present: str = "FALSE"
    """Where this holds and the value is null, the cell could not be read."""
    join: str = ""


class Fields(NamedTuple):
    """Every field of the source as SQL over the records, and what was found out on the way."""

    typed: dict[str, Typed]
    seen: tuple[Seen, ...]
    unknown: tuple[Unknown, ...]


def read_fields(work: Work) -> tuple[Fields, list[Problem]]:
    """Find out how each mapped column is to be read, and give the SQL that reads it."""
    places = {
        one.name: _distinct(work, number, one)
        for number, one in enumerate(work.source.fields)
        if one.name in work.mapping.columns
    }
    orders, problems = _orders(work, places)
    marks = _marks(work, places)
    typed: dict[str, Typed] = {}
    unknown: list[Unknown] = []
    for one in work.source.fields:
        if one.name not in places:
            typed[one.name] = Typed(f"CAST(NULL AS {SQL_TYPES[one.type]})")
        elif one.type in WORDED:
            typed[one.name], words = _worded(work, one, places[one.name])
            unknown += words
        else:
            sql = _value(work, one, orders.get(one.name, "ymd"), marks.get(one.name, "."))
            typed[one.name] = _placed(work, one, places[one.name], sql)
        if one.lenient:
            typed[one.name] = typed[one.name]._replace(present="FALSE")
    seen = tuple(
        Seen(
            one.name,
            work.mapping.columns[one.name],
            one.type,
            orders.get(one.name),
            marks.get(one.name),
        )
        for one in work.source.fields
        if one.name in places
    )
    return Fields(typed, seen, tuple(unknown)), problems


def _distinct(work: Work, number: int, one: Field) -> str | None:
    """Write the distinct values of a column with their lines, if they are few enough to pay."""
    column = identifier(work.mapping.columns[one.name])
    table = f"{work.prefix}_values_{number}"
    if one.type not in WORDED:
        row = work.con.execute(
            f"SELECT approx_count_distinct({column}) FROM {work.records.table}"
        ).fetchone()
        if row is None or row[0] * 2 > work.records.lines or one.type == "sealed":
            return None
    cell = present(work.mapping.columns[one.name], work.missing)
    work.con.execute(
        f"CREATE OR REPLACE TABLE {table} AS SELECT {column}, {cell} AS {RAW}, {LINES} FROM ("
        f"SELECT {column}, count(*) AS {LINES} FROM {work.records.table} GROUP BY 1) "
        f"WHERE {cell} IS NOT NULL"
    )
    return table


def _orders(work: Work, places: dict[str, str | None]) -> tuple[dict[str, str], list[Problem]]:
    """Find the order of day and month in each column of dates; one column may decide for all."""
    own = {
        name: date_order(work.con, table or work.records.table, work.mapping.columns[name])
        for name, table in places.items()
        if work.source.field(name).type in DATED
    }
    if work.mapping.date_order:
        return dict.fromkeys(own, work.mapping.date_order), []
    clear = {order for order in own.values() if order in {"dmy", "mdy"}}
    decided = next(iter(clear)) if len(clear) == 1 else "ambiguous"
    found = {name: decided if order == "ambiguous" else order for name, order in own.items()}
    return found, [
        Problem(
            _("column '{column}'", column=work.mapping.columns[name]),
            _("The dates may be read with the day first or with the month first."),
            _("Say which with --date-order dmy or --date-order mdy."),
        )
        for name, order in found.items()
        if order == "ambiguous"
    ]


def _marks(work: Work, places: dict[str, str | None]) -> dict[str, str]:
    """Find the decimal mark of each column of numbers; where it is unclear, the others decide."""
    own = {
        name: decimal_mark(work.con, table or work.records.table, work.mapping.columns[name])
        for name, table in places.items()
        if work.source.field(name).type in NUMBERED
    }
    if work.mapping.decimal_mark:
        return dict.fromkeys(own, work.mapping.decimal_mark)
    commas = any(mark == "," for mark in own.values())
    return {
        name: ("," if commas else ".") if mark == "ambiguous" else mark
        for name, mark in own.items()
    }


def _worded(work: Work, one: Field, values: str | None) -> tuple[Typed, tuple[Unknown, ...]]:
    """Read a column of words by the table of what they stand for."""
    table = f"{work.prefix}_words_{one.name}"
    column = work.mapping.columns[one.name]
    work.con.execute(f"DROP TABLE IF EXISTS {table}")
    own = work.mapping.values.get(one.name, {})
    unknown = write_meanings(work.con, table, str(values), one, column, own)
    join = f"LEFT JOIN {table} ON {present(column, work.missing)} = {table}.{RAW}"
    value = f"CAST({table}.{VALUE} AS {SQL_TYPES[one.type]})"
    strict = one.required or one.type != "choice"
    return Typed(value, f"{table}.{RAW} IS NOT NULL" if strict else "FALSE", join), unknown


def _placed(work: Work, one: Field, values: str | None, sql: str) -> Typed:
    """Read each distinct value once where that pays, else every cell."""
    column = work.mapping.columns[one.name]
    if values is None:
        cell = present(column, work.missing)
        return Typed(f"CASE WHEN {cell} IS NOT NULL THEN {sql} END", f"{cell} IS NOT NULL")
    table = f"{work.prefix}_read_{one.name}"
    key = identifier(column)
    work.con.execute(
        f"CREATE OR REPLACE TABLE {table} AS SELECT {key} AS {RAW}, {sql} AS {VALUE} FROM {values}"
    )
    join = f"LEFT JOIN {table} ON {work.records.table}.{key} = {table}.{RAW}"
    return Typed(f"{table}.{VALUE}", f"{table}.{RAW} IS NOT NULL", join)


def _value(work: Work, one: Field, order: str, mark: str) -> str:
    """Give the SQL of a cell as the type of its field."""
    column = work.mapping.columns[one.name]
    cell = present(column, work.missing)
    if one.type == "party":
        return pseudonym_sql(literal(one.sort), reference(cell), work.secret)
    if one.type == "duration":
        return _duration(cell, number_sql(column, mark))
    if one.type in {"number", "money"}:
        return f"TRY_CAST({number_sql(column, mark)} AS {SQL_TYPES[one.type]})"
    if one.type == "instant":
        instant = instant_sql(column, order, work.mapping.zone or work.zone)
        return _at_noon(cell, instant) if work.source.by_day else instant
    if one.type == "date":
        return f"CAST({instant_sql(column, order)} AS DATE)"
    if one.type == "day_end":
        return _day_end(column, cell, order, work.mapping.zone or work.zone)
    return reference(cell) if one.type == "text" else cell


def reference(cell: str) -> str:
    """Give the SQL of a number or name without the '.0' that spreadsheets add to numbers."""
    bare = f"regexp_replace({cell}, '^([0-9]+)\\.0$', '\\1')"
    return f"CASE WHEN ends_with({cell}, '.0') THEN {bare} ELSE {cell} END"


def _duration(cell: str, number: str) -> str:
    """Read seconds, or hours, minutes and seconds between colons."""
    clock = f"string_split({cell}, ':')"
    return (
        f"CASE WHEN regexp_matches({cell}, '^\\d+:\\d{{2}}:\\d{{2}}$') THEN "
        f"CAST({clock}[1] AS DOUBLE) * 3600 + CAST({clock}[2] AS DOUBLE) * 60 + CAST({clock}[3] "
        f"AS DOUBLE) "
        f"WHEN regexp_matches({cell}, '^\\d+:\\d{{2}}$') THEN "
        f"CAST({clock}[1] AS DOUBLE) * 60 + CAST({clock}[2] AS DOUBLE) ELSE {number} END"
    )


def _at_noon(cell: str, instant: str) -> str:
    """Take a day without a time at noon: its midnight would be the day before further west."""
    only_a_day = f"NOT contains({cell}, ':') AND NOT regexp_matches({cell}, '^[0-9.]{{9,}}$')"
    return f"CASE WHEN {only_a_day} THEN {instant} + INTERVAL 12 HOUR ELSE {instant} END"


def _day_end(column: str, cell: str, order: str, zone: str) -> str:
    """Read a day as its last second in the party's own zone, and an instant as itself."""
    day = f"CAST({instant_sql(column, order)} AS DATE) + INTERVAL '23:59:59'"
    return (
        f"CASE WHEN contains({cell}, ':') THEN {instant_sql(column, order, zone)} "
        f"ELSE timezone('UTC', timezone({literal(zone)}, {day})) END"
    )
