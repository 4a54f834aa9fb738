"""Check the book."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from goodwill.cli import spoken
from goodwill.cli.columns import print_json
from goodwill.cli.narration import complain, narrate
from goodwill.problems import INTEGRITY, OK
from goodwill.words import _, mark, ngettext

if TYPE_CHECKING:
    from pathlib import Path


@spoken.command()
@spoken.option("--json", "as_json", is_flag=True, help=mark("Print JSON for other programs."))
@click.pass_obj
def command(folder: Path, as_json: bool) -> int:
    """Check settings, standards, the journal and every closed book for faults and damage."""
    from goodwill.book import Book

    problems = Book.open(folder).check()
    if as_json:
        print_json([each._asdict() for each in problems])
    else:
        complain(problems)
    if not problems:
        narrate(_("All is as it should be."))
        return OK
    narrate(ngettext("{number} fault was found.", "{number} faults were found.", len(problems)))
    return INTEGRITY
