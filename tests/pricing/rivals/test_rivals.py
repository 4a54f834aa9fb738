"""The other models: gradients, what they nest, chances that sum to one, and the comparison."""

# ruff: noqa: N806 -- T is the symbol of the papers

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from goodwill.pricing import attrition, simulate
from goodwill.pricing.paths import gaps
from goodwill.pricing.rivals import compare, gompertz, renewals, tosses
from goodwill.pricing.rows import merge
from tests.pricing.conftest import rows_of
from tests.pricing.reference import sets
from tests.pricing.regulars import firm

KINDS = [tosses.Tossing(at_first, stages) for at_first in (False, True) for stages in (1, 3)]
ROWS = rows_of([0, 1, 5, 40, 300], [0, 3.0, 60.0, 90.0, 99.0], [50.0, 9.0, 100.0, 95.0, 100.0])


def differences(model, theta, step=1e-5):
    ahead = [model(theta + one).loglik for one in step * np.eye(len(theta))]
    behind = [model(theta - one).loglik for one in step * np.eye(len(theta))]
    return (np.array(ahead) - np.array(behind)) / (2 * step)


@pytest.mark.parametrize("kind", KINDS)
def test_the_gradient_of_the_tosses_is_that_of_their_likelihood(kind):
    theta = np.log([0.6, 5.0, 0.8, 2.5])
    model = partial(tosses.scores, rows=ROWS, kind=kind)
    assert model(theta).gradient == pytest.approx(differences(model, theta), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("b", [-0.02, -1e-7, 1e-6, 0.03])
def test_the_gradient_of_the_gompertz_is_that_of_its_likelihood(b):
    theta = np.append(np.log([0.6, 10.0, 0.7, 12.0]), b)
    model = partial(gompertz.scores, rows=ROWS)
    assert model(theta).gradient == pytest.approx(differences(model, theta), rel=1e-5, abs=1e-4)


def test_without_ageing_the_gompertz_is_the_pareto_nbd():
    theta = np.log([0.6, 10.0, 0.7, 12.0])
    ours, theirs = gompertz.scores(np.append(theta, 0.0), ROWS), attrition.scores(theta, ROWS)
    assert ours.loglik == pytest.approx(theirs.loglik, rel=1e-12, abs=1e-10)
    assert ours.alive == pytest.approx(theirs.alive, abs=1e-12)
    now = attrition.state(theta, ROWS)
    ahead = gompertz.expected(np.append(theta, 0.0), ROWS, 39.0)
    assert ahead == pytest.approx(attrition.expected(theta, now, 39.0), rel=1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_the_chances_of_counts_sum_to_one_and_average_to_the_expectation(kind):
    theta = np.log([0.6, 5.0, 0.8, 2.5])
    chances = tosses.counts(theta, 20.0, 400, kind)
    assert chances.sum() == pytest.approx(1, abs=1e-8)
    assert chances.min() >= -1e-15
    mean = chances @ np.arange(401)
    assert mean == pytest.approx(tosses.expected_of_newcomer(theta, 20.0, kind), abs=1e-6)


def test_somebody_just_come_is_expected_to_buy_as_a_newcomer():
    theta, fresh = np.log([0.6, 5.0, 0.8, 2.5]), rows_of([0], 0.0, 0.0)
    for kind in KINDS:
        ours = tosses.expected(theta, fresh, 20.0, kind)[0]
        assert ours == pytest.approx(tosses.expected_of_newcomer(theta, 20.0, kind), rel=1e-12)


def test_planted_tosses_are_found_again():
    rng, number = np.random.default_rng(2), 4000
    T = rng.uniform(20, 60, number)
    pace, chance = rng.gamma(0.8, 1 / 4.0, number), rng.beta(0.8, 2.5, number)
    staying = rng.geometric(chance.clip(1e-9))  # purchases until the toss that ends it
    time = np.cumsum(rng.exponential(1 / pace[:, None], (number, 200)), axis=1)
    made = (time <= T[:, None]) & (np.arange(200) < staying[:, None])
    x = made.sum(axis=1)
    rows = merge(x, np.where(made, time, 0.0).max(axis=1), T)
    fit = tosses.fit(rows)
    truth = np.log([0.8, 4.0, 0.8, 2.5])
    assert fit.cautions == ()
    assert np.abs((fit.theta - truth) / np.sqrt(np.diag(fit.covariance))).max() < 3


def test_a_cohort_of_contracts_is_the_same_as_its_contracts_one_by_one():
    theta = np.log([0.7, 2.0])
    cohort = renewals.slope(theta, renewals.cohort([5, 3, 2]))
    one_by_one = renewals.slope(theta, renewals.contracts([0, 0, 1, 2, 2], [1, 1, 1, 0, 0]))
    assert cohort.value == pytest.approx(one_by_one.value)
    assert cohort.gradient == pytest.approx(one_by_one.gradient)
    alone = -np.log(renewals.surviving(theta, 0))
    assert alone == pytest.approx(0)


def test_impossible_contracts_are_refused():
    with pytest.raises(ValueError, match="does not come back"):
        renewals.cohort([5, 6])
    with pytest.raises(ValueError, match="renewed so many times"):
        renewals.contracts([1], [2])


def test_contracts_that_all_last_alike_are_said_to_be_alike():
    rng = np.random.default_rng(3)
    years = rng.geometric(0.2, 20_000) - 1
    fit = renewals.fit(renewals.contracts(np.minimum(years, 3), years < 3))
    assert "alike" in fit.cautions or fit.parameters["beta"] > 30


def test_what_remains_of_contracts_is_the_sum_of_renewals_to_come():
    theta = np.log([0.7, 2.0])
    ahead = renewals.surviving(theta, np.arange(3, 2000)) / renewals.surviving(theta, 2)
    value = ahead @ 1.1 ** -np.arange(len(ahead), dtype=float)
    assert renewals.residual(theta, 3, 0.1) == pytest.approx(value, rel=1e-9)


def test_the_model_that_made_the_customers_wins():
    paths = firm(9, 400, stages=3, dying=0.4).paths
    rows = merge(paths.x, paths.last, paths.T)
    ranked = compare(rows, float(np.log(gaps(paths)).sum()))
    assert ranked[0].stages == 3
    assert [each.bic for each in ranked] == sorted(each.bic for each in ranked)
    rng = np.random.default_rng(1)
    x, t_x, _ = simulate.customers(rng, np.log([0.8, 5.0, 0.6, 12.0]), rng.uniform(20, 60, 2000))
    made = compare(merge(x, t_x, np.full(2000, 60.0)))
    assert {each.name for each in made} == {"pareto", "bg", "mbg", "gompertz"}


@pytest.mark.real
@pytest.mark.skipif(not sets.FILE.exists(), reason="set GOODWILL_REAL_DATA to the real records")
def test_groceries_are_fitted_best_with_regular_gaps():
    ranked = compare(sets.rows("grocery"), sets.log_gaps("grocery"))
    assert [(each.name, each.stages) for each in ranked[:3]] == [
        ("mbg_k", 2),
        ("pareto_erlang_k", 2),
        ("bg_k", 2),
    ]
    known = {each.name: each.loglik for each in ranked}
    assert known["mbg_k"] == pytest.approx(-14978.2107, abs=1e-3)
    assert known["pareto_erlang_k"] == pytest.approx(-14980.3213, abs=1e-3)
    assert known["gompertz"] > known["pareto"]
