"""Plays and things to do, written straight into the closed book of the small company."""

from __future__ import annotations

import datetime as dt
import json
import os
from typing import TYPE_CHECKING

from goodwill.moments.journal import engine

if TYPE_CHECKING:
    from tests.web.small import Small

LANGUAGES = ("en", "pl", "ru", "uk")


def play(name: str, *, purpose: str = "care", channel: str = "call", **more) -> dict[str, object]:
    """Give the definition of a play as a close writes it."""
    return {
        "title": {each: f"{name} {each}" for each in LANGUAGES},
        "sentence": {each: f"Do {name} ({each})." for each in LANGUAGES},
        "reason": {each: f"Because of {{bought}} ({each})." for each in LANGUAGES},
        "say": {each: f"Hello in {each}." for each in LANGUAGES},
        "purpose": purpose, "channel": channel, "cost": {"money": 5, "minutes": 10}, **more,
    }  # fmt: skip


def thing(key: str, small: Small, customer: str, doer: str | None, **more) -> dict[str, object]:
    """Give one row of `things`; everybody goes by the name in the staff list."""
    person = small.party(doer) if doer else None
    chief = {"anna": "dora", "bob": "dora", "carl": "mike"}.get(doer or "", "head")
    team = {"anna": "Hotline", "bob": "Hotline", "carl": "Field"}.get(doer or "")
    return {
        "key": key, "kind": "play", "party": small.party(customer), "late": False, "stake": 1000,
        "urgency": 0.5, "person": person, "doer": person, "manager": small.party(chief),
        "team": team, "local_week": "2026-03-02", "play": "hello",
        "figures": json.dumps({"bought": 3}), **more,
    }  # fmt: skip


def write(small: Small, rows: list[dict[str, object]], **plays) -> None:
    """Put these things into the newest closed book in the place of all others."""
    path = max((small.folder / "closed").glob("*.duckdb"))
    con = engine("256MB")
    con.execute(f"ATTACH '{path}' AS closed")
    con.execute("DELETE FROM closed.things")
    con.execute("DELETE FROM closed.plays")
    for name, definition in ({"hello": play("hello")} | plays).items():
        con.execute("INSERT INTO closed.plays VALUES (?, ?)", [name, json.dumps(definition)])
    for row in rows:
        marks = ", ".join("?" * len(row))
        con.execute(
            f"INSERT INTO closed.things ({', '.join(row)}) VALUES ({marks})", list(row.values())
        )
    con.close()
    closed_at = dt.datetime(2026, 3, 12, 23, tzinfo=dt.UTC).timestamp()
    os.utime(path, (closed_at, closed_at))
