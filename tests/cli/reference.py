"""Writes docs/commands.md from the program: `python -m tests.cli.reference`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from goodwill import reports
from goodwill.cli.main import goodwill
from goodwill.words import speaking

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parents[2] / "docs/commands.md"
HEAD = """# Commands

Written from the program by `python -m tests.cli.reference`.

What a command finds goes to stdout, what it tells about its work to stderr. Every command that
reads prints JSON with `--json`. The book is `--book`, else `GOODWILL_BOOK`, else the current
folder; the language is `--language`, else `GOODWILL_LANGUAGE`, else that of the terminal.

| exit code | what it means |
|---|---|
| 0 | all is well |
| 1 | done, with findings: bad lines were left out, a story ended otherwise |
| 2 | the command was not called as it can be called |
| 3 | the input cannot be used; nothing of it was taken |
| 4 | the settings, a standard or a saved mapping of the book is wrong |
| 5 | the book on disk is damaged |
| 70 | a fault of Goodwill itself |
| 130 | interrupted with Ctrl-C; nothing half done is left behind |
"""


def commands() -> Iterator[tuple[str, click.Context]]:
    """Give every command by its full name, with the context in which it explains itself."""
    first = click.Context(
        goodwill, info_name="goodwill", terminal_width=96, **goodwill.context_settings
    )
    yield "goodwill", first
    yield from _below(goodwill, first)


def _below(group: click.Group, above: click.Context) -> Iterator[tuple[str, click.Context]]:
    for name in group.list_commands(above):
        command = group.get_command(above, name)
        assert command is not None
        context = click.Context(command, parent=above, info_name=name)
        yield context.command_path, context
        if isinstance(command, click.Group):
            yield from _below(command, context)


def page() -> str:
    """Write the page: what every command says of itself, and the reports that there are."""
    with speaking("en"):
        parts = [HEAD]
        parts += [f"## {name}\n\n```\n{context.get_help()}\n```\n" for name, context in commands()]
        parts.append(_reports())
    return "\n".join(parts)


def _reports() -> str:
    lines = ["## Reports", "", "| report | what it shows | parameters |", "|---|---|---|"]
    for name in reports.names():
        shown = reports.page(name)
        known = ", ".join(f"`{each}`" for each in shown.PARAMETERS) or "none"
        lines.append(f"| `{name}` | {shown.__doc__} | {known} |")
    told = (
        "`--period`, `--party` and `--standard` have options of their own;"
        " any other parameter is given as `--where NAME=VALUE`."
    )
    return "\n".join([*lines, "", told, ""])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
