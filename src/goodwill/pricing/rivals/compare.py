"""Which model of buying and leaving fits a company's customers best."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from goodwill.pricing.fit import Fit, Prior
    from goodwill.pricing.rows import Rows


class Rival(NamedTuple):
    """One model's fit to the same customers."""

    name: str  # pareto, pareto_erlang_k, bg, mbg, bg_k, mbg_k or gompertz
    stages: int  # k of the gaps
    loglik: float
    bic: float  # the smaller the better
    fit: Fit


def compare(rows: Rows, log_gaps: float | None = None) -> list[Rival]:
    """Fit every model and order them by the Bayesian information criterion.

    Without the sum of the logs of all gaps (in weeks) regularity is left out. Where customers do
    not differ a shape runs away for nothing; a belief too vague to matter otherwise holds it.
    """
    from goodwill.pricing import regular
    from goodwill.pricing.rivals import gompertz, tosses

    found = [
        _judged("pareto", 1, regular.fit_with(rows, 0.0, 1, _vague(4)), rows),
        _judged("bg", 1, tosses.fit(rows, prior=_vague(4)), rows),
        _judged("mbg", 1, tosses.fit(rows, tosses.MBG, prior=_vague(4)), rows),
        _judged("gompertz", 1, gompertz.fit(rows, _vague(5)), rows),
    ]
    if log_gaps is not None:
        found += _regular(rows, log_gaps)
    return sorted(found, key=lambda each: each.bic)


def _vague(parameters: int) -> Prior:
    """Both shapes, of buying and of leaving, are 1 within a factor of some hundreds."""
    from goodwill.pricing.fit import Prior

    of = np.zeros((2, parameters))
    of[0, 0] = of[1, 2] = 1
    return Prior(of, np.zeros(2), np.full(2, 3.0))


def _regular(rows: Rows, log_gaps: float) -> list[Rival]:
    """The models with more than one stage a gap, each with the k that suits it best."""
    from goodwill.pricing import regular
    from goodwill.pricing.rivals import tosses

    kinds: dict[str, Callable[[int], Fit]] = {
        "pareto_erlang_k": lambda k: regular.fit_with(rows, log_gaps, k, _vague(4)),
        "bg_k": lambda k: tosses.fit(rows, tosses.Tossing(False, k), log_gaps, _vague(4)),
        "mbg_k": lambda k: tosses.fit(rows, tosses.Tossing(True, k), log_gaps, _vague(4)),
    }
    found = []
    for name, fitted in kinds.items():
        best, stages = fitted(2), 2
        while stages < regular.MOST_STAGES:
            following = fitted(stages + 1)
            if following.loglik <= best.loglik:
                break
            best, stages = following, stages + 1
        found.append(_judged(name, stages, best, rows))
    return found


def _judged(name: str, stages: int, fit: Fit, rows: Rows) -> Rival:
    """The criterion counts k as a parameter where it was chosen."""
    parameters = len(fit.theta) + (stages > 1)
    bic = parameters * float(np.log(rows.customers)) - 2 * fit.loglik
    return Rival(name, stages, fit.loglik, bic, fit)
