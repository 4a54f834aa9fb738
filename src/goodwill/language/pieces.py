"""What the finder needs to know of each pattern, worked out once and kept in the user's cache."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from goodwill.language.cache import keep, kept

_VERSION = 2
"""Grows when pieces are worked out otherwise."""


class Pieces(NamedTuple):
    """The pieces of which every match holds one, and the most letters that a match can have."""

    literals: tuple[str, ...]
    width: int


_new: dict[str, dict[str, tuple[list[str], int]]] = {}


def known(source: str, language: str) -> bool:
    """Tell whether a pattern was worked out before, and so can be read."""
    return source in _kept(language)


def pieces(source: str, language: str) -> Pieces:
    """Give the pieces of a pattern of a language."""
    found = _kept(language).get(source)
    if found is None:
        from goodwill.language.literals import literals, width

        found = list(literals(source)), width(source)
        _kept(language)[source] = found
        _new.setdefault(language, {})[source] = found
    return Pieces(tuple(found[0]), found[1])


def keep_new(language: str) -> None:
    """Keep what was worked out since the last time."""
    if found := _new.pop(language, None):
        keep(_name(language), found)


@cache
def _kept(language: str) -> dict[str, tuple[list[str], int]]:
    return kept(_name(language))


def _name(language: str) -> str:
    return f"pieces-{_VERSION}-{language}"
