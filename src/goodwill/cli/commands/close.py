"""Close the book."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import click

from goodwill.cli import spoken
from goodwill.cli.columns import print_json
from goodwill.cli.narration import narrate, working
from goodwill.words import _, grouped, mark, ngettext

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from goodwill.book import Book


@spoken.command()
@spoken.option(
    "--as-of",
    type=spoken.Day(),
    metavar="DAY",
    help=mark("Close at the end of this day (else of the day of the newest moment)."),
)
@spoken.option("--json", "as_json", is_flag=True, help=mark("Print JSON for other programs."))
@click.pass_obj
def command(folder: Path, as_of: dt.date | None, as_json: bool) -> None:
    """Judge and price all that has happened, and publish it at once as a new closed book."""
    from goodwill.book import Book

    book = Book.open(folder)
    close(book, as_of, as_json=as_json)


def close(book: Book, as_of: dt.date | None = None, *, as_json: bool = False) -> None:
    """Close the book, say what that came to, print its name."""
    began = time.monotonic()
    with working() as narrate_step:
        path = book.close(as_of, narrate_step)
    summary = _summary(book, path)
    if as_json:
        print_json(summary)
        return
    _tell(summary, round(time.monotonic() - began), spoken.program(book.folder))
    click.echo(path.stem)


def _summary(book: Book, path: Path) -> dict[str, Any]:
    """Count what went into a closed book."""
    with book.closed(path.stem) as closed:
        counted = closed.con.execute(
            """
            SELECT (SELECT count(*) FROM moments), (SELECT count(*) FROM cases),
                (SELECT coalesce(sum(number), 0)::BIGINT FROM tallies),
                (SELECT count(*) FILTER (verdict = 'breach') FROM verdicts),
                (SELECT count(*) FILTER (verdict = 'grace') FROM verdicts),
                (SELECT count(DISTINCT party) FROM worths)
            """
        ).fetchone()
        assert counted is not None
        names = ("moments", "cases", "verdicts", "breaches", "graces", "customers")
        return {
            "closed": path.stem,
            "file": str(path),
            "as_of": closed.as_of.isoformat(),
            **dict(zip(names, counted, strict=True)),
            "warnings": list(closed.facts["warnings"]),
        }


def _tell(summary: dict[str, Any], seconds: int, called: str) -> None:
    counts = {name: grouped(value) for name, value in summary.items() if isinstance(value, int)}
    narrate(_("The book is closed as of {as_of}: {file}", **summary))
    narrate(_("  {moments} moments in {cases} cases", **counts))
    narrate(_("  {verdicts} verdicts: {breaches} breaches, {graces} graces", **counts))
    narrate(
        ngettext("  {number} customer priced", "  {number} customers priced", summary["customers"])
    )
    narrate(ngettext("  in {number} second", "  in {number} seconds", seconds))
    narrate(_("Read it with `{program} report`, or in a browser with `{program} serve`.",
              program=called))  # fmt: skip
