"""The public door opens at once, and behind it are only arrays."""

from __future__ import annotations

import subprocess
import sys

import pytest

import goodwill.pricing


def test_importing_pricing_loads_neither_numpy_nor_scipy_nor_numba():
    code = (
        "import sys, goodwill.pricing; "
        "print([m for m in ('numpy', 'scipy', 'numba') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_public_name_is_there():
    assert len(goodwill.pricing.__all__) > 15
    for name in goodwill.pricing.__all__:
        assert getattr(goodwill.pricing, name) is not None


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="weather"):
        goodwill.pricing.weather  # noqa: B018
