"""The customer's own mean: which share of its dealings was breached, shrunk to the company's.

It stands beside the stocks so that these are read within customers (Mundlak 1978): whoever is
always treated badly differs from others in more than treatment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.exposure.terms import Column, Terms

if TYPE_CHECKING:
    from goodwill.pricing.design import Design, Events
    from goodwill.pricing.rows import Floats


def shares(design: Design, terms: Terms) -> list[tuple[Column, Floats]]:
    """The columns of own means, (N,) each, constant over a customer's life."""
    if terms.share in {"none", "past"} or not design.families:
        return []
    if terms.share == "each":
        return [
            (Column("share", each.name, each.verdict), _own(design, [each.events]))
            for each in design.families
        ]
    breaches = [each.events for each in design.families if each.verdict == "breach"]
    return [(Column("share"), _own(design, breaches))] if breaches else []


def _own(design: Design, happened: list[Events]) -> Floats:
    """Log of each customer's shrunk rate per dealing over the company's, shape (N,).

    Per week of life where dealings are not known. The rate is the mean of its posterior if rates
    vary over customers as a gamma distribution, whose variance is found by moments (Clayton &
    Kaldor 1987); where they do not vary more than chance allows, all are alike: 0.
    """
    count = len(design.T)
    number = sum(
        (np.bincount(each.customer, each.size, minlength=count) for each in happened),
        np.zeros(count),
    )
    dealt = np.bincount(design.dealings.customer, minlength=count).astype(np.float64)
    per = dealt if dealt.any() else design.T
    if dealt.any():
        per = np.maximum(per, number)  # what was broken was dealt with, listed or not
    found = spread(np.asarray(number, dtype=np.float64), per)
    if found is None:
        return np.zeros(count)
    return np.asarray(
        np.log((number + found.mean * found.worth) / ((per + found.worth) * found.mean))
    )


class Spread(NamedTuple):
    """How customers' rates vary: a gamma of this mean, known as well as from `worth` occasions."""

    mean: float
    worth: float


def spread(number: Floats, per: Floats) -> Spread | None:
    """How the rates number / per, (N,) each, vary beyond chance; None where they do not."""
    if not number.any():
        return None
    mean = float(number.sum() / per.sum())
    variance = float((np.square(number - mean * per) - mean * per).sum() / np.square(per).sum())
    return Spread(mean, mean / variance) if variance > 0 else None
