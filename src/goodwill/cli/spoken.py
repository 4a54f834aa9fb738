"""Commands and options whose words are translated when they are shown, not when they are read.

`--book`, `--language` and `--quiet` may be told before the command or after it.
"""

from __future__ import annotations

import datetime as dt
import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from goodwill.cli.narration import hush
from goodwill.problems import nearest
from goodwill.words import LANGUAGES, _, mark, ngettext, nmark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

CLICK_SAYS = (
    mark("Commands"), mark("Error: {message}"),
    mark("Invalid value for {param_hint}: {message}"), mark("Invalid value: {message}"),
    mark("Missing argument"), mark("Missing command."), mark("Missing option"),
    mark("Option {name!r} does not take a value."), mark("Options"),
    mark("Positional arguments"),
    mark("Show this message and exit."), mark("Try '{command} {option}' for help."), mark("Usage:"),
    mark("default: {default}"), mark("{value!r} is not a valid {number_type}."),
    nmark("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    nmark("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
)  # fmt: skip
"""What click itself says to users; it looks these up in our catalogues."""


class _Told:
    """Something with a help sentence that is translated whenever it is asked for."""

    _sentence: str | None = None

    @property
    def help(self) -> str | None:  # click's name for it
        """What it does, in the language now spoken."""
        return _(self._sentence) if self._sentence else None

    @help.setter  # noqa: A003  # click's name for it
    def help(self, sentence: str | None) -> None:
        """Keep the English sentence, on one line."""
        self._sentence = " ".join(sentence.split()) if sentence else None


class Option(_Told, click.Option):
    """An option of a command."""


class Argument(_Told, click.Argument):
    """What a command is about."""


class _Spoken(_Told):
    """What commands and groups of commands have in common."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Give its own parameters, and the options of every command."""
        return [*super().get_params(ctx), *_everywhere(ctx)]  # type: ignore[misc]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Give the option for help, which click keeps in the language first spoken."""
        found: click.Option | None = super().get_help_option(ctx)  # type: ignore[misc]
        if found is not None:
            found.help = _("Show this message and exit.")
        return found

    def get_short_help_str(self, limit: int = 45) -> str:
        """Give the whole sentence for the list of commands: half of one tells nothing."""
        del limit
        return self.help or ""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show the options of the command itself first, those of every command last."""
        shared = {"--help", "--version", *(one.opts[0] for one in _everywhere(ctx))}
        ours: list[tuple[str, str]] = []
        theirs: list[tuple[str, str]] = []
        for one in sorted(self.get_params(ctx), key=lambda one: "--help" in one.opts):
            if isinstance(one, click.Option) and (record := one.get_help_record(ctx)):
                (theirs if shared.intersection(one.opts) else ours).append(record)
        for title, records in ((_("Options"), ours), (_("With every command"), theirs)):
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)


class Command(_Spoken, click.Command):
    """A command that says what it has too many of."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words after the command; those too many are told in our own words."""
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            ctx.fail(
                ngettext("One word too many: {words}", "{number} words too many: {words}",
                         len(rest), words=" ".join(rest))
            )  # fmt: skip
        return rest


class Group(_Spoken, click.Group):
    """Commands under one name; an unknown one is answered with the nearest."""

    command_class = Command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command named, or say which one may be meant."""
        if self.get_command(ctx, args[0]) is None:
            raise NoSuch(
                _("There is no command {name}.", name=args[0]),
                args[0],
                self.list_commands(ctx),
                ctx,
            )
        return super().resolve_command(ctx, args)


class NoSuch(click.UsageError):
    """A word that is not known here, with the nearest that is, and all there are."""

    def __init__(
        self, sentence: str, word: str, known: Iterable[str], ctx: click.Context | None
    ) -> None:
        names = list(known)
        near = nearest(word, names)
        hint = _("Did you mean {near}?", near=near) if near else ""
        hint = hint or _("There are: {names}.", names=", ".join(names))
        super().__init__(f"{sentence} {hint}", ctx)


def of_option(error: click.NoSuchOption) -> NoSuch:
    """Say of an unknown option which one may be meant."""
    ctx = error.ctx
    known = [
        word
        for one in (ctx.command.get_params(ctx) if ctx else ())
        if isinstance(one, click.Option)
        for word in (*one.opts, *one.secondary_opts)
        if word.startswith("--")
    ]
    return NoSuch(
        _("There is no option {name}.", name=error.option_name), error.option_name, known, ctx
    )


class Day(click.ParamType[dt.date]):
    """A date, as in 2026-03-31."""

    name = "day"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        """Read a day."""
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            self.fail(_("{word} is not a day, as 2026-03-31 is.", word=value), param, ctx)


def command(name: str | None = None, **attributes: Any) -> Callable[..., Command]:
    """Declare a command; its docstring is its help."""
    return click.command(name, cls=Command, **attributes)


def group(name: str | None = None, **attributes: Any) -> Callable[..., Group]:
    """Declare a command that has commands of its own."""
    return click.group(name, cls=Group, **attributes)


def option(*names: str, **attributes: Any) -> Callable[..., Any]:
    """Declare an option; its help goes through `mark`."""
    return click.option(*names, cls=Option, **attributes)


def argument(*names: str, **attributes: Any) -> Callable[..., Any]:
    """Declare an argument."""
    return click.argument(*names, cls=Argument, **attributes)


def program(folder: Path) -> str:
    """Write how the program is called for this book, from where the user is now."""
    known = os.environ.get("GOODWILL_BOOK", ".")
    return "goodwill" if folder == Path(known) else f"goodwill --book {shlex.quote(str(folder))}"


def _everywhere(ctx: click.Context) -> list[click.Option]:
    """Make the options that every command takes; only the first reads the environment."""
    first = ctx.parent is None
    return [
        Option(
            ["--book", "book_folder"],
            type=click.Path(path_type=Path),
            envvar="GOODWILL_BOOK" if first else None,
            expose_value=False,
            callback=_open_at,
            help=mark("The book's folder (else GOODWILL_BOOK, else the current folder)."),
        ),
        Option(
            ["--language"],
            type=click.Choice(list(LANGUAGES)),
            expose_value=False,
            help=mark("The language to speak (else that of the terminal, else English)."),
        ),
        Option(
            ["--quiet", "-q"],
            is_flag=True,
            expose_value=False,
            callback=_be_quiet,
            help=mark("Tell only what is asked for, and what is wrong."),
        ),
    ]


def _open_at(ctx: click.Context, _parameter: click.Parameter, folder: Path | None) -> None:
    if folder is not None:
        ctx.obj = folder


def _be_quiet(_ctx: click.Context, _parameter: click.Parameter, quiet: bool) -> None:
    if quiet:
        hush()
