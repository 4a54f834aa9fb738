"""Unusual weeks found among ordinary ones, with few false alarms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import nbinom

from goodwill.pricing.unusual import baseline, discovered, dispersion, unusual


def use(seed, customers=400, weeks=52, changed=0.0, factor=0.25, excess=1.0):
    """Counts per week at personal rates with a season; some change in the last four weeks."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(2, 4.0, customers)
    other = rng.random(customers) < changed
    mean = rate[:, None] * (1 + 0.5 * np.sin(np.arange(weeks) / weeks * 2 * np.pi))
    mean[other, -4:] *= factor
    if excess == 1:
        return rng.poisson(mean).astype(float), other
    return rng.negative_binomial(mean / (excess - 1), 1 / excess).astype(float), other


@pytest.mark.parametrize(("factor", "excess"), [(0.25, 1.0), (3.0, 1.0), (0.1, 3.0), (4.0, 3.0)])
def test_of_the_alarms_few_are_false(factor, excess):
    false, alarms, power = 0, 0, []
    for seed in range(6):
        counts, other = use(seed, changed=0.06, factor=factor, excess=excess)
        found = unusual(counts).unusual
        false, alarms = false + found[~other].sum(), alarms + found.sum()
        power.append(found[other].mean())
    assert alarms > 50
    assert false / alarms < 0.12
    assert np.mean(power) > 0.5


@pytest.mark.parametrize("excess", [1.0, 2.0])
def test_where_nothing_changes_hardly_any_company_has_an_alarm(excess):
    alarms = [unusual(use(seed, excess=excess)[0]).unusual.sum() for seed in range(20)]
    assert sum(each > 0 for each in alarms) <= 3


def test_a_week_in_which_all_do_less_is_nobodys_peculiarity():
    counts, _ = use(1)
    counts[:, -4:] = np.floor(counts[:, -4:] / 3)
    assert unusual(counts).unusual.sum() <= 8
    assert unusual(counts, common=False).unusual.sum() > 100


def test_a_short_baseline_tells_nothing():
    counts, _ = use(2, 50)
    counts[7, :-10] = np.nan
    found = unusual(counts)
    assert np.isnan(found.expected[7])
    assert not found.unusual[7]
    assert np.isfinite(np.delete(found.expected, 7)).all()


def test_what_is_expected_is_the_own_baseline():
    counts = np.full((40, 30), 3.0)
    counts[0] = 30.0
    counts[0, -4:] = 3.0
    found = unusual(counts, common=False)
    assert found.expected[0] == pytest.approx(120, rel=0.02)
    assert found.actual[0] == 12
    assert found.fewer[0] < 1e-6
    assert found.more[0] > 0.99
    assert found.unusual.tolist() == [True] + [False] * 39


def test_the_chances_of_a_known_baseline_are_the_negative_binomials():
    counts, _ = use(3, 300)
    found = unusual(counts, common=False)
    active = counts[:, :-4].sum(axis=1) > 0
    excess = dispersion(counts[:, :-4], np.ones((300, 48)))
    shape, rate = baseline(counts[:, :-4].sum(axis=1) / excess, np.full(300, 48.0))
    n = shape + counts[:, :-4].sum(axis=1) / excess
    mean = n / (rate + 48) * 4 * excess
    size = mean**2 / (mean * (excess - 1) + mean**2 / n)
    theirs = nbinom.cdf(counts[:, -4:].sum(axis=1), size, size / (size + mean))
    assert found.fewer[active] == pytest.approx(theirs[active], rel=1e-9)


def test_excess_is_measured_within_customers():
    even, _ = use(4)
    bursty, _ = use(4, excess=3.0)
    flat = np.ones(even.shape)
    assert dispersion(np.full((3, 9), 4.0), np.ones((3, 9))) == 1.0
    assert dispersion(bursty, flat) > 2.5 > dispersion(even, flat)


def test_benjamini_and_hochberg_report_as_their_paper_does():
    """The fifteen chances of their section 3.2, of which four are reported at a share of 0.05."""
    chances = np.array(
        [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
         0.5719, 0.6528, 0.7590, 1.0000]
    )  # fmt: skip
    assert discovered(chances, 0.05).tolist() == [True] * 4 + [False] * 11
    assert discovered(np.append(chances, np.nan), 0.05)[-1] == np.False_
    assert not discovered(np.array([np.nan, 0.9]), 0.05).any()
