"""Fits of the kernel find a planted truth again, and say what the records do not bound."""

from __future__ import annotations

import numpy as np
import pytest

from goodwill.pricing import buying
from goodwill.pricing.fit import Caution
from goodwill.pricing.kernel import fitting, likelihood, simulate
from goodwill.pricing.kernel import panel as panels
from tests.pricing.conftest import rows_of
from tests.pricing.kernel.lives import weekly

TRUTH = np.concatenate([np.log([1.0, 8.0, 0.8, 60.0]), [0.3, -0.3, 0.0, 0.5]])
WITH_CALLS = np.concatenate([TRUTH[:4], np.log([1.2, 6.0]), TRUTH[4:], [0.1]])


def drawn(seed, n=1500, *, calls=False, contract=False):
    rng = np.random.default_rng(seed)
    truth = WITH_CALLS if calls else TRUTH
    panel, _ = simulate.customers(rng, truth, weekly(seed, n, calls=calls), contract=contract)
    return panel, truth


@pytest.mark.parametrize(
    ("calls", "contract"), [(False, False), (True, False), (False, True), (True, True)]
)
def test_the_truth_is_recovered_with_honest_errors(calls, contract):
    found, errors = [], []
    for seed in range(100, 108):
        panel, truth = drawn(seed, 800, calls=calls, contract=contract)
        fit = fitting.fit(panel)
        assert fit.cautions == ()
        found.append(fit.theta - truth)
        errors.append(np.sqrt(np.diag(fit.covariance)))
    scaled = np.array(found) / np.array(errors)
    # 64 to 88 standard normals, eight independent: each mean within 4, the spread near 1
    assert np.all(np.abs(scaled.mean(axis=0)) < 4 / np.sqrt(8))
    assert 0.75 < np.sqrt((scaled**2).mean()) < 1.3


def test_a_season_shared_by_all_does_not_hide_what_a_breach_does():
    panel, _ = drawn(120, n=6000)
    fit = fitting.fit(panel, names=("r", "alpha", "s", "beta", "ps", "pb", "ls", "lb"))
    assert fit.plain == 4
    assert fit.parameters["lb"] == pytest.approx(0.5, abs=3 * fit.errors["lb"])
    assert fit.parameters["alpha"] == pytest.approx(8.0, abs=3 * fit.errors["alpha"])
    assert fit.errors["lb"] == pytest.approx(np.sqrt(fit.covariance[7, 7]))
    assert fit.errors["alpha"] == pytest.approx(
        fit.parameters["alpha"] * np.sqrt(fit.covariance[1, 1])
    )
    robust, plain = (np.sqrt(np.diag(each)) for each in (fit.robust, fit.covariance))
    assert robust == pytest.approx(plain, rel=0.15)


def test_without_covariates_the_fit_is_the_pareto_nbd():
    panel, _ = drawn(121)
    single = panels.alone(panel)
    fit = fitting.fit(single, prior=fitting.no_prior(single))
    known = buying.fit(rows_of(panel.x, panel.last, single.length), prior=None)
    assert fit.names == known.names
    assert fit.theta == pytest.approx(known.theta, abs=1e-4)
    assert fit.loglik == pytest.approx(known.loglik, abs=2e-4)
    assert fit.errors == pytest.approx(known.errors, rel=1e-3)


def test_the_weak_prior_is_that_of_the_fit_without_covariates():
    panel, _ = drawn(122, n=300)
    single = panels.alone(panel)
    known = buying.fit(rows_of(panel.x, panel.last, single.length))
    assert fitting.fit(single).theta == pytest.approx(known.theta, abs=1e-4)


def test_a_sample_of_the_customers_leads_to_the_same_maximum(monkeypatch):
    panel, _ = drawn(123)
    whole = fitting.fit(panel)
    monkeypatch.setattr(fitting, "SAMPLE", 20_000)
    assert fitting.fit(panel).theta == pytest.approx(whole.theta, abs=1e-5)


@pytest.mark.parametrize("start", [[-2, 4, -2, 6], [2, 2, 2, 2]])
def test_every_start_ends_at_the_same_place(start):
    panel, _ = drawn(124)
    fit = fitting.fit(panel)
    far = np.concatenate([np.array(start, dtype=float), np.full(4, 0.5)])
    top = fitting.climb_from(panel, far, fitting.weak_prior(panel))
    assert top.settled
    assert top.theta == pytest.approx(fit.theta, abs=1e-3)
    warm = fitting.climb_from(panel, fit.theta + 0.01, fitting.weak_prior(panel))
    assert warm.evaluations < top.evaluations
    assert warm.theta == pytest.approx(fit.theta, abs=1e-3)


def test_weights_are_repetitions():
    panel, _ = drawn(125, n=400)
    rng = np.random.default_rng(125)
    weight = rng.integers(0, 3, len(panel.x))
    weighted = panel._replace(weight=weight.astype(float))
    repeated = panels.chosen(panel, np.repeat(np.arange(len(panel.x)), weight))
    one, two = fitting.fit(weighted), fitting.fit(repeated)
    assert one.theta == pytest.approx(two.theta, abs=1e-5)
    assert one.customers == two.customers


def test_what_only_the_prior_holds_is_named():
    """Nobody is silent in the weeks of this covariate, so nobody can have left in them."""
    panel, _ = drawn(126, n=300)
    first = np.zeros(len(panel.length))
    first[panel.start[:-1]] = 1.0
    seen = panel._replace(
        leaving=np.column_stack([panel.leaving, first]), last=np.maximum(panel.last, 1.0)
    )
    fit = fitting.fit(seen)
    assert Caution.NOT_IDENTIFIED in fit.cautions
    assert fit.unbounded == ("leaving.2",)
    low, high = fitting.profile(seen, fit, 8, fitting.no_prior(seen))
    assert low == -np.inf
    assert np.isfinite(high)
    held = fitting.profile(seen, fit, 8, fitting.weak_prior(seen))
    assert np.all(np.isfinite(held))


def test_where_the_curvature_is_true_the_profile_agrees_with_it():
    panel, _ = drawn(127, n=3000, contract=True)
    fit = fitting.fit(panel)
    low, high = fitting.profile(panel, fit, 7, fitting.weak_prior(panel))
    error = 1.96 * np.sqrt(fit.covariance[7, 7])
    assert low == pytest.approx(fit.theta[7] - error, abs=0.15 * error)
    assert high == pytest.approx(fit.theta[7] + error, abs=0.15 * error)


def test_a_tiny_firm_has_a_finite_fit_and_a_caution():
    panel, _ = drawn(128, n=8)
    fit = fitting.fit(panel)
    assert Caution.FEW in fit.cautions
    assert np.all(np.isfinite(fit.covariance))
    assert np.all(np.abs(fit.theta[4:]) < 2)


def test_nobody_came_back_is_said():
    panel = weekly(129, n=200)
    fit = fitting.fit(panel)
    assert Caution.NO_REPEATS in fit.cautions
    assert np.all(np.isfinite(fit.covariance))


def test_nothing_to_fit_is_an_error_with_its_reason():
    panel = weekly(130, n=3)
    with pytest.raises(ValueError, match="at least one customer"):
        fitting.fit(panel._replace(weight=np.zeros(3)))


def test_a_spread_for_each_coefficient_may_be_told():
    panel = weekly(131, n=3)
    prior = fitting.weak_prior(panel, coefficient_sd=[1, 2, 3, 4])
    assert prior.spread[4:].tolist() == [1, 2, 3, 4]
    assert fitting.weak_prior(panel).spread[4:].tolist() == [0.7] * 4
    at_centre = np.concatenate([[0, np.log(10), 0, np.log(100)], np.zeros(4)])
    assert prior.slope(at_centre).gradient == pytest.approx(np.zeros(8))


def test_the_same_records_give_the_same_figures():
    panel, _ = drawn(132, n=300)
    one, two = fitting.fit(panel), fitting.fit(panel)
    assert np.array_equal(one.theta, two.theta)
    assert likelihood.slope(one.theta, panel).value == likelihood.slope(two.theta, panel).value
