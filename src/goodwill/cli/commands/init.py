"""Make a new book."""

from __future__ import annotations

import os
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from goodwill.cli import spoken
from goodwill.cli.narration import narrate
from goodwill.problems import ConfigurationError, UsageError
from goodwill.words import _, language, mark

LINK = Path("/etc/localtime")


@spoken.command()
@spoken.argument("book", type=click.Path(path_type=Path), required=False)
@spoken.option("--name", help=mark("The company's name (else the folder's name)."))
@spoken.option(
    "--currency", default="EUR", show_default=True, help=mark("Its three letters, as in EUR.")
)
@spoken.option(
    "--zone", help=mark("Its time zone, as in Europe/Warsaw (else that of this machine).")
)
@click.pass_obj
def command(
    folder: Path, book: Path | None, name: str | None, currency: str, zone: str | None
) -> None:
    """Make a new book: settings with a sentence for each, and an empty journal."""
    from goodwill.book import Book

    place = book or folder
    company = name or place.resolve().name
    try:
        made = Book.create(place, company, currency.upper(), zone or zone_here(), language())
    except ConfigurationError as error:  # the file that it names is gone again
        raise UsageError(problem._replace(where="") for problem in error.problems) from None
    narrate(_("The book of {name} is ready in {folder}: {currency}, {zone}.",
              name=made.settings.name, folder=place, currency=made.settings.currency,
              zone=made.settings.zone))  # fmt: skip
    narrate(_("Look at its settings in {file}.", file=place / "goodwill.toml"))
    narrate(_("Then bring in your records: `goodwill --book {folder} import FILE ...`.",
              folder=place))  # fmt: skip


def zone_here() -> str:
    """Give the time zone of this machine; UTC where it does not say."""
    named = os.environ.get("TZ", "").removeprefix(":")
    linked = str(LINK.resolve()).partition("zoneinfo/")[2]
    for zone in filter(None, (named, linked)):
        try:
            key = ZoneInfo(zone).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
        return key.removeprefix("Etc/") if key == "Etc/UTC" else key
    return "UTC"
