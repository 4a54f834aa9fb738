"""Parquet files: typed columns become text in one unambiguous form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.problems import InputError, Problem
from goodwill.sources.reading.records import (
    Records,
    engine_error,
    identifier,
    literal,
    new_table,
    unique_headers,
)
from goodwill.words import _

if TYPE_CHECKING:
    from goodwill.sources.reading.records import Task

WHOLE = 1e15
"""Up to here a whole DOUBLE is written as an integer: ids become DOUBLE where one is missing."""


def read(task: Task) -> tuple[Records, list[Problem]]:
    """Read a Parquet file; its line is the number of the record, from 1."""
    scan = f"read_parquet({literal(str(task.path))}, file_row_number=true)"
    failure = engine_error(task.con)
    try:
        described = task.con.execute(
            f"DESCRIBE SELECT * EXCLUDE (file_row_number) FROM {scan}"
        ).fetchall()
        types = {row[0]: str(row[1]) for row in described}
        columns, notes = unique_headers(types)
        table = new_table()
        chosen = "".join(
            f"{as_text(identifier(raw), kind)} AS {identifier(name)}, "
            for (raw, kind), name in zip(types.items(), columns, strict=True)
        )
        task.con.execute(
            f"CREATE TABLE {table} AS SELECT {chosen}"
            f"CAST(file_row_number + 1 AS BIGINT) AS line FROM {scan}"
        )
    except failure:
        raise InputError(damaged(task.name)) from None
    counted = task.con.execute(f"SELECT count(*) FROM {table}").fetchone()
    lines = counted[0] if counted else 0
    return Records(table, columns, lines, {"format": "parquet", "notes": notes}), []


def damaged(name: str) -> Problem:
    """Say that a Parquet file cannot be read."""
    return Problem(
        name,
        _("this Parquet file is damaged or incomplete and cannot be read."),
        _("Copy or export it again; its end, which tells where the columns lie, is often cut off."),
    )


def as_text(column: str, kind: str) -> str:
    """Give the SQL that writes a typed column as text: ISO dates, whole numbers without '.0'."""
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"CAST(timezone('UTC', {column}) AS VARCHAR) || 'Z'"
    if kind in {"DOUBLE", "FLOAT"}:
        whole = f"{column} = floor({column}) AND abs({column}) < {WHOLE:.0f}"
        return (
            f"CASE WHEN isfinite({column}) THEN CASE WHEN {whole} "
            f"THEN CAST(CAST({column} AS BIGINT) AS VARCHAR) ELSE CAST({column} AS VARCHAR) END END"
        )
    return f"CAST({column} AS VARCHAR)"
