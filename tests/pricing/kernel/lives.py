"""Lives made up for the tests of the kernel."""

from __future__ import annotations

import numpy as np

from goodwill.pricing.kernel.panel import Panel

LOGS = np.log([0.7, 9.0, 0.8, 30.0])
CALLING = np.log([0.9, 5.0])


def random_lives(
    seed, n=60, longest=40, *, calls=False, contract=False, columns=(2, 2, 1), most=6
) -> Panel:
    """Customers with random pieces, covariates and counts; nothing about them is plausible."""
    rng = np.random.default_rng(seed)
    number = rng.integers(1, longest + 1, n)
    start = np.concatenate([[0], np.cumsum(number)])
    length = rng.exponential(1.0, start[-1])
    observed = np.add.reduceat(length, start[:-1])
    kb, kl, kc = columns if calls else (*columns[:2], 0)
    x = rng.integers(0, most, n) * (rng.random(n) < 0.7)
    told = rng.integers(0, most, n) if calls else None
    silent = (x == 0) if told is None else (x + told == 0)
    return Panel(
        start=start,
        length=length,
        buying=rng.normal(size=(start[-1], kb)) / 2,
        leaving=rng.normal(size=(start[-1], kl)) / 2,
        calling=rng.normal(size=(start[-1], kc)) / 2,
        x=x,
        bought=rng.normal(size=(n, kb)),
        n=told,
        called=rng.normal(size=(n, kc)),
        last=np.where(silent, 0.0, observed * rng.random(n)),
        weight=rng.integers(1, 4, n).astype(float),
        left=rng.random(n) < 0.4 if contract else None,
    )


def one_life(length, *, x, last, buying=None, leaving=None, bought=None, n=None, calling=None):
    """A single customer; covariates are one column each, or none."""
    length = np.asarray(length, dtype=float)
    columns = [
        np.zeros((len(length), 0)) if each is None else np.asarray(each, dtype=float)[:, None]
        for each in (buying, leaving, calling)
    ]
    return Panel(
        start=np.array([0, len(length)]),
        length=length,
        buying=columns[0],
        leaving=columns[1],
        calling=columns[2],
        x=np.array([x]),
        bought=np.zeros((1, columns[0].shape[1])) if bought is None else np.array([[bought]]),
        n=None if n is None else np.array([n]),
        called=np.zeros((1, columns[2].shape[1])),
        last=np.array([float(last)]),
        weight=np.ones(1),
    )


def theta_of(panel, seed=0, logs=LOGS) -> np.ndarray:
    """Parameters for a panel, its coefficients drawn."""
    rng = np.random.default_rng(seed)
    calls = panel.n is not None
    columns = panel.buying.shape[1] + panel.leaving.shape[1] + calls * panel.calling.shape[1]
    return np.concatenate([logs, CALLING if calls else [], rng.normal(size=columns) / 3])


def weekly(seed, n=1500, weeks=104, *, calls=False) -> Panel:
    """Customers who come in over half the time, with a season and a fading stock of breaches."""
    rng = np.random.default_rng(seed)
    born = rng.integers(0, weeks // 2, n)
    number = weeks - born
    start = np.concatenate([[0], np.cumsum(number)])
    place = np.arange(start[-1]) - np.repeat(start[:-1], number)
    calendar = place + np.repeat(born, number)
    stock = np.zeros(start[-1])
    hurt = rng.random(start[-1]) < 0.06
    for week in range(1, weeks):
        here = start[:-1][number > week] + week
        stock[here] = stock[here - 1] * 2 ** (-1 / 6) + hurt[here - 1]
    season = (calendar % 52 < 13).astype(float)
    both = np.stack([season, stock], axis=1)
    return Panel(
        start=start,
        length=np.ones(start[-1]),
        buying=both,
        leaving=both,
        calling=both[:, 1:] if calls else both[:, :0],
        x=np.zeros(n, dtype=np.int64),
        bought=np.zeros((n, 2)),
        n=np.zeros(n, dtype=np.int64) if calls else None,
        called=np.zeros((n, int(calls))),
        last=np.zeros(n),
        weight=np.ones(n),
    )
