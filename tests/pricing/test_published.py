"""Printed numbers of papers and packages, small enough to stand here: every digit must be hit."""

from __future__ import annotations

import numpy as np
import pytest

from goodwill.pricing import attrition, bgbb, residual
from tests.pricing.conftest import rows_of

WALKTHROUGH = np.log([0.5534, 10.5802, 0.6061, 11.6562])
"""The parameters of the BTYD walk-through, also used by pymc-marketing."""


def test_a_frequent_recent_buyer_is_alive_and_expected_as_the_walkthrough_prints():
    theta, row = WALKTHROUGH, rows_of(26, 30.86, 31)
    now = attrition.state(theta, row)
    assert now.alive[0] == pytest.approx(0.9979177665519, rel=1e-12)
    assert attrition.expected(theta, now, 52)[0] == pytest.approx(25.4549135115, rel=1e-11)
    value = residual.discounted_purchases(now, np.exp(theta[2]), np.inf, 0.0027)
    assert value[0] == pytest.approx(86.030375615364, rel=1e-12)


def test_discounted_purchases_of_a_lapsed_buyer_are_those_of_the_btyd_example():
    theta = np.log([0.5629966, 12.559037, 0.4081095, 10.5148048])
    now = attrition.state(theta, rows_of(7, 35, 77.86))
    value = residual.discounted_purchases(now, np.exp(theta[2]), np.inf, 0.0027)
    assert value[0] == pytest.approx(1.864183328071, rel=1e-12)


@pytest.mark.parametrize(
    ("theta", "printed", "digits"),
    [
        (
            [0.55, 10.56, 0.61, 11.64],
            [
                *(0, 0.05077821, 0.09916088, 0.14542507, 0.1897993, 0.23247466),
                *(0.27361274, 0.31335159, 0.35181024, 0.38909211),
            ],
            8,
        ),
        (
            [0.5534, 10.5802, 0.6061, 11.6562],
            [
                *(0, 0.05100453400232, 0.09962088095954, 0.1461242722216, 0.1907418910716),
                *(0.2336637555083, 0.2750506374293, 0.3150399459781, 0.3537501785673),
                0.3912843427991,
            ],
            13,
        ),
    ],
)
def test_expected_purchases_of_a_newcomer_are_those_of_the_manual(theta, printed, digits):
    ours = [attrition.expected_of_newcomer(np.log(theta), week) for week in range(10)]
    assert [round(value, digits) for value in ours] == [round(value, digits) for value in printed]


def test_the_chances_of_so_many_purchases_are_those_of_btyd():
    printed = [
        0.5935759370282, 0.1655843795685, 0.08249794821517, 0.04904616157561, 0.03169961997687,
        0.02148739837944, 0.01501289589832, 0.01070888976577, 0.00775385914047, 0.005677653241523,
        0.004193735035652,
    ]  # fmt: skip
    assert attrition.counts(WALKTHROUGH, 39, 10) == pytest.approx(printed, rel=2e-12)


def test_a_very_frequent_buyer_does_not_underflow():
    theta = np.log([0.55, 10.58, 0.61, 11.67])
    now = attrition.state(theta, rows_of([132, 133], 200, 200))
    ours = attrition.expected(theta, now, 10)
    assert ours == pytest.approx([6.206051788963242, 6.252872247574811], rel=1e-13)


def test_long_pauses_of_frequent_buyers_give_a_finite_chance_of_being_alive():
    theta = np.log([0.5143, 2.8845, 0.2856, 14.1087])
    rows = rows_of(
        [221, 254, 161, 204],
        [103.42857, 97.14286, 94.71429, 98.57143],
        [103.57143, 97.28571, 98.0, 99.42857],
    )
    alive = attrition.state(theta, rows).alive
    assert np.all((alive >= 0) & (alive <= 1))
    assert alive[0] > 0.99 > alive[2]


def test_thousands_of_purchases_keep_their_likelihood():
    theta = np.log([0.5, 15, 0.5, 10])
    printed = [
        -34.50059222, -76.26322474, -77.90363384, -53.10143959, -38.08503, -11.19344747,
        108.1254498, 440.28783488, 1581.30300733, 8056.57635717,
    ]  # fmt: skip
    rows = rows_of([10, 50, 100, 150, 170, 200, 300, 500, 1000, 3000], 60, 104)
    assert attrition.scores(theta, rows).loglik == pytest.approx(printed, abs=2e-6)


def test_bgbb_gives_the_printed_chance_and_expectation():
    theta = np.log([1.2, 0.75, 0.66, 2.78])
    row = bgbb.chances([3], [4], [6])
    assert bgbb.alive(theta, row)[0] == pytest.approx(0.4383438545849, rel=1e-11)
    assert bgbb.expected(theta, row, 5)[0] == pytest.approx(1.030585450899, rel=1e-11)


def test_donors_of_the_paper_give_its_tables():
    """Fader, Hardie & Shang 2010: parameters, P(alive) of table 6, totals of the spreadsheet."""
    x = [0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 5, 6]
    last = [0, 1, 2, 3, 4, 5, 6, 2, 3, 4, 5, 6, 3, 4, 5, 6, 4, 5, 6, 5, 6, 6]
    people = [
        3464, 1091, 277, 129, 78, 119, 129, 613, 255, 155, 173, 234, 322, 181, 225, 357, 240, 284,
        512, 335, 728, 1203,
    ]  # fmt: skip
    rows = bgbb.chances(x, last, [6] * 22, people)
    fit = bgbb.fit(rows)
    assert [round(value, 3) for value in fit.parameters.values()] == [1.204, 0.750, 0.657, 2.783]
    assert round(fit.loglik, 1) == -33225.6
    alive = dict(zip(zip(x, last, strict=True), bgbb.alive(fit.theta, rows), strict=True))
    assert [round(alive[kind], 2) for kind in ((0, 0), (2, 4), (6, 6))] == [0.11, 0.59, 0.93]
    assert round(bgbb.expected(fit.theta, rows, 5) @ rows.weight, 1) == 12884.2
    times = bgbb.counts(fit.theta, 6) * fit.customers
    assert [round(times[0], 1), round(times[6], 1)] == [3454.9, 1253.1]
    assert fit.cautions == ()
