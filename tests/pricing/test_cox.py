from __future__ import annotations

import itertools

import numpy as np
import pytest

from goodwill.pricing.cox import Waits, cox

LENGTH = np.array(
    [8, 2, 6, 1, 1, 4, 4, 7, 5, 19, 4, 1, 3, 2, 1, 1, 3, 27, 6, 9, 3, 2, 1, 8], dtype=float
)
ENDED = np.array([1] * 6 + [0, 1, 0] + [1] * 6 + [0, 1, 1, 1, 0, 0, 1, 1, 1], dtype=bool)
TREATED = [0, 0, 1, 0, 1, 1, 1, 0, 0, 0, 0, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 0, 0, 1]
OTHER = [
    0.7, -0.1, -0.4, 0.5, 0.8, -0.2, -0.2, 0.7, -0.9, -1.5, 0.4, -0.7,
    -1.9, -0.8, -0.5, -1.2, -1.5, 0.0, 0.9, -0.2, -0.7, 0.4, 0.7, -0.3,
]  # fmt: skip
Z = np.column_stack([TREATED, OTHER]).astype(float)
STRATUM, CLUSTER = np.repeat([0, 1, 2], 8), np.tile(np.arange(8), 3)
ALONE = np.zeros(24, dtype=np.int64)


def waits(length=LENGTH, stratum=STRATUM, ended=ENDED, z=Z):
    return Waits(length, ended, z, stratum, CLUSTER)


def test_with_ties_and_strata_every_figure_is_that_of_statsmodels():
    # statsmodels 0.14 PHReg, ties="efron", strata as given
    found = cox(waits())
    assert found.beta == pytest.approx([0.69640228, 0.43597916], abs=1e-8)
    given = [[0.56162652, 0.15764592], [0.15764592, 0.20551183]]
    assert found.covariance == pytest.approx(np.array(given), abs=1e-8)
    assert found.loglik == pytest.approx(-25.030056866879832, abs=1e-9)
    assert found.events == 19


def test_with_ties_in_one_stratum_every_figure_is_that_of_statsmodels():
    found = cox(waits(stratum=ALONE))
    assert found.beta == pytest.approx([-0.29649757, 0.18025267], abs=1e-8)
    given = [[0.22515021, 0.00888405], [0.00888405, 0.09836518]]
    assert found.covariance == pytest.approx(np.array(given), abs=1e-8)
    assert found.loglik == pytest.approx(-43.299519332445435, abs=1e-9)


def test_without_ties_the_robust_errors_are_those_of_lifelines():
    # lifelines 0.30 CoxPHFitter, cluster_col as given; with ties it approximates, we do not
    apart = LENGTH + np.arange(24) / 100
    within = cox(waits(apart))
    assert np.sqrt(np.diag(within.robust)) == pytest.approx([0.57466355, 0.28268392], abs=1e-6)
    pooled = cox(waits(apart, ALONE))
    assert np.sqrt(np.diag(pooled.robust)) == pytest.approx([0.33350885, 0.15850856], abs=1e-6)


def slow_loglik(beta, data):
    """Write Efron's formula down as it stands in the paper."""
    total = 0.0
    for stratum in np.unique(data.stratum):
        here = data.stratum == stratum
        for t in np.unique(data.length[here & data.ended]):
            risk = here & (data.length >= t)
            dying = here & data.ended & (data.length == t)
            weights = np.exp(data.z @ beta)
            for gone in range(int(dying.sum())):
                left = weights[risk].sum() - gone / dying.sum() * weights[dying].sum()
                total -= np.log(left)
            total += (data.z[dying] @ beta).sum()
    return total


@pytest.mark.parametrize("seed", range(3))
def test_the_top_is_that_of_the_formula_written_down_plainly(seed):
    rng = np.random.default_rng(seed)
    data = Waits(
        rng.integers(1, 6, 40).astype(float), rng.random(40) < 0.7, rng.normal(size=(40, 2)),
        rng.integers(0, 5, 40), rng.integers(0, 9, 40),
    )  # fmt: skip
    found = cox(data)
    assert found.loglik == pytest.approx(slow_loglik(found.beta, data), abs=1e-9)
    for step in itertools.product([-0.01, 0, 0.01], repeat=2):
        assert slow_loglik(found.beta + step, data) <= found.loglik + 1e-12
    h = 1e-4
    curvature = [
        (2 * found.loglik - slow_loglik(found.beta + e, data) - slow_loglik(found.beta - e, data))
        / h**2
        for e in h * np.eye(2)
    ]
    assert np.diag(np.linalg.inv(found.covariance)) == pytest.approx(curvature, rel=1e-5)


def test_a_hand_sized_case_has_the_hand_made_answer():
    # one stratum, events at 1 (treated) and 2 (not), a third wait is cut: the score is
    # 1 - 2w / (2w + 1) - w / (w + 1) with w = exp(beta): 0 where 2 w^2 = 1
    data = Waits(
        np.array([1.0, 2.0, 3.0]), np.array([True, True, False]), np.array([[1.0], [0.0], [1.0]]),
        np.zeros(3, dtype=np.int64), np.arange(3),
    )  # fmt: skip
    assert cox(data).beta[0] == pytest.approx(np.log(np.sqrt(0.5)), abs=1e-9)


def test_neither_the_unit_nor_the_order_nor_the_origin_of_a_covariate_matters():
    found, turned = cox(waits()), np.random.default_rng(1).permutation(24)
    moved = Waits(
        3 * LENGTH[turned], ENDED[turned], Z[turned] + 1e3, STRATUM[turned], CLUSTER[turned]
    )
    again = cox(moved)
    assert again.beta == pytest.approx(found.beta, abs=1e-9)
    assert again.robust == pytest.approx(found.robust, abs=1e-9)


def test_a_level_of_the_stratum_changes_nothing_however_far_apart_the_strata_lie():
    shifted = Z + 400.0 * STRATUM[:, None]
    found, again = cox(waits()), cox(waits(z=shifted))
    assert again.beta == pytest.approx(found.beta, abs=1e-9)
    assert again.loglik == pytest.approx(found.loglik, abs=1e-9)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(waits(ended=np.zeros(24, dtype=bool)), id="nothing ended"),
        pytest.param(waits(stratum=np.arange(24)), id="nobody to compare with"),
        pytest.param(waits(z=1.0 * STRATUM[:, None]), id="alike within a stratum"),
        pytest.param(waits(z=Z[:, [1, 1]]), id="the same twice"),
        pytest.param(
            waits(np.where(Z[:, 0] > 0, 1.0, 2.0), ALONE, z=Z[:, :1], ended=Z[:, 0] > 0),
            id="the top lies at infinity",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_undefined_and_never_nought(data):
    found = cox(data)
    assert np.isnan(found.beta).all()
    assert np.isnan(found.covariance).all()
    assert np.isnan(found.loglik)
