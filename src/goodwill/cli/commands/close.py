"""Close the book."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from goodwill.cli.main import narrate
from goodwill.words import _

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path


@click.command()
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Close at the end of this day (else of the newest moment's day).",
)
@click.pass_obj
def command(folder: Path, as_of: dt.datetime | None) -> None:
    """Judge and price all moments, and publish a new closed book at once."""
    from goodwill.book import Book

    path = Book.open(folder).close(as_of.date() if as_of else None, narrate)
    narrate(_("Closed: {path}", path=path))
    click.echo(path.stem)
