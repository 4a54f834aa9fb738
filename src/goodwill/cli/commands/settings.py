"""Show the settings that hold."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

import click

from goodwill.cli import spoken
from goodwill.cli.columns import laid_out, print_json
from goodwill.cli.narration import narrate
from goodwill.words import _, mark

if TYPE_CHECKING:
    from pathlib import Path


@spoken.command()
@spoken.option("--json", "as_json", is_flag=True, help=mark("Print JSON for other programs."))
@click.pass_obj
def command(folder: Path, as_json: bool) -> None:
    """Show every setting with the value that holds now, and what it means."""
    from goodwill.book import Book

    settings = Book.open(folder).settings
    if as_json:
        print_json(_plain(asdict(settings)))
        return
    rows = [
        (declared.name, _said(getattr(settings, declared.name)), _(declared.metadata["sentence"]))
        for declared in fields(settings)
    ]
    click.echo(laid_out((_("Setting"), _("Value"), _("What it means")), rows))
    narrate(_("They stand in {file}.", file=folder / "goodwill.toml"))


def _said(value: Any) -> str:
    """Say a value in few words; the long ones are in the file."""
    if value is None or value in ((), {}):
        return "-"
    if isinstance(value, tuple):
        return _shortened(", ".join(str(getattr(each, "name", each)) for each in value))
    return _shortened(", ".join(value)) if isinstance(value, dict) else str(value)


def _shortened(words: str) -> str:
    return words if len(words) <= 32 else f"{words[:29]}..."


def _plain(value: Any) -> Any:
    """Turn sets and numbered keys into what JSON knows."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value
