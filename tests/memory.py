"""How much memory a process has needed at most."""

from __future__ import annotations

import re
from pathlib import Path


def peak_megabytes() -> int:
    """Read the peak of this process's own memory.

    Not `ru_maxrss`: a process takes over the peak of the one that started it.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"^VmHWM:\s+(\d+) kB", status, flags=re.MULTILINE)
    assert found is not None
    return int(found[1]) >> 10
