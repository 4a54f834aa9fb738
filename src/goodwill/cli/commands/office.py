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
    from django.db import connection

    from goodwill.web.moving import move as move_rows
    from goodwill.web.office import FILE, MOVED, in_sqlite, open_office

    if not (folder / FILE).exists():
        what = _("There is no office in this folder.")
        raise UsageError(Problem(str(folder / FILE), what, _("It is made by `goodwill serve`.")))
    open_office(folder, database=in_sqlite(folder / FILE))
    moved = move_rows(address, narrate)
    connection.close()
    (folder / FILE).rename(folder / MOVED)
    _tell(moved.rows)
    narrate(_("From now on the office needs {variable}; the file stays as {file}.",
              variable=VARIABLE, file=folder / MOVED))  # fmt: skip


def _back(folder: Path, address: str) -> None:
    from goodwill.web.moving import move_into_file
    from goodwill.web.office import FILE, in_postgres, open_office

    open_office(folder, database=in_postgres(address))
    moved = move_into_file(folder / FILE, narrate)
    (folder / FILE).chmod(0o600)
    _tell(moved.rows)
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
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError

    from goodwill.book import Book
    from goodwill.web.office import open_office

    address = Book.open(folder).settings.office_address or ""
    open_office(folder, address=address, secure=secure)
    try:
        call_command("check", deploy=True, fail_level="WARNING", databases=["default"])
    except SystemCheckError as error:
        click.echo(str(error))
        return FINDINGS
    return OK
