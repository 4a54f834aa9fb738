"""Whether contacts are taken for signs of life."""

from __future__ import annotations

import numpy as np
import pytest

from goodwill.pricing.evidence.living import afterlife, living
from tests.recovery.world import Plan, lived


def planted(customers=1500, **plan):
    return lived(Plan(**plan), np.random.default_rng(3), customers)[0]


def outliving(design, rng):
    """The same customers, but calling until the close whether or not they have left."""
    number = rng.poisson(0.15 * design.T)
    who = np.repeat(np.arange(len(design.T)), number)
    time = rng.uniform(0, design.T[who])
    order = np.lexsort((time, who))
    calls = design.contacts._replace(
        customer=who[order], time=time[order], size=np.ones(len(who)),
        server=np.full(len(who), -1, dtype=np.int64),
    )  # fmt: skip
    return design._replace(contacts=calls)


@pytest.mark.parametrize(
    "plan", [{}, {"dealings": "contacts"}, {"surge": 3.0}, {"calls_with_mu": 0.7}]
)
def test_contacts_that_end_with_the_buying_are_signs_of_life(plan):
    design = planted(**plan)
    kept, guard = living(design)
    assert kept is design
    assert guard.outcome == "passed"
    assert guard.figures["signs_of_life"] == 1
    assert guard.figures["found"] < 0.25 * guard.figures["expected"]


def test_contacts_that_go_on_after_the_buying_has_ended_are_none():
    design = outliving(planted(), np.random.default_rng(4))
    kept, guard = living(design)
    assert len(kept.contacts.time) == 0
    assert kept.purchases is design.purchases
    assert guard.figures["signs_of_life"] == 0
    after = afterlife(design)
    assert 0.8 < after.found / after.expected < 1.2


def test_where_there_are_too_few_to_tell_contacts_stay():
    design = planted(customers=40, calls=0.01)
    kept, guard = living(design)
    assert kept is design
    assert guard.outcome == "untold"
    assert guard.figures["expected"] < 15


def test_without_contacts_or_where_leaving_is_seen_nothing_is_asked():
    silent = planted(calls=0.0)
    assert living(silent) == (silent, living(silent)[1])
    seen = planted(contract=True)
    assert living(seen)[0] is seen
    assert living(seen)[1].figures == {}
