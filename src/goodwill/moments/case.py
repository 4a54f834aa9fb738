"""A case: the moments about one matter, folded into one row of `cases` (docs/tables.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.moments.bills import add_usual, lay_out_bills
from goodwill.moments.dealings import CONTACTS, among, id_of, instant_of, lay_out, several, shares
from goodwill.moments.deeds import lay_out_deeds
from goodwill.moments.pauses import lay_out_paused, lay_out_pauses, lay_out_waits

if TYPE_CHECKING:
    from datetime import datetime

    from duckdb import DuckDBPyConnection

    from goodwill.house.settings import Settings

CASES: dict[str, str] = {
    "case_id": "VARCHAR",
    "sort": "VARCHAR",
    "party": "VARCHAR",
    "segment": "VARCHAR",
    "opened_at": "TIMESTAMP",
    "opened_worked": "DOUBLE",
    "opened_id": "BIGINT",
    "opened_by": "VARCHAR",
    "opened_direction": "VARCHAR",
    "channel": "VARCHAR",
    "purpose": "VARCHAR",
    "policy": "VARCHAR",
    "currency": "VARCHAR",
    "urgent": "BOOLEAN",
    "last_at": "TIMESTAMP",
    "last_worked": "DOUBLE",
    "last_id": "BIGINT",
    "moments": "INTEGER",
    "contacts": "INTEGER",
    "answered_at": "TIMESTAMP",
    "answered_worked": "DOUBLE",
    "answered_id": "BIGINT",
    "human_at": "TIMESTAMP",
    "human_worked": "DOUBLE",
    "human_id": "BIGINT",
    "next_wait": "DOUBLE",
    "next_open": "BOOLEAN",
    "next_id": "BIGINT",
    "resolved_at": "TIMESTAMP",
    "resolved_worked": "DOUBLE",
    "resolved_id": "BIGINT",
    "reopenings": "INTEGER",
    "handovers": "INTEGER",
    "elsewhere": "INTEGER",
    "repeats": "INTEGER",
    "refusals": "INTEGER",
    "concessions": "INTEGER",
    "complaints": "INTEGER",
    "changes": "INTEGER",
    "absences": "INTEGER",
    "refused_alone": "INTEGER",
    "refusal_id": "BIGINT",
    "handover_id": "BIGINT",
    "repeat_id": "BIGINT",
    "elsewhere_id": "BIGINT",
    "change_id": "BIGINT",
    "complaint_id": "BIGINT",
    "concession_id": "BIGINT",
    "due_at": "TIMESTAMP",
    "due_worked": "DOUBLE",
    "promised_at": "TIMESTAMP",
    "promised_id": "BIGINT",
    "fulfilled_at": "TIMESTAMP",
    "fulfilled_worked": "DOUBLE",
    "fulfilled_id": "BIGINT",
    "delivered_at": "TIMESTAMP",
    "delivered_worked": "DOUBLE",
    "delivered_id": "BIGINT",
    "amount": "DECIMAL(18,2)",
    "paid": "DECIMAL(18,2)",
    "refunded": "DECIMAL(18,2)",
    "credited": "DECIMAL(18,2)",
    "credit_id": "BIGINT",
    "paid_at": "TIMESTAMP",
    "paid_id": "BIGINT",
    "days_late": "INTEGER",
    "usual_late": "DOUBLE",
    "rating": "DOUBLE",
    "rated_at": "TIMESTAMP",
    "rating_id": "BIGINT",
    "rated_id": "BIGINT",
    "answer_paused": "DOUBLE",
    "resolve_paused": "DOUBLE",
}
"""The columns of `cases`, each with its SQL type, in the order of docs/tables.md."""

AT_ONCE = 2_500_000
"""So many moments are folded at once: they and what is counted of them fit into one gigabyte."""

_PLACES = {
    "opened": "f.opened",
    "last": "f.last",
    "answered": "s.answered",
    "human": "s.human",
    "next": "w.next",
    "resolved": "s.resolved",
    "refusal": "s.refusal",
    "handover": "s.handover",
    "repeat": "s.repeat",
    "elsewhere": "s.elsewhere",
    "change": "c.changed",
    "complaint": "s.complaint",
    "concession": "s.concession",
    "promised": "d.promised",
    "fulfilled": "d.fulfilled",
    "delivered": "d.delivered",
    "credit": "b.credit",
    "paid": "b.settled",
    "rating": "s.rated",
    "rated": "r.served",
}
"""Where the moment of each `…_id`, and the instant of the `…_at` beside it, is to be read."""

_TOLD = {
    "sort": "split_part(f.case_id, ':', 1)",
    "segment": "p.segment",
    "due_at": "d.due_at",
    "rated_at": instant_of("s.rated"),
    "usual_late": "NULL",
    "next_open": "coalesce(w.next_open, false)",
    "elsewhere": "s.elsewheres",
    "changes": "c.changes",
    "refused_alone": "a.refused_alone",
    "answer_paused": "coalesce(q.answer_paused, 0)",
    "resolve_paused": "coalesce(q.resolve_paused, 0)",
}

_OF_FIRSTS = (
    *("case_id", "party", "opened_worked", "opened_by", "opened_direction", "channel", "purpose"),
    *("policy", "currency", "urgent", "last_worked", "moments", "contacts"),
)


def fold(
    con: DuckDBPyConnection, closed_at: datetime, settings: Settings, *, at_once: int = AT_ONCE
) -> None:
    """Make the table `cases` from `moments` and `parties`, as they were known at the close."""
    declared = ", ".join(f"{name} {kind}" for name, kind in CASES.items())
    con.execute(f"CREATE OR REPLACE TABLE cases ({declared})")
    for share in shares(con, at_once):
        lay_out(con, closed_at, settings, share)
        con.execute(_firsts(closed_at, settings))
        lay_out_deeds(con)
        lay_out_bills(con, closed_at, settings)
        lay_out_pauses(con)
        lay_out_paused(con)
        lay_out_waits(con)
        con.execute("DROP TABLE fold_moments")
        con.execute(_CASES)
    add_usual(con)
    _clear(con)


def _first(column: str) -> str:
    return f"arg_min({column}, place) FILTER (WHERE {column} IS NOT NULL)"


def _firsts(closed_at: datetime, settings: Settings) -> str:
    """Write the query of what every case has: its first and last moment, its party, its clock."""
    if several(settings):
        closed_worked, clocks = "any_value(closed_worked)", "JOIN fold_clocks USING (case_id)"
    else:
        closed_worked, clocks = f"{settings.calendars[0].worked(closed_at)!r}::DOUBLE", ""
    return f"""
        CREATE OR REPLACE TEMP TABLE fold_firsts AS
        SELECT *, (opened_direction = 'in' AND {among("opened_by", CONTACTS)})::INTEGER
            AS opened_by_contact
        FROM (
            SELECT case_id,
                min(place) AS opened, min(worked) AS opened_worked,
                arg_min(kind, place) AS opened_by, arg_min(direction, place) AS opened_direction,
                max(place) AS last, max(worked) AS last_worked,
                coalesce(
                    arg_min(party, place)
                        FILTER (WHERE direction <> 'inside' AND party IS NOT NULL),
                    {_first("party")}) AS party,
                {_first("channel")} AS channel, {_first("purpose")} AS purpose,
                {_first("policy")} AS policy, {_first("currency")} AS currency,
                coalesce(bool_or(purpose = 'emergency'), false) AS urgent,
                count(*) AS moments, count(*) FILTER (WHERE is_contact) AS contacts,
                {closed_worked} AS closed_worked
            FROM fold_moments {clocks} GROUP BY case_id
        )
    """


def _column(name: str, kind: str) -> str:
    stem, _, part = name.rpartition("_")
    if name in _TOLD:
        told = _TOLD[name]
    elif part == "id" and stem in _PLACES:
        told = id_of(_PLACES[stem])
    elif part == "at" and stem in _PLACES:
        told = instant_of(_PLACES[stem])
    elif name in _OF_FIRSTS:
        told = f"f.{name}"
    else:
        told = name
    told = f"coalesce({told}, 0)" if kind == "INTEGER" and name != "days_late" else told
    return f"{told}::{kind} AS {name}"


_CASES = f"""
    INSERT INTO cases
    SELECT {", ".join(_column(*column) for column in CASES.items())}
    FROM fold_firsts f
    LEFT JOIN fold_services s USING (case_id)
    LEFT JOIN fold_dues d USING (case_id)
    LEFT JOIN fold_bills b USING (case_id)
    LEFT JOIN fold_rated r USING (case_id)
    LEFT JOIN fold_changed c USING (case_id)
    LEFT JOIN fold_alone a USING (case_id)
    LEFT JOIN fold_waits w USING (case_id)
    LEFT JOIN fold_paused q USING (case_id)
    LEFT JOIN (SELECT party, min(segment) AS segment FROM parties GROUP BY party) p
        ON p.party = f.party
"""


def _clear(con: DuckDBPyConnection) -> None:
    """Drop what was laid out for folding, so that its memory is free for judging."""
    found = con.execute("SELECT table_name FROM duckdb_tables() WHERE temporary").fetchall()
    for (name,) in found:
        if name.startswith("fold_"):
            con.execute(f"DROP TABLE {name}")
