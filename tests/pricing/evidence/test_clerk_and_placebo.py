import numpy as np
import pytest

from goodwill.pricing.design import Events, Family
from goodwill.pricing.evidence import clerk as clerks
from goodwill.pricing.evidence.clerk import propensities
from goodwill.pricing.evidence.finding import Outcome
from goodwill.pricing.evidence.placebo import shuffled
from tests.pricing.evidence.companies import design, finding, grown, guard


def test_a_clerk_counts_for_what_was_done_to_others(monkeypatch):
    monkeypatch.setattr(clerks, "SERVED", 1)
    who, server = np.array([0, 0, 1, 1, 1]), np.array([0, 1, 0, 1, 1])
    dealings = Events(who, np.arange(5.0), np.ones(5), server)
    breaches = Events(who[[0, 4]], np.array([0.0, 4.0]), np.ones(2), server[[0, 4]])
    found = propensities(
        design(dealings=dealings), Family("f", "breach", breaches, grievance=False)
    )
    # by others: clerk 0 of customer 1: 0/1; of 0: 1/1 -- clerk 1 of 0: 1/2; of 1: 0/1
    rate = np.array([0, 1 / 2, 1, 0, 0])
    np.testing.assert_allclose(found.size, rate - rate.mean())


def test_clerks_met_by_chance_agree_with_a_true_effect():
    found = guard(finding("lottery", 1, 4000), "clerk")
    assert found.outcome is Outcome.PASSED
    assert found.figures["servers"] >= 20
    assert abs(found.figures["leaving"] - 0.5) < 3 * found.figures["leaving_se"]


def test_few_clerks_cannot_tell():
    assert guard(finding("at_contacts"), "clerk").outcome is Outcome.UNTOLD


def test_shuffled_breaches_stay_in_their_birth_week_and_at_their_age():
    planted = grown("at_contacts").design
    events = planted.families[0].events
    found = shuffled(events, planted, np.random.default_rng(1))
    assert 0.9 * len(events.time) < len(found.time) <= len(events.time)
    assert set(found.time) <= set(events.time)
    assert np.all(found.time <= planted.T[found.customer])
    week = dict(zip(events.time, np.floor(planted.born[events.customer]), strict=True))
    assert all(
        week[t] == np.floor(planted.born[c])
        for t, c in zip(found.time, found.customer, strict=True)
    )
    order = np.lexsort((found.time, found.customer))
    assert np.array_equal(order, np.arange(len(order)))


@pytest.mark.parametrize("name", ["at_contacts", "recorded_always", "seasonal"])
def test_the_breaches_of_others_do_nothing(name):
    assert guard(finding(name), "placebo").outcome is Outcome.PASSED
