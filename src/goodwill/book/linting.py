"""The linter of one company: the shipped rules, its own over them, its words and its labels."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from goodwill.book import labels
from goodwill.language.belief import LOWER, steps_back
from goodwill.problems import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goodwill.book.book import Book
    from goodwill.language.linter import Linter, Message, Remark
    from goodwill.problems import Problem

RULES: Final = "rules"
"""The folder of a company's own rules."""


class Judgement(NamedTuple):
    """What people have said of remarks so far: what is dismissed, and which rules step back."""

    dismissed: frozenset[tuple[str, str]]
    back: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, said: Iterable[labels.Label]) -> Judgement:
        """Sum up labels; a rule that an owner keeps on does not step back."""
        every = list(said)
        kept = labels.kept(every)
        back = {
            rule
            for rule, each in labels.counts(every).items()
            if rule not in kept and steps_back(each.right, each.wrong)
        }
        return cls(labels.dismissed(every), frozenset(back))

    def weight(self, rule: str, language: str, level: str) -> str:
        """Give the weight that a remark has now; nothing where its rule has fallen silent."""
        return LOWER.get(level, level) if (rule, language) in self.back else level


class Checked(NamedTuple):
    """A message read: its languages, the remarks that stand, and how many were dismissed before."""

    languages: tuple[str, ...]
    remarks: tuple[Remark, ...]
    dismissed: int


class Checker(NamedTuple):
    """The linter of a book with what people there have said of its remarks."""

    linter: Linter
    judgement: Judgement
    secret: bytes
    problems: tuple[Problem, ...] = ()
    """What is wrong with the company's own rules, which are then left out."""

    def check(self, message: Message) -> Checked:
        """Read a message, and keep silent where its words were dismissed before."""
        found = [
            one._replace(level=self.judgement.weight(one.rule, one.language, one.level))
            for one in self.linter.remarks(message)
        ]
        loud = [one for one in found if one.level]
        kept = tuple(
            one
            for one in loud
            if (one.rule, self.digest(one.excerpt)) not in self.judgement.dismissed
        )
        return Checked(self.linter.languages(message), kept, len(loud) - len(kept))

    def digest(self, words: str) -> str:
        """Give the keyed digest under which words that were remarked on are known again."""
        return labels.digest(self.secret, words)


def checker_of(book: Book) -> Checker:
    """Make the checker of a book, as its rules and labels stand now.

    Where rules of the company are wrong, only the shipped ones are used, and it is told why.
    """
    judgement = Judgement.of(labels.noted(book.folder))
    try:
        return Checker(linter_of(book), judgement, book.journal.secret)
    except ConfigurationError as error:
        return Checker(
            linter_of(book, own=False), judgement, book.journal.secret, tuple(error.problems)
        )


def state_of(book: Book) -> tuple[object, ...]:
    """Give what changes whenever a checker of this book must be made anew."""
    own = own_rules(book)
    files = sorted(own.rglob("*.yml")) if own else []
    return tuple(
        (str(path), found.st_mtime_ns, found.st_size)
        for path in [*files, book.folder / labels.NAME]
        if path.is_file() and (found := path.stat())
    )


def own_rules(book: Book) -> Path | None:
    """Give the folder of the company's own rules, where it has one."""
    folder = book.folder / RULES
    return folder if folder.is_dir() else None


def linter_of(book: Book, *, own: bool = True) -> Linter:
    """Make the linter of a book; rules of the company that are wrong are a ConfigurationError."""
    from goodwill.language.linter import Linter
    from goodwill.language.pack import load

    return Linter.of(load(own_rules(book) if own else None), book.settings.words)


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
