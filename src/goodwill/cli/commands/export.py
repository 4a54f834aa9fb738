"""Give out all that is known of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from goodwill.cli import spoken
from goodwill.cli.columns import print_json

if TYPE_CHECKING:
    from pathlib import Path


@spoken.command()
@spoken.argument("party")
@click.pass_obj
def command(folder: Path, party: str) -> None:
    """Print everything the book knows of a party, as JSON."""
    from goodwill.book import Book

    book = Book.open(folder)
    print_json(book.journal.export(book.party(party)))
