"""Import files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from goodwill.cli.main import narrate
from goodwill.problems import FINDINGS, GoodwillError, InputError, Problem, UsageError
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from pathlib import Path

    from goodwill.book.importing import Outcome


@click.command("import")
@click.argument("files", nargs=-1, required=True)
@click.option("--as", "source", help="The kind of record, where the headers do not tell it.")
@click.option("--map", "pairs", multiple=True, metavar="COLUMN=FIELD", help="Name a column.")
@click.option("--dry-run", is_flag=True, help="Show what would change; change nothing.")
@click.option("--keep-good", is_flag=True, help="Import the good lines although others are bad.")
@click.option("--sheet", help="The sheet of a workbook (else the one with most rows).")
@click.option("--table", help="The table or SELECT of a database.")
@click.option("--zone", help="The time zone of the file's times (else the company's).")
@click.option("--date-order", type=click.Choice(["ymd", "dmy", "mdy"]), help="As dates are written.")
@click.option("--decimal", "decimal_mark", type=click.Choice([".", ","]), help="The decimal mark.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def command(
    folder: Path, /, files: tuple[str, ...], pairs: tuple[str, ...], as_json: bool, **wishes: Any
) -> int:
    """Import records: each file wholly or not at all, and never twice."""
    from goodwill.book import Book
    from goodwill.book.importing import Request, import_file

    book = Book.open(folder)
    columns = _pairs(pairs)
    outcomes: list[Outcome] = []
    problems: list[Problem] = []
    for file in files:
        try:
            outcomes.append(import_file(book, Request(file, columns=columns, **wishes), narrate))
        except GoodwillError as error:
            problems += error.problems
    if as_json:
        click.echo(json.dumps([as_data(each) for each in outcomes], ensure_ascii=False, indent=2))
    else:
        for each in outcomes:
            click.echo(said(each))
    for problem in [*(p for each in outcomes for p in each.problems), *problems]:
        narrate(str(problem))
    if problems:
        raise InputError([])
    return FINDINGS if any(each.problems for each in outcomes) else 0


def _pairs(pairs: tuple[str, ...]) -> dict[str, str]:
    """Read COLUMN=FIELD; the field is what follows the last sign, since headers may hold one."""
    wrong = [pair for pair in pairs if "=" not in pair]
    if wrong:
        raise UsageError(
            [Problem(f"--map {pair}", _("This is not COLUMN=FIELD.")) for pair in wrong]
        )
    return {column: field for column, _sign, field in (pair.rpartition("=") for pair in pairs)}


def said(outcome: Outcome) -> str:
    """Say what an import did: how the file was read, where every line went, what is new."""
    from goodwill.reports.quality import FATES

    lines = [f"{outcome.file}: {outcome.source}"]
    facts = ", ".join(f"{name} {value}" for name, value in outcome.reading.items())
    if facts:
        lines.append(f"  {_('Read as')}: {facts}")
    lines += [f"  {column}: {how}" for column, how in outcome.seen]
    lines += [
        f"  {number:>12,}  {_(FATES.get(fate, fate))}"
        for fate, number in sorted(outcome.fates.items(), key=lambda pair: -pair[1])
    ]
    total = sum(outcome.fates.values())
    lines.append(f"  {total:>12,}  {ngettext('line', 'lines', total)}")
    batch = outcome.batch
    told = {
        "new": batch.new, "corrected": batch.corrected, "repeated": batch.repeated
    }  # fmt: skip
    if outcome.written:
        lines.append(_("  {new} new moments, {corrected} corrected, {repeated} known already"
                       " (import {name})", name=batch.name, **told))  # fmt: skip
    elif batch.new or batch.corrected:
        lines.append(_("  would bring {new} new moments, {corrected} corrected,"
                       " {repeated} known already", **told))  # fmt: skip
    else:
        lines.append(_("  nothing new: {repeated} moments are known already", **told))
    if outcome.rejected:
        lines.append(_("  bad lines are kept in {path}", path=outcome.rejected))
    return "\n".join(lines)


def as_data(outcome: Outcome) -> dict[str, Any]:
    """Give an import's outcome as plain data."""
    batch = outcome.batch
    return {
        "file": outcome.file,
        "source": outcome.source,
        "reading": {name: str(value) for name, value in outcome.reading.items()},
        "columns": dict(outcome.mapping.columns),
        "fates": dict(outcome.fates),
        "batch": batch.name or None,
        "written": outcome.written,
        "new": batch.new,
        "corrected": batch.corrected,
        "repeated": batch.repeated,
        "rejected": str(outcome.rejected) if outcome.rejected else None,
        "problems": [problem._asdict() for problem in outcome.problems],
    }
