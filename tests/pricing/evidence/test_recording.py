import numpy as np
import pytest

from goodwill.pricing.evidence.finding import Outcome
from goodwill.pricing.evidence.near import picked
from goodwill.pricing.evidence.recording import signs
from tests.pricing.evidence.companies import grown, looked_at


def test_dealings_that_end_with_the_customer_are_signs_of_life():
    planted, found = grown("recorded_while_there"), looked_at("recorded_while_there")
    assert found.guard.outcome is Outcome.PASSED
    assert found.guard.figures["joined"] == 1
    assert found.guard.figures["ratio"] < 0.25
    more = len(found.design.contacts.time) - len(planted.design.contacts.time)
    assert more == found.guard.figures["alone"] > 0


def test_dealings_recorded_whatever_happens_are_none():
    found = looked_at("recorded_always")
    assert found.guard.outcome is Outcome.PASSED
    assert "joined" not in found.guard.figures
    assert found.guard.figures["ratio"] == pytest.approx(1, abs=0.2)
    assert found.design is grown("recorded_always", 1, 2000).design


def test_records_that_half_follow_the_customer_withhold_the_figure():
    planted = grown("recorded_always")
    dealings = planted.design.dealings
    after = dealings.time > planted.lives.gone[dealings.customer]
    kept = ~after | (np.random.default_rng(1).random(len(after)) < 0.6)
    found = signs(planted.design._replace(dealings=picked(dealings, kept)))
    assert found.guard.outcome is Outcome.FAILED
    assert 0.5 < found.guard.figures["ratio"] < 0.8


def test_dealings_at_contacts_are_nothing_beside_them():
    found = looked_at("at_contacts")
    assert found.guard.figures["alone"] == 0
    assert found.design is grown("at_contacts", 1, 2000).design


def test_where_leaving_is_seen_nothing_is_asked():
    assert looked_at("contract").guard.figures == {"seen": 1.0}


def test_a_handful_of_customers_cannot_tell():
    found = signs(grown("recorded_while_there", customers=3).design)
    assert found.guard.outcome is Outcome.UNTOLD


def test_the_probably_gone_are_mostly_gone():
    planted, found = grown("at_contacts"), looked_at("at_contacts")
    gone = found.alive < 0.05
    assert gone.sum() > 100
    assert np.isfinite(planted.lives.gone[gone]).mean() > 0.93
