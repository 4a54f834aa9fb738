"""Do what is due."""

from __future__ import annotations

import contextlib
import signal
from typing import TYPE_CHECKING

import click

from goodwill.cli import spoken
from goodwill.cli.narration import narrate
from goodwill.words import _, mark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import FrameType


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
    with _interrupts() as came:
        work(folder, lambda: not came)
    if came:
        raise KeyboardInterrupt


@contextlib.contextmanager
def _interrupts() -> Iterator[list[int]]:
    """Remember Ctrl-C as well: what is raised amid an import or a clean-up may be lost."""
    came: list[int] = []

    def interrupted(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield came
    finally:
        signal.signal(signal.SIGINT, before)
