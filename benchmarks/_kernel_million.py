"""A million customers of 104 weeks: fit the treatment, know each, price one breach of each.

    python -m benchmarks _kernel_million

Minutes, so it runs only when it is named. The customers are those of the kernel's benchmark; no two
weeks are joined. On an idle machine the clock shows less than the CPU, since there are threads.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from tests.memory import peak_megabytes

from benchmarks.kernel import TRUTH, WEEKS, row, seconds, shop
from goodwill.pricing import buying, simulate, spend
from goodwill.pricing.kernel import fitting, likelihood
from goodwill.pricing.price import price
from goodwill.pricing.rows import merge
from goodwill.pricing.treatment import Effect

CUSTOMERS = 1_000_000


def run(number: int = CUSTOMERS) -> list[dict[str, Any]]:
    """Measure the fit, the state of every customer, and the price of a breach of each."""
    panel, making = seconds(lambda: shop(number))
    fit, fitting_it = seconds(lambda: fitting.fit(panel))
    now, knowing = seconds(lambda: likelihood.state(fit.theta, panel))
    columns = (panel.x, panel.last, np.full(number, float(WEEKS)))
    prices, pricing = seconds(lambda: _prices(columns, _effect(fit.covariance, fit.theta)))
    assert np.all(prices.low <= prices.amount)
    assert np.all(prices.amount < 0)
    assert np.all((now.alive >= 0) & (now.alive <= 1))
    off = np.abs(fit.theta - TRUTH) / np.sqrt(np.diag(fit.covariance))
    return [
        row("customers", number, ""),
        row("pieces", len(panel.length), ""),
        row("making them up", making, "CPU s"),
        row("fit with true errors", fitting_it, "CPU s"),
        row("evaluations of the likelihood and its gradient", fit.evaluations, ""),
        row("chance to be alive and clocks of each", knowing, "CPU s"),
        row("price of a breach of each, with limits", pricing, "CPU s"),
        row("all but making them up", (fitting_it + knowing + pricing) / 60, "CPU minutes"),
        row("most memory of the process", peak_megabytes(), "MB"),
        row("furthest parameter from the truth", float(off.max()), "errors"),
    ]


def _effect(covariance: Any, theta: Any) -> Effect:
    """What one breach does, of the half-life that was planted."""
    gamma, delta = 5, 8
    sd, gamma_sd = np.sqrt(covariance[[delta, gamma], [delta, gamma]]).tolist()
    together = float(covariance[delta, gamma] / (sd * gamma_sd))
    return Effect(float(theta[delta]), sd, 6.0, 1.5, float(theta[gamma]), gamma_sd, together)


def _prices(columns: tuple[Any, Any, Any], effect: Effect) -> Any:
    """The price of one breach of each customer, as the ledger takes it."""
    x = columns[0]
    rng = np.random.default_rng(1)
    mean = simulate.spending(rng, np.log([6.0, 4.0, 15.0]), x)
    spent = spend.fit(spend.spenders(x[x > 0], mean[x > 0]))
    return price(buying.fit(merge(*columns)), spent, *columns, mean, 1.0, effect)


if __name__ == "__main__":
    for one in run():
        print(f"{one['value']:14,.6g} {one['unit']:24} {one['name']}")
