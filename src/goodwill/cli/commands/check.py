"""Check the book."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from goodwill.cli.main import narrate
from goodwill.problems import FINDINGS
from goodwill.words import _

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def command(folder: Path, as_json: bool) -> int:
    """Check the journal against its manifest, and settings and standards for faults."""
    from goodwill.book import Book

    book = Book.open(folder)
    book.standards()
    problems = book.journal.check()
    if as_json:
        click.echo(json.dumps([each._asdict() for each in problems], ensure_ascii=False, indent=2))
    else:
        for each in problems:
            click.echo(str(each))
    narrate(_("All is as it should be.") if not problems else _("The book is damaged."))
    return FINDINGS if problems else 0
