"""Back the book up."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from goodwill.cli import spoken
from goodwill.cli.columns import print_json
from goodwill.cli.narration import narrate
from goodwill.words import _, grouped, mark, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable

    from goodwill.book.backup import Backup


@spoken.command()
@spoken.argument("file", type=click.Path(path_type=Path), required=False)
@spoken.option(
    "--keys",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=mark(
        "Keep the keys of names and texts apart, in this file. Of these keep the newest alone: then"
        " who is erased is erased in all earlier backups too."
    ),
)
@spoken.option("--json", "as_json", is_flag=True, help=mark("Print JSON for other programs."))
@click.pass_obj
def command(folder: Path, file: Path | None, keys: Path | None, as_json: bool) -> None:
    """Write all of the book into one file (or into a folder), while others go on working.

    Journal, keys, closed books, settings, standards and the office's database. The file has its
    name only once it is whole.
    """
    from goodwill.book import Book
    from goodwill.book.backup import backup, named

    book = Book.open(folder)
    target = file or Path()
    if target.is_dir():
        target /= named(book, dt.datetime.now())  # noqa: DTZ005  # by the clock of whoever files it
    made = backup(book, target, keys=keys, office=_elsewhere(folder))
    if as_json:
        print_json({**made._asdict(), "path": str(made.path)})
        return
    _tell(made)
    click.echo(str(made.path))


def _elsewhere(folder: Path) -> Callable[[Path], None] | None:
    """Say how to take down the office where it is not in the book's folder."""
    if not os.environ.get("GOODWILL_OFFICE_DATABASE"):
        return None

    def taken_down(place: Path) -> None:
        from goodwill.web.moving import move_into_file
        from goodwill.web.office import open_office

        open_office(folder)
        move_into_file(place)

    return taken_down


def _tell(made: Backup) -> None:
    narrate(
        ngettext("{number} file, {size} kB: {path}", "{number} files, {size} kB: {path}",
                 made.files, size=grouped(made.size // 1000 + 1), path=made.path)
    )  # fmt: skip
    if made.keys:
        narrate(_("The keys of names and texts are in {file}; without it nobody can read them.",
                  file=made.keys))  # fmt: skip
    else:
        narrate(_("It holds the keys: whoever has it can read every name. Keep it like the book."))
