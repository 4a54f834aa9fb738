"""Import files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import click

from goodwill.cli import spoken
from goodwill.cli.columns import laid_out, print_json
from goodwill.cli.imported import as_data, said
from goodwill.cli.narration import complain, narrate, working
from goodwill.problems import BAD_INPUT, FINDINGS, OK, InputError, Problem, UsageError
from goodwill.words import _, mark, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from goodwill.book import Book
    from goodwill.book.importing import Outcome


FEW = 3
"""How many problems of one file are told where there are several files."""


class Refused(NamedTuple):
    """A file of which nothing may be imported, and why."""

    file: str
    problems: list[Problem]


@spoken.command("import")
@spoken.argument("files", nargs=-1, required=True)
@spoken.option(
    "--as", "source", metavar="KIND", help=mark("The kind of record, where headers do not tell it.")
)
@spoken.option(
    "--map", "pairs", multiple=True, metavar="COLUMN=FIELD",
    help=mark("What a column holds, where its header does not tell it."),
)  # fmt: skip
@spoken.option("--dry-run", is_flag=True, help=mark("Show what would change; change nothing."))
@spoken.option(
    "--keep-good", is_flag=True, help=mark("Import the good lines although others are bad.")
)
@spoken.option("--sheet", help=mark("The sheet of a workbook (else the one with most rows)."))
@spoken.option("--table", help=mark("The table of a database, or a SELECT."))
@spoken.option("--zone", help=mark("The time zone of the file's times (else the company's)."))
@spoken.option(
    "--date-order",
    type=click.Choice(["ymd", "dmy", "mdy"]),
    help=mark("How its dates are written."),
)
@spoken.option(
    "--decimal", "decimal_mark", type=click.Choice([".", ","]), help=mark("Its decimal mark.")
)
@spoken.option("--json", "as_json", is_flag=True, help=mark("Print JSON for other programs."))
@click.pass_obj
def command(
    folder: Path, /, files: tuple[str, ...], pairs: tuple[str, ...], as_json: bool, **wishes: Any
) -> int:
    """Import records from files, folders or databases, each wholly or not at all, never twice."""
    from goodwill.book import Book
    from goodwill.book.gathering import gather

    book = Book.open(folder)
    wishes["columns"] = _pairs(pairs)
    gathered = gather(files, wishes["source"])
    with working(keep=False) as narrate_step:
        results = import_all(book, gathered.files, wishes, narrate_step)
    _print(results, gathered.strangers, as_json=as_json)
    complain(gathered.problems)
    complain(problem for each in results for problem in _told(each, few=len(results) > 1))
    _tell_what_next(folder, results, dry_run=wishes["dry_run"])
    if gathered.problems or any(isinstance(each, Refused) for each in results):
        return BAD_INPUT
    return FINDINGS if any(each.problems for each in results) else OK


def import_all(
    book: Book, files: list[str], wishes: dict[str, Any], narrate_step: Callable[[str], None]
) -> list[Outcome | Refused]:
    """Import one file after another; what is wrong with one does not keep the others out."""
    from goodwill.book.importing import Request, import_file, shown_name

    results: list[Outcome | Refused] = []
    keep = not wishes.get("dry_run")  # a try leaves nothing behind
    for file in files:
        try:
            results.append(import_file(book, Request(file, keep_bad=keep, **wishes), narrate_step))
        except InputError as error:
            results.append(Refused(shown_name(file), error.problems))
    return results


def _pairs(pairs: tuple[str, ...]) -> dict[str, str]:
    """Read COLUMN=FIELD; the field is what follows the last sign, since headers may hold one."""
    wrong = [pair for pair in pairs if "=" not in pair]
    if wrong:
        raise UsageError(
            [Problem(f"--map {pair}", _("This is not COLUMN=FIELD."), "") for pair in wrong]
        )
    return {column: field for column, _sign, field in (pair.rpartition("=") for pair in pairs)}


def _print(results: list[Outcome | Refused], strangers: list[str], *, as_json: bool) -> None:
    if as_json:
        print_json([_as_data(each) for each in results])
    elif len(results) == 1 and not isinstance(results[0], Refused):
        click.echo(said(results[0]))
    elif any(not isinstance(each, Refused) for each in results):
        print_table(results)
    if strangers:
        narrate(_("Passed over, since they hold no records: {files}", files=", ".join(strangers)))


def print_table(results: list[Outcome | Refused], *, err: bool = False) -> None:
    """Print what became of each file, and the sums."""
    head = (
        *(_("Lines"), _("Passed over"), _("Bad"), _("New moments"), _("Corrected"), _("Known")),
        *(_("Kind"), _("File")),
    )
    rows: list[tuple[object, ...]] = [_row(each) for each in results]
    sums = (sum(row[place] or 0 for row in rows) for place in range(6))  # type: ignore[misc]
    rows.append((*sums, "", _("all")))
    click.echo(laid_out(head, rows, right="rrrrrr"), err=err)


def _row(each: Outcome | Refused) -> tuple[object, ...]:
    if isinstance(each, Refused):
        return (*[None] * 6, _("not imported"), each.file)
    bad = each.fates.get("rejected", 0)
    told = sum(each.fates.get(fate, 0) for fate in ("used", "repeated", "corrected"))
    lines = sum(each.fates.values())
    batch = each.batch
    return (
        lines, lines - bad - told, bad, batch.new, batch.corrected, batch.repeated,
        each.source, each.file,
    )  # fmt: skip


def _told(each: Outcome | Refused, *, few: bool) -> list[Problem]:
    """Give the problems of a file; where there are other files too, the first of them."""
    left = len(each.problems) - FEW
    if not few or left <= 0 or isinstance(each, Refused):
        return each.problems
    more = ngettext("and {number} problem more", "and {number} problems more", left)
    kept = _("All bad lines are kept in {path}.", path=each.rejected) if each.rejected else ""
    return [*each.problems[:FEW], Problem(each.file, more, kept)]


def _as_data(each: Outcome | Refused) -> dict[str, Any]:
    if isinstance(each, Refused):
        problems = [problem._asdict() for problem in each.problems]
        return {"file": each.file, "written": False, "problems": problems}
    return as_data(each)


def _tell_what_next(folder: Path, results: list[Outcome | Refused], *, dry_run: bool) -> None:
    good = [each for each in results if not isinstance(each, Refused)]
    if dry_run:
        narrate(_("Nothing was changed: this was a dry run."))
    elif any(each.written for each in good):
        called = spoken.program(folder)
        narrate(_("Close the book to see what it means: `{program} close`.", program=called))
    refused = len(results) - len(good)
    if refused and good:
        narrate(
            ngettext(
                "{number} file was not imported.", "{number} files were not imported.", refused
            )
        )
