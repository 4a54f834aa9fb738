"""List the plays, or run their stories."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from goodwill.cli import spoken
from goodwill.cli.columns import laid_out, print_json
from goodwill.cli.narration import complain, narrate
from goodwill.problems import FINDINGS, OK
from goodwill.words import _, mark, ngettext

if TYPE_CHECKING:
    from goodwill.care.play import Play


@spoken.group(invoke_without_command=True)
@spoken.option("--json", "as_json", is_flag=True, help=mark("Print JSON for other programs."))
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """List the plays that hold in this book: what is done for a customer, when, and by whom."""
    if ctx.invoked_subcommand is not None:
        return
    plays = _plays(ctx.obj)
    if as_json:
        shown = _verdicts(ctx.obj)
        print_json([{**_as_data(each), "shown": shown.get(each.name)} for each in plays])
        return
    shown = _verdicts(ctx.obj)
    rows = [
        (each.name, _("records") if each.trigger else _("by hand"), each.purpose,
         f"{each.held_out:.0%}", each.title, *([shown.get(each.name, "")] if shown else []))
        for each in plays
    ]  # fmt: skip
    heads = (_("Play"), _("Triggered by"), _("Purpose"), _("Held out"), _("What is done"))
    click.echo(laid_out((*heads, _("Does it work?")) if shown else heads, rows))


@command.command("test")
@spoken.argument("names", nargs=-1)
@spoken.option("--json", "as_json", is_flag=True, help=mark("Print JSON for other programs."))
@click.pass_context
def test(ctx: click.Context, names: tuple[str, ...], as_json: bool) -> int:
    """Tell the story of every play, or of those named; one that ends otherwise is a finding."""
    from goodwill.care.telling import untrue

    known = {each.name: each for each in _plays(ctx.obj)}
    for name in names:
        if name not in known:
            raise spoken.NoSuch(_("There is no play {name}.", name=name), name, known, ctx)
    chosen = [known[name] for name in names or known]
    problems = [problem for each in chosen for problem in untrue(each)]
    if as_json:
        print_json([each._asdict() for each in problems])
    else:
        complain(problems)
    narrate(ngettext("{number} story told.", "{number} stories told.", len(chosen)))
    return FINDINGS if problems else OK


@command.command("take-lots")
@spoken.argument("file", type=click.Path(path_type=Path))
@click.pass_context
def take_lots(ctx: click.Context, file: Path) -> None:
    """Take in a list of whom you held out of a play by lot before this book, and whom not."""
    from goodwill.book import Book, earlier
    from goodwill.care.trial.assignment import HELD_OUT, PLAYED

    brought = earlier.bring_in(Book.open(ctx.obj), file)
    rows = []
    for play in sorted({lot.play for lot in brought.lots}):
        arms = [lot.arm for lot in brought.lots if lot.play == play]
        counts = (str(arms.count(arm)) for arm in (PLAYED, HELD_OUT))
        rows.append((play, *counts))
    click.echo(laid_out((_("Play"), _("In the play"), _("Held out")), rows))
    if brought.unknown:
        narrate(_("Left out, as this book does not know them: {names}.",
                  names=", ".join(brought.unknown[:10])))  # fmt: skip
    narrate(_("The next close counts them: `goodwill close`."))


@command.command("lot")
@spoken.argument("name")
@click.pass_context
def lot(ctx: click.Context, name: str) -> None:
    """Write as CSV in which arm of a play each customer lies, as its lot draws them."""
    from goodwill.book import Book, lots

    known = {each.name: each for each in _plays(ctx.obj)}
    if name not in known:
        raise spoken.NoSuch(_("There is no play {name}.", name=name), name, known, ctx)
    book = Book.open(ctx.obj)
    drawn = lots.drawn(book, known[name])
    refs = book.journal.reveal(each.party for each in drawn)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("play", "party", "customer", "arm", "position"))
    for each in drawn:
        ref = refs.get(each.party, {}).get("ref", "")
        writer.writerow((each.play, each.party, ref, each.arm, each.position))
    click.echo(text.getvalue(), nl=False)


def _verdicts(folder: Path) -> dict[str, str]:
    """Say of each play what the newest closed book shows; nothing where none knows plays."""
    from goodwill.book import Book
    from goodwill.care.told import plays
    from goodwill.reports.trials import trials, verdict

    book = Book.open(folder)
    if not book.closed_files():
        return {}
    with book.closed() as closed:
        if not closed.has("trial_findings"):
            return {}
        found = trials(closed, plays(closed))
        return {name: verdict(one, closed.minimum_count) for name, one in found.items()}


def _plays(folder: Path) -> list[Play]:
    from goodwill.book import Book

    return Book.open(folder).plays()


def _as_data(play: Play) -> dict[str, Any]:
    return {
        "name": play.name,
        "practice": play.practice,
        "title": play.title,
        "sentence": play.sentence(),
        "triggered_by": "records" if play.trigger else "hand",
        "purpose": play.purpose,
        "channel": play.channel,
        "level": play.level,
        "whose_convenience": play.whose_convenience,
        "cost": play.cost._asdict(),
        "held_out": play.held_out,
        "outcome": play.outcome._asdict(),
        "harm": play.harm._asdict(),
        "hush_days": play.hush_days,
        "limits": dict(play.limits),
    }
