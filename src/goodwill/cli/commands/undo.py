"""Take back an import."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from goodwill.cli import spoken
from goodwill.cli.narration import narrate
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from pathlib import Path


@spoken.command()
@spoken.argument("name", metavar="IMPORT")
@click.pass_obj
def command(folder: Path, name: str) -> None:
    """Take back an import as if it had never been; closed books stay as they were."""
    from goodwill.book import Book

    batch = Book.open(folder).journal.undo(name)
    narrate(
        ngettext(
            "The import {name} of {file} is undone: {number} moment is gone.",
            "The import {name} of {file} is undone: {number} moments are gone.",
            batch.moments, name=batch.name, file=batch.file,
        )
    )  # fmt: skip
    narrate(_("Close the book to see it without."))
