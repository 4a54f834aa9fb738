"""What in a message is not its writer's own word: quoted replies, signatures, addresses, code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

BLANK = "\ufffc"
"""Stands for what was taken out of a sentence: neither a letter nor a space."""

_WROTE = "wrote|pisze|napisał(?:\\(a\\)|a)?|пишет|написала?|написал\\(а\\)|пише|написа(?:в|ла)"
_WRITERS = ("wrote", "pisze", "napisał", "пише", "написа")
_LINES = tuple(
    (marks, re.compile(pattern, re.MULTILINE | re.IGNORECASE))
    for marks, pattern in (
        # lines quoted
        ((">",), r"^[ \t]*>.*(?:\n[ \t]*>.*)*"),
        # who wrote them, and all below where they are not marked
        (_WRITERS, rf"^[^\n>]{{0,200}}\b(?:{_WROTE})\s*:[ \t]*\n(?=\s*>)"),
        (
            _WRITERS,
            rf"^(?=On\s|W\sdniu|Dnia|\d|[А-ЯІЇЄ]).{{6,200}}\d.{{0,120}}\b(?:{_WROTE})\s*:"
            r"[ \t]*\n(?s:.*)",
        ),
        (
            ("--",),
            r"^[ \t]*-{2,}[ \t]*(?:original message|forwarded message|wiadomość oryginalna"
            r"|исходное сообщение|пересылаемое сообщение|вихідне повідомлення)(?s:.*)",
        ),
        # the head of a mail
        (
            ("from:", "od:", "от:", "від:"),
            r"(?:^(?:from|sent|to|cc|subject|date|reply-to|od|wysłano|do|dw|temat|data|от"
            r"|отправлено|кому|тема|дата|від|надіслано):[ ].*\n){2,}",
        ),
        # a signature
        (("--",), r"^--[ ]?\n(?s:.*)"),
        (("sent from my",), r"^sent from my .*"),
        # code
        (("```",), r"^```(?s:.*?)^```.*"),
    )
)
"""What takes whole lines, each with the marks without which it cannot stand."""
_CLOSING = re.compile(
    r"^[ \t]*(?:(?:best|kind|warm)(?:est)?(?: regards| wishes)?|regards|sincerely|yours \w+|cheers"
    r"|pozdrawiam\w*|z (?:poważaniem|wyrazami szacunku)\b.*|с уважением\b.*|з повагою\b.*)"
    r"[,.!]?[ \t]*\n",
    re.MULTILINE | re.IGNORECASE,
)
_MOST_SIGNED = 400
"""A signature has fewer letters than this."""
MOST_LETTERS = 100
"""What is longer than this without a space is no word."""
_INLINE = tuple(
    (mark, re.compile(pattern))
    for mark, pattern in (
        ("<!--", r"<!--(?s:.*?)-->"),
        ("://", r"https?://\S+"),
        ("www.", r"www\.\S+"),
        ("`", r"`[^`\n]+`"),
        ("«", r"«[^»\n]{0,300}»"),
        ("“", r"“[^”\n]{0,300}”"),
        ("„", r"„[^”“\n]{0,300}[”“]"),
        ('"', r'(?<![\w"])"[^"\n]{1,300}"(?!\w)'),
    )
)
"""What may stand within a sentence, each with the mark without which it cannot."""
_HOST = re.compile(r"@[\w-]+\.[\w.-]*\w")
_NAME = re.compile(r"[\w.+-]{1,64}\Z")
_LONG = re.compile(r"\S{%d,}" % (MOST_LETTERS + 1))
_TAG = re.compile(r"</?(?P<name>[a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>|&nbsp;")
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
            for inline in pattern.finditer(text):
                yield inline.start(), inline.end(), BLANK
    if "@" in text:
        yield from _addresses(text)
    yield from _long(text)
    if "<" in text or "&" in text:
        for tag in _TAG.finditer(text):
            name = (tag["name"] or "").lower()
            yield tag.start(), tag.end(), _in_place_of(name)


def _whole_lines(text: str) -> Iterator[tuple[int, int, str]]:
    small = text.lower()
    for marks, pattern in _LINES:
        if any(mark in small for mark in marks):
            for line in pattern.finditer(text):
                yield line.start(), line.end(), "\n\n"
    for closing in _CLOSING.finditer(text, max(0, len(text) - _MOST_SIGNED - 100)):
        if len(text) - closing.end() <= _MOST_SIGNED:
            yield closing.end() - 1, len(text), "\n"


def _addresses(text: str) -> Iterator[tuple[int, int, str]]:
    """Find the addresses of mail from their hosts, since few texts have any."""
    for host in _HOST.finditer(text):
        name = _NAME.search(text, max(0, host.start() - 64), host.start())
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
