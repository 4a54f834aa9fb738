"""Harm that nobody reported: from published rates of complaint, or from two lists that overlap."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

NORMAL_95 = 1.959963984540054
TAIL = 0.025
LEAST_OVERLAP = 7
"""On both lists: with fewer the estimate is biased (Robson & Regier 1964)."""


class Rate(NamedTuple):
    """Which share of the harmed speaks: between low and high, and where that comes from."""

    low: float
    high: float
    rows: tuple[int, ...]  # of the project's list of studies
    cites: str
    derivation: str


class Span(NamedTuple):
    """Between which two numbers something lies; NaN where nothing can be told."""

    low: float
    high: float


class Lists(NamedTuple):
    """How many stand on each of two lists of the harmed, and how many on both."""

    first: int
    second: int
    both: int


def families() -> tuple[str, ...]:
    """Every family for which a rate is known; `other` stands for what nobody named."""
    return tuple(_table()["families"])


def rate(family: str) -> Rate:
    """The share of those harmed in this way who say so; KeyError for an unknown family."""
    table = _table()
    source = table["sources"][table["families"][family]]
    return Rate(
        source["low"], source["high"], tuple(source["rows"]), source["cites"], source["derivation"]
    )


def dependence() -> Span:
    """The odds ratio between complaining and rating badly, among the harmed, as assumed."""
    return Span(**_table()["dependence"])


def hidden(seen: int, low: float, high: float) -> Span:
    """Give how many were harmed and did not speak, when seen spoke, each with chance low to high.

    Around seen (1 - p) / p the silent follow the negative binomial law: the span runs from its
    lower 2.5 % point at the higher rate to its upper one at the lower rate.
    """
    if seen == 0:
        return Span(np.nan, np.nan)
    return Span(_silent(TAIL, seen, high), _silent(1 - TAIL, seen, low))


def _silent(share: float, seen: int, chance: float) -> float:
    """The least count at which the negative binomial law has reached a share."""
    from scipy.special import nbdtr, nbdtrik

    count = max(np.ceil(nbdtrik(share, seen, chance)), 0.0)
    return float(count - 1 if count and nbdtr(count - 1, seen, chance) >= share else count)


def chapman(lists: Lists) -> float:
    """Estimate how many there are in all, were the two lists independent (Chapman 1951)."""
    return (lists.first + 1) * (lists.second + 1) / (lists.both + 1) - 1


def on_neither(lists: Lists, odds: Span | None = None) -> Span:
    """Give how many stand on neither list, whatever their odds ratio within its bounds.

    With a, b, c on both, the first and the second list alone, an odds ratio w leaves w b c / a on
    neither; b c / (a + 1) is Chapman's. Its limits are log-normal (Chao 1987, Biometrics 43) with
    the variance of Seber (1970), and are widened by the bounds. NaN below seven on both lists.
    """
    odds = odds or dependence()
    if lists.both < LEAST_OVERLAP:
        return Span(np.nan, np.nan)
    alone = (lists.first - lists.both) * (lists.second - lists.both)
    if alone == 0:
        return Span(0.0, 0.0)
    middle = alone / (lists.both + 1)
    variance = middle * (lists.first + 1) * (lists.second + 1)
    variance /= (lists.both + 1) * (lists.both + 2)
    spread = float(np.exp(NORMAL_95 * np.sqrt(np.log1p(variance / middle**2))))
    return Span(odds.low * middle / spread, odds.high * middle * spread)


@cache
def _table() -> Mapping[str, Any]:
    text = files("goodwill.pricing").joinpath("unseen.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
