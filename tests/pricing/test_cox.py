from __future__ import annotations

import itertools

import numpy as np
import pytest

from goodwill.pricing.atrisk import at_risk
from goodwill.pricing.cox import Waits, cox, residuals

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


ENTRY = np.array([2, 0, 0, 0, 0, 3, 2, 2, 2, 2, 3, 0, 0, 1, 0, 0, 2, 3, 3, 0, 1, 0, 0, 0])
LATE = np.maximum(ENTRY - 0.5, 0)


@pytest.mark.parametrize(
    ("stratum", "beta", "covariance", "loglik"),
    [
        (
            STRATUM, [0.71074364, 0.71374188],
            [0.52954327, 0.15555697, 0.25757344], -20.767855644331494,
        ),
        (
            ALONE, [-0.263173, 0.30055469],
            [0.22962599, 0.02264675, 0.11000826], -39.17504308032748,
        ),
    ],
    ids=["strata", "one stratum"],
)  # fmt: skip
def test_waits_watched_from_later_on_have_the_figures_of_statsmodels(
    stratum, beta, covariance, loglik
):
    # statsmodels 0.14 PHReg, entry as given; its entries and ends never coincide here
    found = cox(waits(stratum=stratum)._replace(entry=LATE))
    assert found.beta == pytest.approx(beta, abs=1e-8)
    upper = found.covariance[np.triu_indices(2)]
    assert upper == pytest.approx(covariance, abs=1e-8)
    assert found.loglik == pytest.approx(loglik, abs=1e-9)


def slow(beta, data):
    """Write Efron's formula down as it stands, and each wait's share in its slope."""
    total, scores = 0.0, np.zeros_like(data.z)
    weights = np.exp(data.z @ beta)
    entry = np.zeros(len(weights)) if data.entry is None else data.entry
    for stratum in np.unique(data.stratum):
        here = data.stratum == stratum
        for t in np.unique(data.length[here & data.ended]):
            risk = here & (data.length >= t) & (entry < t)
            dying = here & data.ended & (data.length == t)
            for gone in range(int(dying.sum())):
                left = np.where(risk, weights, 0) * (1 - dying * gone / dying.sum())
                mean = left @ data.z / left.sum()
                total -= np.log(left.sum())
                scores[dying] += (data.z[dying] - mean) / dying.sum()
                scores -= left[:, None] * (data.z - mean) / left.sum()
            total += (data.z[dying] @ beta).sum()
    return total, scores


def drawn(seed, *, late):
    rng = np.random.default_rng(seed)
    length = rng.integers(1, 6, 40).astype(float)
    return Waits(
        length, rng.random(40) < 0.7, rng.normal(size=(40, 2)), rng.integers(0, 5, 40),
        rng.integers(0, 9, 40), np.floor(rng.random(40) * length) if late else None,
    )  # fmt: skip


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_the_top_is_that_of_the_formula_written_down_plainly(seed, late):
    data = drawn(seed, late=late)
    found = cox(data)
    value, _scores = slow(found.beta, data)
    assert found.loglik == pytest.approx(value, abs=1e-9)
    for step in itertools.product([-0.01, 0, 0.01], repeat=2):
        assert slow(found.beta + step, data)[0] <= found.loglik + 1e-12
    h = 1e-4
    curvature = [
        (2 * value - slow(found.beta + e, data)[0] - slow(found.beta - e, data)[0]) / h**2
        for e in h * np.eye(2)
    ]
    assert np.diag(np.linalg.inv(found.covariance)) == pytest.approx(curvature, rel=1e-5)


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_each_waits_share_in_the_slope_is_that_of_the_formula_written_down_plainly(seed, late):
    data = drawn(seed, late=late)
    beta = np.array([0.3, -0.4])
    _value, scores = slow(beta, data)
    found = cox(data)
    summed = np.zeros((9, 2))
    np.add.at(summed, data.cluster, slow(found.beta, data)[1])
    robust = found.covariance @ summed.T @ summed @ found.covariance
    assert found.robust == pytest.approx(robust, abs=1e-12)
    quick = residuals(at_risk(data), beta)
    assert quick.sum(axis=0) == pytest.approx(scores.sum(axis=0), abs=1e-10)


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
