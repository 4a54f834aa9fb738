"""Packs: one YAML file per theme and language, the shipped ones and a company's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.language import yaml_lines
from goodwill.language.places import HERE, OWN_SETS, files, own_files, rule_files, set_files
from goodwill.language.reading import Reader
from goodwill.problems import ConfigurationError, Problem
from goodwill.words import LANGUAGES, _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from goodwill.language.item import Item
    from goodwill.language.rule import Example, Rule

Sets = dict[str, list["Item"]]


class Pack(NamedTuple):
    """The rules of one theme in one language."""

    name: str
    language: str
    theme: str
    rules: tuple[Rule, ...]
    absent: Mapping[str, str]
    own: bool = False


class Named(NamedTuple):
    """The named sets of a language, and the examples that each must find."""

    items: Sets
    examples: Mapping[str, Sequence[Example]]


def load(own: Path | None = None, languages: Iterable[str] = LANGUAGES) -> tuple[Pack, ...]:
    """Load the shipped packs, and those of the company's folder of rules over them.

    A pack that is wrong is a ConfigurationError with all that is wrong; a company's own is held to
    the same checks as the shipped ones, which the tests hold to them.
    """
    chosen = tuple(languages)
    packs, problems = read_all(own, chosen)
    if own and not problems:
        problems = _checked(packs, own, chosen)
    if problems:
        raise ConfigurationError(problems)
    return tuple(packs)


def _checked(packs: Sequence[Pack], own: Path, languages: Iterable[str]) -> list[Problem]:
    """Check a company's own rules and sets."""
    from goodwill.language.checks import check_rule, check_sets

    found = [each for pack in packs if pack.own for rule in pack.rules for each in check_rule(rule)]
    for language in languages:
        path = own / language / OWN_SETS
        if path.exists():
            named = read_sets(language, own, [])
            mine = {name: named.items[name] for name in _table(path, []) if name in named.items}
            rules = [rule for pack in packs if pack.language == language for rule in pack.rules]
            found += check_sets(Named(mine, named.examples), rules, str(path))
    return found


def read_all(
    own: Path | None = None, languages: Iterable[str] = LANGUAGES
) -> tuple[list[Pack], list[Problem]]:
    """Read the packs of some languages, with everything that is wrong with their form."""
    packs: list[Pack] = []
    problems: list[Problem] = []
    for language in languages:
        named = read_sets(language, own, problems)
        shipped = [
            read_pack(path, language, named.items, problems) for path in rule_files(language)
        ]
        packs += _with_own(shipped, own, language, named.items, problems)
    return packs, problems


def read_sets(language: str, own: Path | None, problems: list[Problem]) -> Named:
    """Read the named sets of a language; a set may name those above it."""
    found: Sets = {}
    examples: dict[str, Sequence[Example]] = {}
    for path in set_files(language, own):
        table = _table(path, problems) if path.exists() else {}
        reader = Reader(_name(path), language, found, problems)
        for name, written in table.items():
            found[name], examples[name] = reader.named(name, written)
    return Named(found, examples)


def read_pack(
    path: Path, language: str, sets: Sets, problems: list[Problem], base: Sequence[Rule] = ()
) -> Pack:
    """Read one file of rules; what is wrong is left out and told."""
    table = _table(path, problems)
    reader = Reader(_name(path), language, sets, problems)
    rules = tuple(reader.rules(table, path.stem, {each.id: each for each in base}))
    absent = table.get("absent") or {}
    return Pack(_name(path), language, path.stem, rules, absent, own=bool(base))


def _with_own(
    shipped: list[Pack], own: Path | None, language: str, sets: Sets, problems: list[Problem]
) -> Iterator[Pack]:
    """Put the company's rules in the place of those that they override."""
    base = [rule for pack in shipped for rule in pack.rules]
    mine = [
        read_pack(path, language, sets, problems, base)._replace(own=True)
        for path in own_files(language, own)
    ]
    theirs = {rule.id for pack in mine for rule in pack.rules}
    for pack in shipped:
        yield pack._replace(rules=tuple(each for each in pack.rules if each.id not in theirs))
    yield from mine


def _table(path: Path, problems: list[Problem]) -> dict[str, Any]:
    """Read a file as a table; what cannot be read is told and gives none."""
    try:
        found = yaml_lines.read(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        what = _("cannot be read: {reason}.", reason=error.strerror or type(error).__name__)
        problems.append(Problem(_name(path), what))
        return {}
    except UnicodeDecodeError as error:
        what = _("is not written in UTF-8 (byte {number}).", number=error.start + 1)
        problems.append(Problem(_name(path), what, _("Save the file again as UTF-8.")))
        return {}
    except yaml_lines.NotYamlError as error:
        what = _("is not valid YAML: {reason}.", reason=error.reason)
        problems.append(Problem(f"{_name(path)}:{error.line}", what))
        return {}
    if isinstance(found, dict):
        return found
    problems.append(Problem(_name(path), _("must be a table with names and a colon.")))
    return {}


def _name(path: Path) -> str:
    """Give the name of a file: of a shipped one within the package, else as it was given."""
    return path.relative_to(HERE).as_posix() if path.is_relative_to(HERE) else str(path)


def lemmas_of(languages: Iterable[str] = LANGUAGES) -> dict[str, set[str]]:
    """Give the lemmas that the shipped rules and sets of each language name."""
    return {language: set(_lemmas_in(language)) for language in languages}


def _lemmas_in(language: str) -> Iterator[str]:
    problems: list[Problem] = []
    for path in files(language, None):
        if path.exists():
            yield from _lemmas(_table(path, problems))


def _lemmas(written: Any) -> Iterator[str]:
    if isinstance(written, dict):
        for key, value in written.items():
            if key == "lemma":
                yield from (str(each).casefold() for each in _listed(value))
            else:
                yield from _lemmas(value)
    elif isinstance(written, list):
        for each in written:
            yield from _lemmas(each)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
