"""Fitting the Pareto/NBD with standard errors, against `lifetimes` and `pymc-marketing`.

    python -m benchmarks pareto_nbd

The peers run in environments of their own. The customers are simulated from the parameters of
CDNOW, at day resolution. Figures are CPU seconds of a process, so that a busy machine changes them
little; ours include merging equal customers and the standard errors, which the peers' fits do not
give. `pymc-marketing` seeks the maximum of the likelihood (flat priors), as the others do; what its
own priors lead to stands beside.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks._peers import LIFETIMES, PYMC, AbsentError, answer, left_out
from goodwill.pricing import buying, simulate
from goodwill.pricing.rows import merge

if TYPE_CHECKING:
    from goodwill.pricing.rows import Floats, Integers

TRUTH = np.log([0.5533, 10.5776, 0.6062, 11.6679])


def run() -> list[dict[str, Any]]:
    """Measure ours at 100 thousand and 10 million customers, and the peers at 100 thousand."""
    buying.fit(merge([1], [1.0], [2.0]))  # the first call pays for loading scipy
    rows = [*_ours(10_000_000), *_ours(100_000)]
    seconds = rows[-2]["value"]
    for theirs in (_lifetimes, _pymc):
        try:
            rows += theirs(100_000, seconds)
        except AbsentError as error:
            left_out(error)
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


def _lifetimes(number: int, ours: float) -> list[dict[str, Any]]:
    found = []
    for name, columns in (
        ("lifetimes", _columns(number)),
        ("lifetimes on our merged rows", merge(*customers(number))._asdict()),
    ):
        seconds, parameters = answer("lifetimes", LIFETIMES, columns)
        found += [
            _row(f"{name}, {number:,} customers, without standard errors", seconds, "CPU s"),
            _row(f"{name} / ours", seconds / ours, "times"),
            _row(f"{name}: log-likelihood below ours by", _below(number, parameters), ""),
        ]
    return found


def _pymc(number: int, ours: float) -> list[dict[str, Any]]:
    name = "pymc-marketing"
    loading, first, again, usual = answer(name, PYMC, _columns(number))
    return [
        _row(f"{name}: loading it", loading, "CPU s"),
        _row(f"{name}, {number:,} customers, the first fit, compiling", first[0], "CPU s"),
        _row(f"{name}, a further one, without standard errors", again[0], "CPU s"),
        _row(f"{name}, a further one / ours", again[0] / ours, "times"),
        _row(f"{name}: log-likelihood below ours by", _below(number, again[1]), ""),
        _row(f"{name} with its own priors: below ours by", _below(number, usual[1]), ""),
    ]


def _columns(number: int) -> dict[str, Any]:
    return dict(zip(("x", "t_x", "T"), customers(number), strict=True))


def _below(number: int, parameters: list[float]) -> float:
    """By how much a peer's likelihood is below ours, by our own reckoning of both."""
    rows = merge(*customers(number))
    best = buying.fit(rows, prior=None).loglik
    return best - buying.slope(np.log(parameters), rows).value


def _row(name: str, value: float, unit: str) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit}


if __name__ == "__main__":
    for row in run():
        print(f"{row['value']:14,.6g} {row['unit']:6} {row['name']}")
