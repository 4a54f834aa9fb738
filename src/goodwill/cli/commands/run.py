"""Do what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from goodwill.cli import spoken
from goodwill.cli.interrupts import heeded, interrupted
from goodwill.cli.narration import narrate
from goodwill.words import _, mark

if TYPE_CHECKING:
    from pathlib import Path


@spoken.command()
@spoken.option("--once", is_flag=True, help=mark("Do what is due now, and end."))
@click.pass_obj
def command(folder: Path, once: bool) -> None:
    """Send letters and close the book when they are due, until Ctrl-C.

    The office does so itself as long as it is served; this is for where it is not, or where it was
    started with --no-scheduler.
    """
    from goodwill.book import Book
    from goodwill.web.office import open_office
    from goodwill.web.scheduler import round_of_work, work

    book = Book.open(folder)
    open_office(folder, address=book.settings.office_address or "")
    if once:
        round_of_work()
        return
    narrate(_("The scheduler works; Ctrl-C ends it."))
    with heeded(always=True):
        work(folder, lambda: not interrupted())
        if interrupted():
            raise KeyboardInterrupt
