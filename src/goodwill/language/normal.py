"""The text that rules see, and for each of its characters where it stands in the text given."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from goodwill.language.masking import masks
from goodwill.language.politeness import polite

if TYPE_CHECKING:
    from collections.abc import Sequence

Edit = tuple[int, int, str]
"""Where a piece begins and ends, and what takes its place."""

_SAME = (
    *((letter, "'") for letter in "\u2019\u2018\u02bc\u02b9\u00b4\u2032"),
    *((letter, " ") for letter in ("\u00a0", "\u202f", "\u3000", *map(chr, range(0x2000, 0x200B)))),
    *(("ё", "е"), ("Ё", "Е")),
)
"""Letters that are written otherwise, one for one, so that every place stays what it was."""
_UNSEEN = "[\u00ad\u200b-\u200f\u2060\ufeff]"
_MARKED = rf"[^\W_][\u0300-\u036f]+|{_UNSEEN}"
"""With accents that are marks of their own. Both are made ready when first needed, as few are."""
_SPACES = re.compile(r"[^\S ]\s*| \s+| \Z|\A ")
_WRAPPED = 50
"""A line this long was broken by its width, not by its writer."""


class Plain(NamedTuple):
    """A text made even, and the edits that made it so, in rounds; most texts are never mapped back.

    An edit stands where it stood in the text of its round.
    """

    text: str
    rounds: tuple[Sequence[Edit], ...] = ()


class Origin:
    """Where the letters of an even text stand in the text given; made when something is found."""

    def __init__(self, even: Plain) -> None:
        self._rounds = [_Round(edits) for edits in reversed(even.rounds)]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give where a piece of the even text begins and ends in the text given.

        start, end: code points of the even text, start < end; so are those given back.
        """
        last = end - 1
        for each in self._rounds:
            start = each.before(start)[0]
            last = each.before(last)[1] - 1
        return start, last + 1


class _Round:
    """One round of edits, by the places that they have in the text after it."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = edits
        self._starts: list[int] = []
        self._moved = [0]
        for start, end, new in edits:
            self._starts.append(start + self._moved[-1])
            self._moved.append(self._moved[-1] + len(new) - (end - start))

    def before(self, place: int) -> tuple[int, int]:
        """Give where a letter after the edits begins and ends in the text before them."""
        count = bisect_right(self._starts, place)
        if count:
            start, end, new = self._edits[count - 1]
            if place < self._starts[count - 1] + len(new):
                return start, end
        there = place - self._moved[count]
        return there, there + 1


def plain(text: str) -> Plain:
    """Make a text even: one form of each letter, no quotations, no politeness, single spaces."""
    even = Plain(text if text.isascii() else _one_for_one(text))
    for look in (_letters, masks, polite, _spaces):
        edits = look(even.text)
        if edits:
            even = Plain(_edited(even.text, edits), (*even.rounds, edits))
    return even


def folded(pattern: str) -> str:
    """Write a pattern's letters as the even text has them."""
    return unicodedata.normalize("NFC", pattern).replace("ё", "е").replace("Ё", "Е")


def _edited(text: str, edits: Sequence[Edit]) -> str:
    """Put pieces in the place of others; the edits come in order and do not overlap."""
    pieces: list[str] = []
    done = 0
    for start, end, new in edits:
        pieces += (text[done:start], new)
        done = end
    pieces.append(text[done:])
    return "".join(pieces)


def _one_for_one(text: str) -> str:
    for letter, same in _SAME:
        if letter in text:
            text = text.replace(letter, same)
    return text


def _letters(text: str) -> list[Edit]:
    """Find letters that are composed of several, and those that nobody sees."""
    if text.isascii():
        return []
    pattern = _UNSEEN if unicodedata.is_normalized("NFC", text) else _MARKED
    found = ((each.span(), each[0]) for each in re.finditer(pattern, text))
    return [(*span, folded(letter) if len(letter) > 1 else "") for span, letter in found]


def _spaces(text: str) -> list[Edit]:
    if " ".join(text.split()) == text:
        return []
    spans = (found.span() for found in _SPACES.finditer(text))
    return [(start, end, _space(text, start, end)) for start, end in spans]


def _space(text: str, start: int, end: int) -> str:
    """Tell what a run of spaces means: nothing at the edges, a space, or the end of a line."""
    if start == 0 or end == len(text):
        return ""
    lines = text.count("\n", start, end)
    if lines == 1:
        wrapped = start - text.rfind("\n", 0, start) > _WRAPPED or text[end].islower()
        return " " if wrapped else "\n"
    return "\n" if lines else " "
