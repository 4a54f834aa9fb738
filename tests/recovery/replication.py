"""One replication: a company is grown from its seed, and the evidence is asked what it finds."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from goodwill.pricing.evidence.assess import Belief, assess

from goodwill.pricing.evidence.finding import Estimate, Finding, Outcome
from goodwill.pricing.treatment import ein
from tests.recovery.plants import Planted, plant

BELIEVED = Estimate(0.2, -0.1, np.diag([0.2**2, 0.15**2]))
"""What the companies believe of any family before they look."""


def replicate(name: str, seed: int, customers: int) -> dict[str, Any]:
    """Give what was found as plain figures; a pure function of its arguments but for `seconds`."""
    began = time.process_time()
    grown = plant(name, seed, customers)
    family = grown.design.families[0]
    belief = Belief(BELIEVED, grown.believed, grown.factor)
    found = assess(grown.design, {(family.name, family.verdict): belief}).findings[0]
    return {
        "plant": name,
        "seed": seed,
        "customers": customers,
        "breaches": len(family.events.time),
        **_figures(found, grown),
        "seconds": round(time.process_time() - began, 2),
    }


def _figures(found: Finding, grown: Planted) -> dict[str, Any]:
    """The estimates, the grade and the guards of one finding."""
    own, effect = found.own, found.effect
    errors = None if own is None else np.sqrt(np.diag(own.covariance))
    return {
        "loss": None if own is None else float(own.leaving),
        "lull": None if own is None else float(own.buying),
        "loss_error": None if errors is None else float(errors[0]),
        "lull_error": None if errors is None else float(errors[1]),
        "believed_loss": float(effect.leaving),
        "believed_lull": float(effect.buying),
        "wear": _wear(effect.leaving, found),
        "true_wear": float(ein(grown.truth.leaving)) * grown.half_life / np.log(2),
        "half_life": float(np.exp(np.log(found.half_lives) @ found.half_life_weights)),
        "prior_share": float(found.prior_share),
        "grade": found.grade,
        "withheld": found.withheld,
        "failed": [g.name for g in found.guards if g.outcome == Outcome.FAILED],
        "untold": [g.name for g in found.guards if g.outcome == Outcome.UNTOLD],
    }


def _wear(delta: float, found: Finding) -> float:
    """By how many ordinary weeks a breach ages the relation, over the half-lives believed."""
    half_life = float(found.half_lives @ found.half_life_weights)
    return float(ein(delta) * half_life / np.log(2))
