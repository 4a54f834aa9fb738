import numpy as np
import pytest

from goodwill.pricing.design import Family
from goodwill.pricing.evidence.assess import Belief, assess
from goodwill.pricing.evidence.finding import Estimate, Outcome
from goodwill.pricing.evidence.near import picked
from tests.pricing.evidence.companies import (
    BELIEF,
    assessed,
    design,
    events,
    family,
    finding,
    grown,
    guard,
)

CLEAN = ("recorded_always", "recorded_while_there", "at_contacts", "at_purchases", "contract")
BELIEFS = {("waiting", "breach"): BELIEF}


@pytest.mark.parametrize("name", CLEAN)
def test_a_true_effect_is_found_and_shown(name):
    found, truth = finding(name), grown(name).truth
    loss, lull = np.sqrt(np.diag(found.own.covariance))
    assert found.withheld is None
    assert abs(found.own.leaving - truth.leaving) < 3 * loss
    assert abs(found.own.buying - truth.buying) < 3 * lull
    assert found.grade == "observed"
    assert found.prior_share < 0.8


@pytest.mark.parametrize("name", ["null", "null_at_contacts", "null_while_there", "contract_null"])
def test_where_nothing_does_anything_nothing_is_claimed(name):
    assert finding(name).grade == "assumed"


@pytest.mark.parametrize(
    ("name", "by"),
    [
        ("leavers_complain", "old_recent"),
        ("leavers_complain_told", "grievance"),
        ("surge", "surge"),
        ("fragile_worse", "fragile"),
    ],
)
def test_a_figure_that_cannot_be_true_is_withheld_and_the_belief_stands(name, by):
    found = finding(name)
    assert found.withheld == by
    assert found.grade == "assumed"
    assert found.effect == BELIEF.effect
    assert found.prior_share == 1


def test_grievances_are_not_even_estimated_where_leaving_is_unseen():
    assert finding("leavers_complain_told").own is None


def test_bad_treatment_seems_to_keep_customers_if_purchases_alone_are_asked():
    found = finding("recorded_while_there")
    assert found.between.leaving < 0 < found.own.leaving


def test_frail_customers_treated_worse_are_compared_with_themselves():
    figures = guard(finding("fragile_worse_null"), "fragile").figures
    assert figures["without"] > 0.6
    assert abs(figures["beside"]) < 3 * figures["se"]


def test_what_stays_in_the_belief_lies_between_it_and_the_records():
    found = finding("at_contacts")
    low, high = sorted((BELIEF.effect.leaving, found.own.leaving))
    assert low <= found.effect.leaving <= high
    assert found.effect.covariance[0, 0] < min(
        BELIEF.effect.covariance[0, 0], found.own.covariance[0, 0]
    )


def test_a_tiny_firm_lives_on_its_belief():
    found = finding("tiny", 1, 250)
    assert found.grade == "assumed"
    assert found.prior_share > 0.3


def test_breaches_too_few_to_count_are_withheld():
    company = grown("at_contacts", 1, 500).design
    few = picked(company.families[0].events, np.arange(12))
    cut = company._replace(families=(company.families[0]._replace(events=few),))
    assert assess(cut, BELIEFS).findings[0].withheld == "power"


def test_a_family_that_is_withheld_does_not_move_the_others():
    company = grown("at_contacts").design
    breaches = company.families[0].events
    half = np.arange(len(breaches.time)) % 2 == 0
    told = Family("told", "breach", picked(breaches, half), grievance=True)
    rest = Family("waiting", "breach", picked(breaches, ~half), grievance=False)
    beliefs = {("told", "breach"): BELIEF, ("waiting", "breach"): BELIEF}
    both = assess(company._replace(families=(told, rest)), beliefs).findings
    assert [one.withheld for one in both] == ["grievance", None]
    assert both[0].effect == BELIEF.effect
    assert both[1].effect.leaving != BELIEF.effect.leaving


def test_an_effect_of_what_nobody_can_notice_withholds_everything():
    company = grown("at_contacts", 1, 4000).design
    unfelt = company.families[0]._replace(felt=False)
    found = assess(company._replace(families=(unfelt,)), BELIEFS).findings[0]
    assert guard(found, "control").outcome is Outcome.FAILED
    assert found.withheld == "control"


def test_an_unknown_half_life_widens_the_interval():
    company = grown("half_life_6").design
    open_minded = Belief(BELIEF.effect, 6.0, 3.0)
    known, unknown = (
        assess(company, {("waiting", "breach"): one}).findings[0] for one in (BELIEF, open_minded)
    )
    assert known.half_lives.tolist() == [6.0]
    assert len(unknown.half_lives) == len(unknown.effects) > 3
    assert unknown.half_life_weights.sum() == pytest.approx(1)
    assert unknown.own.covariance[0, 0] > known.own.covariance[0, 0]
    assert unknown.effects[0].leaving > unknown.effects[-1].leaving


def test_the_same_records_give_the_same_findings():
    one, other = (assess(grown("tiny", 1, 250).design, BELIEFS) for _ in range(2))
    assert one.findings[0].own.leaving == other.findings[0].own.leaving
    assert one.findings[0].guards == other.findings[0].guards


def test_a_company_without_families_is_fitted_all_the_same():
    company = grown("at_contacts", 1, 500).design
    found = assess(company._replace(families=()), {})
    assert found.findings == ()
    assert np.isfinite(found.fit.covariance).all()
    assert found.panel.n is not None


def test_almost_no_records_give_the_belief_and_no_error():
    little = design(
        purchases=events((0, 3.0)),
        dealings=events((0, 1.0), (1, 2.0)),
        families=(family("waiting", (1, 2.0)),),
    )
    found = assess(little, BELIEFS).findings[0]
    assert found.withheld == "power"
    assert found.effect == BELIEF.effect


def test_where_every_dealing_is_breached_dealings_cannot_stand_beside():
    company = grown("recorded_while_there").design
    only = company._replace(dealings=company.families[0].events)
    found = assess(only, BELIEFS).findings[0]
    assert guard(found, "exposure").outcome is Outcome.UNTOLD
    assert abs(found.own.leaving - 0.5) < 3 * np.sqrt(found.own.covariance[0, 0])


def test_the_size_and_power_of_the_own_design_stand_beside():
    company = grown("tiny", 1, 250).design
    figures = guard(assess(company, BELIEFS, simulations=4).findings[0], "power").figures
    for name in ("simulated_size_leaving", "simulated_power_buying"):
        assert 0 <= figures[name] <= 1
    assert figures["events"] == len(company.families[0].events.time)


def test_every_guard_says_its_name_once():
    names = [each.name for each in finding("at_contacts").guards]
    assert len(set(names)) == len(names)
    assert len(names) >= 12


def test_graces_and_breaches_are_told_apart():
    company = grown("at_contacts").design
    rng = np.random.default_rng(1)
    good = picked(company.dealings, rng.random(len(company.dealings.time)) < 0.08)
    grace = Family("waiting", "grace", good, grievance=False)
    gentle = Belief(Estimate(-0.03, 0.0, np.diag([0.03**2, 0.05**2])), 6.0, 1.0)
    found = assess(
        company._replace(families=(*company.families, grace)),
        BELIEFS | {("waiting", "grace"): gentle},
    ).findings
    assert [one.verdict for one in found] == ["breach", "grace"]
    assert found[0].grade == "observed"
    assert found[1].grade == "assumed"
    assert abs(found[1].own.leaving) < 3 * np.sqrt(found[1].own.covariance[0, 0])


def test_the_fit_behind_the_findings_is_given_with_its_panel():
    given = assessed("at_contacts")
    assert len(given.fit.theta) == len(given.fit.names)
    assert given.panel.weight.sum() == 2000
    logs = 6
    assert logs + len(given.names.theta()) == len(given.fit.theta)
    assert given.panel.leaving.shape[1] == len(given.names.leaving)
