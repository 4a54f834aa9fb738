"""Rounds of kill -9 over backups beside imports: `kill_backups.py FOLDER ROUNDS SEED`."""

from __future__ import annotations

import shutil
import sys
import zoneinfo
from pathlib import Path

import cryptography.hazmat.primitives.ciphers.aead
import duckdb
import sqlglot

from goodwill.book import Book
from goodwill.book.backup import backup
from goodwill.book.restoring import restore
from goodwill.house.settings import template
from goodwill.moments.journal import engine
from goodwill.standards import standard
from tests.journal import killing, records

MOMENTS = 30
WARM = (duckdb, cryptography, sqlglot, standard, zoneinfo.ZoneInfo("Europe/Warsaw"))
"""What every round needs is loaded once; none of it starts a thread."""


def work(folder: Path, say: killing.Say, place: int) -> None:
    """Import and back up in turn, with the keys in the archive or apart."""
    book = Book.open(folder / "book")
    con = engine("200MB", folder / "book")
    for step in range(10_000):
        number = place * 1000 + step
        draft = records.draft(con, range(number * MOMENTS, (number + 1) * MOMENTS), customers=7)
        say("begin", f"import {number}")
        book.journal.write(con, **draft)
        say("done", f"import {number}")
        target = folder / "kept" / f"{number:06d}.tar.gz"
        say("begin", f"backup {number}")
        keys = target.with_suffix(".keys") if step % 2 else None
        backup(book, target, keys=keys)
        say("done", f"backup {number}")


def judge(folder: Path, told: killing.Told) -> list[str]:
    """Restore every backup that has its name; what was acknowledged must be there and in it."""
    imported = [int(said.split()[1]) for said in told.done if said.startswith("import")]
    taken = {int(said.split()[1]) for said in told.done if said.startswith("backup")}
    kept = {int(path.name[:6]): path for path in (folder / "kept").glob("*.tar.gz")}
    found = [f"backup {number} was lost" for number in taken if number not in kept]
    for number, path in sorted(kept.items())[-2:]:
        target = folder / "restored"
        keys = path.with_suffix(".keys")
        restored = restore(path, target, keys if keys.exists() else None)
        found += [f"backup {number}: {problem}" for problem in restored.problems]
        before = len([one for one in imported if one <= number])
        batches = restored.book.journal.batches()
        found += [f"backup {number} lacks imports"] if len(batches) < before else []
        found += [f"backup {number} has half an import"
                  for batch in batches if batch.moments != MOMENTS]  # fmt: skip
        name = restored.book.journal.reveal([records.customer(1)])
        found += [] if name[records.customer(1)].get("name") else [f"backup {number}: no names"]
        shutil.rmtree(target)
    return found


def main(folder: Path, number: int, seed: int) -> None:
    """Make a small book and kill its backups."""
    (folder / "kept").mkdir(parents=True)
    Book.adopt(folder / "book", template("Acme", "EUR", "Europe/Warsaw", "en"))
    killing.tell(
        killing.rounds(
            number,
            lambda say, place: work(folder, say, place),
            lambda told: judge(folder, told),
            steps=2.5,
            seed=seed,
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
