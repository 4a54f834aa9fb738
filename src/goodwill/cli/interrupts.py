"""Ctrl-C, remembered: a query makes a fault of its own of it, and a clean-up swallows it."""

from __future__ import annotations

import contextlib
import signal
import threading
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_came: ContextVar[list[int]] = ContextVar("came")


def interrupted() -> bool:
    """Tell whether Ctrl-C has come since it is heeded."""
    return bool(_came.get([]))


@contextlib.contextmanager
def heeded(*, always: bool = False) -> Iterator[None]:
    """Remember Ctrl-C within a block.

    Where it is ignored, as a shell has it of what it starts in the background, it stays so unless
    it is to be heeded `always`.
    """
    before = signal.getsignal(signal.SIGINT)
    if not (always or before is signal.default_int_handler) or not _can_be_heeded():
        yield
        return
    came = _came.get([])
    token = _came.set(came)

    def note(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        _came.reset(token)


def _can_be_heeded() -> bool:
    """Tell whether this is the thread to which signals come."""
    return threading.current_thread() is threading.main_thread()
