"""Serve the office."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from goodwill.cli import spoken
from goodwill.words import mark

if TYPE_CHECKING:
    from pathlib import Path


@spoken.command()
@spoken.option(
    "--host", default="127.0.0.1", show_default=True, help=mark("The address to listen on.")
)
@spoken.option(
    "--port",
    default=8321,
    type=click.IntRange(1, 65_535),
    metavar="PORT",
    show_default=True,
    help=mark("The port; the next free if taken."),
)
@click.pass_obj
def command(folder: Path, host: str, port: int) -> None:
    """Serve the pages of the book until Ctrl-C."""
    from goodwill.book import Book
    from goodwill.web.serving import serve

    Book.open(folder)
    serve(folder, host=host, port=port)
