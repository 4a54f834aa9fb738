from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goodwill.moments.journal import Journal, engine
from tests.journal import records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return records.new_journal(tmp_path)


@pytest.fixture
def con(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    con = engine("500MB", tmp_path)
    yield con
    con.close()
