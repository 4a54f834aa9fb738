"""The example company from its files to a page in the browser."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from goodwill.cli import spoken
from goodwill.cli.narration import narrate, working
from goodwill.problems import InputError, Problem
from goodwill.words import _, mark


@spoken.command()
@spoken.argument("folder", type=click.Path(path_type=Path), default=Path("demo/company"))
@spoken.option("--size", default=2000, show_default=True, help=mark("How many customers."))
@spoken.option("--seed", default=1, show_default=True, help=mark("Another seed, another company."))
@spoken.option(
    "--port", default=8321, show_default=True, help=mark("The port; the next free if taken.")
)
@spoken.option("--serve/--no-serve", default=True, help=mark("Serve the pages when all is ready."))
def command(folder: Path, size: int, seed: int, port: int, serve: bool) -> None:
    """Write, import, close and serve the example company; Ctrl-C ends it."""
    from goodwill.book import Book

    if not (folder / "goodwill.toml").exists() or not Book.open(folder).closed_files():
        _clear(folder)
        _make(folder, folder.with_name(f"{folder.name}-records"), size, seed)
    if serve:
        from goodwill.web.serving import serve as run

        run(folder, port=port, welcome=True)


def _clear(folder: Path) -> None:
    """Remove a demonstration that was interrupted; never anything else."""
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / ".demo").exists():
        raise InputError(
            Problem(
                str(folder),
                _("There is something else in this folder."),
                _("Name a folder that is empty or does not exist yet."),
            )
        )
    shutil.rmtree(folder)


def _make(folder: Path, records: Path, size: int, seed: int) -> None:
    """Make the book of the example company from its record files."""
    from goodwill.book import Book, earlier
    from goodwill.cli.commands.close import close
    from goodwill.cli.commands.import_ import import_all, print_table
    from goodwill.example import write
    from goodwill.reports.planted import FILE as TRUTH

    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".demo").touch()
    narrate(_("Writing the records of a simulated company to {folder} ...", folder=records))
    example = write(records, seed=seed, size=size, plays=True)
    book = Book.adopt(folder, example.settings.read_text(encoding="utf-8"))
    shutil.copyfile(example.truth, folder / TRUTH)  # to be shown beside what is found, never read
    with working(keep=False) as narrate_step:
        results = import_all(book, list(map(str, example.files)), {"keep_good": True}, narrate_step)
    print_table(results, err=True)
    if example.lots is not None:
        earlier.bring_in(book, example.lots)
    close(book)
