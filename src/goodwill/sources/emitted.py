"""From rows to what the journal takes: facts, parties, reporting lines, merges and secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.sources.dictionary import BLANKS
from goodwill.sources.reading.records import literal
from goodwill.sources.typed import reference

if TYPE_CHECKING:
    from goodwill.sources.source import Emit, Field
    from goodwill.sources.typed import Work

MOST_TIMES = 200
"""Hand-overs of one case that one line may report; more is a counter that went wrong."""
FACT_TYPES = {
    "happened_at": "TIMESTAMP", "kind": "VARCHAR", "from_party": "VARCHAR", "to_party": "VARCHAR",
    "about": "VARCHAR", "channel": "VARCHAR", "purpose": "VARCHAR", "amount": "DECIMAL(18,2)",
    "currency": "VARCHAR", "quantity": "DOUBLE", "due_at": "TIMESTAMP", "policy": "VARCHAR",
    "desk": "VARCHAR", "text_id": "VARCHAR", "source": "VARCHAR", "record": "VARCHAR",
    "part": "VARCHAR",
}  # fmt: skip
PARTY_TYPES = {"segment": "VARCHAR", "zone": "VARCHAR", "since": "DATE"}
TABLE_TYPES = {
    "lines": {
        "person": "VARCHAR", "manager": "VARCHAR", "team": "VARCHAR", "department": "VARCHAR",
        "role": "VARCHAR", "level": "INTEGER", "from_date": "DATE", "until_date": "DATE",
    },
    "merges": {"party": "VARCHAR", "into_party": "VARCHAR"},
}  # fmt: skip


def write_facts(work: Work) -> str:
    """Write the moments that the rows give; name their table."""
    table = work.table("facts")
    columns = ", ".join(f"{name} {kind}" for name, kind in FACT_TYPES.items())
    work.con.execute(f"CREATE OR REPLACE TABLE {table} ({columns})")
    for emit in work.source.moments:
        work.con.execute(f"INSERT INTO {table} {_moment(work, emit)}")
    return table


def _moment(work: Work, emit: Emit) -> str:
    """Give the SELECT of one kind of moment over the rows."""
    columns = _columns(work, emit)
    chosen = ", ".join(
        f"CAST({columns[name]} AS {kind}) AS {name}" for name, kind in FACT_TYPES.items()
    )
    numbers = ""
    if emit.times:
        least = f"least({work.fill(emit.times)}, {MOST_TIMES})"
        numbers = f"JOIN (SELECT range AS n FROM range(1, {MOST_TIMES + 1})) ON n <= {least}"
    where = f"({work.fill(emit.where)}) AND ({work.fill(emit.happened_at)}) IS NOT NULL"
    return f"SELECT {chosen} FROM {work.table('rows')} {numbers} WHERE {where}"


def _columns(work: Work, emit: Emit) -> dict[str, str]:
    names = {one.name for one in work.source.fields}
    part = literal(emit.part or emit.kind) + (" || ':' || n" if emit.times else "")
    channel = "channel" if emit.channel == "NULL" and "channel" in names else emit.channel
    desk = named("desk_ref") if emit.desk == "NULL" and "desk" in names else emit.desk
    currency = "currency" if emit.currency == "NULL" and "currency" in names else emit.currency
    given = {
        "happened_at": emit.happened_at,
        "kind": literal(emit.kind),
        "from_party": emit.from_party or {"in": "customer", "out": "ours"}[emit.way],
        "to_party": emit.to_party or {"in": "ours", "out": "customer"}[emit.way],
        "about": emit.about,
        "channel": channel,
        "purpose": emit.purpose,
        "amount": emit.amount,
        "currency": f"CASE WHEN ({emit.amount}) IS NOT NULL THEN "
        f"coalesce({currency}, {literal(work.currency)}) END",
        "quantity": emit.quantity,
        "due_at": emit.due_at,
        "policy": emit.policy,
        "desk": desk,
        "text_id": _text_id(work, emit),
        "source": literal(work.source.name),
        "record": emit.record,
        "part": part,
    }
    return {name: work.fill(sql) for name, sql in given.items()}


def named(cell: str) -> str:
    """Give the SQL of a reference as it stands in its cell, without blanks."""
    return reference(f"nullif(trim({cell}, '{BLANKS}'), '')")


def _text_id(work: Work, emit: Emit) -> str:
    if not emit.text:
        return "NULL"
    whole = f"'{work.source.name}:' || {emit.record} || ':{emit.part or emit.kind}'"
    return f"CASE WHEN {emit.text} IS NOT NULL THEN 't' || left(sha256({whole}), 23) END"


def write_read_lines(work: Work) -> None:
    """Write the fate and the record of every line, also of those that the reader left out."""
    rows = work.table("used" if work.source.rolled else "rows")
    facts = work.table("facts")
    record = "CASE WHEN told.record IS NULL THEN otherwise ELSE rows.record END"
    work.con.execute(
        f"""
        CREATE OR REPLACE TABLE {work.table("read_lines")} AS
        SELECT typed.line, fate, CASE WHEN fate = 'used' THEN {record} END AS record
        FROM {work.table("typed")} AS typed
        LEFT JOIN (
            SELECT row_id, record, CAST({work.fill(work.source.otherwise)} AS VARCHAR) AS otherwise
            FROM {rows}
        ) AS rows ON rows.row_id = typed.row_id
        LEFT JOIN (SELECT DISTINCT record FROM {facts}) AS told ON told.record = rows.record
        """
    )
    if work.records.rejects:
        work.con.execute(
            f"INSERT INTO {work.table('read_lines')} "
            f"SELECT line, 'rejected', NULL FROM {work.records.rejects}"
        )


def _parties_of(work: Work) -> list[Field]:
    return [one for one in work.source.fields if one.type == "party"]


def _about(work: Work, party: Field) -> list[Field]:
    """List the mapped columns that describe a party."""
    return [one for one in work.source.fields
            if one.of == party.name and one.name in work.mapping.columns]  # fmt: skip


def write_parties(work: Work) -> None:
    """Write a row for each party that occurs, with its newest segment, zone and first day."""
    nothing = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in PARTY_TYPES.items())
    selects = [f"SELECT {literal(work.us)} AS party, 'unit' AS sort, {nothing}"]
    for party in _parties_of(work):
        items = {one.item: one.name for one in _about(work, party)}
        known = ", ".join(
            f"CAST({f'arg_max({items[name]}, line)' if name in items else 'NULL'} AS {kind}) AS "
            f"{name}"
            for name, kind in PARTY_TYPES.items()
        )
        selects.append(
            f"SELECT {party.name} AS party, '{party.sort}' AS sort, {known} "
            f"FROM {work.table('rows')} WHERE {party.name} IS NOT NULL GROUP BY 1"
        )
    newest = ", ".join(f"max({name}) AS {name}" for name in PARTY_TYPES)
    work.con.execute(
        f"CREATE OR REPLACE TABLE {work.table('parties')} AS SELECT party, min(sort) AS sort, "
        f"{newest} FROM ({' UNION ALL '.join(selects)}) GROUP BY party"
    )


def write_secrets(work: Work) -> None:
    """Write what must be sealed: references, names, addresses and the words of messages."""
    rows = work.table("rows")
    selects = [f"SELECT {literal(work.us)} AS party, 'ref' AS item, 'us' AS plain"]
    for party in _parties_of(work):
        known = f"FROM {rows} WHERE {party.name} IS NOT NULL"
        selects.append(
            f"SELECT {party.name}, 'ref', min({named(party.name + '_ref')}) {known} GROUP BY 1"
        )
        selects += [
            f"SELECT {party.name}, '{one.item}', arg_max({one.name}, line) {known} "
            f"AND {one.name} IS NOT NULL GROUP BY 1"
            for one in _about(work, party)
            if one.type == "sealed"
        ]
    selects += [_text(work, emit) for emit in work.source.moments if emit.text]
    work.con.execute(
        f"CREATE OR REPLACE TABLE {work.table('secrets')} AS "
        f"SELECT party, item, min(plain) AS plain FROM ({' UNION ALL '.join(selects)}) GROUP BY "
        f"1, 2"
    )


def _text(work: Work, emit: Emit) -> str:
    """Seal a text with the key of the customer whom it concerns, or else with our own."""
    names = {one.name for one in work.source.fields}
    owner = f"coalesce(customer, {literal(work.us)})" if "customer" in names else literal(work.us)
    return (
        f"SELECT {owner}, {_text_id(work, emit)}, {emit.text} FROM {work.table('rows')} "
        f"WHERE ({work.fill(emit.where)}) AND {emit.text} IS NOT NULL "
        f"AND ({work.fill(emit.happened_at)}) IS NOT NULL"
    )


def write_tables(work: Work) -> dict[str, str]:
    """Write the reporting lines or merges that the source tells of; name their tables."""
    written = {}
    for name, columns in work.source.tables.items():
        chosen = ", ".join(
            f"CAST({work.fill(columns.get(column, 'NULL'))} AS {kind}) AS {column}"
            for column, kind in TABLE_TYPES[name].items()
        )
        where = work.fill(columns.get("where", "TRUE"))
        written[name] = work.table(name)
        work.con.execute(
            f"CREATE OR REPLACE TABLE {written[name]} AS "
            f"SELECT DISTINCT {chosen} FROM {work.table('rows')} WHERE {where}"
        )
    return written
