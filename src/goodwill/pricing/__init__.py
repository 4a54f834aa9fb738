"""From how customers bought and were treated to what they are worth and what a breach costs.

Arrays in, arrays out: numpy and scipy only, no tables and no words. Times are in weeks. The names
below are the public door; none is loaded before it is used, so that importing this costs nothing.
The kernel with time-varying treatment, measured exposures and their evidence has its place here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from goodwill.pricing.buying import fit as fit_buying
    from goodwill.pricing.fit import Caution, Fit
    from goodwill.pricing.price import Price, price
    from goodwill.pricing.priors import Prior, families, prior
    from goodwill.pricing.rows import Rows, known, merge
    from goodwill.pricing.spend import fit as fit_spend
    from goodwill.pricing.spend import spenders
    from goodwill.pricing.treatment import Effect, dose, wear_weeks
    from goodwill.pricing.worth import Interval, Terms, Worth, worth

__all__ = [
    "Caution",
    "Effect",
    "Fit",
    "Interval",
    "Price",
    "Prior",
    "Rows",
    "Terms",
    "Worth",
    "dose",
    "families",
    "fit_buying",
    "fit_spend",
    "known",
    "merge",
    "price",
    "prior",
    "spenders",
    "wear_weeks",
    "worth",
]

_HOMES = {
    "fit": ("Caution", "Fit"),
    "price": ("Price", "price"),
    "priors": ("Prior", "families", "prior"),
    "rows": ("Rows", "known", "merge"),
    "spend": ("spenders",),
    "treatment": ("Effect", "dose", "wear_weeks"),
    "worth": ("Interval", "Terms", "Worth", "worth"),
}
_RENAMED = {"fit_buying": ("buying", "fit"), "fit_spend": ("spend", "fit")}
_PLACES = _RENAMED | {name: (home, name) for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Load a public name from its module when it is first asked for."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home, inner = _PLACES[name]
    return getattr(import_module(f"{__name__}.{home}"), inner)
