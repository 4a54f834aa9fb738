"""Importing order lines, from the file to a batch that survives a crash, against bare read_csv."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.memory import peak_megabytes

from goodwill.book import Book
from goodwill.book.importing import Request, import_file
from goodwill.moments.journal import engine

LINES = 1_000_000


def run(number: int = LINES) -> list[dict[str, Any]]:
    """Import a million order lines of 250,000 orders; then the same file again."""
    with tempfile.TemporaryDirectory() as folder:
        path = generate(Path(folder), number)
        book = Book.create(Path(folder) / "book", "Benchmark")
        bare = _seconds(lambda: scan(path))
        first = _seconds(lambda: import_file(book, Request(str(path)), lambda _said: None))
        again = _seconds(lambda: import_file(book, Request(str(path)), lambda _said: None))
    memory = peak_megabytes()
    return [
        {"name": "bare read_csv", "value": number / bare, "unit": "lines per CPU s"},
        {"name": "import", "value": number / first, "unit": "lines per CPU s"},
        {"name": "import / bare", "value": first / bare, "unit": "times"},
        {"name": "the same file again / bare", "value": again / bare, "unit": "times"},
        {"name": "most memory of the process", "value": memory, "unit": "MB"},
    ]


def generate(folder: Path, number: int) -> Path:
    """Write order lines as a shop exports them."""
    chance = random.Random(1)
    path = folder / "orders.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("Order No,Customer No,Order Date,Article,Description,Quantity,Unit Price\n")
        for line in range(number):
            order = line // 4
            day, minute = divmod(order, 720)
            date = f"2025-{1 + day // 28 % 12:02d}-{1 + day % 28:02d}"
            file.write(
                f"{order},C{order * 7919 % 50_000},{date} {8 + minute // 60:02d}:{minute % 60:02d},"
                f"A{chance.randrange(4000)},some goods of the season,{chance.randrange(1, 13)},"
                f"{chance.randrange(100, 9999) / 100}\n"
            )
    return path


def scan(path: Path) -> None:
    """Read every column of the file and keep nothing."""
    with engine() as con:
        con.execute(f"SELECT max(COLUMNS(*)) FROM read_csv('{path}', all_varchar=true)").fetchall()


def _seconds(work: Any) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


if __name__ == "__main__":
    for row in run():
        print(row)
