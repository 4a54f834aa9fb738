"""Rounds of kill -9 over imports, undoings and erasures: `kill_imports.py FOLDER ROUNDS SEED`."""

from __future__ import annotations

import random
import sys
import zoneinfo
from collections import Counter
from contextlib import closing
from pathlib import Path

import cryptography.hazmat.primitives.ciphers.aead
import duckdb

from goodwill.moments.journal import Journal, engine
from tests.journal import killing, records

MOMENTS = 30
"""Of each import, so that half a batch could be told from a whole one."""


A_BOOK = 30
"""Rounds before a new book is begun."""

WARM = (duckdb, cryptography, zoneinfo.ZoneInfo("Europe/Warsaw"))
"""What every round needs is loaded once; none of it starts a thread."""


def opened(folder: Path) -> Journal:
    return Journal(folder / "journal", records.SETTINGS)


def work(folder: Path, say: killing.Say, place: int) -> None:
    """Import one batch after another, take one back now and then, import all of it again."""
    chance = random.Random(place)
    journal = opened(folder)
    con = engine("200MB", folder)
    for step in range(10_000):
        number = place * 1000 + step
        draft = records.draft(con, range(number * MOMENTS, (number + 1) * MOMENTS), customers=97)
        say("begin", f"import {number}")
        batch = journal.write(con, **draft)
        say("done", f"import {number} {batch.name}")
        if chance.random() < 0.3:
            again = journal.write(con, **draft)
            assert not again.name
        if chance.random() < 0.3:
            say("begin", f"undo {number}")
            journal.undo(batch.name)
            say("done", f"undo {number}")


def judge(folder: Path, told: killing.Told) -> list[str]:
    """Compare what a reader sees with what was acknowledged, before and after sweeping."""
    journal = opened(folder)
    undone = {int(said.split()[1]) for said in told.done if said.startswith("undo")}
    undoing = {int(said.split()[1]) for said in told.begun if said.startswith("undo")}
    imported = {int(said.split()[1]) for said in told.done if said.startswith("import")}
    importing = {int(said.split()[1]) for said in told.begun if said.startswith("import")}
    found: list[str] = []
    with closing(engine("200MB")) as con:
        journal.attach(con)
        rows = con.execute("SELECT record::BIGINT, from_party FROM moments").fetchall()
        seen = Counter(record // MOMENTS for record, _party in rows)
        names = con.execute("SELECT DISTINCT party FROM sealed").fetchall()
    found += [f"half of batch {batch} is there" for batch, n in seen.items() if n != MOMENTS]
    found += [f"batch {batch} was lost" for batch in sorted(imported - undoing - set(seen))]
    found += [f"batch {batch} came back" for batch in sorted(undone & set(seen))]
    found += [f"batch {batch} came from nowhere" for batch in sorted(set(seen) - importing)]
    keys = journal.keys.parties()
    found += [f"no key opens {party}" for (party,) in names if party not in keys]
    found += [f"{party} has no name" for _r, party in rows if (party,) not in set(names)][:3]
    journal.sweep()
    found += [str(problem) for problem in journal.check()]
    left = records.unclaimed(folder)
    found += [f"left behind: {left}"] if left else []
    return found


def main(folder: Path, number: int, seed: int) -> None:
    """Start a new book now and then, so that later rounds are not slower than earlier ones."""
    outcomes = []
    for start in range(0, number, A_BOOK):
        book = folder / f"book-{start}"
        book.mkdir(parents=True)
        records.new_journal(book)
        outcomes.append(
            killing.rounds(
                min(A_BOOK, number - start),
                lambda say, place, book=book: work(book, say, place),
                lambda told, book=book: judge(book, told),
                seed=seed + start,
            )
        )
    killing.tell(killing.together(outcomes))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
