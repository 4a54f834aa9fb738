"""Fitting time-varying treatment, 3 + 3 covariates by the week, with true standard errors.

    python -m benchmarks kernel

Simulated customers of 104 weeks with a season and fading stocks of breaches and of dealings, on
both clocks; almost no two weeks are alike, so that nothing can be joined. The apparel shop is
measured where the real records are. Figures of CLVTools 0.12.1 are carried as read from earlier
runs of it on the same kind of machine, those of 100,000 extrapolated; it was not run beside.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING, Any

import numpy as np
from tests.memory import peak_megabytes
from tests.pricing.kernel import apparel
from tests.real import DATA

from goodwill.pricing.kernel import fitting, likelihood, simulate
from goodwill.pricing.kernel.panel import Panel

if TYPE_CHECKING:
    from collections.abc import Callable

    from goodwill.pricing.rows import Floats

TRUTH = np.concatenate([np.log([1.0, 8.0, 0.8, 60.0]), [0.3, -0.3, 0.05, 0.0, 0.5, 0.02]])
WEEKS, CHUNK = 104, 20_000
APPAREL = 139.3
"""CPU seconds of CLVTools for the apparel shop, its errors not true."""
EXTRAPOLATED = {1_000: 200.0, 100_000: 8.5 * 3600}
"""The same for more customers, in proportion."""


def run() -> list[dict[str, Any]]:
    """Measure the engines, fits from 600 to 100,000 customers, and what an import loads."""
    rows = [*_loading(), *_compiling()]
    fitting.fit(shop(100))  # the first call pays for loading
    rows += _engines(shop(2_000))
    if DATA.joinpath("btyd").is_dir():
        panel = apparel.panel(DATA / "btyd")
        rows += (found := _fit("apparel shop, 600 customers", panel))
        rows += [row("CLVTools, as read / ours", APPAREL / found[0]["value"], "times")]
    for number in (600, 1_000, 100_000):
        rows += (found := _fit(f"{number:,} customers", shop(number)))
        if number in EXTRAPOLATED:
            times = EXTRAPOLATED[number] / found[0]["value"]
            rows += [row("CLVTools, as read and extrapolated / ours", times, "times")]
    return [*rows, row("most memory of the process", peak_megabytes(), "MB")]


def shop(number: int) -> Panel:
    """Simulate customers in chunks, so that making them takes less memory than fitting them."""
    pieces = number * WEEKS
    whole = Panel(
        start=np.arange(number + 1) * WEEKS,
        length=np.ones(pieces),
        buying=(both := np.empty((pieces, 3))),
        leaving=both,
        calling=np.empty((pieces, 0)),
        x=np.empty(number, dtype=np.int64),
        bought=np.empty((number, 3)),
        n=None,
        called=np.empty((number, 0)),
        last=np.empty(number),
        weight=np.ones(number),
    )
    for first in range(0, number, CHUNK):
        part = slice(first, min(first + CHUNK, number))
        drawn = _chunk(np.random.default_rng([1997, first]), part.stop - first)
        for name in ("x", "bought", "last"):
            getattr(whole, name)[part] = getattr(drawn, name)
        both[first * WEEKS : part.stop * WEEKS] = drawn.buying
    return whole


def _chunk(rng: np.random.Generator, n: int) -> Panel:
    season = (np.arange(WEEKS) + rng.integers(0, 52, (n, 1))) % 52 < 13
    dealt = rng.poisson(0.3, (n, WEEKS))
    stocks = (_stock(rng.binomial(dealt, 0.2)), _stock(dealt))
    covariates = np.stack([season, *stocks], axis=-1).reshape(-1, 3)
    blank = Panel(
        start=np.arange(n + 1) * WEEKS,
        length=np.ones(n * WEEKS),
        buying=covariates,
        leaving=covariates,
        calling=np.empty((n * WEEKS, 0)),
        x=np.zeros(n, dtype=np.int64),
        bought=np.zeros((n, 3)),
        n=None,
        called=np.empty((n, 0)),
        last=np.zeros(n),
        weight=np.ones(n),
    )
    return simulate.customers(rng, TRUTH, blank)[0]


def _stock(events: Floats) -> Floats:
    """What is still fresh of earlier weeks' events, with a half-life of six weeks."""
    fresh = np.zeros(events.shape)
    for week in range(1, WEEKS):
        fresh[:, week] = (fresh[:, week - 1] + events[:, week - 1]) * 2 ** (-1 / 6)
    return fresh


def _fit(name: str, panel: Panel) -> list[dict[str, Any]]:
    fit, used = seconds(lambda: fitting.fit(panel))
    assert np.all(np.isfinite(fit.covariance))
    return [
        row(f"{name} x {WEEKS} weeks: fit with true errors", used, "CPU s"),
        row("evaluations of the likelihood and its gradient", fit.evaluations, ""),
    ]


def _engines(panel: Panel) -> list[dict[str, Any]]:
    pieces = len(panel.length)
    rows = []
    for engine in ("numpy", "numba"):
        _, used = seconds(lambda e=engine: likelihood.slope(TRUTH, panel, engine=e), times=5)
        rows.append(row(f"value and gradient, {engine}", used / pieces * 1e9, "ns per week"))
    return rows


def _loading() -> list[dict[str, Any]]:
    code = (
        "import goodwill, goodwill.pricing, goodwill.pricing.kernel.fitting, sys;"
        "print(len({'numba', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return [row("of numba and scipy, loaded by importing the package", int(done.stdout), "")]


def _compiling() -> list[dict[str, Any]]:
    """The first panel of a new machine, and the first of each process after it."""
    code = (
        "import time; from benchmarks.kernel import *; panel = shop(100);"
        "print(seconds(lambda: likelihood.slope(TRUTH, panel, engine='numba'))[1])"
    )
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name in ("compiling, once on a machine", "loading what was compiled"):
            done = subprocess.run(
                [sys.executable, "-c", code],
                capture_output=True,
                text=True,
                check=True,
                env=os.environ | {"NUMBA_CACHE_DIR": folder},
            )
            rows.append(row(name, float(done.stdout), "CPU s"))
    return rows


def seconds(work: Callable[[], Any], times: int = 1) -> tuple[Any, float]:
    """What the work gives, and the CPU seconds of this process that it takes each time."""
    begin = time.process_time()
    for _ in range(times):
        found = work()
    return found, (time.process_time() - begin) / times


def row(name: str, value: float, unit: str) -> dict[str, Any]:
    """One line of the table."""
    return {"name": name, "value": value, "unit": unit}


if __name__ == "__main__":
    for one in run():
        print(f"{one['value']:14,.6g} {one['unit']:12} {one['name']}")
