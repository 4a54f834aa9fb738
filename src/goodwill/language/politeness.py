"""Politeness is taken out before anything is judged, so that it can buy nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = (
    *("please", "thank you", "thanks"),
    *("proszę", "dziękuję"),
    *("пожалуйста", "спасибо"),
    *("будь ласка", "дякую", "спасибі"),
)
"""What is said out of politeness alone, in four languages."""

_WORD = "|".join(word.replace(" ", r"\s+") for word in WORDS)
_SMILE = (
    r"[:;=]'?-?[)D]+(?!\w)|(?<!\w)\^_?\^|(?<=\w)\){2,}"
    "|[\u263a\u2764\u2665\U0001f44d\U0001f60a\U0001f600-\U0001f64f\U0001f642\U0001f917\U0001f970]\ufe0f?"
)
_ONE = rf"(?:(?<!\w)(?<!\w')(?:{_WORD})(?!\w|'\w)|{_SMILE})"
_POLITE = re.compile(rf"(?P<lead>\s*,)?[^\S\n]*(?P<said>{_ONE}(?:[\s,]*{_ONE})*)", re.IGNORECASE)
_STOPS = ".!?\u2026\n"
_AFTER = re.compile(r"[.!\u2026,]*[^\S\n]*")


def polite(text: str) -> Iterator[tuple[int, int, str]]:
    """Find what is polite and nothing else, with the comma or the stop that comes with it."""
    for found in _POLITE.finditer(text):
        start, end = found.span()
        before = text[:start].rstrip(" \t")[-1:]
        if not before or before in _STOPS:  # a sentence of its own, or the beginning of one
            after = _AFTER.match(text, end)
            yield start + _kept(text, start), after.end() if after else end, ""
        elif found["lead"] and text[end : end + 1] == ",":
            yield start, end + 1, ""
        else:
            yield start, end, ""


def _kept(text: str, start: int) -> int:
    """Count the space after a sentence's stop, which parts it from the next."""
    return int(start > 0 and text[start : start + 1] == " ")


def mentions(pattern: str) -> str:
    """Give the polite word that a pattern waits for in vain, or nothing."""
    found = re.search(rf"(?<!\w)(?:{_WORD})(?!\w)", pattern, re.IGNORECASE)
    return found[0] if found else ""
