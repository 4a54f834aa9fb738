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
@spoken.option(
    "--behind-https",
    "proxy",
    is_flag=False,
    flag_value="127.0.0.1",
    default="",
    metavar="PROXY",
    help=mark(
        "A proxy at this address (else on this machine) speaks https for the office, and is"
        " believed; nothing is served without it."
    ),
)
@spoken.option(
    "--scheduler/--no-scheduler",
    default=True,
    help=mark("Send letters and close the book when they are due (else leave it to `run`)."),
)
@click.pass_obj
def command(folder: Path, host: str, port: int, proxy: str, scheduler: bool) -> None:
    """Serve the pages of the book until Ctrl-C."""
    from goodwill.book import Book
    from goodwill.web.serving import serve

    Book.open(folder)
    serve(folder, host=host, port=port, proxy=proxy, scheduler=scheduler)
