"""Running commands as a user does, and seeing what they print where."""

from __future__ import annotations

import contextlib
import io
from typing import TYPE_CHECKING, NamedTuple

from goodwill.cli import main

if TYPE_CHECKING:
    from pathlib import Path


class Ran(NamedTuple):
    """How a command ended: its exit code, its data, its narration."""

    code: int
    out: str
    err: str


def run(*words: object, folder: Path | None = None) -> Ran:
    """Run one command within this process, in English, in a folder if one is given."""
    out, err = io.StringIO(), io.StringIO()
    place = contextlib.chdir(folder) if folder else contextlib.nullcontext()
    said = any(str(word).startswith("--language") for word in words)
    spoken = () if said else ("--language", "en")
    with place, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([*spoken, *map(str, words)])
    return Ran(code, out.getvalue(), err.getvalue())
