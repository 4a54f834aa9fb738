"""A small simulated company, imported and closed once for all tests that only read it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from goodwill.book import Book
from goodwill.book.importing import Outcome, Request, import_file
from goodwill.example import Example, write


class Made(NamedTuple):
    book: Book
    example: Example
    outcomes: dict[str, Outcome]


def quiet(_sentence: str) -> None:
    """Say nothing."""


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> Made:
    folder = tmp_path_factory.mktemp("made")
    example = write(folder / "records", seed=5, size=150)
    book = Book.adopt(folder / "book", example.settings.read_text(encoding="utf-8"))
    outcomes = {
        Path(path).name: import_file(book, Request(str(path), keep_good=True), quiet)
        for path in example.files
    }
    book.close(None, quiet)
    return Made(book, example, outcomes)


@pytest.fixture
def own(made, tmp_path) -> Made:
    """A copy of the small company that a test may change."""
    shutil.copytree(made.book.folder, tmp_path / "book")
    return made._replace(book=Book.open(tmp_path / "book"))
