"""How a delimited text is written: its delimiter, its quote, and where its header stands."""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter
from typing import NamedTuple

DELIMITERS = ",;\t|:"
SAMPLE_RECORDS = 200
TITLE_ROWS = 30


class Dialect(NamedTuple):
    """The delimiter and quote of a text, and the lines above its header."""

    delimiter: str
    quote: str
    header: tuple[str, ...]
    header_line: int


def sniff(sample: str) -> Dialect | None:
    """Find the dialect of the first records of a text; None when there is no record at all."""
    quote = _quote(sample)
    lines = list(itertools.islice(io.StringIO(sample, newline=""), SAMPLE_RECORDS))
    delimiter = max(DELIMITERS, key=lambda mark: _agreement(lines, mark, quote))
    records = _records(lines, delimiter, quote)
    found = header_row([cells for _line, cells in records])
    if found is None:
        return None
    line, cells = records[found]
    return Dialect(delimiter, quote, tuple(cells), line)


def header_row(rows: list[list[str]]) -> int | None:
    """Find the row of headers below title rows; None when every cell is empty."""
    filled = [[bool(cell and cell.strip()) for cell in row] for row in rows[:SAMPLE_RECORDS]]
    widest = max((sum(row) for row in filled), default=0)
    for index, row in enumerate(filled[:TITLE_ROWS]):
        alone = row[:1] == [True] and sum(row) == 1 < widest
        data_below = any(cell and not _has_letter(cell) for cell in (*rows, [])[index + 1])
        if sum(row) * 2 >= widest > 0 and (data_below or not alone):
            return index
    return next((index for index, row in enumerate(filled) if any(row)), None)


def looks_like_data(header: tuple[str, ...]) -> bool:
    """Tell whether no header has a letter, so that the first line must be a record already."""
    return not any(_has_letter(cell) for cell in header)


def _has_letter(cell: str) -> bool:
    return any(letter.isalpha() for letter in cell)


def _quote(sample: str) -> str:
    """Take the apostrophe for the quote only where fields begin and end with it."""
    if '"' in sample:
        return '"'
    opened = sum(sample.count(mark + "'") for mark in ",;\t|\n")
    closed = sum(sample.count("'" + mark) for mark in ",;\t|\n\r")
    return "'" if opened >= 2 and abs(opened - closed) <= 0.1 * opened + 1 else '"'


def _records(lines: list[str], delimiter: str, quote: str) -> list[tuple[int, list[str]]]:
    """Split lines into records with the line each begins at, leaving out blank ones."""
    reader = csv.reader(
        io.StringIO("".join(lines), newline=""), delimiter=delimiter, quotechar=quote
    )
    records: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for cells in reader:
            if cells:
                records.append((start, cells))
            start = reader.line_num + 1
    except csv.Error:
        pass  # the careful reading names the place; a sample ends wherever it ends
    return records


def _agreement(lines: list[str], delimiter: str, quote: str) -> tuple[bool, float]:
    """Score a delimiter: do most records have the same width above one, and how wide is it."""
    widths = [len(cells) for _line, cells in _records(lines, delimiter, quote)]
    if not widths:
        return False, 0.0
    width, times = Counter(widths).most_common(1)[0]
    share = times / len(widths)
    # times of day contain colons, so that a colon must be in the header, too
    if width == 1 or (delimiter == ":" and (widths[0] != width or share < 0.95)):
        return False, 0.0
    weight = 0.2 if delimiter == ":" else 1.0
    return share >= 0.6, share * share * width * weight
