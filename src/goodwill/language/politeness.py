"""Politeness is taken out before anything is judged, so that it can buy nothing."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ahocorasick_rs import AhoCorasick

WORDS = (
    *("please", "thank you", "thanks"),
    *("proszę", "dziękuję"),
    *("пожалуйста", "спасибо"),
    *("будь ласка", "дякую", "спасибі"),
)
"""What is said out of politeness alone, in four languages."""

_WORD = "|".join(word.replace(" ", r"\s+") for word in WORDS)
_SMILE = (
    r"[:;=]'?-?[)d]+(?!\w)|\^_?\^|\){2,}"
    "|[\u263a\u2764\u2665\U0001f44d\U0001f600-\U0001f64f\U0001f917\U0001f970]\ufe0f?"
)
_ONE = rf"(?:(?:{_WORD})(?!\w|'\w)|{_SMILE})"
_POLITE = re.compile(rf"{_ONE}(?:[\s,]*(?<![^\W_]){_ONE})*")
_SIGNS = (*(f"{eyes}{nose}" for eyes in ":;=" for nose in "-')d"), "^^", "^_^", "))")
_FACES = "\u263a\u2764\u2665\U0001f44d\U0001f917\U0001f970"
_STOPS = ".!?\u2026\n"
_AFTER = re.compile(r"[.!\u2026,]*[^\S\n]*")


@cache
def _automaton() -> AhoCorasick:
    """Make what finds in one pass where something polite may begin."""
    from ahocorasick_rs import AhoCorasick

    faces = (*_FACES, *map(chr, range(0x1F600, 0x1F650)))
    return AhoCorasick([*(word.split(" ")[0] for word in WORDS), *_SIGNS, *faces])


def polite(text: str) -> list[tuple[int, int, str]]:
    """Find what is polite and nothing else, with the comma or the stop that comes with it."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(each if len(each.lower()) > 1 else each.lower() for each in text)
    places = _automaton().find_matches_as_indexes(small)
    return list(_found(text, small, [start for _number, start, _end in places])) if places else []


def _found(text: str, small: str, places: list[int]) -> Iterator[tuple[int, int, str]]:
    done = 0
    for place in places:
        found = _POLITE.match(small, place) if place >= done else None
        if not found or (text[place].isalpha() and text[place - 1 : place].isalpha()):
            continue  # of another sort, or the end of a longer word
        start, end = place, found.end()
        while start > done and text[start - 1] in " \t\xa0":
            start -= 1
        before = text[start - 1 : start]
        if not before or before in _STOPS:  # a sentence of its own, or the beginning of one
            after = _AFTER.match(text, end)
            end = after.end() if after else end
            start += before not in {"\n", ""}  # one space parts it from the next
            yield min(start, place), end, ""
        elif before == "," and start > done:
            closed = text[end : end + 1] == ","
            apart = closed or "," in text[place:end]
            open_end = not apart and text[end:].lstrip(" \t\xa0")[:1].isalnum()
            yield start - (not open_end), end + closed, ""  # a comma of the sentence's own stays
        else:
            yield start, end, ""
        done = end


def mentions(pattern: str) -> str:
    """Give the polite word that a pattern waits for in vain, or nothing."""
    found = re.search(rf"(?<!\w)(?:{_WORD})(?!\w)", pattern, re.IGNORECASE)
    return found[0] if found else ""
