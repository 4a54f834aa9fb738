"""Whether the parties lie in the arms as the lot says: if not, something else chose.

Too few parties in an arm mean that records were lost or that somebody was spared by hand, which no
arithmetic mends: the trial is void. The test may be looked at every day: a Dirichlet mixture over
other shares against the declared ones is a fair game (Lindon & Malek 2022, anytime-valid inference
for multinomials).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from goodwill.pricing.rows import Floats

CONCENTRATION = 100.0
"""How near to the declared shares other shares are looked for."""
ERROR = 0.001
"""How often a sound lot is called void at some look."""


def void(counts: Floats, shares: Floats) -> bool:
    """Say whether parties per arm (A,) contradict the declared shares (A,), which sum to one."""
    return bool(against(counts, shares) > -np.log(ERROR))


def against(counts: Floats, shares: Floats) -> float:
    """Give the log evidence against the declared shares; e^-it is a p value for all looks."""
    from scipy.special import gammaln

    prior = CONCENTRATION * shares
    other = gammaln(prior + counts).sum() - gammaln(prior).sum()
    other += gammaln(CONCENTRATION) - gammaln(CONCENTRATION + counts.sum())
    return float(other - (counts * np.log(shares)).sum())
