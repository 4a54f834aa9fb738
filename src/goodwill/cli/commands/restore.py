"""Restore a book from a backup."""

from __future__ import annotations

import os
from pathlib import Path

import click

from goodwill.cli import spoken
from goodwill.cli.columns import print_json
from goodwill.cli.narration import complain, narrate
from goodwill.problems import FINDINGS, OK
from goodwill.words import _, mark, ngettext


@spoken.command()
@spoken.argument("file", type=click.Path(path_type=Path))
@spoken.argument("folder", type=click.Path(path_type=Path))
@spoken.option(
    "--keys",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=mark("The keys, where they were kept apart."),
)
@spoken.option("--json", "as_json", is_flag=True, help=mark("Print JSON for other programs."))
def command(file: Path, folder: Path, keys: Path | None, as_json: bool) -> int:
    """Restore a backup into a folder that is empty or not there yet, and check the book."""
    from goodwill.book.restoring import restore

    restored = restore(file, folder, keys)
    if as_json:
        print_json(
            {
                "folder": str(folder),
                "files": restored.files,
                "made_at": restored.made_at,
                "company": restored.company,
                "problems": list(map(str, restored.problems)),
            }
        )
    else:
        narrate(
            ngettext("The book of {name} is back as of {when}: {number} file, all as they were.",
                     "The book of {name} is back as of {when}: {number} files, all as they were.",
                     restored.files, name=restored.company, when=restored.made_at)
        )  # fmt: skip
        complain(restored.problems)
        if os.environ.get("GOODWILL_OFFICE_DATABASE"):
            narrate(_("Its office lies in the book's folder; move it into your database with"
                      " `goodwill office move`."))  # fmt: skip
        click.echo(str(folder))
    return FINDINGS if restored.problems else OK
