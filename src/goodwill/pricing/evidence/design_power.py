"""Size and power of the company's own design, by living it again at nothing and at the estimate."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.evidence.again import lived, plan
from goodwill.pricing.evidence.layout import laid_out, stock
from goodwill.pricing.evidence.study import climbed, clocks

if TYPE_CHECKING:
    from goodwill.pricing.design import Design
    from goodwill.pricing.evidence.study import Study
    from goodwill.pricing.rows import Floats

CLAIMED = 1.959963984540054


class Power(NamedTuple):
    """How often an effect was claimed at five per cent, of F families: (F, 2), leaving, buying."""

    size: Floats  # where there was nothing
    power: Floats  # where there was what was estimated

    def of(self, place: int) -> dict[str, float]:
        """The figures of one family."""
        found = {}
        for name, table in (("size", self.size), ("power", self.power)):
            for clock, share in zip(("leaving", "buying"), table[place], strict=True):
                found[f"simulated_{name}_{clock}"] = float(share)
        return found


def power_by_simulation(study: Study, times: int, rng: np.random.Generator) -> Power:
    """Live the design `times` times at nothing and at the estimate, and fit each."""
    found = []
    for scale in (0.0, 1.0):
        given = plan(study, scale)
        claims = [_claims(study, lived(given, rng)) for _ in range(times)]
        found.append(np.mean(claims, axis=0))
    return Power(*found)


def _claims(study: Study, design: Design) -> Floats:
    """Which effects are claimed in a company, (F, 2)."""
    layout = laid_out(design, study.memories, study.dealing_memory, "none")
    view = layout.view(clocks(design, layout))
    logs = study.fit.theta[: view.logs]
    refit = climbed(view, view.start(study.view.known(study.fit.theta), logs))
    claims = np.zeros((len(design.families), 2))
    for place, family in enumerate(design.families):
        effect = refit.effect(stock(family))
        errors = np.sqrt(np.diag(effect.covariance))
        claims[place] = np.abs([effect.leaving, effect.buying]) > CLAIMED * errors
    return claims
