"""What in a message is not its writer's own word: quoted replies, signatures, addresses, code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

BLANK = "\ufffc"
"""Stands for what was taken out of a sentence: neither a letter nor a space."""

_WROTE = (
    r"wrote|schrieb|pisze|napisał(?:\(a\)|a)?|пишет|написала?|написал\(а\)|пише|написа(?:в|ла)"
)
_LINES = re.compile(
    r"""(?imx)
    ^[ \t]*>.*(?:\n[ \t]*>.*)*                                      # quoted lines
    | ^[^\n>]{0,200}\b(?:%s)\s*:[ \t]*\n(?=\s*>)                    # who wrote them
    | ^(?=On\s|W\sdniu|Dnia|\d|[А-ЯІЇЄ]).{6,200}\d.{0,120}\b(?:%s)\s*:[ \t]*\n(?s:.*)
    | ^[ \t]*-{2,}[ \t]*(?:original\smessage|wiadomość\soryginalna|forwarded\smessage
        |исходное\sсообщение|пересылаемое\sсообщение|вихідне\sповідомлення)(?s:.*)
    | (?:^(?:from|sent|to|cc|subject|date|reply-to|od|wysłano|do|dw|temat|data|от|отправлено|кому|тема|дата|від|надіслано)
        :[ ].*\n){2,}                                               # the head of a mail
    | ^--[ ]?\n(?s:.*)                                              # a signature
    | ^sent\sfrom\smy\s.*
    | ^```(?s:.*?)^```.*                                            # code
    """
    % (_WROTE, _WROTE)
)
_CLOSING = re.compile(
    r"(?im)^[ \t]*(?:(?:best|kind|warm)(?:est)?(?: regards| wishes)?|regards|sincerely|yours \w+|cheers"
    r"|pozdrawiam\w*|z (?:poważaniem|wyrazami szacunku)\b.*|с уважением\b.*|з повагою\b.*)[,.!]?[ \t]*\n"
)
_MOST_SIGNED = 400
"""A signature has fewer letters than this."""
MOST_LETTERS = 100
"""What is longer than this without a space is no word."""
_INLINE = re.compile(
    r"""(?x)
    <!--(?s:.*?)--> | https?://\S+ | www\.\S+ | (?<!\w)[\w.+-]+@[\w-]+\.[\w.-]+
    | `[^`\n]+` | \S{101,}
    | «[^»\n]{0,300}» | “[^”\n]{0,300}” | „[^”“\n]{0,300}[”“] | (?<![\w"])"[^"\n]{1,300}"(?!\w)
    """
)
_TAG = re.compile(r"</?(?P<name>[a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>|&nbsp;")
_INNER_TAGS = frozenset(["a", "b", "i", "em", "strong", "u", "span", "font", "small", "mark"])


def masks(text: str) -> Iterator[tuple[int, int, str]]:
    """Find what is not the writer's own word, in order, each with what takes its place."""
    found = sorted(_found(text))
    done = 0
    for start, end, new in found:
        if start >= done:
            yield start, end, new
            done = end


def _found(text: str) -> Iterator[tuple[int, int, str]]:
    if "\n" in text:
        for line in _LINES.finditer(text):
            yield line.start(), line.end(), "\n\n"
        for closing in _CLOSING.finditer(text):
            if len(text) - closing.end() <= _MOST_SIGNED:
                yield closing.end() - 1, len(text), "\n"
    for inline in _INLINE.finditer(text):
        yield inline.start(), inline.end(), BLANK
    if "<" in text or "&" in text:
        for tag in _TAG.finditer(text):
            name = (tag["name"] or "").lower()
            yield tag.start(), tag.end(), _in_place_of(name)


def _in_place_of(tag: str) -> str:
    if not tag:
        return " "
    return "" if tag in _INNER_TAGS else "\n\n"
