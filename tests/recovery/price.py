"""What one more breach would truly cost, from the hidden lives; and what the evidence says it does.

The truth needs no model of what the company can know: it averages, over the customers still there,
what each would buy without one more breach today and with it, at that customer's own rates. The
average over many customers is the price that a right posterior gives on average.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing import buying, exposure
from goodwill.pricing import spend as spending
from goodwill.pricing.kernel.likelihood import state
from goodwill.pricing.kernel.parameters import places
from goodwill.pricing.losses import Dealings, lost_by_table
from goodwill.pricing.price import price
from goodwill.pricing.rows import merge
from goodwill.pricing.treatment import Future, Trace, Traces, ein
from goodwill.pricing.worth import Terms

if TYPE_CHECKING:
    from goodwill.pricing.evidence.finding import Finding
    from goodwill.pricing.fit import Fit
    from goodwill.pricing.kernel.panel import Panel
    from goodwill.pricing.rows import Floats, Integers
    from tests.recovery.plants import Planted
    from tests.recovery.world import Plan

FUTURE = Future(Terms().weeks, Terms().rate)
SPENDING = (6.0, 4.0, 15.0)
"""The Gamma-Gamma of spending: 30 a purchase on average."""
NODES = 8
EDGES = (0.0, *(0.25 * 2.0 ** np.arange(11)), FUTURE.weeks)
"""Weeks ahead between which the integral is taken, each stretch as long as all before it."""
STEP = 1e-3


class Cost(NamedTuple):
    """Discounted purchases that one breach costs a customer who is still there, and its error."""

    purchases: float
    error: float


def true_cost(grown: Planted) -> float:
    """The mean over the customers who are still there, in purchases."""
    return float(_losses(grown).mean())


def _losses(grown: Planted) -> Floats:
    """Discounted purchases that each customer still there loses by one more breach today."""
    lives, trace = grown.lives, _true_trace(grown)
    there = np.isinf(lives.gone)
    stock = stock_now(grown)[there]
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    saved = np.zeros(there.sum())
    for begin, end in pairwise(EDGES):
        width = end - begin
        for node, weight in zip(nodes, weights, strict=True):
            v = begin + width * (1 + node) / 2
            part = weight * width / 2 * np.exp(-FUTURE.rate * v)
            calm, hurt = (_bought(lives.fragility[there], c, v, trace) for c in (stock, stock + 1))
            saved += part * (calm - hurt)
    return np.asarray(lives.buying[there] * saved)


def _true_trace(grown: Planted) -> Trace:
    return Trace(grown.truth.leaving, grown.truth.buying, grown.half_life)


def _bought(fragility: Floats, stock: Floats, v: float, trace: Trace) -> Floats:
    """The pace of buying times the chance to be there after v weeks, at known fragility."""
    fade = np.exp(-trace.pace * v)
    run = v + (ein(trace.delta * stock) - ein(trace.delta * stock * fade)) / trace.pace
    return np.asarray(np.exp(trace.gamma * stock * fade - fragility * run))


def stock_now(grown: Planted) -> Floats:
    """What each customer still remembers at the close, by whole weeks of age."""
    events, end = grown.design.families[0].events, grown.design.T
    age = np.floor(end[events.customer]) - np.floor(events.time)
    weight = np.where(age >= 1, events.size * 2.0 ** (-age / grown.half_life), 0.0)
    return np.bincount(events.customer, weight, minlength=len(end)).astype(np.float64)


class Laid(NamedTuple):
    """A planted company as a panel, and where in theta the two effects stand."""

    panel: Panel
    loss: int
    lull: int


def laid(grown: Planted) -> Laid:
    """Lay the records out with the true half-life."""
    life = grown.half_life
    panel, names = exposure.panel(grown.design, [life], dealing_memory=life)
    at = places(panel)
    return Laid(
        panel,
        at.delta.start + [column.kind for column in names.leaving].index("stock"),
        at.gamma.start + [column.kind for column in names.buying].index("stock"),
    )


def found_cost(grown: Planted, fit: Fit, records: Laid) -> Cost:
    """The mean price at the fitted parameters, with its delta-method error (KERNEL A4)."""
    theta, stock = fit.theta, stock_now(grown)

    def at(theta: Floats) -> float:
        return _mean_cost(theta, records, stock, grown.half_life)

    slopes = np.array(
        [(at(theta + step) - at(theta - step)) / (2 * STEP) for step in np.eye(len(theta)) * STEP]
    )
    return Cost(at(theta), float(np.sqrt(slopes @ fit.covariance @ slopes)))


def cost_at_truth(grown: Planted, plan: Plan, records: Laid) -> float:
    """The mean price that the records give when all parameters are the planted ones."""
    theta = np.zeros(places(records.panel).size)
    shapes = (plan.r, plan.alpha, plan.s, plan.beta)
    calls = (plan.calls_alike, plan.calls_alike / plan.calls)
    theta[:6] = np.log([*shapes, *calls])
    theta[[records.loss, records.lull]] = plan.loss, plan.lull
    return _mean_cost(theta, records, stock_now(grown), grown.half_life)


def _mean_cost(theta: Floats, records: Laid, stock: Floats, half_life: float) -> float:
    now = state(theta, records.panel, tolerance=1e-6)
    trace = Trace(float(theta[records.loss]), float(theta[records.lull]), half_life)
    everybody = Dealings(now.q, np.arange(len(now.q)), np.ones_like(now.q), stock)
    weeks = lost_by_table(everybody, float(np.exp(theta[2])), [Traces((trace,), (1.0,))], FUTURE)
    return float(now.alive @ (now.shape / now.p * weeks[0]) / now.alive.sum())


class Shipped(NamedTuple):
    """The price in money that the product prints, per customer still there, and the true one."""

    truth: float
    amount: float
    low: float
    high: float


def shipped(grown: Planted, found: Finding, seed: int) -> Shipped:
    """Price one more breach for every customer as the ledger does, by counts and recency."""
    design = grown.design
    there, n = np.isinf(grown.lives.gone), len(design.T)
    x = np.bincount(design.purchases.customer, minlength=n)
    last = np.zeros(n)
    np.maximum.at(last, design.purchases.customer, design.purchases.time)
    mean, seen = _spending(np.random.default_rng([seed, 1]), x)
    fit = buying.fit(merge(x, last, design.T))
    spend_fit = spending.fit(spending.spenders(x, seen))
    told = price(fit, spend_fit, x, last, design.T, seen, 1.0, found, stock=stock_now(grown))
    sums = [float(column.sum()) / there.sum() for column in told]
    return Shipped(-float((_losses(grown) * mean[there]).mean()), *sums)


def _spending(rng: np.random.Generator, x: Integers) -> tuple[Floats, Floats]:
    """What each customer spends a purchase in truth, and on average so far; NaN where x = 0."""
    p, q, v = SPENDING
    own = rng.gamma(q, 1 / v, len(x))
    count = np.maximum(x, 1)
    seen = rng.gamma(p * count, 1 / (own * count))
    return p / own, np.where(x > 0, seen, np.nan)
