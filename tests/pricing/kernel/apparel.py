"""The apparel shop: 600 customers of one first week, with covariates of every week (CLVTools' set).

Plain functions, for the tests of the kernel and for those that are made from reference.json.
"""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.fit import Slope, settle
from goodwill.pricing.kernel import fitting
from goodwill.pricing.kernel.forecast import Course
from goodwill.pricing.kernel.likelihood import slope
from goodwill.pricing.kernel.panel import Panel, joined

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from goodwill.pricing.fit import Fit

BORN = dt.date(2005, 1, 2)
"""A Sunday: the first purchase of everybody, and the first week of the covariates."""
SPLIT, WHOLE = 104.0, 2178 / 7
"""Weeks: the split of the peer's fits, and the last purchase of all."""
SEASONAL = ("High.Season", "Gender", "Channel")
FIXED = ("Gender", "Channel")


class Shop(NamedTuple):
    """N customers in the order of the covariates' file; W weeks from the first purchase."""

    ids: tuple[str, ...]
    days: tuple[tuple[int, ...], ...]  # of the repeat purchases, since the first
    covariates: dict[str, np.ndarray]  # name -> (N, W)


@cache
def shop(btyd: Path) -> Shop:
    weekly: dict[str, list[dict[str, str]]] = {}
    for row in _rows(btyd / "clvtools_apparelDynCov.csv"):
        weekly.setdefault(row["Id"], []).append(row)
    bought: dict[str, set[int]] = {}
    for row in _rows(btyd / "clvtools_apparelTrans.csv"):
        day = (dt.date.fromisoformat(row["Date"]) - BORN).days
        bought.setdefault(row["Id"], set()).add(day)
    assert all(min(days) == 0 for days in bought.values())
    assert all(rows[0]["Cov.Date"] == BORN.isoformat() for rows in weekly.values())
    covariates = {
        name: np.array([[float(row[name]) for row in rows] for rows in weekly.values()])
        for name in SEASONAL
    }
    days = tuple(tuple(sorted(bought[one] - {0})) for one in weekly)
    return Shop(tuple(weekly), days, covariates)


def panel(
    btyd: Path,
    weeks: float = SPLIT,
    buying: Sequence[str] = SEASONAL,
    leaving: Sequence[str] = SEASONAL,
) -> Panel:
    """Weekly pieces up to so many weeks; a purchase takes the covariates of the piece it is in."""
    known = shop(btyd)
    number, n = int(np.ceil(weeks)), len(known.ids)
    length = np.minimum(np.arange(number) + 1.0, weeks) - np.arange(number)
    days = [[day for day in each if day <= weeks * 7] for each in known.days]
    piece = [np.minimum(np.array(each, dtype=int) // 7, number - 1) for each in days]
    columns = [_stacked(known, names, number) for names in (buying, leaving)]
    bought = np.array([columns[0][i, piece[i]].sum(axis=0) for i in range(n)])
    return Panel(
        start=np.arange(n + 1) * number,
        length=np.tile(length, n),
        buying=columns[0].reshape(n * number, -1),
        leaving=columns[1].reshape(n * number, -1),
        calling=np.zeros((n * number, 0)),
        x=np.array([len(each) for each in days]),
        bought=bought,
        n=None,
        called=np.zeros((n, 0)),
        last=np.array([each[-1] / 7 if each else 0.0 for each in days]),
        weight=np.ones(n),
    )


def theta(
    coefficients: dict[str, float],
    buying: Sequence[str] = SEASONAL,
    leaving: Sequence[str] = SEASONAL,
) -> np.ndarray:
    """The coefficients as the reference names them, in the kernel's order."""
    logs = [
        coefficients[f"log.{name}"] if f"log.{name}" in coefficients else np.log(coefficients[name])
        for name in ("r", "alpha", "s", "beta")
    ]
    rest = [coefficients[f"trans.{name}"] for name in buying]
    return np.array([*logs, *rest, *(coefficients[f"life.{name}"] for name in leaving)])


def names(buying: Sequence[str] = SEASONAL, leaving: Sequence[str] = SEASONAL) -> tuple[str, ...]:
    """The parameters as the reference names them, in the kernel's order."""
    logs = ("r", "alpha", "s", "beta")
    return logs + tuple(f"trans.{n}" for n in buying) + tuple(f"life.{n}" for n in leaving)


def by_id(btyd: Path, name: str) -> dict[str, np.ndarray]:
    """A table of the peer's, its rows in the order of the shop's customers."""
    rows = {row["Id"]: row for row in _rows(btyd / name)}
    table = [rows[one] for one in shop(btyd).ids]
    return {
        column: np.array([float(row[column] or "nan") for row in table])
        for column in table[0]
        if column != "Id" and not column.startswith("period.")
    }


def _stacked(known: Shop, names: Sequence[str], number: int) -> np.ndarray:
    n = len(known.ids)
    if not names:
        return np.zeros((n, number, 0))
    return np.stack([known.covariates[name][:, :number] for name in names], axis=-1)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def course(btyd: Path, weeks: int, start: float = SPLIT) -> Course:
    """The covariates of so many weeks after the split."""
    known, first = shop(btyd), int(start)
    ahead = Shop(known.ids, known.days, {n: c[:, first:] for n, c in known.covariates.items()})
    columns = _stacked(ahead, SEASONAL, weeks)
    return Course(np.ones(weeks), columns, columns)


def static_fit(btyd: Path) -> Fit:
    """The maximum of the likelihood with Gender and Channel in both clocks."""
    one = panel(btyd, buying=FIXED, leaving=FIXED)
    return fitting.fit(one, prior=fitting.no_prior(one), names=names(FIXED, FIXED))


def constrained_fit(btyd: Path) -> Fit:
    """The same with one coefficient of Gender for both clocks, the last of its parameters."""
    one = joined(panel(btyd, buying=FIXED, leaving=FIXED))
    spread = np.zeros((8, 7))
    spread[range(4), range(4)] = 1  # r, alpha, s, beta
    spread[[5, 7], [5, 4]] = 1  # Channel in buying, in leaving
    spread[[4, 6], 6] = 1  # Gender in both
    shared = ("r", "alpha", "s", "beta", "life.Channel", "trans.Channel", "constr.Gender")
    starts = [start @ spread for start in fitting.starts_of(one)]
    model = partial(_spread, spread=spread, panel=one)
    return settle(shared, model, starts, None, 600.0, plain=3)


def _spread(theta: np.ndarray, /, spread: np.ndarray, panel: Panel) -> Slope:
    found = slope(spread @ theta, panel)
    return Slope(found.value, found.gradient @ spread, spread.T @ found.curvature @ spread)


def heavy_buyers(known: dict) -> tuple[np.ndarray, Panel]:
    """Parameters and customers of the reference's heavy buyers, in weekly pieces."""
    n, weeks = len(known["x"]), int(known["T"])
    nothing = np.zeros((n * weeks, 0))
    heavy = Panel(
        start=np.arange(n + 1) * weeks,
        length=np.ones(n * weeks),
        buying=nothing,
        leaving=nothing,
        calling=nothing,
        x=np.array(known["x"]),
        bought=np.zeros((n, 0)),
        n=None,
        called=np.zeros((n, 0)),
        last=np.full(n, float(known["t_x"])),
        weight=np.ones(n),
    )
    return np.log(list(known["params"].values())), heavy
