"""The office's own database."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from goodwill.cli import spoken
from goodwill.cli.narration import narrate
from goodwill.problems import FINDINGS, OK, Problem, UsageError
from goodwill.words import _, mark, ngettext

if TYPE_CHECKING:
    from pathlib import Path

VARIABLE = "GOODWILL_OFFICE_DATABASE"


@spoken.group()
def command() -> None:
    """Move the office's database, or check how the office is set up."""


@command.command()
@spoken.argument("url", required=False)
@spoken.option(
    "--back", is_flag=True, help=mark("From PostgreSQL back into a file of the book's folder.")
)
@click.pass_obj
def move(folder: Path, url: str | None, back: bool) -> None:
    """Move the office from its file into an empty PostgreSQL database, row for row.

    The address is given here or by GOODWILL_OFFICE_DATABASE. Every table is compared afterwards;
    where anything differs, nothing is kept. The file stays, under another name.
    """
    from goodwill.book import Book
    from goodwill.web.serving import open_sign

    Book.open(folder)
    address = url or os.environ.get(VARIABLE)
    if not address:
        what = _("It is not said into which database.")
        raise UsageError(Problem("", what, _("Name it in {variable}.", variable=VARIABLE)))
    with open_sign(folder, alone=True):
        (_back if back else _there)(folder, address)


def _there(folder: Path, address: str) -> None:
    from goodwill.web.moving import leave_file
    from goodwill.web.office import MOVED

    _tell(leave_file(folder, address, narrate).rows)
    narrate(_("From now on the office needs {variable}; the file stays as {file}.",
              variable=VARIABLE, file=folder / MOVED))  # fmt: skip


def _back(folder: Path, address: str) -> None:
    from goodwill.web.moving import return_to_file
    from goodwill.web.office import FILE

    _tell(return_to_file(folder, address, narrate).rows)
    narrate(_("From now on the office is in {file}; unset {variable}.",
              file=folder / FILE, variable=VARIABLE))  # fmt: skip


def _tell(rows: int) -> None:
    said = ngettext("{number} row moved, and compared.", "{number} rows moved, and compared.", rows)
    narrate(said)


@command.command()
@spoken.option(
    "--behind-https", "secure", is_flag=True, help=mark("As it is served behind a proxy.")
)
@click.pass_obj
def check(folder: Path, secure: bool) -> int:
    """Ask Django what it finds wrong with how the office is set up."""
    from goodwill.book import Book
    from goodwill.web.office import advice

    address = Book.open(folder).settings.office_address or ""
    found = advice(folder, address=address, secure=secure)
    if found:
        click.echo(found)
    return FINDINGS if found else OK
