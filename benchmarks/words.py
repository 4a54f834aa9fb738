"""Remarks on messages: CPU against proselint on the same file, the start, and the wait of a writer.

    python -m benchmarks words

The file holds replies of companies in English, one after the other; where it is not on the machine,
the examples of the rules stand in for it. All rules that are on take part, of the four languages.
The start is the whole command on one message, the best of several in turns with the peer's.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.language import texts

from benchmarks import _peers
from goodwill.language.linter import Linter, Message
from goodwill.language.pack import load
from goodwill.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STARTS = 7
"""So many pairs of whole commands."""
TURNS = 9
"""So often the file is read as a whole; the least disturbed turn counts, for the peer as well."""
KILOBYTE = 1_000
WRITERS = 200
"""Messages of a kilobyte, so many in each language."""


def run() -> list[dict[str, Any]]:
    """Measure all, and give the figures."""
    messages = _corpus()
    with tempfile.TemporaryDirectory() as folder:
        rows = [
            *_on_the_corpus(messages, Path(folder)),
            *_starts(messages[0], Path(folder)),
            *_waits(),
            *_attacks(),
        ]
    return [{"name": name, "value": value, "unit": unit} for name, value, unit in rows]


def _corpus() -> list[str]:
    """Give the messages: real replies where they are, else the examples of the rules."""
    if texts.FOLDER.is_dir():
        return [each.text for each in texts.replies_en()]
    return _examples("en")


def _examples(language: str) -> list[str]:
    rules = [rule for pack in load(None, [language]) for rule in pack.rules]
    return [each.text for rule in rules for each in (*rule.bad, *rule.good)]


def _on_the_corpus(messages: list[str], folder: Path) -> Iterator[tuple[str, float, str]]:
    """Read the same file as a whole and message by message, ours and the peer's."""
    whole = "\n\n".join(messages)
    file, apart = folder / "corpus.md", folder / "corpus.json"
    file.write_text(whole, encoding="utf-8")
    apart.write_text(json.dumps(messages), encoding="utf-8")
    linter = Linter.of(load())
    _seconds(lambda: _remarks(linter, [whole, *messages]))
    all_at_once = min(_seconds(lambda: _remarks(linter, [whole])) for _turn in range(TURNS))
    one_by_one = min(_seconds(lambda: _remarks(linter, messages)) for _turn in range(3))
    size = len(whole.encode())
    yield "messages", len(messages), ""
    yield "the file", size / 1e6, "MB"
    yield "the file as a whole", all_at_once, "CPU s"
    yield "its messages one by one", one_by_one, "CPU s"
    yield "throughput, one by one", len(messages) / one_by_one, "messages/s"
    yield "throughput, as a whole", size / 1e6 / all_at_once, "MB/s"
    try:
        (theirs, found), (each, _number) = _peers.told(
            "proselint", _peers.PROSELINT, str(file), str(apart)
        )
    except _peers.AbsentError as error:
        _peers.left_out(error)
        return
    yield "proselint, the file as a whole", theirs, "CPU s"
    yield "proselint, its messages one by one", each, "CPU s"
    yield "proselint / ours, as a whole", theirs / all_at_once, "times"
    yield "proselint / ours, one by one", each / one_by_one, "times"
    yield "proselint: findings", found, ""
    yield "ours: remarks", _remarks(linter, messages), ""


def _starts(message: str, folder: Path) -> Iterator[tuple[str, float, str]]:
    """Measure whole commands on one message, in turns, and ours with nothing kept from before."""
    file = folder / "one.md"
    file.write_text(message, encoding="utf-8")
    cache = folder / "cache"
    ours = [str(Path(sys.executable).parent / "goodwill"), "lint", str(file)]
    first = []
    for _turn in range(2):
        shutil.rmtree(cache, ignore_errors=True)
        first.append(_command(ours, cache))
    kept = [_command(ours, cache)]
    yield "start on one message, the first ever", min(first), "CPU s"
    try:
        theirs = [_peers.program("proselint", "proselint"), "check", str(file)]
        other = [_command(theirs, cache)]
    except _peers.AbsentError as error:
        _peers.left_out(error)
        return
    for _turn in range(STARTS):
        kept.append(_command(ours, cache))
        other.append(_command(theirs, cache))
    yield "start on one message", min(kept), "CPU s"
    yield "proselint, start on one message", min(other), "CPU s"
    yield "proselint / ours", min(other) / min(kept), "times"


def _command(words: list[str], cache: Path) -> float:
    """Run a command, and give the CPU seconds that it took."""
    before = _children()
    subprocess.run(words, check=False, capture_output=True,
                   env={**os.environ, "XDG_CACHE_HOME": str(cache)})  # fmt: skip
    return _children() - before


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _waits() -> Iterator[tuple[str, float, str]]:
    """Measure what one writer waits for, on messages of a kilobyte, their language untold."""
    linter = Linter.of(load())
    waits: list[float] = []
    for language in LANGUAGES:
        messages = list(_kilobytes(_examples(language)))
        _remarks(linter, messages)
        waits += [_seconds(lambda text=text: _remarks(linter, [text])) for text in messages]
    waits.sort()
    yield "a message of a kilobyte, four packs: median", waits[len(waits) // 2] * 1000, "CPU ms"
    yield "95 of a hundred within", waits[int(len(waits) * 0.95)] * 1000, "CPU ms"


def _kilobytes(sentences: list[str]) -> Iterator[str]:
    """Join sentences to messages of a kilobyte, each beginning at another."""
    for start in range(WRITERS):
        text = " ".join(islice(cycle(sentences), start * 7, start * 7 + 40))
        yield text[:KILOBYTE]


def _attacks() -> Iterator[tuple[str, float, str]]:
    """Measure how the time grows with texts made to be slow, against that of twice as long."""
    linter = Linter.of(load(), everything=True)
    short, long = (
        sum(_seconds(lambda text=text: _remarks(linter, [text])) for text in _attack(size))
        for size in (50_000, 100_000)
    )
    yield "texts made to be slow, 100 kB each", long / len(list(_attack(1))), "CPU s"
    yield "against half as long", long / short, "times"


def _attack(size: int) -> Iterator[str]:
    """Make texts of beginnings without ends: what patterns begin with, again and again."""
    pieces = ("we can't ", "unfortunately ", "a" * 99 + " ", "as per ", "не можем ", "!", "we ")
    for piece in pieces:
        yield piece * (size // len(piece))


def _remarks(linter: Linter, messages: list[str]) -> int:
    return sum(len(linter.remarks(Message(text))) for text in messages)


def _seconds(work: Callable[[], Any]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


if __name__ == "__main__":
    for row in run():
        print(f"{row['name']:50} {row['value']:>12,.4f} {row['unit']}")
