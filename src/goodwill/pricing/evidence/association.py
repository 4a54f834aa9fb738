"""The naive association of breaches with purchases, to be shown beside and never priced."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from goodwill.pricing.evidence.layout import Clocks, seen
from goodwill.pricing.evidence.study import climbed
from goodwill.pricing.kernel.panel import joined

if TYPE_CHECKING:
    from goodwill.pricing.evidence.finding import Estimate
    from goodwill.pricing.evidence.study import Study
    from goodwill.pricing.exposure import Column


def naive(study: Study) -> dict[Column, Estimate]:
    """What a fit on purchases alone says, with nothing beside the stocks of breaches."""
    kept = tuple(c for c in study.view.clocks.leaving if c.kind == "stock")
    view = study.layout.view(Clocks(kept, kept, ()))
    purchases = study.design.purchases
    last = np.zeros(len(study.design.T))
    np.maximum.at(last, purchases.customer, purchases.time)
    nothing = np.zeros((len(view.panel.x), 0))
    panel = view.panel._replace(n=None, calling=np.zeros((len(view.panel.length), 0)))
    panel = joined(panel._replace(called=nothing, last=last))
    alone = seen(panel, Clocks(kept, kept, ()))
    found = climbed(alone, alone.start({}, study.fit.theta[:4]))
    return {column: found.effect(column) for column in kept}
