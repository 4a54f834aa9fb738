import numpy as np
import pytest

from goodwill.pricing.evidence.belief import (
    Belief,
    Told,
    doubted,
    grid,
    likelihoods,
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


def test_records_may_overrule_a_half_life_that_was_thought_hardly_possible():
    weeks, believed = grid(ONE)
    open_minded = doubted(weeks, ONE)
    assert open_minded.sum() == pytest.approx(1)
    assert weeks[np.argmax(open_minded)] == 6
    assert (open_minded[weeks == 26] > 3 * believed[weeks == 26]).all()
    inside = np.abs(np.log(weeks / 6)) <= 2 * np.log(3)
    assert open_minded[inside].sum() > 0.93
    assert doubted(np.array([6.0]), ONE).tolist() == [1.0]


def test_the_likelihood_of_a_half_life_is_the_integral_over_the_effects():
    each = [
        Estimate(0.5, -0.2, np.array([[0.09, 0.01], [0.01, 0.02]])),
        Estimate(0.2, -0.1, np.array([[0.01, 0.0], [0.0, 0.004]])),
    ]
    loglik = np.array([-100.3, -100.0])
    axis = np.linspace(-4, 4, 801)
    theta = np.stack(np.meshgrid(axis, axis, indexing="ij"), axis=-1)

    def density(at, covariance):
        away = theta - np.array(at)
        return np.exp(-np.einsum("xya,ab,xyb->xy", away, np.linalg.inv(covariance), away) / 2)

    integral = [
        np.exp(value) * density(one[:2], one.covariance).sum()
        for one, value in zip(each, loglik, strict=True)
    ]
    found = likelihoods(each, loglik)
    assert found[0] / found[1] == pytest.approx(integral[0] / integral[1], rel=1e-6)


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
