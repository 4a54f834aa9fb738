"""Write the example company's files."""

from __future__ import annotations

from pathlib import Path

import click

from goodwill.cli.main import narrate
from goodwill.words import _


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--size", default=2000, show_default=True, help="How many customers.")
@click.option("--seed", default=1, show_default=True, help="Another seed, another company.")
def command(folder: Path, size: int, seed: int) -> None:
    """Write the record files of a simulated company, with its truth in a file apart."""
    from goodwill.example import write

    written = write(folder, seed=seed, size=size)
    narrate(_("Everything in {folder} is simulated.", folder=folder))
    for path in written.files:
        click.echo(path)
