"""The text that rules see, and for each of its characters where it stands in the text given."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from goodwill.language.masking import masks
from goodwill.language.politeness import polite

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Edit = tuple[int, int, str]
"""Where a piece begins and ends, and what takes its place."""

_ODD = re.compile(
    r"(?P<marked>\w[\u0300-\u036f]+)|(?P<apostrophe>[\u2018\u2019\u02bc\u02b9\u00b4`\u2032](?=\w))"
    r"|(?P<space>[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000])|(?P<unseen>[\u00ad\u200b-\u200f\u2060\ufeff])"
    r"|(?P<yo>[ёЁ])"
)
_SPACES = re.compile(r"^\s+|\s+$|[^\S ]\s*| \s+")
_WRAPPED = 50
"""A line this long was broken by its width, not by its writer."""


class Plain(NamedTuple):
    """A text made even, with the code points of the given text that each character stands for."""

    text: str
    begins: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give where a piece of the even text begins and ends in the text given."""
        return self.begins[start], self.ends[end - 1]


def plain(text: str) -> Plain:
    """Make a text even: one form of each letter, no quotations, no politeness, single spaces."""
    even = Plain(text, range(len(text)), range(1, len(text) + 1))
    even = edited(even, _letters(even.text))
    even = edited(even, masks(even.text))
    even = edited(even, polite(even.text))
    return edited(even, _spaces(even.text))


def folded(pattern: str) -> str:
    """Write a pattern's letters as the even text has them."""
    return unicodedata.normalize("NFC", pattern).replace("ё", "е").replace("Ё", "Е")


def edited(even: Plain, edits: Iterable[Edit]) -> Plain:
    """Put pieces in the place of others; the edits come in order and do not overlap."""
    text, begins, ends = even
    pieces: list[str] = []
    first: list[int] = []
    last: list[int] = []
    done = 0
    for start, end, new in edits:
        pieces += (text[done:start], new)
        first += begins[done:start]
        last += ends[done:start]
        if new:
            first += [begins[start]] * len(new)
            last += [ends[end - 1]] * len(new)
        done = end
    if not done:
        return even
    pieces.append(text[done:])
    first += begins[done:]
    last += ends[done:]
    return Plain("".join(pieces), first, last)


def _letters(text: str) -> Iterable[Edit]:
    if text.isascii():
        # most company English; a backquote is left to the masks, where it fences code
        return
    for found in _ODD.finditer(text):
        old = found[0]
        if found["marked"]:
            new = folded(old)
        elif found["apostrophe"]:
            new = "'"
        elif found["yo"]:
            new = "е" if old == "ё" else "Е"
        else:
            new = " " if found["space"] else ""
        yield found.start(), found.end(), new


def _spaces(text: str) -> Iterable[Edit]:
    for found in _SPACES.finditer(text):
        start, end = found.span()
        yield start, end, _space(text, start, end)


def _space(text: str, start: int, end: int) -> str:
    """Tell what a run of spaces means: nothing at the edges, a space, or the end of a line."""
    if start == 0 or end == len(text):
        return ""
    lines = text.count("\n", start, end)
    if lines == 1:
        wrapped = start - text.rfind("\n", 0, start) > _WRAPPED or text[end].islower()
        return " " if wrapped else "\n"
    return "\n" if lines else " "
