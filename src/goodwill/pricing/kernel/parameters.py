"""The parameters of the kernel: in which order they stand, and what they make of covariates.

theta = (log r, log alpha, log s, log beta, [log r2, log alpha2 where calls are modelled],
gamma of buying, delta of leaving, kappa of calling).
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from goodwill.pricing.kernel.panel import Panel
    from goodwill.pricing.rows import Floats


class Parameters(NamedTuple):
    """The parameters by name; rates are per week."""

    r: float  # of buying: Gamma(r, alpha)
    alpha: float
    s: float  # of leaving: Gamma(s, beta)
    beta: float
    r2: float  # of calling: Gamma(r2, alpha2); 1, 1 where calls are not modelled
    alpha2: float
    gamma: Floats  # (Kb,)
    delta: Floats  # (Kl,)
    kappa: Floats  # (Kc,)


class Places(NamedTuple):
    """Where in theta each group of parameters stands."""

    logs: int
    gamma: slice
    delta: slice
    kappa: slice

    @property
    def size(self) -> int:
        """How many parameters there are, P."""
        return int(self.kappa.stop)

    @property
    def plain(self) -> int:
        """How many of them are coefficients, not logs."""
        return self.size - self.logs


def places(panel: Panel) -> Places:
    """Find where each group stands for this panel."""
    logs = 4 if panel.n is None else 6
    kinds = (panel.buying, panel.leaving) + (() if panel.n is None else (panel.calling,))
    edges = [logs, *(logs + np.cumsum([kind.shape[1] for kind in kinds])).tolist()]
    edges += edges[-1:] * (4 - len(edges))
    return Places(logs, *(slice(a, b) for a, b in pairwise(edges)))


def parameters(theta: Floats, panel: Panel) -> Parameters:
    """Read theta, of shape (P,), for this panel."""
    at = places(panel)
    if theta.shape != (at.size,):
        raise ValueError(f"this panel has {at.size} parameters, not {theta.size}")
    logs = np.zeros(6)
    logs[: at.logs] = theta[: at.logs]
    r, alpha, s, beta, r2, alpha2 = np.exp(logs).tolist()
    rest = theta[at.gamma], theta[at.delta], theta[at.kappa]
    return Parameters(r, alpha, s, beta, r2, alpha2, *rest)


def names(panel: Panel) -> tuple[str, ...]:
    """Name the parameters where nobody has said what the covariates are."""
    at = places(panel)
    logs = ("r", "alpha", "s", "beta", "r2", "alpha2")[: at.logs]
    groups = (("buying", at.gamma), ("leaving", at.delta), ("calling", at.kappa))
    return logs + tuple(
        f"{name}.{number}" for name, group in groups for number in range(group.stop - group.start)
    )
