"""List the imports."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def command(folder: Path, as_json: bool) -> None:
    """List the imports, oldest first; each can be undone by its name."""
    from goodwill.book import Book

    batches = Book.open(folder).journal.batches()
    if as_json:
        rows = [
            {
                "name": each.name,
                "source": each.source,
                "file": each.file,
                "written_at": str(each.written_at),
                "new": each.new,
                "corrected": each.corrected,
                "repeated": each.repeated,
            }
            for each in batches
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for each in batches:
        click.echo(f"{each.name}  {each.source:<14} {each.new:>9} {each.corrected:>6}  {each.file}")
