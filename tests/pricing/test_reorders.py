"""What regular buyers will do: against the Pareto/NBD, simulation, and a year of groceries."""

from __future__ import annotations

import numpy as np
import pytest

from goodwill.pricing import attrition, regular, reorders, waiting
from tests.pricing.conftest import rows_of
from tests.pricing.reference import sets

THETA = np.log([0.9, 5.0, 0.6, 30.0])
ROWS = rows_of([0, 1, 4, 12, 29, 3], [0, 9.0, 30.0, 49.0, 51.0, 8.0], 52.0)


def test_with_one_stage_all_is_as_the_pareto_nbd_has_it():
    now, plain = regular.standing(THETA, ROWS, 1), attrition.state(THETA, ROWS)
    ours = reorders.expected(THETA, now, 1, 52.0)
    assert ours == pytest.approx(attrition.expected(THETA, plain, 52.0), rel=1e-9)
    median = reorders.next_purchase(THETA, now, 1)
    assert median == pytest.approx(waiting.next_purchase(THETA, plain), rel=1e-8, nan_ok=True)
    within = reorders.bought_within(THETA, now, 1, np.full(6, 8.0))
    assert within == pytest.approx(waiting.bought_within(THETA, plain, np.full(6, 8.0)), rel=1e-9)


def test_the_median_is_the_time_by_which_half_have_bought():
    now = regular.standing(THETA, ROWS, 3)
    median = reorders.next_purchase(THETA, now, 3)
    assert np.isfinite(median).all()
    assert reorders.bought_within(THETA, now, 3, median) == pytest.approx(0.5, abs=1e-7)


def test_no_median_is_told_where_leaving_is_likelier():
    fragile = np.log([1.0, 40.0, 3.0, 4.0])
    now = regular.standing(fragile, rows_of([0, 30], [0, 51.0], 52.0), 2)
    median = reorders.next_purchase(fragile, now, 2)
    assert np.isnan(median[0])
    assert median[1] < 5


@pytest.mark.parametrize("stages", [2, 5])
def test_expected_purchases_are_those_of_many_simulated_customers(stages):
    rng, number, weeks = np.random.default_rng(5), 100_000, 30.0
    row = rows_of(6, 40.0, 46.0)
    now = regular.standing(THETA, row, stages)
    ahead = later(rng, now, stages, number, weeks)
    ours = reorders.expected(THETA, now, stages, weeks)[0]
    assert ours == pytest.approx(now.alive[0] * ahead.mean(), abs=5 * ahead.std() / number**0.5)


def later(rng, now, stages, number, weeks):
    """Purchases ahead of customers like the first one who have not left."""
    chances = regular_chances(now, stages)
    passed = rng.choice(stages, number, p=chances)
    pace = rng.gamma(now.n[0] + passed) / (now.p[0] + now.gap[0])
    leaving = rng.gamma(np.exp(THETA[2]), 1 / now.q[0], number)
    there = np.minimum(rng.exponential(1 / leaving), weeks)
    return (passed + rng.poisson(pace * there)) // stages


def regular_chances(now, stages):
    from goodwill.pricing.stages import stage_chances

    return stage_chances(now.n[:1], stages, now.p[:1], now.gap[:1])[:, 0]


@pytest.mark.real
@pytest.mark.skipif(not sets.FILE.exists(), reason="set GOODWILL_REAL_DATA to the real records")
def test_a_year_of_groceries_is_foretold_better_but_pauses_are_taken_for_leaving():
    """Regular gaps err less; of those whom they give up 18 in 100 come back all the same."""
    table = sets.table("btydplus_grocery_cbs_2006-12-31.csv")
    rows, actual = sets.each("grocery")[1], table["xstar"].astype(float)
    error, total, back = {}, {}, {}
    for stages in (1, 2):
        fit = sets.fitted("pnbd", "grocery") if stages == 1 else sets.fitted_regular(None, 2)
        now = regular.standing(fit.theta, rows, stages)
        ours = reorders.expected(fit.theta, now, stages, 52.0)
        error[stages], total[stages] = np.abs(ours - actual).mean(), ours.sum()
        lost = now.alive < 0.01
        back[stages] = (actual[lost] > 0).mean()
    assert actual.sum() == 3389
    assert total[1] == pytest.approx(3990.7, abs=0.1)
    assert total[2] == pytest.approx(3853.2, abs=0.1)
    assert error[2] < error[1] - 0.09
    assert 0.1 < back[2] < 0.3
