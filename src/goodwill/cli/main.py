"""The command `goodwill`, its common options, and how faults become messages and exit codes."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from goodwill import __version__, words
from goodwill.problems import BUG, INTERRUPTED, USAGE, GoodwillError
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = Path(__file__).parent / "commands"


class Commands(click.Group):
    """The commands: one file each in `commands/`, loaded only when it is called or listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands by their file names."""
        del ctx
        return sorted(module.name.rstrip("_") for module in pkgutil.iter_modules([str(COMMANDS)]))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command; an unknown one is answered with the nearest."""
        for name in (cmd_name, f"{cmd_name}_"):
            if (COMMANDS / f"{name}.py").is_file():
                module = importlib.import_module(f"goodwill.cli.commands.{name}")
                command: click.Command = module.command
                return command
        return super().get_command(ctx, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command named, or say which one may be meant."""
        from goodwill.problems import nearest

        if self.get_command(ctx, args[0]) is None:
            near = nearest(args[0], self.list_commands(ctx))
            hint = _("Did you mean `{near}`?", near=near) if near else ""
            ctx.fail(f"{_('There is no command {name}.', name=repr(args[0]))} {hint}".rstrip())
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(version)s")
@click.option(
    "--book",
    "folder",
    type=click.Path(path_type=Path),
    envvar="GOODWILL_BOOK",
    default=Path(),
    help="The book's folder (else GOODWILL_BOOK, else the current folder).",
)
@click.option(
    "--language",
    type=click.Choice(list(words.LANGUAGES)),
    envvar="GOODWILL_LANGUAGE",
    help="The language to speak (else that of the terminal, else English).",
)
@click.pass_context
def goodwill(ctx: click.Context, folder: Path, language: str | None) -> None:
    """Book-keeping for goodwill: how you treat your customers, and what it costs."""
    ctx.with_resource(words.speaking(language or _of_terminal()))
    ctx.obj = folder


def _of_terminal() -> str:
    """Take the language from the environment, as other programs do."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return os.environ[name][:2]
    return "en"


def narrate(sentence: str) -> None:
    """Tell what goes on; never on stdout, which is for data."""
    click.echo(sentence, err=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    try:
        result: Any = goodwill.main(
            args=None if arguments is None else list(arguments), standalone_mode=False
        )
    except GoodwillError as error:
        for problem in error.problems:
            narrate(str(problem))
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return USAGE
    except (KeyboardInterrupt, click.Abort):
        narrate(_("Interrupted; nothing half done is left behind."))
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as error:  # noqa: BLE001  # the last resort: no user reads a traceback
        return _our_fault(error)
    return result if isinstance(result, int) else 0


def _our_fault(error: Exception) -> int:
    narrate(_("This is our fault, not yours: {error}.", error=repr(error)))
    if os.environ.get("GOODWILL_DEBUG"):
        traceback.print_exception(error)
    else:
        narrate(_("Set GOODWILL_DEBUG=1 and try again to see where; please report what it prints."))
    return BUG
