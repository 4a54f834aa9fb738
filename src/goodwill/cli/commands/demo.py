"""The example company from its files to a page in the browser."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from goodwill.cli.main import narrate
from goodwill.words import _


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("demo/company"))
@click.option("--size", default=2000, show_default=True, help="How many customers.")
@click.option("--seed", default=1, show_default=True, help="Another seed, another company.")
@click.option("--port", default=8321, show_default=True, help="The port; the next free if taken.")
@click.option("--serve/--no-serve", default=True, help="Serve the pages when all is ready.")
def command(folder: Path, size: int, seed: int, port: int, serve: bool) -> None:
    """Write, import, close and serve the example company; Ctrl-C ends it."""
    from goodwill.book import Book

    records = folder.with_name(f"{folder.name}-records")
    if not (folder / "goodwill.toml").exists() or not Book.open(folder).closed_files():
        shutil.rmtree(folder, ignore_errors=True)  # of a demo that was interrupted
        _make(folder, records, size, seed)
    if serve:
        from goodwill.web.serving import serve as run

        run(folder, port=port, welcome=True)


def _make(folder: Path, records: Path, size: int, seed: int) -> None:
    """Make the book of the example company from its record files."""
    from goodwill.book import Book
    from goodwill.book.importing import Request, import_file
    from goodwill.cli.commands.import_ import said
    from goodwill.example import write

    narrate(_("Writing the records of a simulated company to {folder} ...", folder=records))
    example = write(records, seed=seed, size=size)
    folder.mkdir(parents=True, exist_ok=True)
    book = Book.adopt(folder, example.settings.read_text(encoding="utf-8"))
    for path in example.files:
        outcome = import_file(book, Request(str(path), keep_good=True), narrate)
        narrate(said(outcome))
    closed = book.close(None, narrate)
    narrate(_("Closed: {path}", path=closed))
