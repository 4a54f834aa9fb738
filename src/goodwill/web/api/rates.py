"""How often a key may ask: a bucket of requests that refills steadily, kept in memory."""

from __future__ import annotations

import math
import threading
import time
from typing import NamedTuple

BURST = 120
"""Requests at once, after a while of silence."""
PER_SECOND = 10.0
"""Requests in a row, for as long as anybody likes."""


class Bucket(NamedTuple):
    """What is left to a key, and since when it refills."""

    left: float
    at: float


_buckets: dict[int, Bucket] = {}
_lock = threading.Lock()


def wait_for(key: int, now: float | None = None) -> int:
    """Take one request from a key's bucket; gives the seconds to wait where it is empty, else 0."""
    now = time.monotonic() if now is None else now
    with _lock:
        known = _buckets.get(key, Bucket(BURST, now))
        left = min(BURST, known.left + (now - known.at) * PER_SECOND)
        if left < 1:
            _buckets[key] = Bucket(left, now)
            return math.ceil((1 - left) / PER_SECOND)
        _buckets[key] = Bucket(left - 1, now)
        return 0


def forget() -> None:
    """Fill every bucket again."""
    with _lock:
        _buckets.clear()
