"""Whatever is killed, and whoever else is at it: a closed book is whole, and the last one stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from goodwill.book import Book
from goodwill.moments.journal import engine
from tests.book import kill_closes
from tests.company import quiet
from tests.journal import killing, records
from tests.racing import at_once

ROUNDS = int(os.environ.get("GOODWILL_KILL_ROUNDS", "40"))


@pytest.mark.parametrize("seed", [2026])
def test_kill_9_over_imports_and_closes_loses_nothing_and_shows_no_half_closed_book(tmp_path, seed):
    script = Path(kill_closes.__file__)

    outcome = killing.run(script, tmp_path, ROUNDS, seed)

    assert outcome.violations == []
    assert (outcome.rounds, outcome.killed) == (ROUNDS, ROUNDS)
    assert outcome.acknowledged > ROUNDS / 4
    assert outcome.cut_short > ROUNDS / 3


@pytest.fixture
def book(tmp_path) -> Book:
    """A book of two imports, not closed yet."""
    kill_closes.new_book(tmp_path / "acme")
    book = Book.open(tmp_path / "acme")
    con = engine("200MB")
    for number in range(2):
        bring(book, con, number)
    con.close()
    return book


def bring(book: Book, con, number: int) -> str:
    first = number * kill_closes.MOMENTS
    draft = records.draft(con, range(first, first + kill_closes.MOMENTS), customers=7)
    return book.journal.write(con, **draft).name


def all_whole(book: Book) -> None:
    files = book.closed_files()
    assert files
    for path in files:
        assert kill_closes.faults(path, None, []) == [], path
    assert book.check() == []


def test_two_closes_at_once_make_two_whole_books(book):
    closes = [lambda: Book.open(book.folder).close(None, quiet)] * 2
    assert at_once(*closes) == []
    assert len(book.closed_files()) == 2
    all_whole(book)


def test_closing_while_an_import_runs_sees_it_wholly_or_not_at_all(book):
    con = engine("200MB")
    other = Book.open(book.folder)
    imports = [lambda: [bring(other, con, number) for number in range(2, 8)]]
    closes = [lambda: [Book.open(book.folder).close(None, quiet) for _again in range(2)]]
    assert at_once(*imports, *closes) == []
    assert len(book.journal.batches()) == 8
    all_whole(book)


def test_undoing_while_a_close_runs_takes_the_import_wholly_or_not_at_all(book):
    con = engine("200MB")
    names = [bring(book, con, number) for number in range(2, 8)]
    other = Book.open(book.folder)
    undoing = [lambda: [other.journal.undo(name) for name in names]]
    closes = [lambda: [Book.open(book.folder).close(None, quiet) for _again in range(2)]]
    assert at_once(*undoing, *closes) == []
    assert len(book.journal.batches()) == 2
    all_whole(book)
