"""The tables of a closed book that tell of plays and of what their trials have shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FIRINGS: Final = {
    "key": "VARCHAR",
    "play": "VARCHAR",
    "subject": "VARCHAR",
    "fired_at": "TIMESTAMP",
    "party": "VARCHAR",
    "case_id": "VARCHAR",
    "moment": "BIGINT",
    "due_at": "TIMESTAMP",
    "late": "BOOLEAN",
    "arm": "VARCHAR",
    "figures": "VARCHAR",
    "person": "VARCHAR",
    "manager": "VARCHAR",
    "team": "VARCHAR",
    "department": "VARCHAR",
    "level": "INTEGER",
    "local_week": "DATE",
    "closed_on": "DATE",
}
TRIALS: Final = {
    "play": "VARCHAR",
    "outcome": "VARCHAR",
    "kind": "VARCHAR",
    "better": "VARCHAR",
    "days": "INTEGER",
    "before_days": "INTEGER",
    "held_out": "DOUBLE",
    "rate": "DOUBLE",
    "cap": "DOUBLE",
    "error": "DOUBLE",
    "harm_error": "DOUBLE",
    "harm_after": "INTEGER",
    "begun": "TIMESTAMP",
    "drawn": "BIGINT",
    "reached": "BIGINT",
}
FINDINGS: Final = {
    "play": "VARCHAR",
    "arm": "VARCHAR",
    "outcome": "VARCHAR",
    "verdict": "VARCHAR",
    "decided": "DATE",
    "stopped_on": "DATE",
    "stopped_after": "BIGINT",
    "after": "BIGINT",
    "parties": "BIGINT",
    "held_out": "BIGINT",
    "effect": "DOUBLE",
    "low": "DOUBLE",
    "high": "DOUBLE",
    "weeks": "INTEGER",
    "error": "DOUBLE",
    "harm_error": "DOUBLE",
    "guess": "DOUBLE",
    "guess_low": "DOUBLE",
    "guess_high": "DOUBLE",
    "variance": "DOUBLE",
    "spread": "DOUBLE",
    "better": "VARCHAR",
    "comparisons": "INTEGER",
}
"""The fields of `care.trial.judging.Finding`, in their order."""
LOOKS: Final = {
    "play": "VARCHAR",
    "arm": "VARCHAR",
    "outcome": "VARCHAR",
    "day": "DATE",
    "parties": "BIGINT",
    "held_out": "BIGINT",
    "effect": "DOUBLE",
    "low": "DOUBLE",
    "high": "DOUBLE",
}
WEEKS: Final = {
    "play": "VARCHAR",
    "local_week": "DATE",
    "fired": "BIGINT",
    "held_out": "BIGINT",
    "given": "BIGINT",
    "money": "BIGINT",
    "minutes": "DOUBLE",
}
TABLES: Final = {
    "plays": {"play": "VARCHAR", "definition": "VARCHAR"},
    "firings": FIRINGS,
    "trials": TRIALS,
    "trial_findings": FINDINGS,
    "trial_looks": LOOKS,
    "play_weeks": WEEKS,
}
"""Each table with its columns; docs/tables.md says what they hold."""


def create(con: DuckDBPyConnection) -> None:
    """Create the tables of the plays, empty."""
    for name, columns in TABLES.items():
        shape = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        con.execute(f"CREATE OR REPLACE TABLE {name} ({shape})")
