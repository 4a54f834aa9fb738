"""The sets of customers that the reference figures were measured on, and our fits to them."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing import bgbb, buying, regular, spend
from goodwill.pricing.fit import Prior
from goodwill.pricing.rivals import gompertz, tosses
from goodwill.pricing.rows import Rows, merge
from tests.pricing.conftest import rows_of
from tests.pricing.reference.entry import load
from tests.real import DATA

if TYPE_CHECKING:
    from goodwill.pricing.fit import Fit
    from goodwill.pricing.rows import Floats

BTYD = DATA / "btyd"
FILE = BTYD / "reference.json"

WEEKS = {
    "cdnow_sample": ("cdnow_sample_summary.csv", ("frequency", "recency", "T")),
    "cdnow_days": ("btyd_cdnow_sample_cbs_holdout.csv", ("x", "tx", "Tcal")),
    "cdnow_37": ("clvtools_cdnow_cbs_split37.csv", ("x", "tx", "Tcal")),
    "cdnow_master": ("cdnow_master_summary_1997-09-30.csv", ("frequency", "recency", "T")),
    "apparel": ("clvtools_apparel_cbs_split104.csv", ("x", "tx", "Tcal")),
    "grocery": ("btydplus_grocery_cbs_2006-12-31.csv", ("x", "tx", "Tcal")),
}
"""cdnow_sample has its weeks rounded to two decimals, as the papers had; cdnow_days has not."""


@cache
def table(name: str) -> np.ndarray:
    return np.genfromtxt(BTYD / name, delimiter=",", names=True, dtype=None, encoding="utf-8")


@cache
def rows(name: str) -> Rows:
    """Merged rows of one of the sets."""
    file, columns = WEEKS[name]
    return merge(*(table(file)[column] for column in columns))


@cache
def each(name: str) -> tuple[dict[str, int], Rows]:
    """The place of every customer, and one row for each."""
    file, columns = WEEKS[name]
    known = table(file)
    ids = known[known.dtype.names[0]]
    return {str(one): place for place, one in enumerate(ids)}, rows_of(
        *(known[column] for column in columns)
    )


def log_gaps(name: str) -> float:
    return float(table(WEEKS[name][0])["litt"].sum())


@cache
def fitted(model: str, name: str) -> Fit:
    """The exact maximum of a model on a set."""
    if model == "pnbd":
        return buying.fit(rows(name), prior=None)
    if model == "ggomnbd":
        return gompertz.fit(rows(name))
    kind = {"bgnbd": tosses.BG, "mbgnbd": tosses.MBG}[model]
    return tosses.fit(rows(name), kind)


@cache
def fitted_regular(at_first: bool | None, stages: int) -> Fit:
    """The groceries with regular gaps: with coins (after the first purchase or not) or without."""
    known, logs = rows("grocery"), log_gaps("grocery")
    if at_first is None:
        return regular.fit_with(known, logs, stages, None)
    return tosses.fit(known, tosses.Tossing(at_first, stages), logs)


@cache
def donors() -> bgbb.Chances:
    known = table("donations_bgbb.csv")
    return bgbb.chances(*(known[name] for name in ("frequency", "recency", "periods", "weights")))


@cache
def donors_fitted() -> Fit:
    return bgbb.fit(donors())


def free(parameters: int) -> Prior:
    """No knowledge at all."""
    return Prior(np.zeros((0, parameters)), np.zeros(0), np.zeros(0))


class Bought(NamedTuple):
    """One customer's purchases; those of one day are one."""

    days: tuple[dt.date, ...]
    amounts: tuple[float, ...]

    def within(self, first: dt.date, last: dt.date) -> tuple[int, float]:
        """How many purchases there were from one day to another, and how much was spent."""
        held = [a for d, a in zip(self.days, self.amounts, strict=True) if first <= d <= last]
        return len(held), sum(held)

    def repeats(self, until: dt.date) -> tuple[int, float]:
        """How many purchases after the first there were up to a day, and their mean amount."""
        number, total = self.within(self.days[0] + dt.timedelta(1), until)
        return number, total / number if number else np.nan


@cache
def bought(file: str) -> dict[str, Bought]:
    """Every customer's purchases."""
    known = table(file)
    who, day, *_, amount = known.dtype.names
    totals: dict[tuple[str, dt.date], float] = {}
    for one in known:
        key = (str(one[who]), dt.date.fromisoformat(str(one[day])))
        totals[key] = totals.get(key, 0.0) + float(one[amount])
    held: dict[str, list[tuple[dt.date, float]]] = {}
    for customer, when in sorted(totals):
        held.setdefault(customer, []).append((when, totals[customer, when]))
    return {one: Bought(*zip(*pairs, strict=True)) for one, pairs in held.items()}


@cache
def spending(file: str, until: dt.date) -> tuple[tuple[str, ...], Floats, Floats]:
    """Every customer's repeat purchases up to a day and their mean amount."""
    known = bought(file)
    pairs = [known[one].repeats(until) for one in known]
    return tuple(known), *(np.array(column, dtype=float) for column in zip(*pairs, strict=True))


@cache
def spending_fitted(file: str, until: dt.date) -> Fit:
    _, x, z = spending(file, until)
    return spend.fit(spend.spenders(x, z), prior=None)


@cache
def reference() -> dict[str, object]:
    return load(FILE)
