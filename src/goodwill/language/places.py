"""Where rules and sets are kept: the shipped ones beside this file, a company's in its book."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
RULES, SETS = HERE / "rules", HERE / "sets"
OWN_SETS = "sets.yml"


def set_files(language: str, own: Path | None) -> list[Path]:
    """Give the files of the named sets of a language, the shipped one first; any may be absent."""
    return [SETS / f"{language}.yml", *([own / language / OWN_SETS] if own else [])]


def rule_files(language: str) -> list[Path]:
    """Give the shipped files of rules of a language."""
    return sorted((RULES / language).glob("*.yml"))


def own_files(language: str, own: Path | None) -> list[Path]:
    """Give the company's own files of rules of a language."""
    found = sorted((own / language).glob("*.yml")) if own else []
    return [path for path in found if path.name != OWN_SETS]


def files(language: str, own: Path | None) -> list[Path]:
    """Give every file that the rules of a language are read from."""
    return [*set_files(language, own), *rule_files(language), *own_files(language, own)]
