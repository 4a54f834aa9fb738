"""Closes of plays alone, over a few dealings: the rest of a close is not needed for them."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from goodwill.book.playing import write_plays
from goodwill.care.playbook import SHIPPED
from goodwill.care.tables import TABLES
from goodwill.house.hours import end_of_day
from goodwill.moments.journal import engine, read_only
from tests.care.moments_told import Dealing, lay_out

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from goodwill.book import Book

FIRST = dt.date(2026, 3, 2)
"""The day on which dealings begin to be counted."""
TOY = """
title = "{title}"
sentence = "Do it."
reason = "It happened."
say = "Good day."
practice = "C0"
whose_convenience = "theirs"
of = "moment"
where = "kind = 'complaint'"
once_per = "{once_per}"
stale_after = {{ days = {stale} }}
due = {{ days = 3 }}
done_by = "{done_by}"
purpose = "care"
channel = "call"
level = "person"
cost = {{ money = 10, minutes = 30 }}
held_out = {held_out}
{why}
outcome = {{ measure = "bought", better = "more", weeks = 4 }}
harm = {{ measure = "left", chance = 0.9, after = 20 }}
{many}

[story]
text = "close 2026-03-31 17:00"
"""
_OTHERS = """
CREATE TABLE cases (case_id VARCHAR, party VARCHAR);
CREATE TABLE worths (party VARCHAR, day DATE, worth BIGINT, alive DOUBLE);
CREATE TABLE lines (person VARCHAR, manager VARCHAR, team VARCHAR, from_date DATE,
  until_date DATE);
CREATE TABLE things (key VARCHAR, kind VARCHAR, party VARCHAR, case_id VARCHAR,
  standard VARCHAR, due_at TIMESTAMP, late BOOLEAN, stake BIGINT, urgency DOUBLE,
  since TIMESTAMP, number BIGINT, days INTEGER, usual DOUBLE, state VARCHAR, since_day DATE,
  worth BIGINT, person VARCHAR, manager VARCHAR, team VARCHAR, department VARCHAR,
  level INTEGER, local_week DATE, play VARCHAR, figures VARCHAR, doer VARCHAR);
"""


def alone(book: Book, **given: Any) -> None:
    """Let one play hold in a book, and none of those shipped."""
    for path in SHIPPED.glob("*.toml"):
        (book.folder / "plays" / path.name).write_text("off = true\n", encoding="utf-8")
    write_toy(book, **given)


def write_toy(book: Book, name: str = "toy", **given: Any) -> None:
    """Write a play that fires at complaints."""
    told = {"title": "A toy", "once_per": "party", "stale": 30, "held_out": 0.3, "many": "",
            "done_by": "person"} | given  # fmt: skip
    told["many"] = 'many = "{number} of them."' if told["many"] else ""
    why = "Everybody is owed it." if not told["held_out"] else ""
    text = TOY.format(why=f'why_all = "{why}"' if why else "", **told)
    for language in ("pl", "ru", "uk"):
        text += f'\n[words.{language}]\ntitle = "{language}"\nsentence = "{language}."\n'
        text += f'reason = "{language}."\nsay = "{language}."\n'
        text += f'why_all = "{language}."\n' if why else ""
        text += f'many = "{language} {{number}}."\n' if told["many"] else ""
    (book.folder / "plays" / f"{name}.toml").write_text(text, encoding="utf-8")


def complaint(number: int, party: str, day: float, **rest: Any) -> Dealing:
    """Tell of a complaint of a party, so many days after the first."""
    told = {"person": "w-anna", "manager": "w-bob", "team": "desk"} | rest
    return Dealing(number, party, day, "complaint", tuple(told.items()))


def done(number: int, party: str, day: float, play: str = "toy", **rest: Any) -> Dealing:
    """Tell that a play was done with a party."""
    told = {"policy": f"play:{play}", "direction": "out"} | rest
    return Dealing(number, party, day, "news", tuple(told.items()))


def close(
    book: Book,
    known: Iterable[Dealing],
    day: dt.date,
    lines: Iterable[tuple[Any, ...]] = (),
    worths: Iterable[tuple[Any, ...]] = (),
) -> Path:
    """Close the plays of a book at a day over what is known, and keep their tables."""
    number = sum(path.stem[:10] == day.isoformat() for path in book.closed_files()) + 1
    name = day.isoformat() if number == 1 else f"{day}.{number}"
    path = book.folder / "closed" / f"{name}.duckdb"
    with engine("256MB") as con:
        con.execute("SET threads = 1")
        closed_at = end_of_day(day, book.settings.zone)
        _lay_out(con, [each for each in known if each.at <= closed_at])
        for table, rows in (("lines", lines), ("worths", worths)):
            for row in rows:
                con.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", [*row])
        write_plays(con, book, day)
        _keep(con, path, day)
    return path


def _lay_out(con: DuckDBPyConnection, known: list[Dealing]) -> None:
    lay_out(con, known)
    con.execute(_OTHERS)


def _keep(con: DuckDBPyConnection, path: Path, day: dt.date) -> None:
    con.execute(f"ATTACH '{path}' AS kept")
    for table in (*TABLES, "things", "parties", "moments"):
        con.execute(f"CREATE TABLE kept.{table} AS SELECT * FROM {table}")
    facts = {"company": "Acme", "currency": "EUR", "scale": 100, "zone": "UTC",
             "as_of": day.isoformat(), "minimum_count": 5, "warnings": []}  # fmt: skip
    con.execute("CREATE TABLE kept.meta AS SELECT ? AS facts", [json.dumps(facts)])
    con.execute("DETACH kept")


def told(path: Path, table: str, columns: str = "*") -> list[tuple[Any, ...]]:
    """Read a table of a closed book."""
    con = read_only(path)
    try:
        return con.execute(f"SELECT {columns} FROM {table} ORDER BY ALL").fetchall()
    finally:
        con.close()


def everything(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Read all tables of the plays, and what is to be done."""
    return {table: told(path, table) for table in (*TABLES, "things")}
