"""Fitting the Pareto/NBD with standard errors, against `lifetimes` in an environment of its own.

    python benchmarks/pareto_nbd.py

The customers are simulated from the parameters of CDNOW, at day resolution. Figures are CPU seconds
of a process, so that a busy machine changes them little; ours include merging equal customers and
the standard errors, which `lifetimes` does not compute.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from goodwill.pricing import buying, simulate
from goodwill.pricing.rows import merge

if TYPE_CHECKING:
    from goodwill.pricing.rows import Floats, Integers

TRUTH = np.log([0.5533, 10.5776, 0.6062, 11.6679])
PEER = Path(__file__).parent.parent / "build" / "peers" / "lifetimes"
# the newest that it runs with: it asks for pkg_resources, and for names that numpy 2 and pandas 2.2
# have taken away; its own releases have ended
PINS = ("lifetimes==0.11.3", "numpy<2", "pandas<2.2", "scipy<1.13", "autograd<1.7", "setuptools<81")

FIT_THERE = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import numpy, pandas
from lifetimes import ParetoNBDFitter
rows = {k: pandas.Series(v) for k, v in numpy.load(sys.argv[1]).items()}
begin = time.process_time()
fitter = ParetoNBDFitter().fit(rows["x"], rows["t_x"], rows["T"], weights=rows.get("weight"))
print(json.dumps([time.process_time() - begin, list(fitter.params_[["r", "alpha", "s", "beta"]])]))
"""


def run() -> list[dict[str, Any]]:
    """Measure ours at 100 thousand and 10 million customers, and the peer at 100 thousand."""
    buying.fit(merge([1], [1.0], [2.0]))  # the first call pays for loading scipy
    rows = [*_ours(10_000_000), *_ours(100_000)]
    seconds = rows[-2]["value"]
    for name, peer, lower in _theirs(100_000):
        rows += [
            _row(f"{name}, 100,000 customers, without standard errors", peer, "CPU s"),
            _row(f"{name} / ours", peer / seconds, "times"),
            _row(f"{name}: log-likelihood below ours by", lower, ""),
        ]
    return rows


def customers(number: int) -> tuple[Integers, Floats, Floats]:
    """Simulate customers who came in the first twelve of thirty-nine weeks, in whole days."""
    rng = np.random.default_rng(1997)
    T = rng.integers(27 * 7, 39 * 7, number) / 7  # noqa: N806 -- the symbol of the papers
    x, t_x, _ = simulate.customers(rng, TRUTH, T)
    return x, np.minimum(np.ceil(t_x * 7) / 7, T), T


def _ours(number: int) -> list[dict[str, Any]]:
    columns = customers(number)
    begin = time.process_time()
    rows = merge(*columns)
    merged = time.process_time() - begin
    fit = buying.fit(rows, prior=None)
    seconds = time.process_time() - begin
    assert not fit.cautions
    return [
        _row(f"merging {number:,} customers into {len(rows.x):,} rows", merged, "CPU s"),
        _row(f"merging and fitting {number:,} customers, with standard errors", seconds, "CPU s"),
        _row("evaluations of the likelihood and its gradient", fit.evaluations, ""),
    ]


def _theirs(number: int) -> list[tuple[str, float, float]]:
    """Seconds of the peer, and by how much its likelihood is below ours; none if it cannot run."""
    rows = merge(*customers(number))
    best = buying.fit(rows, prior=None).loglik
    found = []
    try:
        python = _peer()
        with tempfile.TemporaryDirectory() as folder:
            for name, columns in (
                ("lifetimes", dict(zip(("x", "t_x", "T"), customers(number), strict=True))),
                ("lifetimes on our merged rows", rows._asdict()),
            ):
                np.savez(f"{folder}/rows.npz", **columns)
                there = [str(python), "-c", FIT_THERE, f"{folder}/rows.npz"]
                done = subprocess.run(there, check=True, capture_output=True, text=True)
                seconds, parameters = json.loads(done.stdout.splitlines()[-1])
                found.append((name, seconds, best - buying.slope(np.log(parameters), rows).value))
    except (OSError, subprocess.CalledProcessError) as error:
        why = getattr(error, "stderr", None) or str(error)
        print(
            f"The comparison with lifetimes is left out: {' '.join(PINS)} could not be installed"
            f" or did not run ({str(why).strip().splitlines()[-1]}).",
            file=sys.stderr,
        )
    return found


def _peer() -> Path:
    """Make the peer's environment once, and give its Python."""
    python, done = PEER / "bin" / "python", PEER / "installed"
    if not done.exists():
        venv.create(PEER, with_pip=True, clear=True)
        here = [str(python), "-m", "pip", "install", "--quiet", *PINS]
        subprocess.run(here, check=True, capture_output=True, text=True)
        done.touch()
    return python


def _row(name: str, value: float, unit: str) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit}


if __name__ == "__main__":
    for row in run():
        print(f"{row['value']:14,.6g} {row['unit']:6} {row['name']}")
