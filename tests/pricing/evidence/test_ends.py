import numpy as np

from goodwill.pricing.evidence.calendar import season
from goodwill.pricing.evidence.ends import surge
from goodwill.pricing.evidence.finding import Outcome
from tests.pricing.evidence.companies import finding, grown, guard, looked_at


def test_a_surge_before_the_end_is_seen():
    found = surge(looked_at("surge"))
    assert found.outcome is Outcome.FAILED
    assert found.figures["ratio"] > 1.5


def test_where_contacts_are_even_there_is_no_surge():
    for name in ("at_contacts", "recorded_while_there", "heavy_contact_more", "contract"):
        found = surge(looked_at(name))
        assert found.outcome is Outcome.PASSED, name
        assert 0.8 < found.figures["ratio"] < 1.25, name


def test_complaints_of_leavers_are_no_surge_of_kept_contacts():
    assert surge(looked_at("leavers_complain")).outcome is Outcome.PASSED


def test_complaints_of_leavers_bunch_at_the_end():
    found = guard(finding("leavers_complain"), "old_recent")
    assert found.outcome is Outcome.FAILED
    assert found.figures["z"] < -5
    assert found.figures["recent"] > found.figures["old"] + 1


def test_an_effect_that_fades_as_memory_does_not_bunch():
    for name in ("at_contacts", "recorded_always", "contract"):
        assert guard(finding(name), "old_recent").outcome is Outcome.PASSED, name


def test_a_season_is_found_where_there_is_one_and_only_there():
    assert season(grown("seasonal").design) == "wave"
    quiet = [season(grown("at_contacts", seed, 500).design) for seed in range(8)]
    assert quiet.count("wave") == 0


def test_customers_of_one_instant_have_no_season():
    design = grown("at_contacts", 1, 500).design
    assert season(design._replace(T=np.zeros(500), purchases=design.dealings)) in {"none", "wave"}
