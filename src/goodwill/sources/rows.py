"""From used lines to rows: derived columns, record keys, and the lines of one record made one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.sources.reading.records import identifier, literal

if TYPE_CHECKING:
    from goodwill.sources.typed import Work


def write_rows(work: Work) -> None:
    """Write the used lines with their record, and the rows that moments are made of."""
    _write_used(work)
    if work.source.rolled:
        _roll(work)
    else:
        _keep_last(work)


def _write_used(work: Work) -> None:
    source = work.source
    inner = f"SELECT *{_zoned(work)} FROM {_typed(work)} WHERE fate = 'used'"
    inner = f"SELECT *, {_ours(work)} AS ours FROM ({inner})"
    fields = {one.name for one in source.fields}
    for name, sql in source.derived.items():
        told = f"{work.fill(sql)} AS {identifier(name)}"
        again = name in fields or name.removesuffix("_ref") in fields
        inner = (
            f"SELECT * REPLACE ({told}) FROM ({inner})"
            if again
            else f"SELECT *, {told} FROM ({inner})"
        )
    inner = f"SELECT *, {work.fill(source.record)} AS own_record FROM ({inner})"
    if source.identity:
        inner = f"SELECT *, {_record(work)} AS record FROM ({inner})"
    else:
        inner = f"SELECT * RENAME (own_record AS record) FROM ({inner})"
    work.con.execute(f"CREATE OR REPLACE TABLE {work.table('used')} AS {inner}")


def _typed(work: Work) -> str:
    typed = work.table("typed")
    if not work.known or not _has_customer(work):
        return typed
    return (
        f"(SELECT typed.*, found.zone AS known_zone FROM {typed} AS typed "
        f"LEFT JOIN {work.known} AS found ON found.party = typed.customer)"
    )


def _has_customer(work: Work) -> bool:
    return any(one.name == "customer" for one in work.source.fields)


def _zoned(work: Work) -> str:
    """Let a day end in the party's own zone where that is known."""
    days = [one.name for one in work.source.fields if one.type == "day_end"]
    zones = [one.name for one in work.source.fields
             if one.type == "zone" and one.name in work.mapping.columns]  # fmt: skip
    zones += ["known_zone"] if work.known and _has_customer(work) else []
    if not days or not zones:
        return ""
    here = literal(work.mapping.zone or work.zone)
    theirs = f"coalesce({', '.join(zones)}, {here})"
    moved = ", ".join(
        f"CASE WHEN {day}_is_day THEN timezone('UTC', timezone({theirs}, "
        f"timezone({here}, timezone('UTC', {day})))) ELSE {day} END AS {day}"
        for day in days
    )
    return f" REPLACE ({moved})"


def _ours(work: Work) -> str:
    """Name who acted on our side: the colleague, else the team, else the company."""
    names = {one.name for one in work.source.fields}
    known = [name for name in ("agent", "desk") if name in names]
    return f"coalesce({', '.join([*known, literal(work.us)])})"


def _record(work: Work) -> str:
    """Make a key where the source has none: of what identifies the row, counted where equal."""
    parts = " || '@' || ".join(
        f"coalesce(CAST({identifier(name)} AS VARCHAR), '')" for name in work.source.identity
    )
    fields = ", ".join(identifier(one.name) for one in work.source.fields)
    same = ", ".join(identifier(name) for name in work.source.identity)
    # Ordered by content, so that the same rows in another order keep their keys.
    count = (
        f"row_number() OVER (PARTITION BY own_record IS NULL, {same} ORDER BY hash({fields}), line)"
    )
    return f"coalesce(own_record, {parts} || CASE WHEN {count} > 1 THEN '#' || {count} ELSE '' END)"


def _roll(work: Work) -> None:
    """Make one row of all lines of a record."""
    rolled = work.source.rolled
    typed = {one.name: one.type for one in work.source.fields}
    names = [
        *typed,
        *(f"{name}_ref" for name, kind in typed.items() if kind == "party"),
        "ours",
        "line",
    ]
    kept = ", ".join(
        f"{'bool_or' if typed.get(name) == 'flag' else 'min'}({name}) AS {name}"
        for name in names
        if name not in rolled
    )
    own = ", ".join(f"{work.fill(sql)} AS {name}" for name, sql in rolled.items())
    work.con.execute(
        f"CREATE OR REPLACE TABLE {work.table('rows')} AS "
        f"SELECT record, {kept}, {own} FROM {work.table('used')} GROUP BY record"
    )


def _keep_last(work: Work) -> None:
    """Let the last line of a record stand; earlier ones were corrected by it."""
    used = work.table("used")
    work.con.execute(
        f"""
        UPDATE {work.table("typed")} SET fate = 'corrected' WHERE row_id IN (
            SELECT row_id FROM {used} JOIN (
                SELECT record, max(row_id) AS last FROM {used} GROUP BY record HAVING count(*) > 1
            ) USING (record) WHERE row_id < last
        )
        """
    )
    work.con.execute(f"ALTER TABLE {used} RENAME TO {work.table('rows')}")
    work.con.execute(
        f"DELETE FROM {work.table('rows')} WHERE row_id IN "
        f"(SELECT row_id FROM {work.table('typed')} WHERE fate = 'corrected')"
    )
