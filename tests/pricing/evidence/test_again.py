import numpy as np
import pytest

from goodwill.pricing.evidence.again import lived, plan
from goodwill.pricing.evidence.study import studied
from tests.pricing.evidence.companies import looked_at


def again(name: str, scale: float = 1.0):
    study = studied(looked_at(name), [6.0], 6.0)
    return study.design, lived(plan(study, scale), np.random.default_rng(1))


@pytest.mark.parametrize("name", ["at_contacts", "at_purchases", "recorded_while_there"])
def test_a_design_lived_again_is_like_itself(name):
    before, after = again(name)
    for kind in ("purchases", "contacts", "dealings"):
        old, new = (len(getattr(each, kind).time) for each in (before, after))
        assert new == pytest.approx(old, rel=0.12), kind
    old, new = (len(each.families[0].events.time) for each in (before, after))
    assert new == pytest.approx(old, rel=0.2)
    assert np.array_equal(before.T, after.T)


def test_dealings_that_go_on_without_customers_stay_as_they_were():
    before, after = again("recorded_always")
    assert after.families == before.families
    assert after.dealings is before.dealings
    assert len(after.purchases.time) != len(before.purchases.time)


def test_a_contract_lived_again_ends_when_the_customer_leaves():
    before, after = again("contract")
    assert after.left.mean() == pytest.approx(before.left.mean(), abs=0.05)
    for kind in (after.dealings, after.purchases, after.families[0].events):
        assert np.all(kind.time <= after.T[kind.customer])


def test_with_no_effect_fewer_leave():
    _, harmed = again("contract", 1.0)
    _, spared = again("contract", 0.0)
    assert spared.left.sum() < harmed.left.sum()
