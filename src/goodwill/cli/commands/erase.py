"""Erase a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from goodwill.cli.main import narrate
from goodwill.words import _

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("party")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def command(folder: Path, party: str, yes: bool) -> None:
    """Erase a party's name, number, address and texts for ever; its moments stay, nameless."""
    from goodwill.book import Book

    book = Book.open(folder)
    found = book.party(party)
    if not yes:
        click.confirm(
            _("Erase {party} for ever? This cannot be undone.", party=party), abort=True, err=True
        )
    book.journal.erase(found)
    narrate(_("Erased. What happened is still counted, but nobody can tell with whom."))
