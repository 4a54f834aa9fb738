"""Pieces of text that every match of a pattern must hold: what the prefilter looks for."""

from __future__ import annotations

from itertools import product
from typing import Any

from goodwill.language.masking import MOST_LETTERS
from goodwill.language.shapes import REPEATS, parsed, sre

MOST = 48
"""A pattern that may begin in more ways than this is looked for by a shorter piece."""
LEAST = 3
"""Letters that a piece must have; two where one of them is no letter."""

WIDEST = 100_000

Pieces = frozenset[str]


def literals(pattern: str) -> tuple[str, ...]:
    """Give pieces in lower case of which every match holds at least one; none if there are none."""
    whole, inner = _sequence(parsed(pattern))
    return tuple(sorted(_best([*inner, whole] if whole else inner)))


def width(pattern: str) -> int:
    """Give the most letters that a match can have; a repeat without an end is one of a word."""
    return min(WIDEST, _width(parsed(pattern)))


def _width(nodes: Any) -> int:
    return sum(_width_of(*node) for node in nodes)


def _width_of(sort: Any, value: Any) -> int:
    if sort is sre.SUBPATTERN:
        return _width(value[-1])
    if sort is sre.ATOMIC_GROUP:
        return _width(value)
    if sort is sre.BRANCH:
        return max(map(_width, value[1]))
    if sort in REPEATS:
        return min(int(value[1]), MOST_LETTERS) * _width(value[2])
    return 0 if sort in (sre.AT, sre.ASSERT, sre.ASSERT_NOT) else 1


def _best(choices: list[Pieces]) -> Pieces:
    good = [each for each in choices if each and all(map(_telling, each))]
    return max(good, key=_worth, default=frozenset())


def _telling(piece: str) -> bool:
    said = piece.strip()
    return len(said) >= LEAST or (len(said) == LEAST - 1 and not said.isalpha())


def _worth(pieces: Pieces) -> tuple[int, int]:
    return min(8, *(len(piece.strip()) for piece in pieces)), -len(pieces)


def _sequence(nodes: Any) -> tuple[Pieces | None, list[Pieces]]:
    """Give all that a sequence can be, if that is few, and the pieces that it must hold."""
    found: list[Pieces] = []
    whole = True
    now: Pieces = frozenset([""])
    for node in nodes:
        exact, inner = _node(*node)
        found += inner
        if exact is not None and len(now) * len(exact) <= MOST:
            now = frozenset(a + b for a, b in product(now, exact))
            continue
        found.append(now)
        whole = False
        now = exact if exact is not None and len(exact) <= MOST else frozenset([""])
    if whole:
        return now, found
    return None, [*found, now]


def _node(sort: Any, value: Any) -> tuple[Pieces | None, list[Pieces]]:
    if sort is sre.LITERAL:
        return frozenset([chr(value).lower()]), []
    if sort is sre.IN:
        return _class(value), []
    if sort is sre.SUBPATTERN:
        return _sequence(value[-1])
    if sort is sre.ATOMIC_GROUP:
        return _sequence(value)
    if sort is sre.BRANCH:
        return _branch(value[1])
    if sort in REPEATS:
        return _repeat(*value)
    if sort in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
        return frozenset([""]), []
    return None, []


def _class(members: Any) -> Pieces | None:
    if all(sort is sre.LITERAL for sort, _value in members):
        return frozenset(chr(value).lower() for _sort, value in members)
    return None


def _branch(branches: Any) -> tuple[Pieces | None, list[Pieces]]:
    parts = [_sequence(each) for each in branches]
    if all(exact is not None for exact, _inner in parts):
        whole = frozenset[str]().union(*(exact or frozenset() for exact, _inner in parts))
        if len(whole) <= MOST:
            return whole, []
    best = [_best([*inner, exact] if exact else inner) for exact, inner in parts]
    return None, [frozenset[str]().union(*best)] if all(best) else []


def _repeat(least: int, most: int, body: Any) -> tuple[Pieces | None, list[Pieces]]:
    exact, inner = _sequence(body)
    if least == most == 1:
        return exact, inner
    if exact is not None and (least, most) == (0, 1):
        return exact | {""}, []
    if least == 0:
        return None, []
    if exact is not None and least > 1 and len(exact) == 1:
        return None, [frozenset(piece * least for piece in exact)]
    return None, [*inner, exact] if exact else inner
