"""The planted companies against what theory says of them."""

import numpy as np
import pytest

from tests.recovery.plants import PLANTS, plant
from tests.recovery.world import WEEKS, Plan, lived


def stocks(events, half_life, customers):
    """The stock of each week of life (N, 104), straight from the definition."""
    weeks = np.arange(int(WEEKS))
    stock = np.zeros((customers, len(weeks)))
    for who, time, size in zip(events.customer, events.time, events.size, strict=True):
        age = weeks - int(time)
        stock[who] += np.where(age >= 1, size * 2.0 ** (-age / half_life), 0.0)
    return stock


def clocks(rate, until):
    """The run of a clock at the start of each week and at T: shape (N, 105)."""
    part = np.clip(until[:, None] - np.arange(int(WEEKS)), 0, 1)
    return np.concatenate([np.zeros((len(until), 1)), np.cumsum(rate * part, axis=1)], axis=1)


def close(observed, expected, errors=4.0):
    """Whether the mean of paired differences is zero within so many standard errors."""
    gap = np.asarray(observed) - np.asarray(expected)
    return abs(gap.mean()) < errors * gap.std() / np.sqrt(len(gap))


@pytest.fixture(scope="module")
def company():
    plan = Plan(loss=0.7, lull=-1.5, season=0.5)
    design, lives = lived(plan, np.random.default_rng(3), 6000)
    return plan, design, lives, stocks(design.families[0].events, plan.half_life, 6000)


def test_as_many_leave_as_the_clock_of_leaving_says(company):
    plan, design, lives, stock = company
    run = clocks(np.exp(plan.loss * stock), design.T)[:, -1]
    expected = 1 - (plan.beta / (plan.beta + run)) ** plan.s
    assert close(np.isfinite(lives.gone), expected)
    untouched = 1 - (plan.beta / (plan.beta + design.T)) ** plan.s
    assert not close(np.isfinite(lives.gone), untouched)


def test_as_many_purchases_are_made_as_the_integral_of_the_rate_over_survival(company):
    plan, design, _, stock = company
    run = clocks(np.exp(plan.loss * stock), design.T)
    year = np.cos(2 * np.pi * (design.born[:, None] + np.arange(int(WEEKS)) + 0.5) / 52)
    part = np.clip(design.T[:, None] - np.arange(int(WEEKS)), 0, 1)
    nodes, weights = np.polynomial.legendre.leggauss(4)
    middle = (run[:, :-1] + run[:, 1:]) / 2
    ahead = (run[:, 1:] - run[:, :-1]) / 2
    there = sum(
        weight / 2 * (1 + (middle + node * ahead) / plan.beta) ** -plan.s
        for node, weight in zip(nodes, weights, strict=True)
    )
    rate = plan.r / plan.alpha * np.exp(plan.lull * stock + plan.season * year)
    counts = np.bincount(design.purchases.customer, minlength=len(design.T))
    assert close(counts, (rate * part * there).sum(axis=1))
    calm = plan.r / plan.alpha * np.exp(plan.season * year)
    assert not close(counts, (calm * part * there).sum(axis=1))


def test_dealings_and_breaches_come_at_the_stated_pace_whether_or_not_the_customer_is_there(
    company,
):
    plan, design, lives, _ = company
    n = len(design.T)
    dealings = np.bincount(design.dealings.customer, minlength=n)
    breaches = np.bincount(design.families[0].events.customer, minlength=n)
    assert close(dealings, plan.pace * design.T)
    assert close(breaches, plan.pace * plan.bad * design.T)
    left = np.isfinite(lives.gone)
    assert close(dealings[left], (plan.pace * design.T)[left])


@pytest.mark.parametrize("seed", [1, 2])
def test_contacts_and_purchases_end_with_the_relation_and_contacts_keep_their_pace(seed):
    grown = plant("at_contacts", seed, 3000)
    there = np.minimum(grown.lives.gone, grown.design.T)
    for events in (grown.design.contacts, grown.design.purchases):
        assert (events.time <= there[events.customer]).all()
    counts = np.bincount(grown.design.contacts.customer, minlength=3000)
    assert close(counts, grown.lives.calling * there)


def test_without_effect_life_is_the_plain_pareto_nbd():
    grown = plant("null_at_contacts", 5, 8000)
    plan, design = PLANTS["null_at_contacts"].plan, grown.design
    expected = 1 - (plan.beta / (plan.beta + design.T)) ** plan.s
    assert close(np.isfinite(grown.lives.gone), expected)
    mean = plan.r * plan.beta / (plan.alpha * (plan.s - 1))
    counts = np.bincount(design.purchases.customer, minlength=8000)
    assert close(counts, mean * (1 - (plan.beta / (plan.beta + design.T)) ** (plan.s - 1)))


def test_a_contract_ends_the_records_where_the_customer_leaves():
    grown = plant("contract", 1, 2000)
    design = grown.design
    assert design.left is not None
    assert (design.left == np.isfinite(grown.lives.gone)).all()
    assert (design.T[design.left == 1] == grown.lives.gone[design.left == 1]).all()
    assert 0.3 < design.left.mean() < 0.7


def rate_in_last_weeks(name, of):
    """Happenings a week within four weeks of leaving, and before."""
    grown = plant(name, 2, 8000)
    gone, events = grown.lives.gone, of(grown.design)
    far = np.isfinite(gone) & (gone > 8)
    before = gone[events.customer] - events.time
    chosen = far[events.customer]
    late = (chosen & (before <= 4)).sum() / (4 * far.sum())
    return late, (chosen & (before > 4)).sum() / (gone[far] - 4).sum()


def test_contacts_surge_before_leaving_where_that_is_planted_and_nowhere_else():
    late, early = rate_in_last_weeks("surge_null", lambda d: d.contacts)
    assert late == pytest.approx(6 * early, rel=0.15)
    late, early = rate_in_last_weeks("null_at_contacts", lambda d: d.contacts)
    assert late == pytest.approx(early, rel=0.15)


def test_leavers_complain_in_their_last_weeks():
    late, early = rate_in_last_weeks("leavers_complain_null", lambda d: d.families[0].events)
    assert late - early == pytest.approx(0.25, rel=0.15)


def correlation(a, b):
    return np.corrcoef(a, b)[0, 1]


def test_the_confounded_plants_are_confounded_as_they_say():
    def shares(grown):
        n = len(grown.design.T)
        dealt = np.bincount(grown.design.dealings.customer, minlength=n)
        bad = np.bincount(grown.design.families[0].events.customer, minlength=n)
        return bad[dealt > 0] / dealt[dealt > 0], grown.lives.fragility[dealt > 0]

    heavy, fragile = plant("heavy_contact_more", 1), plant("fragile_contact_more", 1)
    plain, worse = plant("at_contacts", 1), plant("fragile_worse", 1)
    assert correlation(heavy.lives.calling, heavy.lives.buying) > 0.4
    assert correlation(fragile.lives.calling, fragile.lives.fragility) > 0.4
    assert abs(correlation(plain.lives.calling, plain.lives.fragility)) < 0.06
    assert correlation(*shares(worse)) > 0.2
    assert abs(correlation(*shares(plain))) < 0.06


def test_clerks_are_met_by_chance_and_differ():
    grown = plant("lottery", 1)
    dealings, breaches = grown.design.dealings, grown.design.families[0].events
    served = np.bincount(dealings.server, minlength=25)
    broke = np.bincount(breaches.server, minlength=25)
    assert served.min() > 0.9 * served.mean()
    assert (broke / served).std() > 0.03


@pytest.mark.parametrize("name", PLANTS)
def test_every_plant_gives_sorted_records_within_each_life(name):
    grown = plant(name, 1, 200)
    design = grown.design
    every = (design.purchases, design.contacts, design.dealings, design.families[0].events)
    for events in every:
        assert len(events.time) > 20
        assert (np.lexsort((events.time, events.customer)) == np.arange(len(events.time))).all()
        assert (events.time <= design.T[events.customer]).all()
        assert (events.time >= 0).all()
    assert (design.families[0].events.server >= 0).all()
    assert set(zip(*design.families[0].events[:2], strict=True)) <= set(
        zip(*design.dealings[:2], strict=True)
    )


def test_only_the_first_of_several_families_drives_away():
    plan = Plan(loss=1.2, bad=0.3, families=2)
    design, lives = lived(plan, np.random.default_rng(8), 12_000)
    gone = np.isfinite(lives.gone)
    for place, true in ((0, True), (1, False)):
        stock = stocks(design.families[place].events, plan.half_life, 12_000)
        run = clocks(np.exp(plan.loss * stock), design.T)[:, -1]
        expected = 1 - (plan.beta / (plan.beta + run)) ** plan.s
        more = np.log(run / design.T) - np.log(run / design.T).mean()
        assert close(gone * more, expected * more) == true


def test_the_same_seed_grows_the_same_company_and_another_seed_another():
    one, same, other = (plant("surge", seed, 300) for seed in (1, 1, 2))
    assert (one.design.purchases.time == same.design.purchases.time).all()
    assert (one.design.born != other.design.born).all()
