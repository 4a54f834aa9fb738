"""In which alphabet a text is written: UTF-8, UTF-16 or one of the old code pages."""

from __future__ import annotations

import codecs
import itertools
import re
from typing import TYPE_CHECKING, NamedTuple

from goodwill.problems import InputError, Problem
from goodwill.sources.reading.alphabets import CODE_PAGES, most_likely
from goodwill.sources.reading.survey import whole_lines
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from goodwill.sources.reading.records import Task

HEAD = 1 << 16
PIECE = 1 << 20
SAMPLE_LINES = 500
SAMPLE = 1 << 15
CHANCE = 6
BEYOND_ASCII = bytes(range(128, 256))
OTHER = re.compile("[\udc80-\udcff]")
LIKELY = re.compile("[\u00a0-\u024f\u0400-\u052f\u2000-\u2fff]")
LINE = re.compile("[^\n]*")
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""Byte order marks; that of UTF-32 begins like that of UTF-16 and must be looked for first."""


class Evidence(NamedTuple):
    """What is beyond ASCII in a text that is not wholly UTF-8."""

    utf8_bytes: int
    """In the lines that are nothing but UTF-8."""
    first_utf8: int
    other_bytes: int
    first_other: int
    sample: bytes
    """Some text that is not UTF-8."""


def wide_encoding(head: bytes) -> str | None:
    """Name the encoding that a byte order mark, or the rhythm of NUL bytes, shows; else None."""
    for mark, name in MARKS.items():
        if head.startswith(mark):
            return name
    zeros = [head[::2].count(0), head[1::2].count(0)]
    for name, where in (("utf-16-be", 0), ("utf-16-le", 1)):
        # in two-byte text line ends, digits and delimiters have a NUL on one side only
        if zeros[where] * 20 > len(head) // 2 and zeros[where] > 20 * zeros[1 - where]:
            return name
    return None


def sniffed_encoding(task: Task) -> tuple[Path, str]:
    """Give the file in an encoding that holds ASCII bytes as they are, and the encoding found."""
    with task.path.open("rb") as stream:
        head = stream.read(HEAD)
    encoding = wide_encoding(head)
    if encoding and encoding != "utf-8-sig":
        return _transcoded(task, task.path, encoding), encoding
    if b"\n" not in head and b"\r" in head:  # as old Macintoshes wrote
        return _line_ends_replaced(task), encoding or "utf-8"
    return task.path, encoding or "utf-8"


def as_utf8(task: Task, path: Path) -> tuple[Path, str]:
    """Give a text that is not UTF-8 as UTF-8, with its code page; refuse one that mixes them."""
    found = _evidence(whole_lines(task, path))
    page = most_likely(found.sample)
    if found.utf8_bytes > found.other_bytes:
        raise InputError(_mixed(task, found.first_other, "utf-8", page))
    # two letters of an old code page can by chance be one of UTF-8, as in Ukrainian "Рі"
    if found.utf8_bytes > CHANCE or found.utf8_bytes * 10 > found.other_bytes:
        raise InputError(_mixed(task, found.first_utf8, page, "utf-8"))
    return _transcoded(task, path, page), page


def _mixed(task: Task, line: int, most: str, this: str) -> Problem:
    return Problem(
        task.at(line),
        _("this line is written in {this}, most others in {most}.", this=this, most=most),
        _("Two files were probably joined; convert each to UTF-8 before, or import them singly."),
    )


def _evidence(chunks: Iterable[bytes]) -> Evidence:
    """Weigh the lines that are UTF-8 against the others, whose bytes decode to surrogates."""
    utf8 = beyond = first_utf8 = first_other = before = 0
    sample = b""
    for chunk in chunks:
        if not chunk.isascii():
            text = chunk.decode("utf-8", "surrogateescape")
            beyond += len(chunk) - len(chunk.translate(None, BEYOND_ASCII))
            first_other = first_other or _line_of(OTHER.search(text), text, before)
            for line in _utf8_lines(text):
                utf8 += sum(len(letter.encode()) for letter in line.group() if letter > "\x7f")
                first_utf8 = first_utf8 or _line_of(line, text, before)
            if len(sample) < SAMPLE:
                sample += _other_bytes(text)
        before += chunk.count(b"\n")
    return Evidence(utf8, first_utf8, beyond - utf8, first_other, sample)


def _line_of(found: re.Match[str] | None, text: str, before: int) -> int:
    return before + text.count("\n", 0, found.start()) + 1 if found else 0


def _utf8_lines(text: str) -> Iterator[re.Match[str]]:
    """Find the lines with likely letters of UTF-8 and nothing else beyond ASCII."""
    at = 0
    while letter := LIKELY.search(text, at):
        line = LINE.match(text, text.rfind("\n", 0, letter.start()) + 1)
        if line is None:
            return
        at = line.end() + 1
        if not OTHER.search(line.group()):
            yield line


def _other_bytes(text: str) -> bytes:
    """Give some of the lines that are not UTF-8, as they were."""
    lines = (line for line in text.split("\n") if OTHER.search(line))
    some = "\n".join(line[:500] for line in itertools.islice(lines, SAMPLE_LINES))
    return some.encode("utf-8", "surrogateescape")[:SAMPLE]


def _transcoded(task: Task, path: Path, encoding: str) -> Path:
    """Write the text as UTF-8 beside, piece by piece; refuse it at the line that does not fit."""
    target = task.folder / f"utf8-{path.name[-80:]}"
    decoder = codecs.getincrementaldecoder(encoding)(
        "replace" if encoding in CODE_PAGES else "strict"
    )
    lines = 0
    with target.open("wb") as out:
        for piece, last in _pieces(path):
            try:
                text = decoder.decode(piece, final=last)
            except UnicodeDecodeError:
                raise InputError(_broken(task, lines + 1, encoding)) from None
            if "\0" in text:
                raise InputError(
                    _broken(task, lines + text[: text.index("\0")].count("\n") + 1, encoding)
                )
            lines += text.count("\n")
            # a lone surrogate cannot be written as UTF-8
            out.write(text.encode("utf-8", "replace"))
    return target


def _broken(task: Task, line: int, encoding: str) -> Problem:
    return Problem(
        task.at(line),
        _("from about this line the text is not {encoding}, as it begins.", encoding=encoding),
        _("Export it again as CSV in UTF-8."),
    )


def _pieces(path: Path) -> Iterator[tuple[bytes, bool]]:
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            yield piece, False
    yield b"", True


def _line_ends_replaced(task: Task) -> Path:
    target = task.folder / f"lines-{task.path.name[-80:]}"
    with target.open("wb") as out:
        for piece, _last in _pieces(task.path):
            out.write(piece.replace(b"\r", b"\n"))
    return target
