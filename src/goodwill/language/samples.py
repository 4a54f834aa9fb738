"""Texts that a pattern should find, one for each way through it, made from the pattern itself."""

from __future__ import annotations

from typing import Any

from goodwill.language.shapes import REPEATS, parsed, sre

_PROBES = "xж1 -,.':;!?_a\n"
_ALPHABET = frozenset(
    "abcdefghijklmnopqrstuvwxyz0123456789абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґąćęłńóśźż"
    " \n,.;:!?-_'()/\"&%#@*+=\ufffc"
)
_OF_CATEGORY = {
    sre.CATEGORY_WORD: "x",
    sre.CATEGORY_DIGIT: "1",
    sre.CATEGORY_SPACE: " ",
    sre.CATEGORY_NOT_WORD: "-",
    sre.CATEGORY_NOT_DIGIT: "x",
    sre.CATEGORY_NOT_SPACE: "x",
}


def samples(pattern: str) -> list[str]:
    """Give the shortest text of a pattern, then one for each other alternative in it."""
    return list(dict.fromkeys(_sequence(parsed(pattern))))


def looks_around(pattern: str) -> bool:
    """Tell whether a pattern asks for what stands around it, which samples cannot know."""
    return any(mark in pattern for mark in ("(?=", "(?!", "(?<=", "(?<!", "(?(", "(?P="))


def _sequence(parts_of: Any) -> list[str]:
    parts = [_node(*node) for node in parts_of]
    usual = [part[0] for part in parts]
    found = ["".join(usual)]
    for place, part in enumerate(parts):
        before, after = "".join(usual[:place]), "".join(usual[place + 1 :])
        found += [before + other + after for other in part[1:]]
    return found


def _node(sort: Any, value: Any) -> list[str]:
    if sort is sre.LITERAL:
        return [chr(value)]
    if sort is sre.NOT_LITERAL:
        return ["x" if value != ord("x") else "y"]
    if sort is sre.ANY:
        return ["x"]
    if sort is sre.IN:
        return [_class(value)]
    if sort is sre.BRANCH:
        return [text for branch in value[1] for text in _sequence(branch)]
    if sort is sre.SUBPATTERN:
        return _sequence(value[-1])
    if sort is sre.ATOMIC_GROUP:
        return _sequence(value)
    if sort in REPEATS:
        least, _most, body = value
        inner = _sequence(body)
        return ["", *inner] if least == 0 else [text * least for text in inner]
    return [""]


def _class(members: Any) -> str:
    """Give one letter of a class."""
    if members[0][0] is sre.NEGATE:
        return next((one for one in _PROBES if not _holds(members[1:], one)), "x")
    sort, value = members[0]
    if sort is sre.RANGE:
        return chr(value[0])
    return _OF_CATEGORY.get(value, "x") if sort is sre.CATEGORY else chr(value)


def _holds(members: Any, letter: str) -> bool:
    for sort, value in members:
        if sort is sre.LITERAL and chr(value) == letter:
            return True
        if sort is sre.RANGE and value[0] <= ord(letter) <= value[1]:
            return True
        if sort is sre.CATEGORY and _in_category(value, letter):
            return True
    return False


def _in_category(category: Any, letter: str) -> bool:
    word, digit, space = letter.isalnum() or letter == "_", letter.isdigit(), letter.isspace()
    return {
        sre.CATEGORY_WORD: word,
        sre.CATEGORY_DIGIT: digit,
        sre.CATEGORY_SPACE: space,
        sre.CATEGORY_NOT_WORD: not word,
        sre.CATEGORY_NOT_DIGIT: not digit,
        sre.CATEGORY_NOT_SPACE: not space,
    }.get(category, False)


def letters_of(sort: Any, value: Any) -> frozenset[str]:
    """Give those letters of a small alphabet that one piece of a pattern may take."""
    if sort is sre.ANY:
        return _ALPHABET - {"\n"}
    if sort is sre.LITERAL:
        return frozenset([chr(value).lower()])
    if sort is sre.NOT_LITERAL:
        return _ALPHABET - {chr(value).lower()}
    if value[0][0] is sre.NEGATE:
        return frozenset(one for one in _ALPHABET if not _holds(value[1:], one))
    literal = {chr(inner).lower() for kind, inner in value if kind is sre.LITERAL}
    return frozenset(one for one in _ALPHABET if _holds(value, one)) | literal
