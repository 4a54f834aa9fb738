"""List the standards, or run their stories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from goodwill.cli.main import narrate
from goodwill.problems import FINDINGS
from goodwill.words import ngettext

if TYPE_CHECKING:
    from pathlib import Path


@click.group(invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List the standards that hold in this book; `standards test` runs their stories."""
    if ctx.invoked_subcommand is not None:
        return
    from goodwill.book import Book

    book = Book.open(ctx.obj)
    for each in book.standards():
        click.echo(f"{each.side:<7}{each.family:<12}{each.name:<26}{each.sentence(book.settings)}")


@command.command("test")
@click.pass_obj
def test(folder: Path) -> int:
    """Run the story of every standard; a story that ends otherwise is a finding."""
    from goodwill.book import Book
    from goodwill.standards.story import test_story

    standards = Book.open(folder).standards()
    problems = [problem for each in standards for problem in test_story(each)]
    for problem in problems:
        click.echo(str(problem))
    narrate(ngettext("{number} story told.", "{number} stories told.", len(standards)))
    return FINDINGS if problems else 0
