"""Read a message as a friend would, and remark on what harms; never on what is merely not polite."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from goodwill.cli import spoken
from goodwill.cli.narration import complain, narrate
from goodwill.problems import FINDINGS, OK, InputError, Problem
from goodwill.words import LANGUAGES, _, mark, ngettext

if TYPE_CHECKING:
    from goodwill.language.linter import Linter


@spoken.command()
@spoken.argument("files", nargs=-1, metavar="[FILE|-]...")
@spoken.option("--check-packs", is_flag=True, help=mark("Check the rules themselves."))
@click.pass_obj
def command(folder: Path, files: tuple[str, ...], check_packs: bool) -> int:
    """Remark on what in a message would harm; politeness alone counts for nothing."""
    if check_packs:
        return _check_packs(folder)
    return OK


def _check_packs(folder: Path) -> int:
    from goodwill.language.checking import check_packs

    own = folder / "rules"
    number, problems = check_packs(own if own.is_dir() else None)
    for problem in problems:
        click.echo(str(problem), err=True)
    narrate(ngettext("{number} rule checked.", "{number} rules checked.", number))
    return FINDINGS if problems else OK
