"""See how all is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from goodwill.cli import spoken
from goodwill.cli.columns import laid_out, print_json
from goodwill.problems import FINDINGS, OK
from goodwill.words import _, mark

if TYPE_CHECKING:
    from pathlib import Path


@spoken.command()
@spoken.option("--mail", is_flag=True, help=mark("Also knock at the door of the mail server."))
@spoken.option("--json", "as_json", is_flag=True, help=mark("Print JSON for other programs."))
@click.pass_obj
def command(folder: Path, mail: bool, as_json: bool) -> int:
    """Look at the machine, the book and the office, and say what to do where something is wrong."""
    from goodwill.book import Book
    from goodwill.book.doctor import STATES, WRONG, of_book, of_machine, worst
    from goodwill.web.doctor import of_office

    book = Book.open(folder)
    findings = [*of_machine(folder), *of_book(book), *of_office(folder, book.settings, mail=mail)]
    verdict = worst(findings)
    if as_json:
        print_json({"state": verdict, "findings": [one._asdict() for one in findings]})
    else:
        rows = [
            (one.name, _(STATES[one.state]), f"{one.said}. {one.hint}" if one.hint else one.said)
            for one in findings
        ]
        click.echo(laid_out((_("What"), _("State"), _("How it is")), rows))
    return FINDINGS if verdict == WRONG else OK
