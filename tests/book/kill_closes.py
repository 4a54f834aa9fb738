"""Rounds of kill -9 over imports and closes: `kill_closes.py FOLDER ROUNDS SEED`."""

from __future__ import annotations

import os
import random
import re
import sys
import zoneinfo
from contextlib import closing
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # threads do not survive a fork

import cryptography.hazmat.primitives.ciphers.aead
import duckdb
import scipy.optimize
import scipy.special
import sqlglot

from goodwill.book import Book
from goodwill.book import closing as book_closing
from goodwill.book.publishing import PUBLISHED, sweep
from goodwill.house.settings import template
from goodwill.moments.journal import engine, read_only
from goodwill.standards import judge as judging
from goodwill.standards import standard
from tests.company import quiet
from tests.journal import killing, records

MOMENTS = 20
"""Of each import, so that half a batch could be told from a whole one."""
A_BOOK = 20
"""Rounds before a new book is begun."""
KEPT = ("first_answer", "resolved_in_time", "pays_on_time")
"""Standards that hold in the book; with all of them a close only takes longer."""
WARM = (
    *(duckdb, cryptography, scipy.optimize, scipy.special, sqlglot, book_closing, judging),
    zoneinfo.ZoneInfo("Europe/Warsaw"),
)
"""What every round needs is loaded once; none of it starts a thread."""


def new_book(folder: Path) -> None:
    off = [each.name for each in standard.load()[0] if each.name not in KEPT]
    text = template("Acme", "EUR", "Europe/Warsaw", "en")
    lines = f"standards_off = {off}\n".replace("'", '"')
    Book.adopt(folder, text.replace("[calendars.default]", f"{lines}[calendars.default]", 1))


def work(folder: Path, say: killing.Say, place: int) -> None:
    """Import and close in turn; now and then close twice over the same moments."""
    chance = random.Random(place)
    book = Book.open(folder)
    con = engine("200MB", folder)
    for step in range(10_000):
        number = place * 1000 + step
        draft = records.draft(con, range(number * MOMENTS, (number + 1) * MOMENTS), customers=7)
        say("begin", f"import {number}")
        book.journal.write(con, **draft)
        say("done", f"import {number}")
        for _again in range(1 + (chance.random() < 0.3)):
            say("begin", f"close {number}")
            path = book.close(None, quiet)
            say("done", f"close {path.stem} {number}")


def judge(folder: Path, told: killing.Told) -> list[str]:
    """Compare the closed books that can be seen with those acknowledged, and look into each."""
    book = Book.open(folder)
    imported = [int(said.split()[1]) for said in told.done if said.startswith("import")]
    closed = {said.split()[1]: int(said.split()[2]) for said in told.done if "close" in said}
    visible = {path.stem: path for path in book.closed_files()}
    strange = [
        path.name
        for path in (folder / "closed").iterdir()
        if path.stem not in visible and not re.match(r"\.closing-\d+-", path.name)
    ]
    found = [f"closed book {name} was lost" for name in closed if name not in visible]
    found += [f"{name} lies among the closed books" for name in strange]
    for name, path in visible.items():
        found += [f"{name}: {fault}" for fault in faults(path, closed.get(name), imported)]
    book.journal.sweep()  # as the next import does
    found += [str(problem) for problem in book.check()]
    if imported:
        sweep(folder / "closed")
        left = [path.name for path in (folder / "closed").iterdir() if path.stem not in visible]
        found += [f"left behind: {left}"] if left else []
    return found


def faults(path: Path, last: int | None, imported: list[int]) -> list[str]:
    """Tell whether a closed book is half a book, or lacks what had been imported before it."""
    with closing(read_only(path)) as con:
        tables = {row[0] for row in con.execute("SHOW TABLES").fetchall()}
        if tables != set(PUBLISHED):
            return [f"lacks {set(PUBLISHED) - tables}"]
        rows = con.execute("SELECT record::BIGINT FROM moments").fetchall()
        cases = con.execute("SELECT count(*) FROM cases").fetchone()
        judged = con.execute("SELECT sum(number) FROM tallies").fetchone()
    seen: dict[int, int] = {}
    for (record,) in rows:
        seen[record // MOMENTS] = seen.get(record // MOMENTS, 0) + 1
    found = [f"holds half of import {number}" for number, n in seen.items() if n != MOMENTS]
    if last is not None:
        before = [number for number in imported if number <= last]
        found += [f"lacks import {number}" for number in before if number not in seen]
    if not cases or cases[0] != len(rows):  # each moment here is a question of its own case
        found.append("does not hold a case for each moment")
    if not judged or not judged[0]:
        found.append("holds no verdict")
    return found


def main(folder: Path, number: int, seed: int) -> None:
    """Start a new book now and then, so that later rounds are not slower than earlier ones."""
    outcomes = []
    for start in range(0, number, A_BOOK):
        book = folder / f"book-{start}"
        book.mkdir(parents=True)
        new_book(book)
        outcomes.append(
            killing.rounds(
                min(A_BOOK, number - start),
                lambda say, place, book=book: work(book, say, place),
                lambda told, book=book: judge(book, told),
                steps=2.2,
                seed=seed + start,
            )
        )
    killing.tell(killing.together(outcomes))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
