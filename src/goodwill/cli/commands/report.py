"""Print a report."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from goodwill.cli import spoken
from goodwill.cli.columns import laid_out, print_json, room
from goodwill.cli.narration import narrate
from goodwill.problems import Problem, UsageError, nearest
from goodwill.words import _, mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodwill.reports.report import Report


@spoken.command()
@spoken.argument("name", default="statement")
@spoken.option(
    "--list", "listing", is_flag=True, help=mark("List the reports, each with its sentence.")
)
@spoken.option("--json", "as_json", is_flag=True, help=mark("Print JSON; money in minor units."))
@spoken.option("--csv", "as_csv", is_flag=True, help=mark("Print one table as CSV."))
@spoken.option(
    "--xlsx",
    "workbook",
    metavar="FILE",
    help=mark("Write a workbook with a sheet for each table; - writes it to another program."),
)
@spoken.option(
    "--pdf",
    "paper",
    metavar="FILE",
    help=mark("Write it on paper, as PDF; - writes it to another program."),
)
@spoken.option(
    "--table", help=mark("Which table the file holds (else CSV the first, a workbook all).")
)
@spoken.option("--closed", help=mark("An older closed book, as in 2026-03-02 (else the newest)."))
@spoken.option(
    "--period", type=click.Choice(["month", "quarter", "year"]), help=mark("How far it looks back.")
)
@spoken.option("--party", help=mark("A party, by its pseudonym or the number your records know."))
@spoken.option("--standard", help=mark("A standard, by its name."))
@spoken.option("--play", help=mark("A play, by its name."))
@spoken.option("--where", multiple=True, metavar="NAME=VALUE", help=mark("A further parameter."))
@click.pass_context
def command(
    ctx: click.Context,
    /,
    name: str,
    listing: bool,
    as_json: bool,
    as_csv: bool,
    workbook: str | None,
    paper: str | None,
    table: str | None,
    closed: str | None,
    where: tuple[str, ...],
    **common: str | None,
) -> None:
    """Print a report (the statement, unless another is named) from the newest closed book."""
    from goodwill import reports
    from goodwill.book import Book
    from goodwill.reports import faces, terminal
    from goodwill.reports.parts import parties_of

    if listing:
        _list(as_json=as_json)
        return
    if name not in reports.names():
        raise spoken.NoSuch(_("There is no report {name}.", name=name), name, reports.names(), ctx)
    parameters = _parameters(name, common, where)
    book = Book.open(ctx.obj)
    with book.closed(closed) as opened:
        if "party" in parameters:
            parameters["party"] = book.party(parameters["party"])
        drawn = reports.draw(name, opened, **parameters)
        names = opened.names(parties_of(drawn))
        company = opened.company
    if as_json:
        click.echo(faces.as_json(drawn, names))
    elif as_csv:
        click.echo(faces.as_csv(drawn, _table(drawn, table), names), nl=False)
    elif workbook is not None:
        _write_workbook(workbook, drawn, names, _table(drawn, table))
    elif paper is not None:
        _write_paper(paper, drawn, names, company)
    else:
        click.echo(terminal.text(drawn, names, room()), nl=False)


def _list(*, as_json: bool) -> None:
    from goodwill import reports

    found = {name: reports.page(name) for name in reports.names()}
    if as_json:
        print_json(
            [
                {"name": name, "parameters": page.PARAMETERS, "sentence": _(str(page.__doc__))}
                for name, page in found.items()
            ]
        )
    else:
        rows = [(name, _(str(page.__doc__))) for name, page in found.items()]
        click.echo(laid_out((_("Report"), _("What it shows")), rows))


def _write_workbook(file: str, drawn: Report, names: Mapping[str, str], table: str | None) -> None:
    """Write a workbook to a file, or to whoever reads our output, unless that is a person."""
    from goodwill.reports.workbook import as_xlsx

    if file == "-" and _reads():
        what = _("A workbook is no text: a terminal cannot show it.")
        raise UsageError(_named("--xlsx", what, drawn))
    _write(file, as_xlsx(drawn, names, [table] if table else None))


def _write_paper(file: str, drawn: Report, names: Mapping[str, str], company: str) -> None:
    """Write a report as PDF, with its pictures, to a file or to whoever reads our output."""
    from goodwill.reports import paper
    from goodwill.web.pictures import draw_svg

    if file == "-" and _reads():
        what = _("A PDF is no text: a terminal cannot show it.")
        raise UsageError(_named("--pdf", what, drawn))
    pictures = {chart.name: draw_svg(chart, width=paper.WIDE) for chart in drawn.charts}
    _write(file, paper.pdf(drawn, names, pictures, company))


def _named(option: str, what: str, drawn: Report) -> Problem:
    example = f"{option} {drawn.name}.{option.strip('-')}"
    return Problem(f"{option} -", what, _("Name a file: {example}.", example=example))


def _write(file: str, written: bytes) -> None:
    from pathlib import Path

    if file == "-":
        sys.stdout.buffer.write(written)
        return
    try:
        Path(file).write_bytes(written)
    except OSError as error:
        what = _("This file cannot be written: {reason}.", reason=error.strerror or error)
        raise UsageError(Problem(file, what, "")) from error
    narrate(_("Written: {file}", file=file))


def _reads() -> bool:
    """Tell whether a person would see what we write."""
    return sys.stdout.isatty()


def _table(drawn: Report, wished: str | None) -> str | None:
    """Check that the report has the table wished for."""
    known = [table.name for table in drawn.tables]
    if not known:
        raise UsageError(Problem(drawn.name, _("This report has no table."), ""))
    if wished is not None and wished not in known:
        near = nearest(wished, known)
        hint = _("Did you mean {near}?", near=near) if near else ""
        hint = hint or _("There are: {names}.", names=", ".join(known))
        raise UsageError(
            Problem(wished, _("The report {name} has no such table.", name=drawn.name), hint)
        )
    return wished


def _parameters(name: str, common: dict[str, str | None], where: tuple[str, ...]) -> dict[str, str]:
    """Gather the parameters that the report knows; one it does not know is a problem."""
    from goodwill import reports

    known = reports.page(name).PARAMETERS
    given = {key: value for key, value in common.items() if value is not None}
    problems = []
    for each in where:
        key, sign, value = each.partition("=")
        if sign:
            given[key] = value
        else:
            problems.append(Problem(f"--where {each}", _("This is not NAME=VALUE."), ""))
    problems += [
        Problem(
            key,
            _("The report {name} has no such parameter.", name=name),
            _("It has: {known}.", known=", ".join(known)) if known else _("It has none."),
        )
        for key in given
        if key not in known
    ]
    problems += [
        Problem(
            key,
            _("The report {name} is given no value for it.", name=name),
            _("Name it with {option}.", option=_option(key, common)),
        )
        for key in dict.fromkeys((*reports.needed(name), *given.keys() & {"party"}))
        if not given.get(key, "").strip()
    ]
    if problems:
        raise UsageError(problems)
    return given


def _option(key: str, common: dict[str, str | None]) -> str:
    """Write the option that gives a parameter."""
    return f"--{key} {key.upper()}" if key in common else f"--where {key}={key.upper()}"
