"""Customers as the models see them: how often, how recently, for how long; equal ones merged."""

# ruff: noqa: N803, N806 -- x, t_x and T are the symbols of every paper on these models

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Integers: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]

DAYS_IN_A_WEEK = 7


class Rows(NamedTuple):
    """N kinds of customers; all four arrays have shape (N,), times are in weeks."""

    x: Integers  # repeat purchases, the first one not counted
    t_x: Floats  # from the first purchase to the last
    T: Floats  # from the first purchase to the end of observation
    weight: Floats  # how many customers are like this

    @property
    def customers(self) -> float:
        """How many customers stand behind these rows."""
        return float(self.weight.sum())

    def thinned(self, at_most: int) -> Rows:
        """Every n-th row, so that no more than about so many remain."""
        step = max(1, len(self.x) // at_most)
        return Rows(self.x[::step], self.t_x[::step], self.T[::step], self.weight[::step])


def known(x: npt.ArrayLike, t_x: npt.ArrayLike, T: npt.ArrayLike) -> Flags:
    """Which customers can be told: whole counts, and 0 <= t_x <= T, with t_x = 0 where x = 0."""
    count, last, age = (np.asarray(value, dtype=np.float64) for value in (x, t_x, T))
    with np.errstate(invalid="ignore"):
        whole = np.isfinite(count) & (count >= 0) & (count < 2**53) & (count == np.rint(count))
        ordered = np.isfinite(age) & (last >= 0) & (last <= age)
        return np.asarray(whole & ordered & ((count > 0) | (last == 0)), dtype=np.bool_)


def merge(
    x: npt.ArrayLike,
    t_x: npt.ArrayLike,
    T: npt.ArrayLike,
    weight: npt.ArrayLike | None = None,
) -> Rows:
    """Merge equal customers into weighted rows, which changes no figure and saves the work."""
    rows, place = _merged(x, t_x, T, places=weight is not None)
    if weight is None:
        return rows
    number = np.asarray(weight, dtype=np.float64)
    if not np.all(np.isfinite(number) & (number >= 0)):
        raise ValueError("a weight is the number of customers: finite and not negative")
    total = np.bincount(place, number, minlength=len(rows.x))
    return rows._replace(weight=total.astype(np.float64))


def merge_with_places(
    x: npt.ArrayLike, t_x: npt.ArrayLike, T: npt.ArrayLike
) -> tuple[Rows, Integers]:
    """Merge equal customers, and say for each in which row it stands."""
    return _merged(x, t_x, T, places=True)


def _merged(
    x: npt.ArrayLike,
    t_x: npt.ArrayLike,
    T: npt.ArrayLike,
    *,
    places: bool,
) -> tuple[Rows, Integers]:
    if not np.all(known(x, t_x, T)):
        raise ValueError("every customer needs a whole count x >= 0 and 0 <= t_x <= T")
    count = np.atleast_1d(np.asarray(x)).astype(np.int64)
    last, age = (np.atleast_1d(np.asarray(t, dtype=np.float64)) for t in (t_x, T))
    code = _day_code(count, last, age)
    if code is None:
        return _merged_by_value(count, last, age)
    key, span = code
    kinds, place, number = _distinct(key, places=places)
    day_of_last, rest = kinds % span, kinds // span
    return Rows(
        rest // span,
        day_of_last / DAYS_IN_A_WEEK,
        (rest % span) / DAYS_IN_A_WEEK,
        number.astype(np.float64),
    ), place


def _day_code(count: Integers, last: Floats, age: Floats) -> tuple[Integers, int] | None:
    """One integer per customer when all times are whole days: a tenth of the cost of sorting."""
    days = [np.rint(t * DAYS_IN_A_WEEK) for t in (last, age)]
    if not all(
        np.array_equal(whole / DAYS_IN_A_WEEK, t)
        for whole, t in zip(days, (last, age), strict=True)
    ):
        return None
    span = int(days[1].max(initial=0)) + 1
    if (int(count.max(initial=0)) + 1) * span * span >= 2**62:
        return None
    key = (count * span + days[1].astype(np.int64)) * span + days[0].astype(np.int64)
    return key, span


def _distinct(key: Integers, *, places: bool) -> tuple[Integers, Integers, Integers]:
    if places:
        kinds, place, number = np.unique(key, return_inverse=True, return_counts=True)
        return kinds, place, number
    kinds, number = np.unique(key, return_counts=True)
    return kinds, np.empty(0, dtype=np.int64), number


def _merged_by_value(count: Integers, last: Floats, age: Floats) -> tuple[Rows, Integers]:
    order = np.lexsort((last, age, count))
    x, t_x, T = count[order], last[order], age[order]
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (np.diff(x) != 0) | (np.diff(t_x) != 0) | (np.diff(T) != 0)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.cumsum(new) - 1
    number = np.bincount(place, minlength=int(new.sum())).astype(np.float64)
    return Rows(x[new], t_x[new], T[new], number), place
