"""What is not used is not loaded: small firms never pay for the compiler."""

from __future__ import annotations

import subprocess
import sys

import pytest


def loaded(code: str) -> list[str]:
    listing = "import sys; print([m for m in ('scipy', 'numba') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{listing}"], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    "code",
    [
        "import goodwill, goodwill.pricing, goodwill.pricing.kernel",
        "import goodwill.pricing.kernel.likelihood, goodwill.pricing.kernel.fitting",
        "import goodwill.pricing.kernel.forecast, goodwill.pricing.kernel.simulate",
    ],
)
def test_importing_loads_neither_scipy_nor_numba(code):
    assert loaded(code) == "[]"


def test_where_nothing_can_be_kept_it_is_compiled_each_time():
    """A service without a writable folder."""
    code = """
from numba.core import caching
caching.CacheImpl.__init__ = lambda *_: (_ for _ in ()).throw(RuntimeError("no locator"))
from goodwill.pricing.kernel import compiled
print(type(compiled._follow._cache).__name__)
"""
    assert loaded(code).startswith("NullCache")


def test_a_small_panel_is_computed_without_the_compiler():
    code = """
import numpy as np
from goodwill.pricing.kernel import likelihood
from goodwill.pricing.kernel.panel import Panel
none = np.zeros((PIECES, 0))
one = np.zeros((1, 0))
panel = Panel(np.array([0, PIECES]), np.ones(PIECES), none, none, none, np.array([2]), one, None,
              one, np.array([1.5]), np.ones(1))
likelihood.scores(np.log([0.7, 9, 0.8, 30]), panel)
"""
    assert loaded(code.replace("PIECES", "20")) == "['scipy']"
    assert loaded(code.replace("PIECES", "4000")) == "['scipy', 'numba']"
