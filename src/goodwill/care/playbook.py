"""The plays that hold: those shipped, replaced or switched off by a company's own files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from goodwill.care.play import Play
    from goodwill.problems import Problem

SHIPPED: Final = Path(__file__).parent / "plays"
"""The folder with the plays that come with Goodwill."""


def load(*folders: Path) -> tuple[list[Play], list[Problem]]:
    """Read the plays shipped and those of these folders; the last of a name counts.

    A file that says nothing but `off = true` switches the play of its name off.
    """
    from goodwill.care.declaration import read

    files = {file.stem: file for folder in (SHIPPED, *folders) for file in folder.glob("*.toml")}
    found: list[Play] = []
    problems: list[Problem] = []
    for _name, file in sorted(files.items()):
        play, wrong = read(file)
        problems += wrong
        found += [play] if play else []
    return found, problems
