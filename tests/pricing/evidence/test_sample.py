import numpy as np

from goodwill.pricing.evidence.sample import sampled
from goodwill.pricing.exposure import Terms, panel
from tests.pricing.evidence.companies import grown


def test_few_customers_are_all_asked():
    design = grown("at_contacts").design
    assert sampled(design, 2000) is design


def test_every_third_customer_is_who_it_was():
    whole = grown("contract").design
    few = sampled(whole, 700)
    assert np.array_equal(few.T, whole.T[::3])
    assert np.array_equal(few.left, whole.left[::3])
    for kind in (lambda d: d.purchases, lambda d: d.dealings, lambda d: d.families[0].events):
        for new in (0, 5, 666):
            old = kind(whole).time[kind(whole).customer == 3 * new]
            assert np.array_equal(kind(few).time[kind(few).customer == new], old)


def test_a_share_so_far_begins_with_nothing_and_rises_by_a_breach():
    design = grown("fragile_worse", 1, 500).design
    lives, names = panel(design, [6.0], dealing_memory=6.0, terms=Terms(share="past"))
    share = lives.leaving[:, [column.kind for column in names.leaving].index("share")]
    assert np.all(share[lives.start[:-1]] == 0)
    harmed = np.isin(np.arange(500), design.families[0].events.customer)
    highest = np.maximum.reduceat(share, lives.start[:-1])
    assert np.all(highest[~harmed] == 0)
    early = design.families[0].events.time < design.T[design.families[0].events.customer] - 2
    seen = np.isin(np.arange(500), design.families[0].events.customer[early])
    assert (highest[seen] > 0).mean() > 0.9


def test_a_share_so_far_does_not_know_the_end():
    design = grown("fragile_worse", 1, 500).design
    lives, names = panel(design, [6.0], dealing_memory=6.0, terms=Terms(share="past"))
    place = [column.kind for column in names.leaving].index("share")
    first = design.families[0].events.time[
        np.searchsorted(design.families[0].events.customer, np.arange(500)).clip(
            max=len(design.families[0].events.time) - 1
        )
    ]
    begins = np.concatenate([[0], np.cumsum(lives.length)[:-1]])
    begins -= np.repeat(begins[lives.start[:-1]], np.diff(lives.start))
    owner = np.repeat(np.arange(500), np.diff(lives.start))
    harmed = np.isin(owner, design.families[0].events.customer)
    before = harmed & (begins < first[owner])
    assert before.any()
    assert np.all(lives.leaving[before, place] <= 0)
