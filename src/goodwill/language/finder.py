"""Which rules may speak at all on a message: one pass over its text for all of their pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.language.literals import literals

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goodwill.language.house_words import Dictionary
    from goodwill.language.item import Item
    from goodwill.language.matching import Reading, Span
    from goodwill.language.rule import Rule

Candidate = tuple["Rule", "Item | None"]


class Finder:
    """The rules of one language behind an Aho-Corasick automaton of their literal pieces."""

    def __init__(self, rules: Sequence[Rule], house: Dictionary) -> None:
        from ahocorasick_rs import AhoCorasick

        self._house = house
        self._candidates: list[Candidate] = []
        self._always: list[int] = []
        pieces: dict[str, list[int]] = {}
        for rule in (*rules, *house.rules):
            for item in rule.any or (None,):
                self._add(rule, item, pieces)
        self._of_piece = list(pieces.values())
        self._automaton = AhoCorasick(list(pieces)) if pieces else None

    def candidates(self, reading: Reading) -> Iterator[Candidate]:
        """Give the rules, with the alternatives, that may have something to say, in their order."""
        found = set(self._always)
        if self._automaton is not None:
            matches = self._automaton.find_matches_as_indexes(reading.text.lower(), overlapping=True)
            for piece in {match[0] for match in matches}:
                found.update(self._of_piece[piece])
        return (self._candidates[number] for number in sorted(found))

    def allowed(self, reading: Reading) -> list[Span]:
        """Give the places of the words that the house allows."""
        return [span for item in self._house.allowed for span in reading.found(item)]

    def _add(self, rule: Rule, item: Item | None, pieces: dict[str, list[int]]) -> None:
        number = len(self._candidates)
        self._candidates.append((rule, item))
        found = literals(item.source) if item else ()
        if not found:
            self._always.append(number)
        for piece in found:
            pieces.setdefault(piece, []).append(number)
