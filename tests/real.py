"""Where the real records lie; tests that use them say so and are reported as skipped without."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DATA = Path(os.environ.get("GOODWILL_REAL_DATA", ROOT.parent / "shared" / "data"))


def real(name: str) -> Path:
    """Give the path of a real file, or skip the test visibly."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{name} is absent: set GOODWILL_REAL_DATA to the folder of real records")
    return path
