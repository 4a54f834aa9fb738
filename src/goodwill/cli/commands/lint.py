"""Remark on messages, check the rules, or serve an editor."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from goodwill.cli import spoken
from goodwill.cli.narration import narrate
from goodwill.problems import FINDINGS, OK, ConfigurationError, InputError, Problem, UsageError
from goodwill.words import LANGUAGES, _, mark, ngettext

if TYPE_CHECKING:
    from goodwill.language.formats import Remarked
    from goodwill.language.linter import Linter

LEVELS = ("hint", "warn", "ask")
"""As in `goodwill.language.rule`, which `--help` need not load."""
FORMATS = ("text", "jsonl", "sarif", "rdjsonl")
_MOST_BYTES = 20_000_000


@spoken.command()
@spoken.argument("files", nargs=-1, metavar="[FILE|-]...")
@spoken.option(
    "--in", "written_in", type=click.Choice(list(LANGUAGES)),
    help=mark("The language of the text (else told by its letters)."),
)  # fmt: skip
@spoken.option("--note", is_flag=True, help=mark("The text is an internal note."))
@spoken.option("--letter", is_flag=True, help=mark("The text is a letter, such as a reminder."))
@spoken.option("--answers", metavar="FILE", help=mark("The customer's message that it answers."))
@spoken.option(
    "--format", "form", type=click.Choice(FORMATS), default="text",
    help=mark("How remarks are written: for people, or for other programs."),
)  # fmt: skip
@spoken.option("--json", "as_json", is_flag=True, help=mark("Print JSON for other programs."))
@spoken.option(
    "--fail-on", type=click.Choice(LEVELS),
    help=mark("End with code 1 where a remark is at least of this level; else always with 0."),
)  # fmt: skip
@spoken.option("--everything", is_flag=True, help=mark("Use rules that are off as well."))
@spoken.option("--check-packs", is_flag=True, help=mark("Check the rules themselves."))
@spoken.option(
    "--list-rules", is_flag=True, help=mark("List the rules, with how often each was right.")
)
@spoken.option("--server", is_flag=True, help=mark("Serve an editor over its language protocol."))
@click.pass_obj
def command(folder: Path, /, files: tuple[str, ...], fail_on: str | None, **wishes: Any) -> int:
    """Remark on what would harm in a message to a friend; politeness alone counts for nothing."""
    if wishes["check_packs"]:
        return _check_packs(folder)
    if wishes["list_rules"]:
        return _list_rules(folder, as_json=wishes["as_json"])
    linter = _linter(folder, everything=wishes["everything"])
    if wishes["server"]:
        return _serve(linter)
    if wishes["note"] and wishes["letter"]:
        raise UsageError(Problem("", _("A text is a note or a letter, not both.")))
    found = _remarked(linter, files or ("-",), wishes)
    _print(found, wishes["form"], as_json=wishes["as_json"])
    return _told(found, fail_on)


def _remarked(linter: Linter, files: tuple[str, ...], wishes: dict[str, Any]) -> list[Remarked]:
    """Read the texts and remark on each."""
    from goodwill.language.formats import Remarked
    from goodwill.language.linter import Message

    sort = "note" if wishes["note"] else "letter" if wishes["letter"] else "out"
    answers = _text(wishes["answers"]) if wishes["answers"] else None
    found = []
    for name in files:
        text = _text(name)
        message = Message(text, wishes["written_in"], answers, sort=sort)
        found.append(Remarked(name, text, linter.remarks(message)))
    return found


def _print(found: list[Remarked], form: str, *, as_json: bool) -> None:
    from goodwill.language import formats

    if as_json:
        from goodwill.cli.columns import print_json

        print_json(list(formats.as_data(found)))
    elif text := formats.FORMATS[form](found):
        click.echo(text)


def _told(found: list[Remarked], fail_on: str | None) -> int:
    """Say how much was remarked on, and give the exit code."""
    levels = [one.level for each in found for one in each.remarks]
    narrate(ngettext("{number} remark.", "{number} remarks.", len(levels)))
    graver = LEVELS[LEVELS.index(fail_on) :] if fail_on else ()
    return FINDINGS if any(level in graver for level in levels) else OK


def _text(name: str) -> str:
    """Read a text from a file, or from what is piped in."""
    try:
        if name == "-":
            data = sys.stdin.buffer.read(_MOST_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise InputError(Problem(name, _("is too large for a message.")))
        return data.decode("utf-8-sig")
    except OSError as error:
        what = _("cannot be read: {reason}.", reason=error.strerror or type(error).__name__)
        raise InputError(Problem(name, what)) from error
    except UnicodeDecodeError as error:
        what = _("is not written in UTF-8 (byte {number}).", number=error.start + 1)
        raise InputError(Problem(name, what, _("Save the file again as UTF-8."))) from error


def _linter(folder: Path, *, everything: bool) -> Linter:
    """Make a linter with the rules and words of the book, if there is one."""
    from goodwill.language.linter import Linter

    house = None
    if (folder / "goodwill.toml").exists():
        from goodwill.house.settings import read

        settings, problems = read(folder / "goodwill.toml")
        if problems:
            raise ConfigurationError(problems)
        house = settings.words
    return Linter.opened(_own(folder), house, everything=everything)


def _own(folder: Path) -> Path | None:
    """Give the folder of the company's own rules, if it has one."""
    return folder / "rules" if (folder / "rules").is_dir() else None


def _check_packs(folder: Path) -> int:
    from goodwill.language.checking import check_packs

    number, problems = check_packs(_own(folder))
    for problem in problems:  # all of them, since each is a line to mend
        click.echo(str(problem), err=True)
    narrate(ngettext("{number} rule checked.", "{number} rules checked.", number))
    return FINDINGS if problems else OK


def _list_rules(folder: Path, *, as_json: bool) -> int:
    from goodwill.cli.columns import laid_out, print_json
    from goodwill.language.listing import as_data, head, rows
    from goodwill.language.pack import load

    packs = load(_own(folder))
    if as_json:
        print_json(as_data(packs))
    else:
        click.echo(laid_out(head(), list(rows(packs)), "...rrrr"))
    return OK


def _serve(linter: Linter) -> int:
    try:
        from goodwill.language.server import serve
    except ImportError as error:
        what = _("The server for editors is not installed.")
        raise UsageError(Problem("", what, 'pip install "goodwill[editor]"')) from error
    serve(linter)
    return OK
