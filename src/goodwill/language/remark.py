"""A remark: what is said on a piece of a message, and where that piece stands."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from goodwill.language.normal import Origin
from goodwill.language.record import Record, record

if TYPE_CHECKING:
    from goodwill.language.matching import Hit
    from goodwill.language.normal import Plain


class Remark(NamedTuple):
    """One remark. Start and end count code points of the given text from 0, the end exclusive.

    Line and column count from 1; UTF-16 units are what browsers and editors count.
    """

    rule: str
    concern: str
    level: str
    say: str
    instead: str
    why: str
    start: int
    end: int
    line: int
    column: int
    utf16_start: int
    utf16_end: int
    excerpt: str
    language: str
    pack: str
    record: Record | None


class Places:
    """Lines, columns and UTF-16 units of a text, counted once for all remarks on it."""

    def __init__(self, text: str, even: Plain) -> None:
        self.text = text
        self._origin = Origin(even)
        self._lines = [found.end() for found in re.finditer("\n", text)]
        self._wide = [found.start() for found in re.finditer("[\U00010000-\U0010ffff]", text)]

    def of_hit(self, hit: Hit) -> Remark:
        """Make the remark of a hit."""
        rule = hit.rule
        said = rule.say, rule.instead, rule.why
        span = self._origin.span(hit.start, hit.end)
        made = self.at(span, (rule.id, rule.level), said, (rule.language, rule.pack))
        return made._replace(record=record(rule))

    def even(self, span: tuple[int, int]) -> tuple[int, int]:
        """Give where a piece of the even text stands in the text given."""
        return self._origin.span(*span)

    def at(
        self,
        span: tuple[int, int],
        named: tuple[str, str],
        said: tuple[str, str, str],
        source: tuple[str, str],
    ) -> Remark:
        """Make a remark on a piece of the given text.

        named: the rule and its level; said: what to say, instead, and why; source: the language and
        the pack.
        """
        start, end = span
        line = bisect_right(self._lines, start)
        return Remark(
            rule=named[0],
            concern=named[0].partition(".")[0],
            level=named[1],
            say=said[0],
            instead=said[1],
            why=said[2],
            start=start,
            end=end,
            line=line + 1,
            column=start - (self._lines[line - 1] if line else 0) + 1,
            utf16_start=self._units(start),
            utf16_end=self._units(end),
            excerpt=self.text[start:end],
            language=source[0],
            pack=source[1],
            record=None,
        )

    def _units(self, place: int) -> int:
        return place + bisect_left(self._wide, place)
