"""Invented sales, in which nobody reacts to anything: nothing may be found."""

from __future__ import annotations

import numpy as np
import pytest

from goodwill.pricing.gaps import Dealings, gaps, observe
from tests.traps.reading import days, superstore

pytestmark = pytest.mark.real


def treatments():
    """Late shipping and discounts, each as a yes or no and by size, and when it was known."""
    rows = superstore()
    ordered, shipped = days(rows["ordered"]), days(rows["shipped"])
    took = shipped - ordered
    told = {
        "days to ship": (np.log1p(took), shipped),
        "shipped late": ((took > 4).astype(float), shipped),
        "discount": ((rows["discount"] > 0).astype(float), ordered),
        "size of the discount": (np.asarray(rows["discount"], dtype=float), ordered),
    }
    return rows["who"], ordered, told


def test_the_sales_are_those_of_793_customers_with_5009_orders():
    rows = superstore()
    assert (len(rows["who"]), rows["who"].max()) == (5_009, 793)


@pytest.mark.parametrize(
    "name", ["days to ship", "shipped late", "discount", "size of the discount"]
)
def test_no_treatment_is_found_to_bring_anybody_back_or_to_keep_them_away(name):
    who, ordered, told = treatments()
    treated, known = told[name]
    found = gaps(
        Dealings(who, ordered, known, treated, np.empty((len(who), 0))), float(ordered.max())
    )
    observed = observe(found)
    assert observed.later.returns > 3_000  # there was enough to find something in
    assert observed.later.se < 0.1
    for contrast in observed:
        assert not contrast.told
