"""Erase a person."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from goodwill.cli import spoken
from goodwill.cli.narration import narrate
from goodwill.problems import Problem, UsageError
from goodwill.words import _, mark

if TYPE_CHECKING:
    from pathlib import Path


@spoken.command()
@spoken.argument("party")
@spoken.option("--yes", is_flag=True, help=mark("Do not ask."))
@click.pass_obj
def command(folder: Path, party: str, yes: bool) -> None:
    """Erase a party's name, number, address and texts for ever; its moments stay, nameless."""
    from goodwill.book import Book

    book = Book.open(folder)
    found = book.party(party)
    if not yes:
        _ask(party, book.journal.reveal([found]).get(found, {}).get("name", party))
    book.erase(found)
    narrate(_("Erased. What happened is still counted, but nobody can tell with whom."))


def _ask(party: str, name: str) -> None:
    if not sys.stdin.isatty():
        raise UsageError(
            Problem(party, _("Erasing cannot be undone, and there is nobody here to ask."),
                    _("Say --yes if you are sure."))
        )  # fmt: skip
    sentence = _("Erase {name} for ever? This cannot be undone.", name=name)
    click.confirm(sentence, abort=True, err=True)
