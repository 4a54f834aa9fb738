"""Telling what goes on: always on stderr, since stdout is for data."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Event, Thread
from typing import TYPE_CHECKING

import click

from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from goodwill.problems import Problem

MOST = 25
"""How many problems are told one by one."""
LONG = 1.0
"""Seconds from which on it is worth saying how long a step takes."""

CLEAR = "\x1b[K"
"""Empties the rest of a line of a terminal."""

_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


def hush() -> None:
    """Tell nothing from now on but what is wrong."""
    _quiet.set(True)


def narrate(sentence: str) -> None:
    """Tell what goes on, unless asked to be quiet."""
    if not _quiet.get():
        click.echo(sentence, err=True)


def complain(problems: Iterable[Problem]) -> None:
    """Tell what is wrong, also when asked to be quiet; of very many the first."""
    found = list(dict.fromkeys(problems))
    for problem in found[:MOST]:
        click.echo(str(problem), err=True)
    if len(found) > MOST:
        left = len(found) - MOST
        more = ngettext("... and {number} more problem.", "... and {number} more problems.", left)
        click.echo(more, err=True)


@contextmanager
def working(*, keep: bool = True) -> Iterator[Callable[[str], None]]:
    """Give a function that tells each step of long work; a terminal also sees the seconds pass.

    Unless kept, each step takes the place of the one before, and the last one goes at the end.
    """
    if _quiet.get() or not sys.stderr.isatty():
        yield narrate
        return
    line = _Line(keep=keep)
    try:
        yield line.step
    finally:
        line.end()


class _Line:
    """The last line of a terminal, written again each second until its step is over."""

    def __init__(self, *, keep: bool) -> None:
        self._end = "\n" if keep else f"\r{CLEAR}"
        self._sentence = ""
        self._began = 0.0
        self._over = Event()
        self._clock: Thread | None = None

    def step(self, sentence: str) -> None:
        """Begin a step; the one before is over."""
        self.end()
        self._sentence, self._began, self._over = sentence, time.monotonic(), Event()
        self._write(sentence)
        self._clock = Thread(target=self._tick, args=(self._over,), daemon=True)
        self._clock.start()

    def end(self) -> None:
        """End the step, and say how long it took if that was long."""
        if self._clock is None:
            return
        self._over.set()
        self._clock.join()
        self._clock = None
        self._write(f"\r{self._said()}{self._end}")

    def _tick(self, over: Event) -> None:
        while not over.wait(LONG):
            self._write(f"\r{self._said()}")

    def _said(self) -> str:
        seconds = time.monotonic() - self._began
        return f"{self._sentence} {_seconds(seconds)}" if seconds >= LONG else self._sentence

    def _write(self, words: str) -> None:
        click.echo(words, err=True, nl=False)
        sys.stderr.flush()


def _seconds(seconds: float) -> str:
    return _("{seconds} s", seconds=round(seconds))
