"""What a closed book holds of the grounds of its prices: findings, and the guards before them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodwill.book import Closed


class Finding(NamedTuple):
    """What one dealing of a family does, on what grounds, and the price that follows.

    Effects are on the logs of the rates of leaving and of buying; money is in minor units.
    """

    family: str
    verdict: str
    grade: str
    customers: int | None
    number: int | None
    leaving: float | None
    leaving_sd: float | None
    buying: float | None
    buying_sd: float | None
    half_life: float | None
    half_life_low: float | None
    half_life_high: float | None
    own_leaving: float | None
    own_leaving_se: float | None
    own_buying: float | None
    own_buying_se: float | None
    between_leaving: float | None
    between_leaving_se: float | None
    between_buying: float | None
    between_buying_se: float | None
    prior_leaving: float | None
    prior_leaving_sd: float | None
    prior_buying: float | None
    prior_buying_sd: float | None
    prior_share: float | None
    withheld: str | None
    price: int | None
    price_low: int | None
    price_high: int | None
    wear: float | None
    wear_low: float | None
    wear_high: float | None

    @property
    def own_told(self) -> bool:
        """Tell whether the company's own figure may be shown."""
        return self.withheld is None and self.own_leaving is not None


class Guard(NamedTuple):
    """One check of a finding: its name, how it ended, and the figures by which it did."""

    name: str
    outcome: str
    figures: Mapping[str, float]


def has(closed: Closed, table: str) -> bool:
    """Tell whether this book has a table; books of an older version lack those of the prices."""
    return closed.has(table)


def findings(closed: Closed) -> tuple[Finding, ...]:
    """Give what was found of every family, the dearest breach first."""
    rows = closed.con.execute(
        f"""
        SELECT {", ".join(Finding._fields)} FROM findings
        ORDER BY verdict, price IS NULL, abs(price) DESC, family
        """
    ).fetchall()
    return tuple(Finding(*row) for row in rows)


def finding(closed: Closed, family: str, verdict: str) -> Finding | None:
    """Give what was found of one family, if anything was."""
    if not has(closed, "findings"):
        return None
    return next((one for one in findings(closed) if one[:2] == (family, verdict)), None)


def guards(closed: Closed, one: Finding) -> tuple[Guard, ...]:
    """Give the guards of a finding in the order in which they stood before it."""
    rows = closed.con.execute(
        "SELECT guard, outcome, figures FROM guards WHERE family = ? AND verdict = ?",
        [one.family, one.verdict],
    ).fetchall()
    return tuple(Guard(name, outcome, json.loads(figures)) for name, outcome, figures in rows)
