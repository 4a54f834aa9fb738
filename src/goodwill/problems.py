"""Problems as data: where it is wrong, what is wrong, and what to do next."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

OK, FINDINGS, USAGE, BAD_INPUT, CONFIGURATION, INTEGRITY, BUG, INTERRUPTED = (
    0, 1, 2, 3, 4, 5, 70, 130,
)  # fmt: skip
"""The exit codes of the command line, in the order of DESIGN §10."""


class Problem(NamedTuple):
    """One thing that is wrong, at its place, with the next step; never raised, always collected."""

    where: str
    what: str
    hint: str = ""

    def __str__(self) -> str:
        """Print it as a compiler would: the place, the fault, and the advice on its own line."""
        line = f"{self.where}: {self.what}" if self.where else self.what
        return f"{line}\n    {self.hint}" if self.hint else line


class GoodwillError(Exception):
    """A command cannot go on; it carries every problem found, not only the first."""

    exit_code = BAD_INPUT

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__(self.problems)  # so that it comes whole out of a subprocess

    def __str__(self) -> str:
        """Print every problem, each on lines of its own."""
        return "\n".join(str(problem) for problem in self.problems)


class InputError(GoodwillError):
    """The records given cannot be read or do not fit."""


class UsageError(GoodwillError):
    """The command was called with something that it does not know."""

    exit_code = USAGE


class ConfigurationError(GoodwillError):
    """The settings, a standard or a mapping of the book cannot be used."""

    exit_code = CONFIGURATION


class IntegrityError(GoodwillError):
    """The book on disk is not what its manifest says."""

    exit_code = INTEGRITY


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Give the known word most like the given one, or None when nothing resembles it."""
    choices = {choice.lower(): choice for choice in known}
    found = difflib.get_close_matches(word.lower(), list(choices), n=1, cutoff=0.6)
    return choices[found[0]] if found else None
