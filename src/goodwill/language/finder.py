"""Which rules may speak at all on a message: one pass over its text for all of their pieces."""

from __future__ import annotations

import sys
from itertools import product
from typing import TYPE_CHECKING

from goodwill.language.pieces import keep_new, pieces
from goodwill.language.rule import HEARD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goodwill.language.house_words import Dictionary
    from goodwill.language.item import Item
    from goodwill.language.matching import Reading, Span
    from goodwill.language.rule import Rule

_SEEN_BEHIND = 40
"""How far behind a match what it asks for may stand."""

Candidate = tuple["Rule", "Item | None"]


class Finder:
    """The rules of one language behind an Aho-Corasick automaton of their literal pieces."""

    def __init__(self, rules: Sequence[Rule], house: Dictionary, language: str) -> None:
        from ahocorasick_rs import AhoCorasick

        self._rules = (*rules, *house.rules)
        self._house = house
        self._always: dict[Item, list[Span]] = {}
        by_piece: dict[str, list[tuple[Item, int]]] = {}
        for item in {*house.allowed, *(item for rule in self._rules for item in _looked_for(rule))}:
            found = pieces(item.source, language)
            if not found.literals:
                self._always[item] = [(0, sys.maxsize)]
            for piece in found.literals:
                by_piece.setdefault(piece, []).append((item, found.width + _SEEN_BEHIND))
        keep_new(language)
        self._users = {ears: self._listening(*ears) for ears in product(HEARD, (False, True))}
        self._of_piece = list(by_piece.values())
        self._automaton = AhoCorasick(list(by_piece)) if by_piece else None

    def _listening(self, sort: str, habits: bool) -> dict[Item | None, list[int]]:
        """Give for each item the numbers of the rules that use it on one sort of text."""
        users: dict[Item | None, list[int]] = {}
        for number, rule in enumerate(self._rules):
            if rule.only in HEARD[sort] and (rule.scope == "habit") == habits:
                for item in rule.any or (None,):
                    users.setdefault(item, []).append(number)
        return users

    def candidates(self, reading: Reading, ears: tuple[str, bool]) -> list[Candidate]:
        """Give the rules, with the alternatives, that may have something to say, in their order.

        ears: the sort of text, and whether habits are asked for. The reading learns which items may
        stand in it at all.
        """
        windows = self._windows(reading.small)
        reading.windows = windows
        users = self._users[ears]
        found: list[tuple[int, Item | None]] = [
            (number, item) for item in windows if item in users for number in users[item]
        ]
        found += [(number, None) for number in users.get(None, ())]
        found.sort(key=_number)
        return [(self._rules[number], item) for number, item in found]

    def _windows(self, small: str) -> dict[Item, list[Span]]:
        """Give for each item that may stand in a text where, in order and apart."""
        windows = self._always.copy()
        if self._automaton is None:
            return windows
        of_piece = self._of_piece
        for piece, start, end in self._automaton.find_matches_as_indexes(small, overlapping=True):
            for item, wide in of_piece[piece]:
                low, high = max(0, end - wide), start + wide
                known = windows.get(item)
                if known is None:
                    windows[item] = [(low, high)]
                elif low <= known[-1][1]:
                    known[-1] = (min(low, known[-1][0]), max(high, known[-1][1]))
                else:
                    known.append((low, high))
        return windows

    def allowed(self, reading: Reading) -> list[Span]:
        """Give the places of the words that the house allows."""
        return [span for item in self._house.allowed for span in reading.found(item)]


def _looked_for(rule: Rule) -> Iterator[Item]:
    """Give the items of a rule that are looked for anywhere in its message."""
    yield from rule.any
    yield from rule.unless


def _number(found: tuple[int, Item | None]) -> int:
    return found[0]
