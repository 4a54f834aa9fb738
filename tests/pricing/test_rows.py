"""Merging changes no figure, and what cannot be is refused."""

# ruff: noqa: N806 -- T is the symbol of the papers

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.pricing import buying, simulate
from goodwill.pricing.rows import known, merge, merge_with_places

THETA = np.log([0.55, 10.58, 0.61, 11.67])


def a_shop(n, *, whole_days, seed=3):
    rng = np.random.default_rng(seed)
    T = rng.integers(20, 300, n) / 7
    x, t_x, _ = simulate.customers(rng, THETA, T)
    return x, (np.minimum(np.ceil(t_x * 7) / 7, T) if whole_days else t_x), T


@pytest.mark.parametrize("whole_days", [True, False])
def test_merged_rows_have_the_likelihood_of_the_customers_one_by_one(whole_days):
    x, t_x, T = a_shop(3000, whole_days=whole_days)
    merged, place = merge_with_places(x, t_x, T)
    assert len(merged.x) < len(x)
    assert merged.customers == len(x)
    for ours, theirs in zip(merged[:3], (x, t_x, T), strict=True):
        assert np.array_equal(ours[place], theirs)
    one_by_one = merge(x, t_x, T, np.ones(len(x)))
    assert buying.slope(THETA, merged).value == pytest.approx(
        buying.slope(THETA, one_by_one).value, rel=1e-13
    )


def test_a_weight_is_the_same_as_repeating_the_customer():
    x, t_x, T = a_shop(400, whole_days=True)
    weight = np.random.default_rng(0).integers(0, 5, len(x))
    weighted = buying.fit(merge(x, t_x, T, weight), prior=None)
    repeated = buying.fit(merge(*(np.repeat(column, weight) for column in (x, t_x, T))), prior=None)
    assert weighted.loglik == pytest.approx(repeated.loglik, rel=1e-12)
    assert weighted.theta == pytest.approx(repeated.theta, abs=1e-7)
    assert weighted.errors == pytest.approx(repeated.errors, rel=1e-6)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 50), st.integers(0, 50)), min_size=1))
def test_merging_by_day_and_by_value_agree(triples):
    x, a, b = np.array(triples).T
    T = np.maximum(a, b) / 7
    t_x = np.where(x > 0, np.minimum(a, b), 0) / 7
    by_day = merge(x, t_x, T)
    by_value = merge(x, t_x * np.pi, T * np.pi)
    order = [np.lexsort(rows[:3]) for rows in (by_day, by_value)]
    for ours, theirs, scale in zip(by_day, by_value, (1, np.pi, np.pi, 1), strict=True):
        assert ours[order[0]] * scale == pytest.approx(theirs[order[1]])
    assert len(by_day.x) == len(set(zip(x, t_x, T, strict=True)))


def test_impossible_customers_are_known_as_such_and_never_merged():
    x = [1, 1, 1.5, -1, 0, 1, np.nan, 0]
    t_x = [2, 9, 2, 2, 1, np.nan, 2, 0]
    T = [5, 5, 5, 5, 5, 5, 5, np.inf]
    assert known(x, t_x, T).tolist() == [True] + [False] * 7
    with pytest.raises(ValueError, match="whole count"):
        merge(x, t_x, T)
    with pytest.raises(ValueError, match="weight"):
        merge([0], [0], [1], [-1])


def test_huge_times_are_merged_by_value_instead_of_overflowing():
    rows = merge([10**7, 10**7], [1e8, 1e8], [1e9, 1e9])
    assert rows.weight.tolist() == [2.0]
    assert rows.T.tolist() == [1e9]
