"""List the standards, or run their stories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from goodwill.cli import spoken
from goodwill.cli.columns import laid_out, print_json
from goodwill.cli.narration import complain, narrate
from goodwill.problems import FINDINGS, OK
from goodwill.words import _, mark, ngettext

if TYPE_CHECKING:
    from goodwill.house.settings import Settings
    from goodwill.standards.standard import Standard


@spoken.group(invoke_without_command=True)
@spoken.option("--json", "as_json", is_flag=True, help=mark("Print JSON for other programs."))
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """List the standards that hold in this book, with the limits that the company has set."""
    if ctx.invoked_subcommand is not None:
        return
    from goodwill.book import Book

    book = Book.open(ctx.obj)
    standards = sorted(book.standards(), key=lambda each: (each.side, each.family, each.name))
    if as_json:
        print_json([_as_data(each, book.settings) for each in standards])
        return
    rows = [
        (_side(each), each.family, each.name, each.sentence(book.settings)) for each in standards
    ]
    click.echo(laid_out((_("Whose"), _("Family"), _("Standard"), _("What is owed")), rows))


@command.command("test")
@spoken.argument("names", nargs=-1)
@spoken.option("--json", "as_json", is_flag=True, help=mark("Print JSON for other programs."))
@click.pass_context
def test(ctx: click.Context, names: tuple[str, ...], as_json: bool) -> int:
    """Tell the story of every standard, or of those named; one that ends otherwise is a finding."""
    from goodwill.book import Book
    from goodwill.standards.story import test_story

    known = {each.name: each for each in Book.open(ctx.obj).standards()}
    for name in names:
        if name not in known:
            raise spoken.NoSuch(_("There is no standard {name}.", name=name), name, known, ctx)
    chosen = [known[name] for name in names or known]
    problems = [problem for each in chosen for problem in test_story(each)]
    if as_json:
        print_json([each._asdict() for each in problems])
    else:
        complain(problems)
    narrate(ngettext("{number} story told.", "{number} stories told.", len(chosen)))
    return FINDINGS if problems else OK


def _side(standard: Standard) -> str:
    return {"ours": _("ours"), "theirs": _("theirs")}.get(standard.side, standard.side)


def _as_data(standard: Standard, settings: Settings) -> dict[str, Any]:
    benchmark = standard.benchmark
    return {
        "name": standard.name,
        "side": standard.side,
        "family": standard.family,
        "of": standard.of,
        "title": standard.title,
        "sentence": standard.sentence(settings),
        "limits": {**standard.limits, **settings.limits_of(standard.name)},
        "benchmark": benchmark and {"kept": benchmark.kept, "source": benchmark.source},
    }
