"""A small book of messages with rules of its own, so that what is remarked is known."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

from goodwill.book import Book
from goodwill.book.importing import Request, import_file
from goodwill.book.remarking import read_texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

RULE = """
rules:
- id: {concern}.own
  level: {level}
  scope: sentence
  only: {only}
  any: [{words}]
  say: Write it otherwise.
  instead: warm words
  why: It hurts.
  bad: [This is {words}.]
  good: [This is fine.]
"""
RULES = {
    "blame": {"level": "warn", "only": "out", "words": "zonk brak"},
    "refusal": {"level": "hint", "only": "out", "words": "flum vark"},
    "contempt": {"level": "warn", "only": "note", "words": "grub nork"},
}
STAFF = "number,name,team,from\nanna,Anna Brown,Desk,2026-01-01\nbob,Bob Gray,Desk,2026-01-01\n"
BLAME = "Hello, the parcel that you wanted is zonk brak today."
HINT = "Hello, the parcel that you wanted is flum vark today."
FINE = "Hello, the parcel that you wanted left us this morning."


def message(number: int, direction: str, text: str, **given: str) -> dict[str, str]:
    """Write one message as the mail program would."""
    return {
        "message_id": f"M{number}", "thread_id": "t1", "direction": direction, "text": text,
        "sent_at": f"2026-03-02T{9 + number // 60:02}:{number % 60:02}:00Z", "customer_id": "acme",
        "agent": "anna", "channel": "email", **given,
    }  # fmt: skip


def book_of(folder: Path, messages: list[dict[str, str]]) -> Book:
    """Make a book of messages, with rules of the company's own."""
    book = Book.create(folder / "book", "Bolt")
    for concern in RULES:
        rule(book, concern)
    add(book, folder, messages)
    return book


def rule(book: Book, concern: str, **other: str) -> None:
    """Write a rule of the company's own, with something otherwise."""
    own = book.folder / "rules" / "en"
    own.mkdir(parents=True, exist_ok=True)
    text = RULE.format(concern=concern, **{**RULES[concern], **other})
    (own / f"{concern}.yml").write_text(text, encoding="utf-8")


def add(book: Book, folder: Path, messages: list[dict[str, str]]) -> None:
    """Import messages and the staff list."""
    (folder / "staff.csv").write_text(STAFF, encoding="utf-8")
    path = folder / "messages.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in messages), encoding="utf-8")
    columns = {"number": "person", "name": "name", "team": "team", "from": "from_date"}
    import_file(book, Request(str(folder / "staff.csv"), "staff", columns=columns), _quiet)
    import_file(book, Request(str(path), "messages"), _quiet)


def _quiet(_sentence: str) -> None:
    """Say nothing."""


@contextmanager
def read(book: Book) -> Iterator[DuckDBPyConnection]:
    """Read the texts of a book as a close does; gives the tables."""
    with book.engine() as con:
        book.journal.restamp(con)
        book.journal.attach(con)
        for name in ("moments", "lines"):
            con.execute(f"CREATE TEMP TABLE kept_{name} AS SELECT * FROM {name}")
            con.execute(f"DROP VIEW {name}")
            con.execute(f"ALTER TABLE kept_{name} RENAME TO {name}")
        read_texts(con, book)
        yield con
