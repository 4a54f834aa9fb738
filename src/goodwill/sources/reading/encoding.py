"""In which alphabet a text is written: UTF-8, UTF-16 or one of the old code pages."""

from __future__ import annotations

import codecs
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
SAMPLE_LINES = 5_000
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""Byte order marks; that of UTF-32 begins like that of UTF-16 and must be looked for first."""


class Evidence(NamedTuple):
    """The lines beyond ASCII of a text that is not wholly UTF-8."""

    utf8_lines: int
    first_utf8: int
    other_lines: int
    first_other: int
    sample: bytes
    """Some lines that are not UTF-8."""


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
    evidence = _evidence(whole_lines(task, path))
    page = most_likely(evidence.sample)
    if evidence.utf8_lines > evidence.other_lines:
        raise InputError(_mixed(task, evidence.first_other, "utf-8", page))
    if evidence.utf8_lines * 10 >= evidence.other_lines:
        raise InputError(_mixed(task, evidence.first_utf8, page, "utf-8"))
    return _transcoded(task, path, page), page


def _mixed(task: Task, line: int, most: str, this: str) -> Problem:
    return Problem(
        task.at(line),
        _("this line is written in {this}, most others in {most}.", this=this, most=most),
        _("Two files were probably joined; convert each to UTF-8 before, or import them singly."),
    )


def _evidence(chunks: Iterable[bytes]) -> Evidence:
    """Count the lines that are UTF-8 and those that are not, and keep some of the latter."""
    counts, firsts, number = [0, 0], [0, 0], 0
    sample: list[bytes] = []
    for chunk in chunks:
        lines = [] if chunk.isascii() else chunk.split(b"\n")
        for offset, line in enumerate(lines, start=1):
            if line.isascii():
                continue
            other = not _is_meant_as_utf8(line)
            counts[other] += 1
            firsts[other] = firsts[other] or number + offset
            if other and len(sample) < SAMPLE_LINES:
                sample.append(line[:500])
        number += chunk.count(b"\n")
    return Evidence(counts[0], firsts[0], counts[1], firsts[1], b"\n".join(sample))


def _is_meant_as_utf8(line: bytes) -> bool:
    """Tell whether a line is UTF-8 with likely letters: Ukrainian "no" in cp1251 is valid, too."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(
        "\u0250" <= letter <= "\u03ff" or "\u0530" <= letter <= "\u07ff" for letter in text
    )


def _transcoded(task: Task, path: Path, encoding: str) -> Path:
    """Write the text as UTF-8 beside, piece by piece; refuse it at the line that does not fit."""
    target = task.folder / f"utf8-{path.name[-80:]}"
    decoder = codecs.getincrementaldecoder(encoding)(
        "replace" if encoding in CODE_PAGES else "strict"
    )
    lines = 0
    with target.open("w", encoding="utf-8", newline="") as out:
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
            out.write(text.encode("utf-8", "replace").decode("utf-8"))
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
