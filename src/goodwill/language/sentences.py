"""Where sentences begin and end, by stops and the abbreviations of four languages."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

_SHORTENED = (
    "mr mrs ms dr prof st no nr vs etc e.g i.e inc ltd approx dept tel fig art"
    " ul al godz tzn np m.in tj dn ok str pl św wg ww"
    " г гг т.е т.д т.п т.к т.ч ул стр тел руб коп тыс им п пп д кв см"
    " вул буд грн р тис т.зв напр а.с"
)
_SHORT = frozenset(_SHORTENED.split())
_STOP = (
    r"(?<=[.!?\u2026])[\"»”')\]]*\s+"
    r"(?=[\"«„“(\[\u2013\u2014-]?\s?[^\W_a-zа-яіїєґąćęłńóśźż])|\n"
)
_LAST = r"(?:^|[\s(\"«])([\w.]+)\.$"


@lru_cache(maxsize=64)
def begins(text: str) -> tuple[int, ...]:
    """Give where each sentence begins, the first at 0."""
    ends = (
        stop.end()
        for stop in re.finditer(_STOP, text)
        if stop[0] == "\n" or not _is_short(text[max(0, stop.start() - 12) : stop.start()])
    )
    return (0, *ends)


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """Give the beginning and the end of the sentence, or sentences, that hold a piece."""
    marks = begins(text)
    last = bisect_right(marks, max(start, end - 1))
    return marks[bisect_right(marks, start) - 1], marks[last] if last < len(marks) else len(text)


def _is_short(before: str) -> bool:
    word = re.search(_LAST, before)
    return word is not None and (word[1].lower() in _SHORT or len(word[1]) == 1)
