"""Pauses and next answers: the clocks of a case that start more than once.

A pause begins when we ask them for something and wait, and ends when they turn up in the case or
we go on by ourselves. Pauses only ever stop the clock; how often the case is sorted anew in between
does not matter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_FOLLOWING = "PARTITION BY case_id ORDER BY place ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING"
_IS_PAUSE = "direction = 'out' AND kind = 'request' AND purpose = 'waiting'"
_IS_END = "(direction = 'in' OR purpose = 'resumed')"

PLACES = 6
"""Working minutes are told to so many places, lest the order of a sum should show."""


def lay_out_pauses(con: DuckDBPyConnection) -> None:
    """Make `fold_pauses`: the stretches of working time in which a case stood still, united.

    Pauses that overlap end at the same moment, so each end with its first beginning is one stretch.
    """
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE fold_pauses AS
        SELECT case_id, min(worked) AS from_worked,
            coalesce(min(until_worked), min(closed_worked)) AS until_worked
        FROM (
            SELECT case_id, worked, is_pause, closed_worked,
                min(CASE WHEN is_end THEN place END) OVER following AS until_place,
                min(CASE WHEN is_end THEN worked END) OVER following AS until_worked
            FROM (
                SELECT case_id, place, worked, closed_worked,
                    {_IS_PAUSE} AS is_pause, {_IS_END} AS is_end
                FROM fold_moments
                JOIN (SELECT case_id, closed_worked FROM fold_firsts) USING (case_id)
                WHERE ({_IS_PAUSE} OR {_IS_END}) AND case_id IN (
                    SELECT case_id FROM fold_moments WHERE {_IS_PAUSE})
            )
            WINDOW following AS ({_FOLLOWING})
        )
        WHERE is_pause GROUP BY case_id, until_place
    """)


def paused(from_worked: str, until_worked: str) -> str:
    """Write in SQL the minutes that the pauses `p` of a case take from a stretch of time."""
    overlap = f"least(p.until_worked, {until_worked}) - greatest(p.from_worked, {from_worked})"
    return f"round(coalesce(sum(greatest({overlap}, 0)), 0), {PLACES})"


def lay_out_paused(con: DuckDBPyConnection) -> None:
    """Make `fold_paused`: what the pauses of a case take from its first answer and resolution."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE fold_paused AS
        SELECT case_id,
            {paused("opened_worked", "coalesce(answered_worked, closed_worked)")} AS answer_paused,
            {paused("opened_worked", "coalesce(resolved_worked, closed_worked)")} AS resolve_paused
        FROM fold_pauses p JOIN fold_firsts USING (case_id) LEFT JOIN fold_services USING (case_id)
        GROUP BY case_id
    """)


def lay_out_waits(con: DuckDBPyConnection) -> None:
    """Make `fold_waits`: the longest wait of a later contact of theirs for our next answer."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE fold_contacts AS
        SELECT case_id, place, worked, answer_worked IS NULL AS is_open,
            coalesce(answer_worked, closed_worked) AS until_worked
        FROM (
            SELECT case_id, place, worked, is_contact, opened, closed_worked,
                min(CASE WHEN is_answer THEN worked END) OVER ({_FOLLOWING}) AS answer_worked
            FROM fold_moments JOIN fold_firsts USING (case_id)
            WHERE (is_contact OR is_answer) AND contacts > opened_by_contact
        )
        WHERE is_contact AND place > opened
    """)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE fold_waits AS
        SELECT case_id, wait AS next_wait, any_open AS next_open, place AS next
        FROM (
            SELECT case_id, place, wait, bool_or(is_open) OVER (PARTITION BY case_id) AS any_open,
                row_number() OVER (PARTITION BY case_id ORDER BY wait DESC, place) AS nth
            FROM (
                SELECT case_id, place, is_open,
                    round(until_worked - worked, {PLACES}) - coalesce(pause, 0) AS wait
                FROM fold_contacts LEFT JOIN (
                    SELECT case_id, place, {paused("c.worked", "c.until_worked")} AS pause
                    FROM fold_contacts c JOIN fold_pauses p USING (case_id)
                    GROUP BY case_id, place
                ) USING (case_id, place)
            )
        ) WHERE nth = 1
    """)
