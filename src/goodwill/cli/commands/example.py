"""Write the example company's files."""

from __future__ import annotations

from pathlib import Path

import click

from goodwill.cli import spoken
from goodwill.cli.narration import narrate
from goodwill.words import _, mark


@spoken.command()
@spoken.argument("folder", type=click.Path(path_type=Path))
@spoken.option("--size", default=2000, show_default=True, help=mark("How many customers."))
@spoken.option("--seed", default=1, show_default=True, help=mark("Another seed, another company."))
def command(folder: Path, size: int, seed: int) -> None:
    """Write the record files of a simulated company, with its truth in a file apart."""
    from goodwill.example import write

    written = write(folder, seed=seed, size=size, plays=True)
    for path in written.files:
        click.echo(path)
    narrate(_("Everything in {folder} is simulated.", folder=folder))
    narrate(_("Try it: `goodwill init acme`, then `goodwill --book acme import {folder}`.",
              folder=folder))  # fmt: skip
    narrate(_("Whom it held out of what it tried stands in {file}:"
              " `goodwill plays take-lots {file}`.", file=written.lots))  # fmt: skip
