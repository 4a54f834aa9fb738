"""What in a message is not its writer's own word: quoted replies, signatures, addresses, code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

BLANK = "\ufffc"
"""Stands for what was taken out of a sentence: neither a letter nor a space."""

_WROTE = (
    "wrote|pisze|napisał(?:\\(a\\)|a)?|пишет|написала?|написал\\(а\\)|пише|написа(?:в|ла|в\\(ла\\))"
)
_WRITERS = (
    *("wrote:", "pisze:", "napisał:", "napisała:", "napisał(a):", "пишет:", "написал:"),
    *("написала:", "написал(а):", "пише:", "написав:", "написав(ла):"),
)
_DATED = r"(?=On\s|W\sdniu|Dnia|\d|[А-ЯІЇЄ]).{6,200}"
_BEFORE = (
    "original message|forwarded message|wiadomość oryginalna"
    "|исходное сообщение|пересылаемое сообщение|вихідне повідомлення"
)
_HEADS = (
    "from|sent|to|cc|subject|date|reply-to|od|wysłano|do|dw|temat|data"
    "|от|отправлено|кому|тема|дата|від|надіслано"
)
_LINES = (
    # lines quoted
    (("\n>", "\n >", "\n\t>"), r"^[ \t]*>.*(?:\n[ \t]*>.*)*"),
    # who wrote them, and all below where they are not marked
    (_WRITERS, rf"^[^\n>]{{0,200}}\b(?:{_WROTE})\s*:[ \t]*\n(?=\s*>)"),
    (
        _WRITERS,
        rf"^{_DATED}\d.{{0,120}}\b(?:{_WROTE})\s*:[ \t]*\n(?s:.*)",
    ),
    (
        ("\n--",),
        rf"^[ \t]*-{{2,}}[ \t]*(?:{_BEFORE})(?s:.*)",
    ),
    # the head of a mail
    (
        ("\nfrom:", "\nod:", "\nот:", "\nвід:"),
        rf"(?:^(?:{_HEADS}):[ ].*\n){{2,}}",
    ),
    # a signature
    (("\n--",), r"^--[ ]?\n(?s:.*)"),
    (("\nsent from my",), r"^sent from my .*"),
    # code
    (("\n```",), r"^```(?s:.*?)^```.*"),
)
"""What takes whole lines, each with the marks without which it cannot stand.

Patterns are made ready when they are first needed, since a short message needs few.
"""
_CLOSING = (
    r"^[ \t]*(?:(?:best|kind|warm)(?:est)?(?: regards| wishes)?|regards|sincerely|yours \w+|cheers"
    r"|pozdrawiam\w*|z (?:poważaniem|wyrazami szacunku)\b.*|с уважением\b.*|з повагою\b.*)"
    r"[,.!]?[ \t]*\n"
)
_MOST_SIGNED = 400
"""A signature has fewer letters than this."""
MOST_LETTERS = 100
"""What is longer than this without a space is no word."""
_INLINE = (
    ("<!--", r"<!--(?s:.*?)-->"),
    ("://", r"https?://\S*[^\s.,;:!?)\"'»]"),
    ("www.", r"www\.\S*[^\s.,;:!?)\"'»]"),
    ("`", r"`[^`\n]+`"),
    ("«", r"«[^»\n]{0,300}»"),
    ("“", r"“[^”\n]{0,300}”"),
    ("„", r"„[^”“\n]{0,300}[”“]"),
    ('"', r'"(?<![\w"]")[^"\n]{1,300}"(?!\w)'),
)
"""What may stand within a sentence, each with the mark without which it cannot."""
_HOST = r"@[\w-]+\.[\w.-]*\w"
_NAME = r"[\w.+-]{1,64}\Z"
_LONG = re.compile(rf"\S{{{MOST_LETTERS + 1},}}")
_TAG = r"</?(?P<name>[a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>|&nbsp;"
_INNER_TAGS = frozenset(["a", "b", "i", "em", "strong", "u", "span", "font", "small", "mark"])


def masks(text: str) -> list[tuple[int, int, str]]:
    """Find what is not the writer's own word, in order, each with what takes its place."""
    found = list(_found(text))
    if len(found) < 2:
        return found
    found.sort()
    kept: list[tuple[int, int, str]] = []
    for each in found:
        if not kept or each[0] >= kept[-1][1]:
            kept.append(each)
    return kept


def _found(text: str) -> Iterator[tuple[int, int, str]]:
    if "\n" in text:
        yield from _whole_lines(text)
    for mark, pattern in _INLINE:
        if mark in text:
            for inline in re.finditer(pattern, text):
                yield inline.start(), inline.end(), BLANK
    if "@" in text:
        yield from _addresses(text)
    yield from _long(text)
    if "<" in text or "&" in text:
        for tag in re.finditer(_TAG, text):
            name = (tag["name"] or "").lower()
            yield tag.start(), tag.end(), _in_place_of(name)


def _whole_lines(text: str) -> Iterator[tuple[int, int, str]]:
    small = f"\n{text.lower()}"
    for marks, pattern in _LINES:
        if any(mark in small for mark in marks):
            for line in re.finditer(pattern, text, re.MULTILINE | re.IGNORECASE):
                yield line.start(), line.end(), "\n\n"
    closings = re.compile(_CLOSING, re.MULTILINE | re.IGNORECASE)
    for closing in closings.finditer(text, max(0, len(text) - _MOST_SIGNED - 100)):
        if len(text) - closing.end() <= _MOST_SIGNED:
            yield closing.end() - 1, len(text), "\n"


def _addresses(text: str) -> Iterator[tuple[int, int, str]]:
    """Find the addresses of mail from their hosts, since few texts have any."""
    for host in re.finditer(_HOST, text):
        name = re.compile(_NAME).search(text, max(0, host.start() - 64), host.start())
        if name:
            yield name.start(), host.end(), BLANK


def _long(text: str) -> Iterator[tuple[int, int, str]]:
    if len(text) > MOST_LETTERS and max(map(len, text.split()), default=0) > MOST_LETTERS:
        for long in _LONG.finditer(text):
            yield long.start(), long.end(), BLANK


def _in_place_of(tag: str) -> str:
    if not tag:
        return " "
    return "" if tag in _INNER_TAGS else "\n\n"
