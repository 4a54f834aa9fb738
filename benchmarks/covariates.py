"""Fitting with traits of customers that do not change in time, against `pymc-marketing`.

    python -m benchmarks covariates

Two traits on both clocks, the Pareto/NBD of peers with static covariates: 600 customers of the
apparel shop where the real records are, and simulated ones. Both sides seek the maximum of the
likelihood (flat priors); ours give standard errors too, the peer's MAP gives none. The peer's own
priors are fitted as well, since that is what one gets who does not change them. No peer from the
registry fits traits that change in time.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np
from tests.pricing.kernel import apparel
from tests.real import DATA

from benchmarks._peers import PYMC, AbsentError, answer, left_out
from goodwill.pricing.kernel import fitting, likelihood, simulate
from goodwill.pricing.kernel.panel import Panel, joined, observed

if TYPE_CHECKING:
    from goodwill.pricing.rows import Floats

TRUTH = np.concatenate([np.log([1.0, 8.0, 0.8, 60.0]), [0.3, -0.2, -0.4, 0.5]])
NUMBER = 20_000
CLVTOOLS = 1.789
"""CPU seconds of CLVTools 0.12.1 for the apparel shop, as read from an earlier run of it."""


def run() -> list[dict[str, Any]]:
    """Measure the apparel shop, and simulated customers."""
    fitting.fit(shop(100))  # the first call pays for loading
    rows = []
    if DATA.joinpath("btyd").is_dir():
        weekly = apparel.panel(DATA / "btyd", buying=apparel.FIXED, leaving=apparel.FIXED)
        rows += (found := _both("apparel shop, 600 customers", joined(weekly)))
        times = CLVTOOLS / found[0]["value"]
        rows += [_row("CLVTools, as read / ours", times, "times")]
    return [*rows, *_both(f"{NUMBER:,} simulated customers", shop(NUMBER))]


def shop(number: int) -> Panel:
    """Simulate customers of one to two years with two traits, at day resolution."""
    rng = np.random.default_rng(1997)
    traits = rng.integers(0, 2, (number, 2)).astype(np.float64)
    blank = Panel(
        start=np.arange(number + 1),
        length=rng.integers(52 * 7, 104 * 7, number) / 7,
        buying=traits,
        leaving=traits,
        calling=np.empty((number, 0)),
        x=np.zeros(number, dtype=np.int64),
        bought=np.zeros((number, 2)),
        n=None,
        called=np.empty((number, 0)),
        last=np.zeros(number),
        weight=np.ones(number),
    )
    drawn = simulate.customers(rng, TRUTH, blank)[0]
    return drawn._replace(last=np.minimum(np.ceil(drawn.last * 7) / 7, observed(blank)))


def _both(name: str, panel: Panel) -> list[dict[str, Any]]:
    begin = time.process_time()
    fit = fitting.fit(panel, prior=fitting.no_prior(panel))
    ours = time.process_time() - begin
    assert not fit.cautions
    rows = [
        _row(f"{name}: fit with true errors", ours, "CPU s"),
        _row("evaluations of the likelihood and its gradient", fit.evaluations, ""),
    ]
    columns = {"x": panel.x, "t_x": panel.last, "T": observed(panel)}
    columns |= {f"z{k}": column for k, column in enumerate(panel.buying.T)}
    try:
        loading, first, again, usual = answer("pymc-marketing", PYMC, columns)
    except AbsentError as error:
        left_out(error)
        return rows
    return [
        *rows,
        _row("pymc-marketing: loading it", loading, "CPU s"),
        _row("pymc-marketing, the first fit, compiling", first[0], "CPU s"),
        _row("pymc-marketing, a further one", again[0], "CPU s"),
        _row("pymc-marketing, a further one / ours", again[0] / ours, "times"),
        _row("its log-likelihood below ours by", _below(fit.loglik, again[1], panel), ""),
        _row("the same with its own priors", _below(fit.loglik, usual[1], panel), ""),
    ]


def _below(best: float, parameters: list[float], panel: Panel) -> float:
    theta: Floats = np.concatenate([np.log(parameters[:4]), parameters[4:]])
    return best - likelihood.slope(theta, panel).value


def _row(name: str, value: float, unit: str) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit}


if __name__ == "__main__":
    for row in run():
        print(f"{row['value']:14,.6g} {row['unit']:6} {row['name']}")
