"""The public sets of customers, where they lie beside the project, and rows made by hand."""

# ruff: noqa: N803, N806 -- T is the symbol of the papers

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from goodwill.pricing.rows import Rows

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def btyd() -> Path:
    folder = Path(os.environ.get("GOODWILL_REAL_DATA", ROOT / "../shared/data")) / "btyd"
    if not folder.is_dir():
        pytest.skip(f"the real records are not at {folder}: set GOODWILL_REAL_DATA")
    return folder


@pytest.fixture(scope="session")
def reference(btyd):
    return json.loads((btyd / "reference.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def read(btyd):
    def read(name: str) -> np.ndarray:
        return np.genfromtxt(btyd / name, delimiter=",", names=True, dtype=None, encoding="utf-8")

    return read


def rows_of(x, t_x, T, weight=None) -> Rows:
    """Rows as they are given, neither merged nor checked."""
    x = np.atleast_1d(np.asarray(x, dtype=np.int64))
    t_x, T = (np.broadcast_to(np.asarray(t, dtype=float), x.shape) for t in (t_x, T))
    return Rows(x, t_x, T, np.ones(len(x)) if weight is None else np.asarray(weight, dtype=float))
