"""A small simulated company, imported and closed once a run for all tests that only read it.

Under pytest-xdist one worker makes it and the others wait; each gets the same folder.
"""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest

from goodwill.book import Book
from goodwill.book.importing import Outcome, Request, import_file
from goodwill.example import Example, write

if TYPE_CHECKING:
    from pathlib import Path

SEED, CUSTOMERS = 5, 150


class Made(NamedTuple):
    """The book of the company, its record files with their truth, and what each import did."""

    book: Book
    example: Example
    outcomes: dict[str, Outcome]


def quiet(_sentence: str) -> None:
    """Say nothing."""


def make(folder: Path) -> tuple[Example, dict[str, Outcome]]:
    """Write the records of the company, import them all, and close the book."""
    example = write(folder / "records", seed=SEED, size=CUSTOMERS)
    book = Book.adopt(folder / "book", example.settings.read_text(encoding="utf-8"))
    outcomes = {
        path.name: import_file(book, Request(str(path), keep_good=True), quiet)
        for path in example.files
    }
    book.close(None, quiet)
    return example, outcomes


def made_once(folder: Path) -> Made:
    """Make the company in this folder, or wait for who is making it; never twice."""
    folder.mkdir(exist_ok=True)
    told = folder / "made.pickle"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            told.write_bytes(pickle.dumps(make(folder)))
    example, outcomes = pickle.loads(told.read_bytes())
    return Made(Book.open(folder / "book"), example, outcomes)


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> Made:
    """The company; tests that use it change nothing."""
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    return made_once(shared / "made-company")


@pytest.fixture
def own(made, tmp_path) -> Made:
    """A copy of the company that a test may change."""
    shutil.copytree(made.book.folder, tmp_path / "book")
    return made._replace(book=Book.open(tmp_path / "book"))
