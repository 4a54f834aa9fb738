"""See the purse, and give out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from goodwill.cli import spoken
from goodwill.cli.columns import laid_out, print_json
from goodwill.problems import FINDINGS, OK, Problem, UsageError
from goodwill.words import _, mark

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from goodwill.book import Book
    from goodwill.care.purse import Ask, Decision, Entry, Purse

_JSON = spoken.option("--json", "as_json", is_flag=True,
                      help=mark("Print JSON for other programs."))  # fmt: skip
_BY = spoken.option("--by", metavar="PERSON", required=True, help=mark("Who gives it."))


@spoken.group(invoke_without_command=True)
@_JSON
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """See what may be given away and what is left; give and lend out of it."""
    if ctx.invoked_subcommand is None:
        _show(ctx.obj, None, as_json=as_json)


@command.command("balance")
@spoken.argument("person", required=False)
@_JSON
@click.pass_obj
def balance(folder: Path, person: str | None, as_json: bool) -> None:
    """Show the reserve, what is promised and given, and what is lent; or the limits of a person."""
    _show(folder, person, as_json=as_json)


@command.command("give")
@spoken.argument("party")
@_BY
@spoken.option("--money", metavar="AMOUNT", help=mark("How much money, as in 12.50."))
@spoken.option("--minutes", type=int, default=0, help=mark("How many minutes."))
@spoken.option("--time-of", metavar="PERSON", help=mark("Whose minutes, where not the giver's."))
@spoken.option("--stock-of", metavar="TEAM", help=mark("Out of which team's stock it comes."))
@spoken.option("--play", help=mark("Within which play."))
@spoken.option("--case", help=mark("In which case, as in ticket:4711."))
@spoken.option("--restores", is_flag=True, help=mark("It makes good a breach of ours."))
@spoken.option("--backed-by", metavar="PERSON", help=mark("Who backs it and bears it."))
@spoken.option("--set-aside", is_flag=True, help=mark("Only set it aside, to be given later."))
@_JSON
@click.pass_obj
def give(folder: Path, /, party: str, set_aside: bool, as_json: bool, **told: Any) -> int:
    """Give a customer money or time, if it lies within the limits."""
    book = _book(folder)
    ask = _ask(book, party, told)
    with _purse(book) as purse:
        decision = purse.reserve(ask) if set_aside else purse.give_at_once(ask)[0]
    return _told(book, decision, as_json=as_json)


@command.command("keep")
@spoken.argument("number", type=int)
@spoken.option("--money", metavar="AMOUNT", help=mark("How much it took, where it was less."))
@spoken.option("--give-back", is_flag=True, help=mark("It was not given."))
@click.pass_obj
def keep(folder: Path, number: int, money: str | None, give_back: bool) -> int:
    """Say what became of what was set aside under a number."""
    book = _book(folder)
    with _purse(book) as purse:
        if give_back:
            purse.give_back(number)
        else:
            purse.give(number, money=_minor(book, money) if money else None)
    return _noted(book)


@command.command("lend")
@spoken.argument("party")
@spoken.argument("kind")
@_BY
@spoken.option("--until", metavar="DAY", help=mark("Until which day, as in 2026-03-31."))
@spoken.option("--case", help=mark("In which case, as in ticket:4711."))
@spoken.option("--play", help=mark("Within which play."))
@_JSON
@click.pass_obj
def lend(
    folder: Path, party: str, kind: str, by: str, until: str | None, case: str | None,
    play: str | None, as_json: bool,
) -> int:  # fmt: skip
    """Lend a customer a unit of a kind that is on the shelf."""
    book = _book(folder)
    ask = _ask(book, party, {"by": by, "case": case, "play": play})
    ask = ask._replace(loan=kind, lent_until=_end_of(book, until) if until else None)
    with _purse(book) as purse:
        decision, _loan = purse.lend(ask)
    return _told(book, decision, as_json=as_json)


@command.command("return")
@spoken.argument("kind")
@spoken.argument("number")
@click.pass_obj
def take_back(folder: Path, kind: str, number: str) -> int:
    """Note that a lent unit is back on the shelf."""
    book = _book(folder)
    with _purse(book) as purse:
        held = {(unit.kind, unit.number): unit for unit in purse.units()}
        unit = held.get((kind, number))
        if unit is None or unit.entry is None or unit.state != "lent":
            what = _("No unit of this kind and number is lent.")
            raise UsageError(Problem(f"{kind} {number}", what, "goodwill purse balance"))
        purse.returned(unit.entry)
    return OK


@command.command("units")
@spoken.argument("kind")
@spoken.argument("numbers", nargs=-1, required=True)
@spoken.option("--team", help=mark("Whose units they are."))
@spoken.option("--retire", is_flag=True, help=mark("Take them out of the stock instead."))
@click.pass_obj
def units(folder: Path, kind: str, numbers: tuple[str, ...], team: str | None, retire: bool) -> int:
    """Add units that may be lent, by their numbers; or take them out of the stock."""
    with _purse(_book(folder)) as purse:
        if retire:
            for number in numbers:
                purse.retire(kind, number)
        else:
            purse.stock(kind, numbers, team)
    return OK


@command.command("fund")
@spoken.option("--money", metavar="AMOUNT", help=mark("How much money; less than nothing: out."))
@spoken.option("--minutes", type=int, default=0, help=mark("How many minutes."))
@click.pass_obj
def fund(folder: Path, money: str | None, minutes: int) -> int:
    """Put more into the reserve than each period brings, or take some out."""
    book = _book(folder)
    with _purse(book) as purse:
        purse.fund(_minor(book, money) if money else 0, minutes)
    return OK


@command.command("advertise")
@spoken.argument("amount")
@spoken.option("--note", default="", help=mark("What for."))
@click.pass_obj
def advertise(folder: Path, amount: str, note: str) -> int:
    """Note what was spent on advertising, to stand beside the cost of welcome."""
    book = _book(folder)
    with _purse(book) as purse:
        purse.advertise(_minor(book, amount), note=note)
    return OK


@command.command("told")
@spoken.argument("team")
@_BY
@click.pass_obj
def told(folder: Path, team: str, by: str) -> int:
    """Note that a team was told why we give."""
    book = _book(folder)
    with _purse(book) as purse:
        purse.told_why(team, book.party(by))
    return OK


@command.command("reverse")
@spoken.argument("number", type=int)
@click.pass_obj
def reverse(folder: Path, number: int) -> int:
    """Correct an entry by one with the opposite amounts."""
    book = _book(folder)
    with _purse(book) as purse:
        purse.reverse(number)
    return _noted(book)


@command.command("entries")
@spoken.option("--by", metavar="PERSON", help=mark("Those of one giver."))
@spoken.option("--limit", type=int, default=50, help=mark("How many at most."))
@_JSON
@click.pass_obj
def entries(folder: Path, by: str | None, limit: int, as_json: bool) -> None:
    """List the entries, the newest first."""
    from goodwill.care.purse.telling import entry_json

    book = _book(folder)
    where, given = ("e.giver = ?", [book.party(by)]) if by else ("1", [])
    with _purse(book) as purse:
        found = purse.entries(where, given, most=limit)
    if as_json:
        print_json([entry_json(each, book.settings.currency) for each in found])
        return
    heads = (_("Number"), _("When"), _("Money"), _("Time"), _("Giver"), _("Customer"), _("What"))
    names = _names(book, found)
    rows = [_row(book, each, names) for each in found]
    click.echo(laid_out(heads, rows, "r.rr"))


def _book(folder: Path) -> Book:
    from goodwill.book import Book

    return Book.open(folder)


def _purse(book: Book) -> Purse:
    from goodwill.care.purse import Purse

    return Purse(book.folder, book.settings)


def _noted(book: Book) -> int:
    """Write what was given down for the next close."""
    from goodwill.book import given

    given.tell(book.folder, book.settings)
    return OK


def _ask(book: Book, party: str, told: dict[str, Any]) -> Ask:
    """Complete what was asked on the command line by the staff list and the play."""
    from goodwill.care.purse import Ask
    from goodwill.care.purse.standing import Standing

    stands, giver = _standings(book), book.party(told["by"])
    mine = stands.get(giver, Standing())
    backer = book.party(told["backed_by"]) if told.get("backed_by") else None
    ask = Ask(
        giver, mine.level, _minor(book, told["money"]) if told.get("money") else 0,
        told.get("minutes") or 0, party=book.party(party), case=told.get("case"), team=mine.team,
        time_of=book.party(told["time_of"]) if told.get("time_of") else None,
        stock_of=told.get("stock_of"), restores=bool(told.get("restores")), backer=backer,
        backer_level=stands.get(backer, Standing()).level if backer else None,
    )  # fmt: skip
    return _in_play(book, ask, told["play"]) if told.get("play") else ask


def _standings(book: Book) -> dict[str, Any]:
    import datetime as dt
    from zoneinfo import ZoneInfo

    from goodwill.care.purse.standing import standings
    from goodwill.house.people import chart

    today = dt.datetime.now(ZoneInfo(book.settings.zone)).date()
    return standings(chart(book.journal.staff())[0], today)


def _in_play(book: Book, ask: Ask, name: str) -> Ask:
    from goodwill.care.playbook import load
    from goodwill.care.purse import of_play

    plays = {play.name: play for play in load(book.folder / "plays")[0]}
    if name not in plays:
        what = _("There is no play {name}.", name=name)
        raise UsageError(Problem(name, what, "goodwill plays"))
    return of_play(ask, plays[name], _minor(book, str(plays[name].cost.money)))


def _minor(book: Book, said: str) -> int:
    from decimal import Decimal, InvalidOperation

    from goodwill.house.money import minor

    try:
        return minor(Decimal(said), book.settings.currency)
    except InvalidOperation as error:
        what = _("This is not an amount.")
        raise UsageError(Problem(said, what, _("Write it as in 12.50."))) from error


def _end_of(book: Book, said: str) -> dt.datetime:
    import datetime as dt

    from goodwill.house.hours import end_of_day

    try:
        return end_of_day(dt.date.fromisoformat(said), book.settings.zone)
    except ValueError as error:
        what = _("This is not a day.")
        raise UsageError(Problem(said, what, _("Write it as in 2026-03-31."))) from error


def _told(book: Book, decision: Decision, *, as_json: bool) -> int:
    """Say what was decided; what was given is noted for the next close."""
    from goodwill.care.purse.telling import as_json as laid
    from goodwill.care.purse.telling import lines

    _noted(book)
    if as_json:
        print_json(laid(decision, book.settings.currency))
    else:
        for line in lines(decision, book.settings.currency):
            click.echo(line)
        if decision.unit:
            click.echo(_("It is number {number}.", number=decision.unit))
        if decision.reservation is not None:
            click.echo(_("Entry {number}.", number=decision.reservation))
    return OK if decision.allowed else FINDINGS


def _show(folder: Path, person: str | None, *, as_json: bool) -> None:
    from goodwill.care.purse import clock
    from goodwill.care.purse.showing import limits_of, overview

    book = _book(folder)
    with _purse(book) as purse:
        if person:
            stands = _standings(book).get(who := book.party(person))
            shown = limits_of(purse, who, stands)
        else:
            shown = overview(purse, clock())
    if as_json:
        print_json(shown.data)
        return
    click.echo(laid_out(shown.heads, shown.rows, shown.right))
    for note in shown.notes:
        click.echo(note)


def _names(book: Book, found: list[Entry]) -> dict[str, str]:
    wanted = {who for each in found for who in (each.giver, each.party) if who}
    known = book.journal.reveal(wanted)
    return {who: items.get("name") or items.get("ref") or who for who, items in known.items()}


def _row(book: Book, each: Entry, names: dict[str, str]) -> tuple[object, ...]:
    from goodwill.care.purse.telling import KIND_NAMES, say_minutes
    from goodwill.house import money

    what = _(KIND_NAMES[each.kind])
    about = " ".join(part for part in (each.play, each.case_id, each.loan, each.number) if part)
    return (
        str(each.id), each.at.isoformat(" ", "minutes"),
        money.say(each.money, book.settings.currency) if each.money else "",
        say_minutes(each.minutes) if each.minutes else "", names.get(each.giver or "", ""),
        names.get(each.party or "", ""), f"{what}: {about}" if about else what,
    )  # fmt: skip
