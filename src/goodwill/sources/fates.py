"""What becomes of every line of a file: exactly one fate, and a reason where it is rejected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.sources.reading.records import identifier, literal
from goodwill.words import _, mark

if TYPE_CHECKING:
    from goodwill.sources.source import Field
    from goodwill.sources.typed import Fields, Work

EARLIEST, LATEST = "1990-01-01", "2100-12-31"
UNREADABLE = {
    "number": mark("this is not a number"),
    "money": mark("this is not a sum of money"),
    "duration": mark("this is not a number of seconds or a time such as 0:03:25"),
    "flag": mark("this is neither yes nor no"),
    "choice": mark("this word is not known for this column; among those known are {words}"),
    "currency": mark("this is not a currency; write three letters such as EUR"),
    "zone": mark("this is not a time zone; write one such as Europe/Warsaw"),
    "instant": mark("this is not a date, or its day and month do not fit this column's order"),
    "day_end": mark("this is not a date, or its day and month do not fit this column's order"),
    "date": mark("this is not a date, or its day and month do not fit this column's order"),
    "party": mark("this names nobody"),
}
ABSENT = mark("this is needed and absent")
EARLY = mark("this is before the year 1990: a clock was wrong")
LATE = mark("this lies after tomorrow, but it should have happened already")
FAR = mark("this is after the year 2100")
_SHOWN = 12
"""So many of the words that a column may hold are named."""
NEGATIVE = mark("a time cannot last less than nothing")


def write_fates(work: Work, fields: Fields) -> None:
    """Write every line with its typed fields, and the fate that its own values give it."""
    _write_duplicates(work)
    values = ", ".join(
        f"CAST({typed.value} AS {work.type_of(name)}) AS {identifier(name)}, "
        f"{typed.present} AS {identifier(f'{name} present')}"
        for name, typed in fields.typed.items()
    )
    cells = "".join(_cell(work, one) for one in work.source.fields)
    joins = " ".join(typed.join for typed in fields.typed.values())
    copies, table = work.table("copies"), work.records.table
    present = ", ".join(identifier(f"{name} present") for name in fields.typed)
    work.con.execute(
        f"""
        CREATE OR REPLACE TABLE {work.table("typed")} AS
        SELECT * EXCLUDE (copy), CASE WHEN copy THEN 'duplicate' WHEN wrong IS NOT NULL
            THEN 'rejected' {_told(work)} ELSE 'used' END AS fate
        FROM (
            SELECT * EXCLUDE ({present}) {_named(work)}, CASE {_wrong(work)} ELSE NULL END AS wrong
            FROM (
                SELECT {table}.rowid AS row_id, {table}.line, {values}{cells},
                    {copies}.row_id IS NOT NULL AS copy
                FROM {table} {joins} LEFT JOIN {copies} ON {copies}.row_id = {table}.rowid
            )
        )
        """
    )
    work.con.execute(f"DROP TABLE {copies}")


def _cell(work: Work, one: Field) -> str:
    """Keep the cell by which a party is known, and whether a due time is only a day."""
    column = work.mapping.columns.get(one.name)
    place = f"{work.records.table}.{identifier(column)}" if column else "CAST(NULL AS VARCHAR)"
    if one.type == "party":
        return f", {place} AS {one.name}_ref"
    if one.type == "day_end":
        return f", NOT contains({place}, ':') AS {one.name}_is_day"
    return ""


def _named(work: Work) -> str:
    """Forget the cell of a party where it names nobody, such as a dash."""
    names = [one.name for one in work.source.fields if one.type == "party"]
    kept = [f"CASE WHEN {name} IS NOT NULL THEN {name}_ref END AS {name}_ref" for name in names]
    return f"REPLACE ({', '.join(kept)})" if kept else ""


def _write_duplicates(work: Work) -> None:
    """Write the lines that are equal in every column to an earlier line of the file."""
    columns = ", ".join(identifier(column) for column in work.records.columns)
    table = work.records.table
    # Hashes find the few candidates in little memory; the cells themselves decide.
    work.con.execute(
        f"""
        CREATE OR REPLACE TABLE {work.table("copies")} AS
        WITH twice AS (
            SELECT hash({columns}) AS mark FROM {table} GROUP BY 1 HAVING count(*) > 1
        ), counted AS (
            SELECT rowid AS row_id, row_number() OVER (PARTITION BY {columns} ORDER BY line) AS copy
            FROM {table} WHERE hash({columns}) IN (SELECT mark FROM twice)
        )
        SELECT row_id FROM counted WHERE copy > 1
        """
    )


def _told(work: Work) -> str:
    """Give the cases of a line that is read but tells of no dealing."""
    nobody = [
        f"WHEN {one.name} IS NULL THEN 'no_party'"
        for one in work.source.fields
        if one.type == "party" and one.required
    ]
    rest = [
        f"WHEN {work.fill(condition)} THEN '{fate}'"
        for fate, condition in work.source.fates.items()
    ]
    return " ".join(nobody + rest)


def _wrong(work: Work) -> str:
    """Give the cases that reject a line; each names the field and the reason."""
    cases: list[tuple[str, str, str]] = []
    mapped = [one for one in work.source.fields if one.name in work.mapping.columns]
    for one in mapped:
        name = identifier(one.name)
        unreadable = f"{identifier(f'{one.name} present')} AND {name} IS NULL"
        cases.append((one.name, "unreadable", unreadable))
        if one.required and one.type != "party":
            cases.append((one.name, "absent", f"{name} IS NULL"))
        cases += [(one.name, code, bad) for code, bad in _absurd(work, one)]
    cases += [
        (check.field, f"check {number}", check.bad)
        for number, check in enumerate(work.source.checks)
    ]
    return (
        " ".join(
            f"WHEN {work.fill(bad)} THEN {literal(f'{field}|{code}')}" for field, code, bad in cases
        )
        or "WHEN FALSE THEN NULL"
    )


def _absurd(work: Work, one: Field) -> list[tuple[str, str]]:
    name = identifier(one.name)
    if one.type == "duration":
        return [("negative", f"{name} < 0")]
    if one.type not in {"instant", "day_end", "date"}:
        return []
    late = [] if one.future else [("late", f"{name} > TIMESTAMP '{work.until}'")]
    early = ("early", f"{name} < TIMESTAMP '{EARLIEST}'")
    return [early, ("far", f"{name} > TIMESTAMP '{LATEST}'"), *late]


def reason(work: Work, field: str, code: str) -> str:
    """Say a reason in the language now spoken."""
    if code.startswith("check "):
        return _(work.source.checks[int(code.removeprefix("check "))].reason)
    if code == "unreadable":
        one = work.source.field(field)
        return _(UNREADABLE[one.type], words=", ".join(list(one.values)[:_SHOWN]))
    sentences = {"absent": ABSENT, "early": EARLY, "late": LATE, "far": FAR, "negative": NEGATIVE}
    return _(sentences[code])


def write_rejected(work: Work) -> None:
    """Write the rejected lines with the column, its value and the reason, also of the reader."""
    typed, table, rejected = work.table("typed"), work.records.table, work.table("rejected")
    work.con.execute(
        f"CREATE OR REPLACE TABLE {rejected} "
        "(line BIGINT, column_name VARCHAR, value VARCHAR, reason VARCHAR)"
    )
    codes = work.con.execute(
        f"SELECT DISTINCT wrong FROM {typed} WHERE fate = 'rejected' ORDER BY 1"
    ).fetchall()
    for (wrong,) in codes:
        field, _bar, code = str(wrong).partition("|")
        column = work.mapping.columns.get(field, "")
        cell = f"{table}.{identifier(column)}" if column else "CAST(NULL AS VARCHAR)"
        work.con.execute(
            f"INSERT INTO {rejected} SELECT {typed}.line, ?, {cell}, ? FROM {typed} "
            f"JOIN {table} ON {table}.rowid = {typed}.row_id WHERE fate = 'rejected' AND wrong = ?",
            [column or field, reason(work, field, code), wrong],
        )
    if work.records.rejects:
        work.con.execute(
            f"INSERT INTO {rejected} SELECT line, NULL, text, reason FROM {work.records.rejects}"
        )
