"""All checks of all packs, the shipped ones and a company's own, with the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.language.checks import check_parity, check_record, check_rule, check_sets
from goodwill.language.pack import read_all, read_sets
from goodwill.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from goodwill.problems import Problem


def check_packs(
    own: Path | None = None, languages: Iterable[str] = tuple(LANGUAGES), theme: str = ""
) -> tuple[int, list[Problem]]:
    """Check every rule of some languages, or of one theme; gives how many, and what is wrong."""
    chosen = tuple(languages)
    packs, problems = read_all(own, chosen)
    packs = [pack for pack in packs if theme in ("", pack.theme)]
    rules = [rule for pack in packs for rule in pack.rules]
    for rule in rules:
        problems += check_rule(rule)
    for pack in packs:
        if not pack.own:
            problems += [each for rule in pack.rules for each in check_record(rule)]
    for language in chosen:
        named = read_sets(language, own, [])
        mine = [rule for rule in rules if rule.language == language]
        if not theme:
            problems += check_sets(named, mine, f"sets/{language}.yml")
    if not theme:
        problems += check_parity(packs)
    return len(rules), list(dict.fromkeys(problems))
