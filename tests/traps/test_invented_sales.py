"""Invented sales, in which nobody reacts to anything: nothing may be found."""

from __future__ import annotations

import numpy as np
import pytest

from goodwill.pricing.design import Design, Events, Family
from goodwill.pricing.evidence.assess import assess
from goodwill.pricing.evidence.belief import Belief
from goodwill.pricing.gaps import Dealings, gaps, observe
from goodwill.pricing.priors import belief
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


def told(who, when, born, end):
    """Put what happened in order, in weeks of each customer's life."""
    weeks = (when - born[who]) / 7
    seen = when <= end
    order = np.lexsort((weeks[seen], who[seen]))
    who, weeks = who[seen][order], weeks[seen][order]
    return Events(who, weeks, np.ones(len(who)), np.full(len(who), -1))


@pytest.mark.parametrize(("family", "treatment"), [("waiting", "late"), ("pressure", "discount")])
def test_the_whole_assessment_claims_nothing_of_it_either(family, treatment):
    rows = superstore()
    who, ordered, shipped = rows["who"] - 1, days(rows["ordered"]), days(rows["shipped"])
    born, end = np.full(who.max() + 1, np.inf), ordered.max() + 1
    np.minimum.at(born, who, ordered)
    hurt, known = {
        "late": (shipped - ordered > 4, shipped),
        "discount": (rows["discount"] > 0, ordered),
    }[treatment]
    bought = np.unique(np.column_stack([who, ordered]), axis=0)
    buyer, day = bought[:, 0].astype(np.int64), bought[:, 1]
    again = day > born[buyer]
    nothing = told(who[:0], ordered[:0], born, end)
    design = Design(
        born / 7, (end - born) / 7, told(buyer[again], day[again], born, end), nothing,
        told(who, known, born, end),
        (Family(family, "breach", told(who[hurt], known[hurt], born, end), grievance=False),),
    )  # fmt: skip
    given = belief(family, "breach")
    assert given is not None
    [finding] = assess(design, {(family, "breach"): Belief(*given)}).findings
    assert finding.grade == "assumed"
    assert finding.prior_share == 1
    assert finding.effect.leaving == given.effect.leaving
