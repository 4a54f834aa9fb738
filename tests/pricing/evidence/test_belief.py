import numpy as np
import pytest

from goodwill.pricing.evidence.belief import (
    Belief,
    Told,
    grid,
    memories,
    mixed,
    of_family,
    pooled,
    prior_share,
    updated,
)
from goodwill.pricing.evidence.finding import Estimate

ONE = Belief(Estimate(0.2, -0.1, np.array([[0.04, 0.003], [0.003, 0.01]])), 6.0, 3.0)


def test_ninety_five_per_cent_of_the_half_lives_lie_within_the_factor():
    weeks, weights = memories(ONE)
    assert weights.sum() == pytest.approx(1)
    assert weights[(weeks >= 2) & (weeks <= 18)].sum() > 0.93
    assert weeks[np.argmax(weights)] == 6


def test_the_median_that_is_believed_is_always_tried():
    assert 7.3 in grid(ONE._replace(half_life=7.3))[0]


def test_who_is_certain_of_the_half_life_tries_no_other():
    weeks, weights = memories(ONE._replace(half_life_factor=1.0))
    assert weeks.tolist() == [6.0]
    assert weights.tolist() == [1.0]


def test_pooled_beliefs_keep_the_mean_and_the_errors_of_each():
    told = pooled([ONE, ONE], ["breach", "breach"])
    assert told.mean.tolist() == [0.2, -0.1, 0.2, -0.1]
    np.testing.assert_allclose(np.diag(told.covariance), [0.04, 0.01, 0.04, 0.01])
    assert np.linalg.eigvalsh(told.covariance).min() > 0


def test_what_one_family_shows_moves_another_of_its_verdict_only():
    prior = pooled([ONE, ONE, ONE], ["breach", "breach", "grace"])
    errors = np.array([1e-3, 1e-3, 1e3, 1e3, 1e3, 1e3])
    own = Told(np.array([0.6, -0.1, 0, 0, 0, 0]), np.diag(errors**2))
    after = updated(prior, own)
    assert of_family(after, 0).leaving == pytest.approx(0.6, abs=1e-3)
    assert 0.25 < of_family(after, 1).leaving < 0.5
    assert of_family(after, 2).leaving == pytest.approx(0.2, abs=1e-3)


def test_records_that_say_nothing_leave_the_belief_alone():
    prior = pooled([ONE], ["breach"])
    after = of_family(updated(prior, Told(np.array([5.0, 5.0]), np.eye(2) * 1e9)), 0)
    assert after.leaving == pytest.approx(0.2, abs=1e-6)
    assert prior_share(ONE.effect, after) == pytest.approx(1, abs=1e-6)


def test_records_that_are_certain_leave_nothing_to_the_prior():
    after = of_family(updated(pooled([ONE], ["breach"]), Told(np.ones(2), np.eye(2) * 1e-9)), 0)
    assert after.leaving == pytest.approx(1, abs=1e-6)
    assert prior_share(ONE.effect, after) < 1e-6


def test_half_lives_that_disagree_widen_the_interval():
    sure = np.eye(2) * 0.01
    each = [Estimate(0.0, 0.0, sure), Estimate(1.0, 0.0, sure)]
    both = mixed(each, np.array([0.5, 0.5]))
    assert both.leaving == 0.5
    assert both.covariance[0, 0] == pytest.approx(0.01 + 0.25)
    assert both.covariance[1, 1] == pytest.approx(0.01)
