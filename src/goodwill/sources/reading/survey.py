"""One quick pass over the bytes of a delimited text: is it whole, and where do records begin."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.problems import InputError, Problem
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from goodwill.sources.reading.records import Task

CHUNK = 4 << 20
LINEFEED, RETURN = 10, 13


class Survey(NamedTuple):
    """What the bytes of a file show before any record is read."""

    lines: int
    utf8: bool
    regular: bool
    """Every line is one record: no line is blank, and no quoted field holds a line break."""
    quotes_fit: bool
    """Each quote opens at the start of a field and closes at its end, as RFC 4180 wants."""


def survey(task: Task, path: Path, delimiter: str, quote: str) -> Survey:
    """Pass over the file once; a line too long or a NUL byte refuses it at its place."""
    utf8, lines, regular, fit, inside = True, 0, True, True, False
    for chunk in whole_lines(task, path):
        if b"\0" in chunk:
            raise InputError(nul_byte(task, lines + 1 + chunk[: chunk.index(0)].count(b"\n")))
        utf8 = utf8 and _is_utf8(chunk)
        count = chunk.count(b"\n")
        if inside or quote.encode() in chunk:
            broken, good, inside = _quotes(chunk, delimiter, quote, inside=inside)
            regular, fit = regular and not broken, fit and good
        regular = regular and not _has_blank(chunk)
        lines += count + (not chunk.endswith(b"\n"))
    return Survey(lines, utf8, regular, fit and not inside)


def whole_lines(task: Task, path: Path) -> Iterator[bytes]:
    """Yield the file in pieces of some megabytes that end where a line ends."""
    rest, line, longest = b"", 1, task.limits.record_bytes
    with path.open("rb") as stream:
        while read := stream.read(CHUNK):
            data = rest + read
            cut = data.rfind(b"\n") + 1
            piece, rest = data[:cut], data[cut:]
            if _long_line(piece, longest) or len(rest) > longest:
                raise InputError(too_long(task, line + _lines_before_long(data, longest)))
            line += piece.count(b"\n")
            if piece:
                yield piece
    if rest:
        yield rest


def _long_line(piece: bytes, longest: int) -> bool:
    """Tell whether a line may be too long: a long one leaves a whole half of that size unbroken."""
    half = longest // 2
    windows = range(0, len(piece) - half, half)
    if all(piece.find(b"\n", at, at + half) >= 0 for at in windows):
        return False
    return any(len(line) > longest for line in piece.split(b"\n"))


def _lines_before_long(data: bytes, longest: int) -> int:
    lengths = (len(line) for line in data.split(b"\n"))
    return next(number for number, length in enumerate(lengths) if length > longest)


def too_long(task: Task, line: int) -> Problem:
    """Say that a line is longer than any record."""
    return Problem(
        task.at(line),
        _(
            "this line is longer than {number} bytes; no record is.",
            number=task.limits.record_bytes,
        ),
        _("Check that the file is a table with one record on each line, and export it again."),
    )


def nul_byte(task: Task, line: int) -> Problem:
    """Say that a text holds a byte that no text holds."""
    return Problem(
        task.at(line),
        _("this line holds a NUL byte, which no text has; the file is damaged or not a text."),
        _("Export it again as CSV in UTF-8."),
    )


def record_starts(chunks: Iterator[bytes], quote: str) -> Iterator[NDArray[np.int64]]:
    """Yield, piece by piece, the line at which each record begins that is not blank."""
    import numpy as np

    line, inside = 1, False
    for chunk in chunks:
        data = np.frombuffer(chunk, np.uint8)
        ends = np.flatnonzero(data == LINEFEED)
        if not chunk.endswith(b"\n"):
            ends = np.append(ends, len(data))
        quotes = np.flatnonzero(data == ord(quote))
        before = np.concatenate(([inside], (np.searchsorted(quotes, ends) + inside) % 2 == 1))
        starts = np.concatenate(([0], ends[:-1] + 1))
        sizes = ends - starts
        blank = (sizes == 0) | ((sizes == 1) & (data[np.minimum(starts, len(data) - 1)] == RETURN))
        yield line + np.flatnonzero(~before[:-1] & ~blank)
        line += len(ends)
        inside = bool(before[-1])


def _is_utf8(chunk: bytes) -> bool:
    try:
        chunk.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _has_blank(chunk: bytes) -> bool:
    return chunk.startswith((b"\n", b"\r\n")) or b"\n\n" in chunk or b"\n\r\n" in chunk


def _quotes(chunk: bytes, delimiter: str, quote: str, *, inside: bool) -> tuple[bool, bool, bool]:
    """Tell whether a quoted field holds a line break, whether all quotes fit, and how it ends."""
    import numpy as np

    data = np.frombuffer(chunk, np.uint8)
    places = np.flatnonzero(data == ord(quote))
    ends = np.flatnonzero(data == LINEFEED)
    broken = bool(((np.searchsorted(places, ends) + inside) % 2 == 1).any())
    opening = np.arange(len(places)) % 2 == (1 if inside else 0)
    around = np.zeros(256, bool)
    around[[ord(delimiter), ord(quote), LINEFEED, RETURN]] = True
    padded = np.concatenate(([np.uint8(LINEFEED)], data, [np.uint8(LINEFEED)]))
    fit = around[padded[places[opening]]].all() and around[padded[places[~opening] + 2]].all()
    return broken, bool(fit), bool((len(places) + inside) % 2)
