"""The apparel shop with covariates by the week: each figure of the peer, and a better maximum."""

from __future__ import annotations

import numpy as np
import pytest

from goodwill.pricing.fit import Caution, Prior, climb
from goodwill.pricing.kernel import fitting, forecast, likelihood
from tests.pricing.kernel import apparel

pytestmark = pytest.mark.real
TIGHT = 1e-12


@pytest.fixture(scope="module")
def dyncov(reference):
    return reference["measured_here"]["clvtools_0.12.1"]["dyncov"]


@pytest.fixture(scope="module")
def panel(btyd):
    return apparel.panel(btyd)


@pytest.fixture(scope="module")
def at_theirs(dyncov):
    return apparel.theta(dyncov["fit_split104"]["coef"])


def around_zero(panel, spread):
    """A prior on the six coefficients alone."""
    return Prior(np.eye(10)[4:], np.zeros(6), np.full(6, spread))


@pytest.mark.parametrize("engine", ["numpy", "numba"])
def test_every_customer_has_the_likelihood_of_the_peer(btyd, dyncov, panel, at_theirs, engine):
    ours = likelihood.scores(at_theirs, panel, tolerance=TIGHT, engine=engine).loglik
    theirs = apparel.by_id(btyd, "ref_apparel_dyncov_LLdata_mle.csv")
    assert np.array_equal(panel.x, theirs["x"])
    assert panel.last == pytest.approx(theirs["t.x"])
    assert ours == pytest.approx(theirs["LL"], abs=5e-12)
    assert ours.sum() == pytest.approx(dyncov["fit_split104"]["logLik"], abs=1e-10)


def test_other_parameters_give_the_likelihoods_of_the_peer(btyd, dyncov, panel):
    fixed = dyncov["LL_at_fixed_parameters"]
    theta = apparel.theta(fixed["A"]["params"])
    ours = likelihood.scores(theta, panel, tolerance=TIGHT).loglik
    theirs = apparel.by_id(btyd, "ref_apparel_dyncov_LLdata_fixedA.csv")
    assert ours == pytest.approx(theirs["LL"], abs=5e-12)
    assert ours.sum() == pytest.approx(fixed["A"]["sumLL"], abs=1e-9)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_each_clock_may_have_its_own_covariates(btyd, dyncov, number):
    known = dyncov["LL_at_fixed_parameters"][f"LL_dyn_mixedcov_{number}"]
    which = {"buying": ("High.Season", "Gender"), "leaving": ("Channel",)}
    theta = apparel.theta(known["params"], **which)
    ours = likelihood.scores(theta, apparel.panel(btyd, **which), tolerance=TIGHT).loglik
    assert ours.sum() == pytest.approx(known["sumLL"], abs=1e-9)
    place = {one: i for i, one in enumerate(apparel.shop(btyd).ids)}
    some = known.get("first5", {})
    assert [ours[place[one]] for one in some] == pytest.approx(list(some.values()), abs=1e-10)


def test_the_whole_period_has_the_published_likelihood(btyd, reference):
    known = reference["published"]["clvtools_full_data_dyncov"]
    panel = apparel.panel(btyd, apparel.WHOLE)
    value = likelihood.slope(apparel.theta(known["coefficients"]), panel, tolerance=TIGHT).value
    assert value == pytest.approx(known["logLik"], abs=1e-8)


def test_a_year_ahead_is_predicted_as_the_peer_predicts(btyd, panel, at_theirs):
    theirs = apparel.by_id(btyd, "ref_apparel_pnbd_dyn_pred52.csv")
    now = likelihood.state(at_theirs, panel, tolerance=TIGHT)
    course = apparel.course(btyd, 52)
    assert now.alive == pytest.approx(theirs["PAlive"], rel=1e-11)
    expected = forecast.expected(at_theirs, panel, now, course)
    assert expected == pytest.approx(theirs["CET"], rel=1e-11)
    discounted = forecast.expected(at_theirs, panel, now, course, rate=0.001)
    assert discounted == pytest.approx(theirs["DECT"], rel=1e-11)


def test_the_maximum_is_higher_than_the_peers_from_both_starts(reference, panel):
    known = reference["measured_here"]["dyncov_better_optimum_split104"]
    flat = around_zero(panel, 1e3)
    fit = fitting.fit(panel, prior=flat, names=apparel.names())
    assert fit.loglik >= -5752.6233
    assert Caution.STARTS_DISAGREE not in fit.cautions
    for start in fitting.starts_of(panel):
        top = climb(lambda theta: likelihood.slope(theta, panel), start, flat)
        assert top.slope.value >= -5752.6233
    for name, value in known["params"].items():
        if not isinstance(value, str):
            assert fit.parameters[name] == pytest.approx(value, rel=2e-3)
            assert fit.errors[name] == pytest.approx(known["se"][name], rel=2e-3)


def test_the_season_in_leaving_is_said_not_to_be_identified(panel):
    for prior in (around_zero(panel, 1e3), around_zero(panel, 2.0), None):
        fit = fitting.fit(panel, prior=prior, names=apparel.names())
        assert Caution.NOT_IDENTIFIED in fit.cautions
        assert fit.unbounded == ("life.High.Season",)
    place = apparel.names().index("life.High.Season")
    low, high = fitting.profile(panel, fit, place, fitting.no_prior(panel))
    assert low == -np.inf
    assert 0 < high < 3


def test_a_prior_makes_it_finite(panel):
    fit = fitting.fit(panel, prior=around_zero(panel, 2.0), names=apparel.names())
    assert fit.loglik == pytest.approx(-5752.796, abs=1e-3)
    assert fit.parameters["life.High.Season"] == pytest.approx(-1.00, abs=0.01)
    assert fit.errors["life.High.Season"] == pytest.approx(1.28, abs=0.01)


def test_the_peers_errors_come_from_a_repaired_covariance(dyncov, panel, at_theirs):
    """Inverting its own curvature gives ours."""
    from functools import partial

    from goodwill.pricing.fit import curvature

    model = partial(likelihood.slope, panel=panel, tolerance=1e-10)
    errors = np.sqrt(np.diag(np.linalg.inv(curvature(model, at_theirs, None))))
    warned = dyncov["fit_split104"]["se"]
    known = {"life.Gender": 0.21235, "life.Channel": 0.22004, "trans.High.Season": 0.05972}
    for name, true in known.items():
        place = apparel.names().index(name)
        assert errors[place] == pytest.approx(true, rel=1e-3)
        assert errors[place] > 1.2 * warned[name]


def test_the_fit_with_static_covariates_is_the_published_one(btyd, reference):
    known = reference["measured_here"]["clvtools_0.12.1"]["fits"]["apparel_pnbd_static"]
    printed = reference["published"]["clvtools_paper_apparel_static"]
    fit = apparel.static_fit(btyd)
    panel = apparel.panel(btyd, buying=apparel.FIXED, leaving=apparel.FIXED)
    theirs = apparel.theta(known["coef"], apparel.FIXED, apparel.FIXED)
    at_theirs = likelihood.slope(theirs, panel, tolerance=TIGHT).value
    assert at_theirs == pytest.approx(known["logLik"], abs=1e-9)
    # the peer stopped 2e-5 below the maximum, within 0.004 of an error of it
    assert 0 < fit.loglik - at_theirs < 1e-4
    for name, value in fit.parameters.items():
        assert value == pytest.approx(known["coef"][name], abs=0.005 * known["se"][name])
        assert fit.errors[name] == pytest.approx(known["se"][name], rel=5e-3)
    assert round(fit.loglik, 4) == printed["LL"]
    for name in ("life.Gender", "life.Channel", "trans.Gender", "trans.Channel"):
        assert fit.parameters[name] == pytest.approx(printed[name], abs=2e-3)


def test_one_coefficient_for_both_clocks_is_the_published_fit(btyd, reference):
    known = reference["measured_here"]["clvtools_0.12.1"]["fits"][
        "apparel_pnbd_static_constrGender"
    ]
    printed = reference["published"]["clvtools_vignette_constrained_Gender"]
    fit = apparel.constrained_fit(btyd)
    assert fit.loglik == pytest.approx(known["logLik"], abs=1e-4)
    assert round(fit.loglik, 4) == printed["LL"]
    for name, value in fit.parameters.items():
        assert value == pytest.approx(known["coef"][name], rel=1e-3)
        assert fit.errors[name] == pytest.approx(known["se"][name], rel=2e-3)
    gain = 2 * (apparel.static_fit(btyd).loglik - fit.loglik)
    assert round(gain, 3) == printed["lrtest_chisq"]


@pytest.mark.parametrize("engine", ["numpy", "numba"])
def test_heavy_buyers_have_the_right_likelihood(reference, engine):
    known = reference["measured_here"]["dyncov_heavy_buyers"]
    theta, panel = apparel.heavy_buyers(known)
    ours = likelihood.scores(theta, panel, tolerance=1e-10, engine=engine).loglik
    assert ours == pytest.approx(known["LL_correct"], abs=2e-6)
