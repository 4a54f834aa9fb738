"""The guard of clerks met by chance: who happened to serve stands in for what was done.

Each dealing counts for how often the one who served breaches with other customers. Where customers
meet clerks by chance, nothing about the customer can be in it. It weights frail customers more, so
it is shown and compared (Hausman 1978), never priced (KERNEL 5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from goodwill.pricing.evidence.finding import Estimate, Guard, Outcome
from goodwill.pricing.evidence.layout import Clocks, made_up, stock
from goodwill.pricing.evidence.near import picked
from goodwill.pricing.evidence.study import clocks, own_effect, refitted

if TYPE_CHECKING:
    from goodwill.pricing.design import Design, Events, Family
    from goodwill.pricing.evidence.study import Study
    from goodwill.pricing.exposure import Column
    from goodwill.pricing.rows import Floats

NAME = "clerk"
SERVERS = 20
"""Fewer clerks are not met by chance enough."""
SERVED = 30
"""A clerk with fewer dealings has no propensity worth the name."""
APART = 2.6
"""Standard errors between the two estimates: one in a hundred by chance."""


def clerk(study: Study) -> dict[Column, Guard]:
    """For each family: does the clerk met by chance say otherwise than the customer's history?"""
    if _servers(study.design.dealings) < SERVERS:
        return {}
    families = [each for each in study.design.families if _told(study, each)]
    return {stock(each): _compared(study, each) for each in families}


def _compared(study: Study, family: Family) -> Guard:
    made = made_up("clerk", family, propensities(study.design, family))
    half_life = study.memories[study.design.families.index(family)]
    layout = study.beside([(made, half_life)])
    swap = {stock(family): stock(made)}
    main = clocks(study.design, layout)
    view = layout.view(Clocks(*(tuple(swap.get(c, c) for c in columns) for columns in main)))
    own, other = own_effect(study, family), refitted(study, view).effect(stock(made))
    figures = {"servers": float(_servers(study.design.dealings)), **_figures(other)}
    apart = max(abs(_apart(own, other, clock)) for clock in (0, 1))
    if not np.isfinite(apart):
        return Guard(NAME, Outcome.UNTOLD, figures)
    figures["z"] = apart
    return Guard(NAME, Outcome.FAILED if apart > APART else Outcome.PASSED, figures)


def propensities(design: Design, family: Family) -> Events:
    """All dealings, each sized by how often its server breaches with others, over the mean."""
    dealings, breaches = design.dealings, family.events
    known = picked(dealings, dealings.server >= 0)
    broken = picked(breaches, breaches.server >= 0)
    servers = int(max(known.server.max(initial=0), broken.server.max(initial=0))) + 1
    all_of, bad_of = (np.bincount(each.server, minlength=servers) for each in (known, broken))
    own, own_bad = _own(known, known, servers), _own(known, broken, servers)
    others = all_of[known.server] - own
    enough = others >= SERVED
    rate = (bad_of[known.server] - own_bad) / np.maximum(others, 1)
    size = np.where(enough, rate - rate[enough].mean() if enough.any() else 0.0, 0.0)
    return known._replace(size=size)


def _own(of: Events, counted: Events, servers: int) -> Floats:
    """How many of the counted the customer of each dealing had with its server, shape (E,)."""
    places = counted.customer * servers + counted.server
    pairs, number = np.unique(places, return_counts=True)
    wanted = of.customer * servers + of.server
    at = np.minimum(np.searchsorted(pairs, wanted), max(len(pairs) - 1, 0))
    if not len(pairs):
        return np.zeros(len(wanted))
    return np.where(pairs[at] == wanted, number[at], 0)


def _servers(dealings: Events) -> int:
    known = dealings.server[dealings.server >= 0]
    return int((np.bincount(known) >= SERVED).sum()) if len(known) else 0


def _told(study: Study, family: Family) -> bool:
    return study.view.place("leaving", stock(family)) is not None


def _figures(other: Estimate) -> dict[str, float]:
    loss, lull = np.sqrt(np.diag(other.covariance))
    return {
        "leaving": other.leaving,
        "leaving_se": float(loss),
        "buying": other.buying,
        "buying_se": float(lull),
    }


def _apart(own: Estimate, other: Estimate, clock: int) -> float:
    """Standard errors between the efficient estimate and the other; NaN where that is no worse."""
    variance = other.covariance[clock, clock] - own.covariance[clock, clock]
    if not variance > 0:
        return np.nan
    return float((other[clock] - own[clock]) / np.sqrt(variance))
