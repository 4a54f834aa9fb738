"""Publishing a closed book: written aside, made durable, and given its name in one step."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from duckdb import DuckDBPyConnection

PUBLISHED = (
    "moments", "parties", "lines", "cases", "verdicts", "tallies", "worths", "totals", "sales",
    "postings", "readings", "standards", "rulings", "kept", "models", "findings", "guards",
    "modifiers",
    "outlook", "backtests", "habits", "unseen", "attention", "standings", "namings",
    "led", "owings", "things", "efforts", "effort_tenths", "hours_spent", "causes", "excesses",
    "judged", "shares", "founded", "dear", "sold", "spreads", "payers", "gaps", "amends",
    "asides", "hands", "whose", "weekly", "graces",
    "rules", "loads", "worst", "team_tallies", "roster", "texts", "remarks", "house_words",
    "boundaries", "precedents",
    "plays", "firings", "trials", "trial_findings", "trial_looks", "play_weeks", "drawn",
    "meta",
)  # fmt: skip
"""The tables of a closed book."""
LAID = {
    "moments": "party, happened_at, id",
    "cases": "party, opened_at, case_id",
    "verdicts": "party, happened_at, verdict_id",
    "postings": "party, happened_at, posting_id",
    "judged": "side, verdict, on_day, verdict_id",
    "asides": "whose, happened_at, id",
    "hands": "person, dealt_at, case_id",
    "whose": "case_id",
    "graces": "happened_at, verdict_id",
    "kept": "party, standard, local_week",
    "weekly": "standard, local_week",
    "dear": "period, place",
    "sold": "period, place",
    "worths": "day, party",
    "habits": "party",
    "roster": "party",
    "tallies": "standard, local_week",
    "team_tallies": "standard, local_week",
    "parties": "party",
    "texts": "party, happened_at, moment",
    "remarks": "party, happened_at, moment, rule",
    "firings": "fired_at, key",
    "drawn": "play, drawn_at DESC, party",
}
"""In which order tables lie: what is asked together lies together, and the rest is passed over."""


def publish(con: DuckDBPyConnection, folder: Path, day: dt.date) -> Path:
    """Write the closed book aside, make it durable, and give it its name in one step.

    The name is never one that exists: a process that has the older file open would go on reading
    its old rows under the same name.
    """
    folder.mkdir(exist_ok=True)
    aside = folder / f".closing-{os.getpid()}-{uuid4().hex}.duckdb"  # also of two threads
    con.execute(f"ATTACH '{str(aside).replace(chr(39), chr(39) * 2)}' AS closing")
    for table in PUBLISHED:
        order = f"ORDER BY {LAID[table]}" if table in LAID else ""
        con.execute(f"CREATE TABLE closing.{table} AS SELECT * FROM {table} {order}")
    con.execute("DETACH closing")
    _to_disk(aside)
    target = _name(folder, day, aside)
    _to_disk(folder)
    return target


def _name(folder: Path, day: dt.date, aside: Path) -> Path:
    number = 1
    while True:
        target = folder / (f"{day}.duckdb" if number == 1 else f"{day}.{number}.duckdb")
        try:
            os.link(aside, target)  # fails where the name is taken, also by a close just now
        except FileExistsError:
            number += 1
            continue
        aside.unlink()
        return target


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(folder: Path) -> None:
    """Remove what killed closes have left aside; those of living processes stay."""
    for path in folder.glob(".closing-*"):
        match = re.match(r"\.closing-(\d+)-", path.name)
        if match and not _lives(int(match[1])):
            path.unlink(missing_ok=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
