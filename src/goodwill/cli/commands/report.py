"""Print a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from goodwill.problems import Problem, UsageError, nearest
from goodwill.words import _

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("name", default="statement")
@click.option("--json", "as_json", is_flag=True, help="As JSON; money in minor units.")
@click.option("--csv", "as_csv", is_flag=True, help="One table as CSV.")
@click.option("--table", help="Which table the CSV holds (else the first).")
@click.option("--closed", help="An older closed book, as in 2026-03-02 (else the newest).")
@click.option("--period", type=click.Choice(["month", "quarter", "year"]), help="How far back.")
@click.option("--party", help="A party, by its pseudonym or the number its source knows.")
@click.option("--standard", help="A standard, by its name.")
@click.option("--where", multiple=True, metavar="NAME=VALUE", help="A further parameter.")
@click.pass_obj
def command(
    folder: Path,
    /,
    name: str,
    as_json: bool,
    as_csv: bool,
    table: str | None,
    closed: str | None,
    where: tuple[str, ...],
    **common: str | None,
) -> None:
    """Print a report: statement, parties, party, standards, standard, portfolio, quality, ..."""
    from goodwill import reports
    from goodwill.book import Book
    from goodwill.reports import faces
    from goodwill.reports.parts import parties_of

    if name not in reports.names():
        near = nearest(name, reports.names())
        hint = _("There are: {names}.", names=", ".join(reports.names()))
        if near:
            hint = _("Did you mean `{near}`?", near=near) + " " + hint
        raise UsageError(Problem(name, _("There is no such report."), hint))
    book = Book.open(folder)
    with book.closed(closed) as opened:
        parameters = _parameters(name, common, where)
        if "party" in parameters:
            parameters["party"] = book.party(parameters["party"])
        drawn = reports.draw(name, opened, **parameters)
        names = opened.names(parties_of(drawn))
    if as_json:
        click.echo(faces.as_json(drawn, names))
    elif as_csv:
        click.echo(faces.as_csv(drawn, table, names), nl=False)
    else:
        click.echo(faces.text(drawn, names), nl=False)


def _parameters(
    name: str, common: dict[str, str | None], where: tuple[str, ...]
) -> dict[str, str]:
    """Gather the parameters that the report knows; one it does not know is a problem."""
    from goodwill import reports

    known = reports.page(name).PARAMETERS
    given = {key: value for key, value in common.items() if value is not None}
    for each in where:
        key, _sign, value = each.partition("=")
        given[key] = value
    problems = [
        Problem(
            key,
            _("The report {name} has no such parameter.", name=name),
            _("It has: {known}.", known=", ".join(known) or _("none")),
        )
        for key in given
        if key not in known
    ]
    if problems:
        raise UsageError(problems)
    return given
