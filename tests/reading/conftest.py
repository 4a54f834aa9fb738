from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from goodwill.moments.journal import engine
from tests.postgres import postgres

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

__all__ = ["postgres"]


@pytest.fixture
def con() -> Iterator[DuckDBPyConnection]:
    with engine("512MB") as opened:
        yield opened


@pytest.fixture(scope="session")
def real() -> Path:
    root = Path(__file__).parents[2]
    folder = Path(os.environ.get("GOODWILL_REAL_DATA", root / "../shared/data"))
    if not folder.is_dir():
        pytest.skip(f"the real records are not at {folder}: set GOODWILL_REAL_DATA")
    return folder
