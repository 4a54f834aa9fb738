"""Make a new book."""

from __future__ import annotations

from pathlib import Path

import click

from goodwill.cli.main import narrate
from goodwill.words import _


@click.command()
@click.argument("book", type=click.Path(path_type=Path))
@click.option("--name", help="The company's name (else the folder's name).")
@click.option("--currency", default="EUR", show_default=True, help="ISO 4217, as in EUR.")
@click.option("--zone", default="UTC", show_default=True, help="Time zone, as in Europe/Warsaw.")
@click.pass_context
def command(ctx: click.Context, book: Path, name: str | None, currency: str, zone: str) -> None:
    """Make a new book: settings with a sentence for each, and an empty journal."""
    from goodwill.book import Book
    from goodwill.words import language

    del ctx
    Book.create(book, name or book.resolve().name, currency, zone, language())
    narrate(_("{book} is ready. Look at its goodwill.toml, then: goodwill --book {book} import FILE",
              book=book))  # fmt: skip
