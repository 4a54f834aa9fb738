"""The command `goodwill`, and how faults become messages and exit codes."""

from __future__ import annotations

import contextvars
import gettext
import importlib
import os
import pkgutil
import sys
import traceback
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from goodwill import __version__, words
from goodwill.cli.interrupts import heeded, interrupted
from goodwill.cli.narration import complain
from goodwill.cli.spoken import Group, Option, of_option
from goodwill.problems import BUG, INTERRUPTED, OK, USAGE, GoodwillError, Problem
from goodwill.words import _, mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

COMMANDS = Path(__file__).parent / "commands"


class Commands(Group):
    """The commands: one file each in `commands/`, loaded only when it is called or listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands by their file names."""
        del ctx
        return sorted(module.name.rstrip("_") for module in pkgutil.iter_modules([str(COMMANDS)]))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command by its name."""
        del ctx
        for name in (cmd_name, f"{cmd_name}_"):
            if name.isidentifier() and (COMMANDS / f"{name}.py").is_file():
                module = importlib.import_module(f"goodwill.cli.commands.{name}")
                command: click.Command = module.command
                return command
        return None


@click.group(
    cls=Commands, context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=True
)
@click.version_option(
    __version__, message="%(version)s", cls=Option, help=mark("Show the version and exit.")
)
@click.pass_context
def goodwill(ctx: click.Context) -> None:
    """Book-keeping for goodwill: how you treat your customers, and what it costs."""
    ctx.obj = ctx.obj or Path()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    return contextvars.copy_context().run(_run, given)  # nothing said here outlives the command


def _run(arguments: list[str]) -> int:
    out = sys.stdout
    with words.speaking(_language(arguments)), _click_speaks(), heeded():
        try:
            result: Any = goodwill.main(arguments, prog_name="goodwill", standalone_mode=False)
            sys.stdout.flush()
        except BrokenPipeError:
            return _nobody_reads()
        except SystemExit as ended:
            if sys.stdout is not out:  # click has put it away since its reader has left
                return _nobody_reads()
            return int(ended.code or OK)
        except (KeyboardInterrupt, click.Abort):
            return _stopped()
        except Exception as error:  # noqa: BLE001  # the last resort: no user reads a traceback
            return _stopped() if interrupted() else _told(error)
    return result if isinstance(result, int) else OK


def _stopped() -> int:
    """Say that Ctrl-C has ended the command; an engine may have made another fault of it."""
    complain([Problem("", _("Interrupted; nothing half done is left behind."))])
    return INTERRUPTED


def _told(error: Exception) -> int:
    """Tell a fault as its own kind of message, and give its exit code."""
    if isinstance(error, GoodwillError):
        complain(error.problems)
        return error.exit_code
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return USAGE
    if isinstance(error, click.NoSuchOption):
        error = of_option(error)
    if isinstance(error, click.ClickException):
        error.show()
        return USAGE
    return _our_fault(error)


def _our_fault(error: Exception) -> int:
    where = _("This is our fault, not yours")
    hint = _("Set GOODWILL_DEBUG=1 and try again to see where; please report what it prints.")
    complain([Problem(where, repr(error), hint)])
    if os.environ.get("GOODWILL_DEBUG"):
        traceback.print_exception(error)
    return BUG


def _nobody_reads() -> int:
    """End in silence when the reader of our output has left, as `head` does."""
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123  # else Python complains at its exit
        os.dup2(nowhere.fileno(), 1)
    return OK


def _language(arguments: list[str]) -> str:
    """Find the language before anything else is read: faults of the command line are told in it."""
    for place, word in enumerate(arguments):
        name, sign, value = word.partition("=")
        if name == "--language":
            return value if sign else "".join(arguments[place + 1 : place + 2])
    for name in ("GOODWILL_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return os.environ[name][:2]
    return "en"


@contextmanager
def _click_speaks() -> Iterator[None]:
    """Let click look its own words up in our catalogues, in the language now spoken."""
    before, domain = os.environ.get("LANGUAGE"), gettext.textdomain()
    gettext.bindtextdomain("goodwill", words.LOCALE)
    gettext.textdomain("goodwill")
    os.environ["LANGUAGE"] = words.language()
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if before is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before
