"""The Pareto/NBD against an independent integral, and against what must be true of it."""

# ruff: noqa: N803, N806 -- T is the symbol of the papers

from __future__ import annotations

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.pricing import attrition, simulate
from goodwill.pricing.rows import Rows
from goodwill.pricing.silence import silence
from tests.pricing.conftest import rows_of

ORDINARY = np.log([0.55, 10.58, 0.61, 11.67])


def exact(theta, x, t_x, T):
    """Log-likelihood by adaptive quadrature with thirty digits, on pieces that fit the decay."""
    with mpmath.workdps(30):
        r, alpha, s, beta = (mpmath.mpf(float(v)) for v in np.exp(theta))
        last, age = mpmath.mpf(float(t_x)), mpmath.mpf(float(T))

        def died(u):
            return (
                s
                * mpmath.exp(
                    -(r + x) * mpmath.log((alpha + u) / (alpha + last))
                    - s * mpmath.log((beta + u) / (beta + last))
                )
                / (beta + u)
            )

        scale = 1 / ((r + x + 1) / (alpha + last) + (s + 1) / (beta + last))
        edges = [last] + [
            last + scale * mpmath.mpf(2) ** k for k in range(-2, 60) if last + scale * 2**k < age
        ]
        lost = sum(mpmath.quad(died, [a, b]) for a, b in zip(edges, [*edges[1:], age], strict=True))
        stayed = mpmath.exp(
            -(r + x) * mpmath.log((alpha + age) / (alpha + last))
            - s * mpmath.log((beta + age) / (beta + last))
        )
        return float(
            mpmath.loggamma(r + x)
            - mpmath.loggamma(r)
            + r * mpmath.log(alpha)
            + s * mpmath.log(beta)
            - (r + x) * mpmath.log(alpha + last)
            - s * mpmath.log(beta + last)
            + mpmath.log(stayed + lost)
        )


def wild(seed):
    rng = np.random.default_rng(seed)
    theta = rng.uniform([-3, -4, -3, -4], [3, 6, 3, 6])
    x = int(rng.choice([0, 1, 5, 40, 300, 2000]))
    T = float(rng.uniform(1, 300))
    return theta, x, 0.0 if x == 0 else T * float(rng.uniform(0.01, 1)), T


@pytest.mark.parametrize("seed", range(24))
def test_the_likelihood_agrees_with_adaptive_quadrature_even_in_wild_cases(seed):
    theta, x, t_x, T = wild(seed)
    ours = attrition.scores(theta, rows_of(x, t_x, T)).loglik[0]
    assert ours == pytest.approx(exact(theta, x, t_x, T), abs=1e-8, rel=1e-11)


@pytest.mark.parametrize("seed", range(8))
def test_the_likelihood_of_ordinary_customers_agrees_to_the_last_digits(seed):
    rng = np.random.default_rng(seed)
    T = float(rng.uniform(5, 150))
    x = int(rng.poisson(3))
    t_x = 0.0 if x == 0 else T * float(rng.uniform(0, 1))
    ours = attrition.scores(ORDINARY, rows_of(x, t_x, T)).loglik[0]
    assert ours == pytest.approx(exact(ORDINARY, x, t_x, T), abs=2e-12, rel=1e-13)


@pytest.mark.parametrize("seed", range(12))
def test_the_gradient_is_the_slope_of_the_likelihood(seed):
    theta, x, t_x, T = wild(seed)
    row = rows_of(x, t_x, T)
    gradient = attrition.scores(theta, row).gradient[:, 0]
    for j, direction in enumerate(np.eye(4) * 1e-5):
        ahead, behind = (
            attrition.scores(theta + d, row).loglik[0] for d in (direction, -direction)
        )
        scale = max(1.0, np.abs(gradient).max())
        assert gradient[j] == pytest.approx((ahead - behind) / 2e-5, abs=2e-6 * scale)


def test_rescaling_time_shifts_the_likelihood_by_the_log_of_the_scale_per_purchase():
    rng = np.random.default_rng(1)
    T = rng.uniform(10, 100, 500)
    x, t_x, _ = simulate.customers(rng, ORDINARY, T)
    days = attrition.scores(ORDINARY + np.log([1, 7, 1, 7]), Rows(x, 7 * t_x, 7 * T, T)).loglik
    weeks = attrition.scores(ORDINARY, Rows(x, t_x, T, T)).loglik
    assert days == pytest.approx(weeks - x * np.log(7), abs=1e-10)


def test_a_customer_seen_for_no_time_tells_nothing_and_is_alive():
    found = attrition.scores(ORDINARY, rows_of(0, 0.0, 0.0))
    assert found.loglik[0] == pytest.approx(0.0, abs=1e-14)
    assert found.gradient[:, 0] == pytest.approx(np.zeros(4), abs=1e-14)
    assert found.alive[0] == 1.0


def test_no_rows_give_empty_answers():
    found = attrition.scores(ORDINARY, rows_of([], [], []))
    assert found.loglik.shape == (0,)
    assert found.gradient.shape == (4, 0)
    assert attrition.state(ORDINARY, rows_of([], [], [])).alive.shape == (0,)


def test_more_customers_than_a_block_are_computed_one_like_another():
    T = np.linspace(1, 100, attrition.BLOCK * 2 + 7)
    together = attrition.scores(ORDINARY, rows_of(np.full(len(T), 2), T / 3, T)).loglik
    for place in (0, attrition.BLOCK - 1, attrition.BLOCK, len(T) - 1):
        alone = attrition.scores(ORDINARY, rows_of(2, T[place] / 3, T[place])).loglik[0]
        assert together[place] == pytest.approx(alone, rel=1e-14)


@settings(max_examples=50, deadline=None)
@given(
    theta=st.tuples(*[st.floats(-3, 3)] * 4),
    x=st.integers(1, 500),
    T=st.floats(1, 300),
    share=st.floats(0.01, 0.98),
)
def test_who_bought_later_is_likelier_to_be_alive_and_expected_to_buy_more(theta, x, T, share):
    theta = np.add(theta, [0, 1, 0, 1])
    now = attrition.state(theta, rows_of([x, x], [share * T, (share + 0.01) * T], T))
    assert 0 <= now.alive[0] <= now.alive[1] <= 1
    soon, later = (attrition.expected(theta, now, weeks) for weeks in (10, 20))
    assert np.all((soon >= 0) & (later >= soon))


def test_more_differing_leavers_leave_more_staying_ones_behind():
    mean_rate = 0.05
    alike, differing = (
        attrition.expected_of_newcomer(np.log([1.0, 10.0, s, s / mean_rate]), 520)
        for s in (50.0, 0.5)
    )
    assert differing > 1.5 * alike


def test_the_chances_of_all_counts_sum_to_one_and_their_mean_is_the_expectation():
    chances = attrition.counts(ORDINARY, 39, 4000)
    assert chances.sum() == pytest.approx(1.0, abs=1e-12)
    mean = chances @ np.arange(len(chances))
    assert mean == pytest.approx(attrition.expected_of_newcomer(ORDINARY, 39), rel=1e-9)


def test_the_chance_of_counts_is_what_simulation_gives():
    rng = np.random.default_rng(7)
    x, _, _ = simulate.customers(rng, ORDINARY, np.full(200_000, 39.0))
    share = np.bincount(x, minlength=4)[:4] / len(x)
    error = np.sqrt(share * (1 - share) / len(x))
    assert np.all(np.abs(share - attrition.counts(ORDINARY, 39, 3)) < 4 * error)


def test_being_alive_is_what_simulation_gives():
    rng = np.random.default_rng(8)
    T = np.full(200_000, 39.0)
    x, t_x, left = simulate.customers(rng, ORDINARY, T)
    rows = Rows(x, t_x, T, np.ones(len(x)))
    alive = attrition.state(ORDINARY, rows).alive
    error = np.sqrt((alive * (1 - alive)).sum())
    assert abs(alive.sum() - (left > T).sum()) < 4 * error


def test_leaving_at_one_rate_needs_no_special_case():
    theta = np.log([0.5, 10, 1.0, 12])
    near = np.log([0.5, 10, 1.0 + 1e-9, 12])
    now = attrition.state(theta, rows_of(2, 20, 30))
    assert attrition.expected(theta, now, 52)[0] == pytest.approx(
        attrition.expected(near, attrition.state(near, rows_of(2, 20, 30)), 52)[0], rel=1e-8
    )


def test_panels_change_nothing_where_one_is_enough():
    p0, q0, gap, k = (np.array([v]) for v in (10.0, 12.0, 5.0, 3.0))
    narrow = silence(p0, q0, gap, k, 1.6)
    pair = silence(
        np.array([10.0, 0.01]), np.array([12.0, 400.0]), np.array([5.0, 200.0]), k.repeat(2), 1.6
    )
    assert [column[0] for column in pair] == pytest.approx([column[0] for column in narrow])
