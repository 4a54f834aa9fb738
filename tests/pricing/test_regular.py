"""Regular buyers: the Pareto/NBD where k = 1, and an independent integral where it is not."""

# ruff: noqa: N803, N806 -- T is the symbol of the papers

from __future__ import annotations

import mpmath
import numpy as np
import pytest

from goodwill.pricing import attrition, regular
from goodwill.pricing.paths import gaps
from goodwill.pricing.rows import merge
from goodwill.pricing.stages import longer, longer_with_slopes, stage_chances
from tests.pricing.conftest import rows_of
from tests.pricing.reference import sets
from tests.pricing.regulars import firm

USUAL = np.log([1.1, 3.0, 0.4, 3.7])


def wild(seed):
    rng = np.random.default_rng(seed)
    theta = rng.uniform([-2, -3, -2, -3], [2, 5, 2, 5])
    x = np.array([0, 1, 7, 40, 300])
    T = rng.uniform(1, 300, len(x))
    return theta, rows_of(x, np.where(x > 0, T * rng.uniform(0.01, 1, len(x)), 0.0), T)


def exact(theta, x, t_x, T, k):
    """Log-likelihood without the gaps' logs, by adaptive quadrature over the time of leaving."""
    with mpmath.workdps(30):
        r, alpha, s, beta = (mpmath.mpf(float(v)) for v in np.exp(theta))
        last, gap, n = mpmath.mpf(float(t_x)), mpmath.mpf(float(T - t_x)), r + k * int(x)

        def still(v):
            y, rho = v / (alpha + last + v), (alpha + last) / (alpha + last + v)
            terms = (mpmath.rf(n, j) / mpmath.factorial(j) * y**j for j in range(k))
            return rho**n * sum(terms)

        def lost(v):
            return s / (beta + last + v) * ((beta + last) / (beta + last + v)) ** s * still(v)

        scale = 1 / ((n + 1) / (alpha + last) + (s + 1) / (beta + last))
        edges = [mpmath.mpf(0)]
        edges += [scale * mpmath.mpf(2) ** i for i in range(-2, 60) if scale * 2**i < gap]
        left = sum(mpmath.quad(lost, [a, b]) for a, b in zip(edges, [*edges[1:], gap], strict=True))
        stayed = still(gap) * ((beta + last) / (beta + last + gap)) ** s
        return float(
            mpmath.loggamma(n)
            - mpmath.loggamma(r)
            - int(x) * mpmath.loggamma(k)
            + r * mpmath.log(alpha)
            + s * mpmath.log(beta)
            - n * mpmath.log(alpha + last)
            - s * mpmath.log(beta + last)
            + mpmath.log(stayed + left)
        )


@pytest.mark.parametrize("seed", range(10))
def test_one_stage_is_the_pareto_nbd(seed):
    theta, rows = wild(seed)
    ours, theirs = regular.scores(theta, rows, 1), attrition.scores(theta, rows, nodes=32)
    assert ours.loglik == pytest.approx(theirs.loglik, abs=1e-10, rel=1e-13)
    assert ours.gradient == pytest.approx(theirs.gradient, abs=1e-9, rel=1e-9)
    assert ours.alive == pytest.approx(theirs.alive, abs=1e-12)


@pytest.mark.parametrize(("seed", "stages"), [(0, 2), (1, 2), (1, 3), (1, 12)])
def test_the_likelihood_agrees_with_adaptive_quadrature(seed, stages):
    theta, rows = wild(seed)
    ours = regular.scores(theta, rows, stages).loglik
    some = [0, 2, 4]
    theirs = [exact(theta, rows.x[i], rows.t_x[i], rows.T[i], stages) for i in some]
    assert ours[some] == pytest.approx(theirs, abs=1e-9, rel=1e-11)


@pytest.mark.parametrize("stages", [2, 5, 12])
def test_the_gradient_is_that_of_the_likelihood(stages):
    theta, rows = wild(3)
    ours = regular.scores(theta, rows, stages).gradient
    step = 1e-5 * np.eye(4)
    ahead = [regular.scores(theta + one, rows, stages).loglik for one in step]
    behind = [regular.scores(theta - one, rows, stages).loglik for one in step]
    differences = (np.array(ahead) - np.array(behind)) / 2e-5
    assert ours == pytest.approx(differences, rel=1e-5, abs=1e-5)


def test_a_gap_lasts_longer_with_the_chance_of_an_incomplete_beta():
    n, p, v = np.array([0.3, 5.0, 300.0]), np.array([2.0, 30.0, 90.0]), np.array([4.0, 7.0, 1.0])
    for stages in (1, 3, 12):
        found = longer_with_slopes(n, stages, p, v)
        assert found.chance == pytest.approx(longer(n, stages, p, v), rel=1e-12)


def test_the_stages_passed_in_a_gap_are_all_that_may_have_been():
    chances = stage_chances(np.array([2.0, 9.0]), 4, np.array([3.0, 8.0]), np.array([0.0, 5.0]))
    assert chances.sum(axis=0) == pytest.approx([1, 1])
    assert chances[:, 0] == pytest.approx([1, 0, 0, 0])


def test_the_planted_regularity_is_found():
    for stages in (1, 3):
        paths = firm(7, 600, stages=stages, dying=0.3).paths
        rows = merge(paths.x, paths.last, paths.T)
        found = regular.fit(rows, float(np.log(gaps(paths)).sum()))
        assert found.stages == stages
        assert found.gains[0] == 0
        assert max(found.gains) == found.gains[stages - 1]


def test_a_prior_said_of_purchases_means_the_same_for_stages():
    """With hardly any records the fit stays at the prior: a purchase in ten weeks, for any k."""
    rows = rows_of([1], 5.0, 10.0)
    for stages in (2, 6):
        fit = regular.fit_with(rows, np.log(5.0), stages, regular.buying.WEAK)
        weeks = stages * fit.parameters["alpha"] / fit.parameters["r"]
        assert 4 < weeks < 20


def test_who_buys_like_a_clock_is_overdue_sooner():
    theta, row = np.log([2.0, 8.0, 0.5, 50.0]), rows_of(20, 80.0, 92.0)
    paced = [theta - [0, np.log(k), 0, 0] for k in (1, 6)]
    loose, clockwork = (regular.standing(one, row, k) for one, k in zip(paced, (1, 6), strict=True))
    assert clockwork.overdue[0] < 0.02 < loose.overdue[0]
    assert clockwork.alive[0] < loose.alive[0]


@pytest.mark.real
@pytest.mark.skipif(not sets.FILE.exists(), reason="set GOODWILL_REAL_DATA to the real records")
def test_groceries_are_bought_with_two_stages():
    """A gain of 802 log units; where leaving is a toss after a purchase it is 804 (KERNEL 4)."""
    known = sets.rows("grocery")
    found = regular.fit(known, sets.log_gaps("grocery"), None)
    assert found.stages == 2
    assert found.gains[1] == pytest.approx(802.07, abs=0.01)
    coins = sets.fitted_regular(True, 2).loglik - sets.fitted("pnbd", "grocery").loglik
    assert coins == pytest.approx(804.18, abs=0.01)
    assert found.fit.cautions == ()
