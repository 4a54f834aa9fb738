"""Holding a peer's fit against ours: never worse, and equal where the peer came to the top."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from goodwill.pricing.fit import curvature

if TYPE_CHECKING:
    from goodwill.pricing.fit import Fit, Model
    from goodwill.pricing.rows import Floats
    from tests.pricing.reference.entry import Entry


def near(entry: Entry, path: str, fit: Fit, model: Model, theirs: Floats, *, share: float) -> None:
    """Their parameters must lie within a share of a standard error of ours, and not fit better."""
    assert model(theirs).value <= fit.loglik + 1e-8
    for name in entry[path]:
        entry.hit(f"{path}/{name}", fit.parameters[name], within=share * fit.errors[name])


def errors_at(model: Model, theta: Floats) -> Floats:
    """The standard errors of theta that the true curvature gives at a peer's own estimate."""
    hill = curvature(model, theta, None)
    return np.sqrt(np.diag(np.linalg.inv(hill)))


def logs_of(coefficients: dict[str, float], *names: str) -> Floats:
    return np.log([coefficients[name] for name in names or coefficients])
