"""Ask the guard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from goodwill.cli import spoken
from goodwill.cli.columns import print_json
from goodwill.cli.narration import narrate
from goodwill.problems import FINDINGS, OK, Problem, UsageError
from goodwill.words import _, mark

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from goodwill.care.guard import Guard


@spoken.command()
@spoken.argument("party")
@spoken.option("--purpose", help=mark("What for: care, offer, service, answer and so on."))
@spoken.option("--channel", help=mark("How: call, email, sms, chat, post or visit."))
@spoken.option("--by", metavar="PERSON", help=mark("Which colleague (else a machine)."))
@spoken.option("--at", metavar="TIME", help=mark("When, as in 2026-03-02T17:30 by their clock."))
@spoken.option("--gift", is_flag=True, help=mark("It is a gift: nothing is asked for a while."))
@spoken.option(
    "--book-it", is_flag=True, help=mark("Reserve it if it is allowed, else let it wait.")
)
@spoken.option("--sent", type=int, metavar="NUMBER", help=mark("A reserved contact was made."))
@spoken.option(
    "--give-back", type=int, metavar="NUMBER", help=mark("A reserved contact was not made.")
)
@spoken.option("--json", "as_json", is_flag=True, help=mark("Print JSON for other programs."))
@click.pass_obj
def command(
    folder: Path,
    party: str,
    purpose: str | None,
    channel: str | None,
    by: str | None,
    at: str | None,
    gift: bool,
    book_it: bool,
    sent: int | None,
    give_back: int | None,
    as_json: bool,
) -> int:
    """Ask whether a customer may be contacted now, for this purpose, by anyone."""
    from goodwill.book import Book
    from goodwill.book.guarded import catch_up
    from goodwill.care.guard import Ask, Guard, clock, lines
    from goodwill.care.guard import as_json as laid_out

    book = Book.open(folder)
    found = book.party(party)
    with Guard(folder, book.settings) as guard:
        if sent is not None or give_back is not None:
            return _resolve(guard, found, sent, give_back)
        if purpose is None or channel is None:
            what = _("The guard wants to know what for and how.")
            raise UsageError(Problem(party, what, "--purpose care --channel call"))
        catch_up(book, guard)
        person = book.party(by) if by else None
        ask = Ask(found, purpose, channel, person, _time(guard, found, at), gift)
        decision = guard.reserve(ask) if book_it else guard.may(ask)
        for floor in guard.stale_floors(clock().date()):
            narrate(_("The floor of law for {place} was last checked on {day}; check it again.",
                      place=floor.said(), day=floor.checked_on))  # fmt: skip
    if as_json:
        print_json(laid_out(decision))
    else:
        for line in lines(decision):
            click.echo(line)
        if decision.reservation is not None:
            click.echo(_("Reserved as number {number}; say --sent or --give-back with it.",
                         number=decision.reservation))  # fmt: skip
        if decision.waiting is not None:
            click.echo(_("It waits as number {number}.", number=decision.waiting))
    return OK if decision.allowed else FINDINGS


def _resolve(guard: Guard, party: str, sent: int | None, give_back: int | None) -> int:
    """Say what became of a reserved contact of this party."""
    for number, say in ((sent, guard.sent), (give_back, guard.give_back)):
        if number is not None:
            if not guard.is_of(number, party):
                what = _("There is no reservation of this number for them.")
                raise UsageError(Problem(str(number), what))
            say(number)
    return OK


def _time(guard: Guard, party: str, said: str | None) -> dt.datetime | None:
    """Read a time by the customer's clock; without an offset it is the clock on their wall."""
    import datetime as dt
    from zoneinfo import ZoneInfo

    from goodwill.house.wall import as_utc

    if said is None:
        return None
    try:
        read = dt.datetime.fromisoformat(said)
    except ValueError as error:
        what = _("This is not a time.")
        raise UsageError(Problem(said, what, _("Write it as in 2026-03-02T17:30."))) from error
    if read.tzinfo is not None:
        return read.astimezone(dt.UTC).replace(tzinfo=None)
    return as_utc(read, ZoneInfo(guard.zone_of(party)))
