"""Residual value by tenths of customers against what they brought: the table of docs/outlook.md.

    python -m tests.pricing.outlook.deciles

CDNOW, half a record to learn from and half to judge by: customers are ordered by what the model
expects of each in the 39 weeks after the cut, and shared out into ten equal groups.
"""

from __future__ import annotations

import sys
from typing import NamedTuple

import numpy as np

from goodwill.pricing import attrition, buying, spend
from goodwill.pricing.outlook.purchases import Purchases, seen
from goodwill.pricing.rows import merge, merge_with_places
from tests.pricing.outlook.sets import read

CUT, WEEKS = 39.0, 38.85


class Tenth(NamedTuple):
    """One tenth of the customers, the most precious last: means per customer."""

    customers: int
    purchases: float  # expected
    bought: float  # what came
    value: float  # expected
    brought: float  # what came
    error: float  # standard error of what came


def tenths(purchases: Purchases, cut: float = CUT, weeks: float = WEEKS) -> list[Tenth]:
    """Share customers out by expected value, and compare with what came."""
    known = seen(purchases, cut)
    fit = buying.fit(merge(known.x, known.t_x, known.T))
    money = spend.fit(spend.spenders(known.x, known.spend))
    rows, place = merge_with_places(known.x, known.t_x, known.T)
    count = attrition.expected(fit.theta, attrition.state(fit.theta, rows), weeks)[place]
    value = count * spend.expected(money.theta, known.x, known.spend)
    before = purchases.week < cut
    ids = np.unique(purchases.customer[before])
    window = (purchases.week >= cut) & (purchases.week < cut + weeks)
    at = np.searchsorted(ids, purchases.customer[window])
    ours = (at < len(ids)) & (ids[np.minimum(at, len(ids) - 1)] == purchases.customer[window])
    bought = np.bincount(at[ours], minlength=len(ids))
    brought = np.bincount(at[ours], purchases.amount[window][ours], minlength=len(ids))
    order = np.argsort(value, kind="stable")
    return [
        Tenth(
            len(group),
            float(count[group].mean()),
            float(bought[group].mean()),
            float(value[group].mean()),
            float(brought[group].mean()),
            float(brought[group].std() / np.sqrt(len(group))),
        )
        for group in np.array_split(order, 10)
    ]


def main() -> None:
    """Print the table."""
    lines = [
        "| tenth | customers | purchases expected | came | value expected | came |",
        "|---|---|---|---|---|---|",
    ]
    for number, tenth in enumerate(tenths(read("CDNOW")[0]), start=1):
        lines.append(
            f"| {number} | {tenth.customers} | {tenth.purchases:.3f} | {tenth.bought:.3f} |"
            f" {tenth.value:.2f} | {tenth.brought:.2f} ± {tenth.error:.2f} |"
        )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
