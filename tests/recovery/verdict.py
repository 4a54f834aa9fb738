"""From many replications of a plant to one line: what was found, how sure, and whether that held.

An interval is judged among the replications in which the figure was shown. With R of them the share
that covers is itself unsure by sqrt(.95 .05 / R), .015 at 200: a plant covers when the 95 % limits
of its share (Wilson 1927) meet 93 to 97 %.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

import numpy as np

NORMAL_95 = 1.959964
LOWEST, HIGHEST = 0.93, 0.97
MOSTLY = 0.9
"""Withheld in so many replications, a plant counts as withheld."""
FALSE_CLAIMS = 0.05

Row = dict[str, Any]


class Line(NamedTuple):
    """One figure of one plant over its replications."""

    plant: str
    effect: str  # see EFFECTS
    truth: float  # the mean, where companies differ
    replications: int
    mean: float
    sd: float
    error: float  # mean standard error
    covered: float  # share of all intervals that hold the truth
    shown: int  # replications in which it was not withheld
    covered_shown: float  # among them; NaN where there are none
    withheld: float  # share
    by: str  # the guards that withheld, most frequent first
    observed: float  # share graded "observed"
    judged: str


class Kind(NamedTuple):
    """A figure that is looked at: where the rows have it, its error or limits, and its truth."""

    value: str
    truth: str
    always: bool  # shown whether or not the company's own figure is withheld


EFFECTS = {
    "loss": Kind("loss", "true_loss", always=False),
    "lull": Kind("lull", "true_lull", always=False),
    "loss, believed": Kind("believed_loss", "true_loss", always=True),
    "lull, believed": Kind("believed_lull", "true_lull", always=True),
    "price": Kind("price", "true_price", always=True),
}
"""Own estimates; what is believed after the records spoke; and the price made of that belief."""


def line(plant: str, effect: str, rows: list[Row], *, must_withhold: bool) -> Line:
    """Sum up the replications of a plant for one of EFFECTS."""
    kind = EFFECTS[effect]
    told = [row for row in rows if row[kind.value] is not None]
    value, truth = (np.array([row[key] for row in told]) for key in (kind.value, kind.truth))
    low, high = np.array([_limits(row, kind.value) for row in told]).reshape(-1, 2).T
    inside = (low <= truth) & (truth <= high)
    shown = np.array([kind.always or row["withheld"] is None for row in told], dtype=bool)
    withheld = sum(row["withheld"] is not None for row in rows) / len(rows)
    guards = Counter(row["withheld"] for row in rows if row["withheld"])
    observed = sum(row["grade"] == "observed" for row in rows) / len(rows)
    hidden = 0.0 if kind.always else withheld
    return Line(
        plant,
        effect,
        _mean(np.array([row[kind.truth] for row in rows])),
        len(rows),
        _mean(value),
        float(value.std(ddof=1)) if len(value) > 1 else np.nan,
        _mean((high - low) / (2 * NORMAL_95)),
        _mean(inside),
        int(shown.sum()),
        _mean(inside[shown]),
        withheld,
        ", ".join(f"{guard} {count / len(rows):.1%}" for guard, count in guards.most_common(3)),
        observed,
        judged(inside[shown], hidden, must_withhold=must_withhold and not kind.always),
    )


def _limits(row: Row, value: str) -> tuple[float, float]:
    """The 95 % interval of a figure."""
    if f"{value}_low" in row:
        return row[f"{value}_low"], row[f"{value}_high"]
    half = NORMAL_95 * row[f"{value}_error"]
    return row[value] - half, row[value] + half


def judged(inside: np.ndarray, withheld: float, *, must_withhold: bool) -> str:
    """Say whether the figure covers, covers more than it says, is withheld, or fails."""
    if withheld >= MOSTLY:
        return "withheld"
    if must_withhold or not len(inside):
        return "fails"
    low, high = wilson(int(inside.sum()), len(inside))
    if high < LOWEST:
        return "fails"
    return "covers" if low <= HIGHEST else "covers more"


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % limits of a share (Wilson 1927)."""
    share, z = hits / of, NORMAL_95
    middle = (share + z**2 / (2 * of)) / (1 + z**2 / of)
    half = z / (1 + z**2 / of) * np.sqrt(share * (1 - share) / of + z**2 / (4 * of**2))
    return middle - half, middle + half


def binomial_limit(of: int, share: float = FALSE_CLAIMS, chance: float = 0.001) -> int:
    """The most hits that a true share would give but for a chance of one in a thousand."""
    from scipy.stats import binom

    return int(binom.ppf(1 - chance, of, share))


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else float("nan")
