"""List the imports."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from goodwill.cli import spoken
from goodwill.cli.columns import laid_out, print_json
from goodwill.cli.narration import narrate
from goodwill.words import _, mark

if TYPE_CHECKING:
    from pathlib import Path

    from goodwill.moments.manifest import Batch


@spoken.command()
@spoken.option("--json", "as_json", is_flag=True, help=mark("Print JSON for other programs."))
@click.pass_obj
def command(folder: Path, as_json: bool) -> None:
    """List the imports, oldest first; each can be taken back by its name."""
    from goodwill.book import Book

    book = Book.open(folder)
    batches = book.journal.batches()
    if as_json:
        print_json([_as_data(each) for each in batches])
        return
    if not batches:
        narrate(_("Nothing has been imported yet. Begin with `goodwill import FILE`."))
        return
    zone = ZoneInfo(book.settings.zone)
    head = (_("Import"), _("Kind"), _("On"), _("New"), _("Corrected"), _("File"))
    rows = [
        (each.name, each.source, _local(each, zone), each.new, each.corrected, each.file)
        for each in batches
    ]
    click.echo(laid_out(head, rows, right="...rr"))


def _local(batch: Batch, zone: ZoneInfo) -> str:
    if batch.written_at is None:
        return ""
    return f"{batch.written_at.replace(tzinfo=dt.UTC).astimezone(zone):%Y-%m-%d %H:%M}"


def _as_data(batch: Batch) -> dict[str, Any]:
    written = batch.written_at
    return {
        "name": batch.name,
        "source": batch.source,
        "file": batch.file,
        "written_at": f"{written.isoformat()}Z" if written else None,
        "new": batch.new,
        "corrected": batch.corrected,
        "repeated": batch.repeated,
    }
