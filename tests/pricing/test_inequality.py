"""Indices of inequality against sums by hand."""

from __future__ import annotations

import numpy as np
import pytest

from goodwill.pricing.inequality import concentration, gini


def by_pairs(values):
    """The mean difference of all pairs over twice the mean: the definition of the index."""
    return np.abs(values[:, None] - values[None, :]).mean() / (2 * values.mean())


@pytest.mark.parametrize(
    ("values", "index"),
    [((1, 1, 1, 1), 0.0), ((0, 0, 0, 1), 0.75), ((1, 2, 3, 4), 0.25), ((0, 0, 5, 5), 0.5)],
)
def test_the_index_of_a_few_amounts_is_that_of_the_textbook(values, index):
    assert gini(np.array(values, float)) == pytest.approx(index)


def test_the_index_of_many_amounts_is_the_mean_difference_of_all_pairs():
    values = np.random.default_rng(1).gamma(0.5, 1, 300).round(1)
    assert gini(values) == pytest.approx(by_pairs(values))


def test_hours_for_those_who_buy_least_count_below_zero():
    sales = np.array([1.0, 2.0, 3.0, 4.0])
    assert concentration(np.array([0.0, 0.0, 0.0, 8.0]), sales) == pytest.approx(0.75)
    assert concentration(np.array([8.0, 0.0, 0.0, 0.0]), sales) == pytest.approx(-0.75)
    assert concentration(np.array([2.0, 2.0, 2.0, 2.0]), sales) == pytest.approx(0.0)


def test_among_equals_nothing_is_concentrated_and_without_amounts_nothing_is_told():
    assert concentration(np.array([9.0, 1.0]), np.array([5.0, 5.0])) == pytest.approx(0.0)
    assert np.isnan(gini(np.zeros(3)))
    assert np.isnan(gini(np.zeros(0)))
