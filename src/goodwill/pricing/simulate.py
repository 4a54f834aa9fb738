"""Customers with a known truth, to see whether the models find it again; exact, not approximate."""

# ruff: noqa: N803 -- T is the symbol of the papers

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from goodwill.pricing.rows import Floats, Integers


def customers(
    rng: np.random.Generator, theta: Floats, T: Floats
) -> tuple[Integers, Floats, Floats]:
    """Pareto/NBD customers observed for the weeks T, shape (N,): x, t_x, and when they left.

    The last of x purchases spread evenly over the time alive falls at that time times U^(1/x).
    """
    r, alpha, s, beta = np.exp(theta)
    n = len(T)
    left = rng.exponential(1 / rng.gamma(s, 1 / beta, n).clip(1e-300))
    there = np.minimum(left, T)
    x = rng.poisson(rng.gamma(r, 1 / alpha, n) * there)
    t_x = np.where(x > 0, there * rng.random(n) ** (1 / np.maximum(x, 1)), 0.0)
    return x, t_x, left


def spending(rng: np.random.Generator, theta: Floats, x: Integers) -> Floats:
    """Mean spend of N customers over their x purchases by the Gamma-Gamma; NaN where x = 0."""
    p, q, v = np.exp(theta)
    own = rng.gamma(q, 1 / v, len(x))
    mean = rng.gamma(p * np.maximum(x, 1), 1 / (own * np.maximum(x, 1)))
    return np.where(x > 0, mean, np.nan)


def donors(rng: np.random.Generator, theta: Floats, n: Integers) -> tuple[Integers, Integers]:
    """BG/BB customers with n opportunities each: how many they took, and the last one taken."""
    alpha, beta, gamma, delta = np.exp(theta)
    left = rng.geometric(rng.beta(gamma, delta, len(n)).clip(1e-300, 1.0)) - 1
    chance = rng.beta(alpha, beta, len(n))
    place = np.arange(1, int(n.max(initial=0)) + 1)
    taken = rng.random((len(n), len(place))) < chance[:, None]
    taken &= place <= np.minimum(left, n)[:, None]
    return taken.sum(axis=1), (taken * place).max(axis=1, initial=0)
