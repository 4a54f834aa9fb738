"""Take back an import."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from goodwill.cli.main import narrate
from goodwill.words import _

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("batch")
@click.pass_obj
def command(folder: Path, batch: str) -> None:
    """Take back an import as if it had never been; closed books stay as they were."""
    from goodwill.book import Book

    Book.open(folder).journal.undo(batch)
    narrate(_("Import {batch} is undone. Close the book to see it without.", batch=batch))
