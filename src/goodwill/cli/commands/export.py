"""Give out all that is known of a person."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("party")
@click.pass_obj
def command(folder: Path, party: str) -> None:
    """Print everything the book knows of a party, as JSON."""
    from goodwill.book import Book

    book = Book.open(folder)
    known = book.journal.export(book.party(party))
    click.echo(json.dumps(known, ensure_ascii=False, indent=2, default=str))
