"""One replication: a company is grown from its seed, and the evidence is asked what it finds."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from goodwill.pricing.evidence.assess import Belief, assess
from goodwill.pricing.evidence.finding import Estimate, Finding, Outcome
from tests.recovery.plants import PLANTS, Planted, plant
from tests.recovery.price import shipped

ESTIMATED = ("loss", "lull", "loss_error", "lull_error")


def replicate(name: str, seed: int, customers: int) -> dict[str, Any]:
    """Give what was found as plain figures; a pure function of its arguments but for `seconds`."""
    began = time.process_time()
    grown = plant(name, seed, customers)
    families = grown.design.families
    belief = Belief(grown.belief, grown.believed, grown.factor)
    beliefs = {(family.name, family.verdict): belief for family in families}
    found = assess(grown.design, beliefs).findings[grown.family]
    return {
        "plant": name,
        "seed": seed,
        "customers": customers,
        "breaches": len(families[grown.family].events.time),
        "true_loss": grown.truth.leaving,
        "true_lull": grown.truth.buying,
        **_figures(found),
        **(_price(grown, found, seed) if PLANTS[name].priced else {}),
        "seconds": round(time.process_time() - began, 2),
    }


def _figures(found: Finding) -> dict[str, Any]:
    """The estimates, the grade and the guards of one finding."""
    return {
        **_estimate("", found.own),
        **_estimate("believed_", found.effect),
        "half_life": float(np.exp(np.log(found.half_lives) @ found.half_life_weights)),
        "prior_share": float(found.prior_share),
        "grade": found.grade,
        "withheld": found.withheld,
        "failed": [g.name for g in found.guards if g.outcome == Outcome.FAILED],
        "untold": [g.name for g in found.guards if g.outcome == Outcome.UNTOLD],
    }


def _estimate(prefix: str, found: Estimate | None) -> dict[str, float | None]:
    """The loss and the lull with their standard errors; None where there is no estimate."""
    if found is None:
        return {f"{prefix}{key}": None for key in ESTIMATED}
    errors = np.sqrt(np.diag(found.covariance)).tolist()
    values = (found.leaving, found.buying, *errors)
    return {f"{prefix}{key}": float(each) for key, each in zip(ESTIMATED, values, strict=True)}


def _price(grown: Planted, found: Finding, seed: int) -> dict[str, Any]:
    """What one more breach is said to cost a customer, and what it truly does."""
    told = shipped(grown, found, seed)
    return {
        "true_price": told.truth,
        "price": float(told.amount),
        "price_low": told.low,
        "price_high": told.high,
    }
