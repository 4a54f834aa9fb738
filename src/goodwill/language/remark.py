"""A remark: what is said on a piece of a message, and where that piece stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

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


def placed(hit: Hit, text: str, even: Plain) -> Remark:
    """Make the remark of a hit, placed in the text as it was given."""
    start, end = even.span(hit.start, hit.end)
    rule = hit.rule
    said = rule.say, rule.instead, rule.why
    return at(text, start, end, (rule.id, rule.level), said, (rule.language, rule.pack))._replace(
        record=record(rule)
    )


def at(
    text: str,
    start: int,
    end: int,
    named: tuple[str, str],
    said: tuple[str, str, str],
    source: tuple[str, str],
) -> Remark:
    """Make a remark on a piece: named are rule and level, said what to say, instead and why."""
    before = text[:start]
    utf16 = _units(before)
    return Remark(
        rule=named[0],
        concern=named[0].partition(".")[0],
        level=named[1],
        say=said[0],
        instead=said[1],
        why=said[2],
        start=start,
        end=end,
        line=before.count("\n") + 1,
        column=start - before.rfind("\n"),
        utf16_start=utf16,
        utf16_end=utf16 + _units(text[start:end]),
        excerpt=text[start:end],
        language=source[0],
        pack=source[1],
        record=None,
    )


def _units(text: str) -> int:
    if text.isascii():
        return len(text)
    return len(text) + sum(letter > "\uffff" for letter in text)
