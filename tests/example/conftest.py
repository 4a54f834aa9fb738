from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from goodwill.example import Example, write

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Example:
    return write(tmp_path_factory.mktemp("small"), seed=7, size=250)


@pytest.fixture(scope="session")
def told(small: Example) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads(small.truth.read_text(encoding="utf-8"))
    return truth


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "firm"
