"""What is to be done today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from goodwill.cli import spoken
from goodwill.cli.columns import room
from goodwill.words import mark

if TYPE_CHECKING:
    from pathlib import Path

    from goodwill.book import Book, Closed
    from goodwill.care.contact import Contact
    from goodwill.care.guard import Decision, Guard
    from goodwill.ledger.reach import Reach


@spoken.command()
@spoken.argument("person", required=False)
@spoken.option("--json", "as_json", is_flag=True, help=mark("Print JSON for other programs."))
@spoken.option("--closed", help=mark("An older closed book, as in 2026-03-02 (else the newest)."))
@click.pass_obj
def command(folder: Path, person: str | None, as_json: bool, closed: str | None) -> None:
    """List what a person is to do today: seven things at most (for nobody named, of the house)."""
    from goodwill import reports
    from goodwill.book import Book, done
    from goodwill.care.guard import Guard
    from goodwill.reports import faces, terminal
    from goodwill.reports.parts import parties_of

    book = Book.open(folder)
    whom = book.party(person) if person else None
    with book.closed(closed) as opened, Guard(folder, book.settings) as guard:
        drawn = reports.draw(
            "today",
            opened,
            resting=[str(row.get("thing") or "") for row in done.noted(book.folder)],
            reach=_reach(opened, whom) if whom else None,
            asking=_asking(book, guard, whom),
        )
        names = opened.names(parties_of(drawn))
    if as_json:
        click.echo(faces.as_json(drawn, names))
    else:
        click.echo(terminal.text(drawn, names, room()), nl=False)


def _reach(closed: Closed, person: str) -> Reach:
    """Say whose things come to a person, by the staff list of the close.

    Who enters the office is not known here: everybody is taken to read a list of their own.
    """
    from goodwill.ledger.reach import reach

    rows: list[tuple[Any, ...]] = closed.con.execute(
        "SELECT person, manager FROM lines WHERE coalesce(from_date, $day) <= $day"
        " AND coalesce(until_date, $day) >= $day ORDER BY from_date NULLS FIRST",
        {"day": closed.as_of},
    ).fetchall()
    managers = dict(rows)
    top = managers.get(person) is None
    return reach(managers, frozenset({*managers, person}), frozenset({person}), owner=top)


def _asking(book: Book, guard: Guard, person: str | None) -> Any:
    """Give the question to the guard, which first learns what was imported since."""
    from goodwill.book.guarded import catch_up
    from goodwill.care.guard import Ask

    catch_up(book, guard)

    def ask(party: str, contact: Contact) -> Decision:
        return guard.may(Ask(party, contact.purpose, contact.channel, person, gift=contact.gift))

    return ask
