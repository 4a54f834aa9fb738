"""The linter of one company: the shipped rules, its own over them, and its dictionary."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goodwill.book.book import Book
    from goodwill.language.linter import Linter

RULES: Final = "rules"
"""The folder of a company's own rules."""


def own_rules(book: Book) -> Path | None:
    """Give the folder of the company's own rules, where it has one."""
    folder = book.folder / RULES
    return folder if folder.is_dir() else None


def linter_of(book: Book) -> Linter:
    """Make the linter of a book; rules of the company that are wrong are a ConfigurationError."""
    from goodwill.language.linter import Linter
    from goodwill.language.pack import read_all

    packs, _problems = read_all(own_rules(book))
    return Linter.of(packs, book.settings.words)


def version_of(book: Book) -> str:
    """Name the rules by which a text is read now: whatever changes them changes the name."""
    digest = hashlib.sha256(repr(book.settings.words).encode())
    for path in _files(own_rules(book)):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _files(own: Path | None) -> Iterator[Path]:
    """List what decides about a remark: the engine, the shipped rules and the company's own."""
    import goodwill.language

    here = Path(goodwill.language.__file__).parent
    for folder in (here, *([own] if own else [])):
        yield from sorted(each for each in folder.rglob("*") if each.suffix in {".py", ".yml"})
