"""Rules written for one test: as YAML, in a folder of its own."""

from __future__ import annotations

import tempfile
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

from goodwill.language.checks import check_rule
from goodwill.language.linter import Linter
from goodwill.language.pack import Pack, read_pack

if TYPE_CHECKING:
    from goodwill.language.rule import Rule
    from goodwill.problems import Problem

SAYS = "say: Say what you can do.\nwhy: A friend does."


def pack(text: str, theme: str = "refusal", language: str = "en") -> tuple[Pack, list[Problem]]:
    """Read a file of rules of one theme, with the problems of its form."""
    problems: list[Problem] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rules" / language / f"{theme}.yml"
        path.parent.mkdir(parents=True)
        path.write_text(dedent(text), encoding="utf-8")
        return read_pack(path, language, {}, problems), problems


def rule(body: str, theme: str = "refusal", language: str = "en") -> Rule:
    """Read one rule, written without its id and what it says."""
    lines = f"id: {theme}.test\n{SAYS}\n{dedent(body)}".splitlines()
    inner = "\n".join(f"  {line}" for line in lines)
    read, problems = pack(f"rules:\n-{inner[1:]}", theme, language)
    assert problems == []
    return read.rules[0]


def linter(*rules: Rule) -> Linter:
    """Make a linter of rules."""
    return Linter(lambda code: [each for each in rules if each.language == code], None)


def faults(body: str, theme: str = "refusal", language: str = "en") -> list[str]:
    """Give what the checks say of one rule."""
    return [each.what for each in check_rule(rule(body, theme, language))]
