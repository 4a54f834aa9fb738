"""Branches in draws: what is unsure, what branches share, and bands that hold what they say."""

# ruff: noqa: N806 -- T is the symbol of the papers

from __future__ import annotations

import numpy as np
import pytest

from goodwill.pricing import buying, simulate, spend
from goodwill.pricing.fit import Fit
from goodwill.pricing.outlook.bands import Band, band
from goodwill.pricing.outlook.calibration import Calibration, Missed, learn
from goodwill.pricing.outlook.newcomers import Inflow, inflow
from goodwill.pricing.outlook.project import Company, Windows, project, years
from goodwill.pricing.outlook.purchases import Purchases, Seen, bought, seen
from goodwill.pricing.outlook.regime import Change, Regime
from goodwill.pricing.outlook.tides import BUYING, JOINING, STILL, ahead, learn_tide
from goodwill.pricing.rows import merge
from goodwill.pricing.treatment import Effect

SHOP = np.log([1.0, 8.0, 0.8, 60.0])
SPENDING = np.log([6.0, 5.0, 15.0])
ONE = np.ones(1)
HURT = Effect(0.3, 0.15, 6.0, 3.0, gamma_sd=0.1)
KEPT = Regime((Change(HURT, -0.05, ONE, ONE),))
WORST = Regime((Change(HURT, 0.05, ONE, ONE),), newcomers=0.0)
EXACT = Calibration(0.0, 1.0)
WHEN = np.arange(-102.0, 0, 4)
"""The middles of two years of spans."""
STEADY, MANY = np.full(26, 12.0), np.full(26, 1000.0)
CALM = learn_tide(STILL, np.zeros(0), np.zeros(0), np.zeros(0))
"""Nothing moves, and nothing is unsure of it."""


def a_fit(theta, names, spread=0.03):
    return Fit(names, theta, spread**2 * np.eye(len(theta)), 0.0, 1000, 1, ())


def a_company(number=1000, seed=1, coming=3.0):
    rng = np.random.default_rng(seed)
    T = rng.integers(30, 104 * 7, number) / 7
    x, t_x, _ = simulate.customers(rng, SHOP, T)
    z = simulate.spending(rng, SPENDING, x)
    known = Seen(x, t_x, T, z, 104 - T, np.full(number, 20.0))
    return Company(
        a_fit(SHOP, buying.NAMES), a_fit(SPENDING, spend.NAMES), known,
        Inflow(coming, learn_tide(JOINING, WHEN, STEADY, STEADY), 20.0, 500.0),
        learn_tide(BUYING, WHEN, MANY, MANY),
    )  # fmt: skip


@pytest.fixture(scope="module")
def drawn():
    branches = {"today": Regime(), "standard": KEPT, "worst": WORST}
    return project(a_company(), years(10), branches, Calibration())


def test_branches_stand_in_their_order_and_customers_are_never_more_than_there_are(drawn):
    worst, today, standard = (drawn[name].middle for name in ("worst", "today", "standard"))
    assert np.all(worst[:, 1:] < today[:, 1:])
    assert np.all(today < standard)
    assert np.all(drawn["worst"].expected[:, 0].max() <= 1000)
    assert np.all(np.diff(worst[0]) < 0)


def test_the_middle_is_in_the_middle_of_its_draws(drawn):
    for name in ("today", "standard", "worst"):
        below = np.mean(drawn[name].came < drawn[name].middle, axis=0)
        assert np.all((below > 0.3) & (below < 0.65))


def test_differences_between_branches_are_surer_than_the_branches(drawn):
    gap = drawn["standard"].expected - drawn["today"].expected
    assert np.all(gap.std(axis=0) < 0.6 * drawn["today"].came.std(axis=0))
    middle = drawn["standard"].middle - drawn["today"].middle
    assert np.all((np.median(gap, axis=0) > 0.5 * middle) & (np.median(gap, axis=0) < 1.5 * middle))


def test_the_same_company_has_the_same_outlook(drawn):
    again = project(a_company(), years(10), {"today": Regime()}, Calibration())["today"]
    assert np.array_equal(again.came, drawn["today"].came)


def test_doubt_grows_with_the_years_and_with_what_past_cuts_taught():
    company = a_company()
    spreads = {}
    for square in (0.0, 1.0, 4.0):
        told = project(company, years(10), {"today": Regime()}, Calibration(square, 40.0))
        low, middle, high = np.quantile(told["today"].came, [0.1, 0.5, 0.9], axis=0)
        spreads[square] = (high - low) / middle
    assert np.all(spreads[0.0] < spreads[1.0])
    assert np.all(spreads[1.0] < spreads[4.0])
    assert np.all(spreads[1.0][:, 9] > spreads[1.0][:, 0])


def test_without_a_covariance_or_without_money_nothing_false_is_said():
    company = a_company(200)
    flat = company._replace(buying=company.buying._replace(covariance=np.full((4, 4), np.nan)))
    told = project(flat, years(2), {"today": Regime()}, Calibration())["today"]
    found = band(float(told.middle[0, 0]), told.came[:, 0, 0])
    assert found.mid > 0
    assert np.isnan(found.low95)
    poor = project(company._replace(spending=None), years(2), {"today": Regime()}, Calibration())
    assert np.isnan(poor["today"].middle[2]).all()
    assert np.isfinite(poor["today"].came[:, :2]).all()


def test_bands_widen_from_50_to_95_and_hold_their_middle():
    found = band(3.0, np.random.default_rng(2).normal(2, 1, 20_000))
    assert found.low95 < found.low80 < found.low50 <= found.mid == 3.0
    assert found.mid <= found.high50 < found.high80 < found.high95
    assert found.low95 == pytest.approx(2 - 1.96, abs=0.05)
    assert band(2.0, np.random.default_rng(2).normal(2, 1, 20_000)).holds(3.0) == (
        False, True, True
    )  # fmt: skip
    assert Band(1, 0, 2, 0, 2, 0, 2).holds(2) == (True, True, True)


@pytest.mark.slow
def test_chance_and_the_fits_own_doubt_are_held_by_the_bands_of_planted_companies():
    """No model error is planted and none allowed for: 150 companies, refitted each.

    Purchases before and after the cut come at one rate, so they are drawn together.
    """
    rng, held = np.random.default_rng(3), []
    for _ in range(150):
        T = rng.integers(200, 104 * 7, 500) / 7
        _, _, left = simulate.customers(rng, SHOP, T)
        r, alpha, _, _ = np.exp(SHOP)
        rate = rng.gamma(r, 1 / alpha, 500)
        there = np.minimum(left, T)
        x = rng.poisson(rate * there)
        t_x = np.where(x > 0, there * rng.random(500) ** (1 / np.maximum(x, 1)), 0.0)
        came = rng.poisson(rate * np.clip(left - T, 0, 52)).sum()
        known = Seen(x, t_x, T, x * np.nan, 200 - T, x * np.nan)
        fit = buying.fit(merge(x, t_x, T))
        company = Company(fit, None, known, Inflow(0.0, CALM, np.nan, np.nan), CALM)
        windows = Windows(np.zeros(1), np.array([52.0]))
        told = project(company, windows, {"today": Regime()}, EXACT)["today"]
        held.append(band(float(told.middle[1, 0]), told.came[:, 1, 0]).holds(came))
    shares = np.mean(held, axis=0)
    assert 0.40 < shares[0] < 0.62
    assert 0.71 < shares[1] < 0.88
    assert shares[2] > 0.90


def test_past_cuts_teach_by_how_much_the_model_is_off():
    usual = Missed(0.2, 0.01, 0.03)
    assert learn([]) == Calibration()
    assert learn([[usual]] * 10).square == pytest.approx(1.0)
    assert learn([[usual._replace(error=0.6)]] * 10).square > 5
    good = learn([[usual._replace(error=0.0)]] * 10)
    assert good.square < 0.6
    assert good.freedom == 9
    assert learn([[usual._replace(error=0.0)]] * 1000).square == 0.25
    rng = np.random.default_rng(4)
    assert np.mean(Calibration(2.0, 50.0).scales(rng, 100_000) ** 2) == pytest.approx(2, rel=0.06)


def some_purchases():
    return Purchases(
        np.array([0, 0, 0, 1, 2, 2]),
        np.array([0.0, 3.0, 9.0, 4.0, 8.0, 12.0]),
        np.array([10.0, 20.0, np.nan, 5.0, 7.0, 9.0]),
    )


def test_a_cut_sees_only_what_was_known_by_then():
    known = seen(some_purchases(), 9.0)
    assert known.x.tolist() == [1, 0, 0]
    assert known.t_x.tolist() == [3, 0, 0]
    assert known.T.tolist() == [9, 5, 1]
    assert known.spend.tolist()[0] == 20
    assert np.isnan(known.spend[1:]).all()
    assert known.first_amount.tolist() == [10, 5, 7]
    assert seen(some_purchases(), 20.0).spend.tolist()[0] == 20
    assert bought(some_purchases(), 4.0, 9.0) == (2, 2)
    assert bought(some_purchases(), 9.0, 13.0) == (2, 0)
    chosen = some_purchases().of(np.array([False, True, True]))
    assert chosen.customer.tolist() == [0, 1, 1]
    with pytest.raises(ValueError, match="nobody"):
        seen(some_purchases(), 0.0)


def joining(counts, weeks=13):
    """The inflow of records with so many new customers in each stretch of weeks."""
    born = np.concatenate([weeks * (k + (np.arange(n) + 0.5) / n) for k, n in enumerate(counts)])
    known = Seen(*(np.zeros(len(born)),) * 4, born, np.full(len(born), 8.0))
    return inflow(known, float(weeks * len(counts)))


def next_quarter(found):
    swell = ahead(found.tide, np.zeros(1), np.full(1, 13.0))
    return found.weekly * np.exp(swell.middle[0]), np.sqrt(swell.variance[0])


def test_those_who_were_there_when_records_begin_are_not_taken_for_new_ones():
    found = joining([900, 104, 104, 104])
    assert next_quarter(found)[0] == pytest.approx(8.0, rel=0.06)
    assert (found.first_mean, found.first_squared) == (8, 64)
    assert next_quarter(joining([900, 104]))[0] < 20
    nobody = next_quarter(joining([900, 1, 1, 1]))
    assert nobody[0] < 0.2
    assert nobody[1] > 0.4


def test_a_few_weeks_of_records_are_enough_to_tell_an_inflow():
    for weeks in (1, 5, 9):
        assert 5 < next_quarter(joining([8] * weeks, 1))[0] < 12


def test_inflow_follows_its_last_level_and_is_less_sure_where_it_jumps():
    grown = joining([100, 50, 50, 50, 50, 200, 200, 200, 200])
    assert 13 < next_quarter(grown)[0] < 17
    steady, jumpy = joining([100] * 8), joining([100, 50, 150, 40, 160, 60, 140, 100])
    assert next_quarter(steady)[1] < 0.7 * next_quarter(jumpy)[1]


def test_the_middle_of_the_outlook_moves_with_the_tide_and_a_calm_one_moves_nothing():
    company, windows = a_company(), Windows(np.zeros(1), np.full(1, 13.0))
    ebb = company._replace(tide=learn_tide(BUYING, WHEN, 0.7 * MANY, MANY))
    calm = company._replace(tide=CALM, coming=company.coming._replace(tide=CALM))
    ebbed, usual, steady = (
        project(each, windows, {"today": Regime()}, EXACT)["today"].middle
        for each in (ebb, company, calm)
    )
    assert ebbed[0, 0] == usual[0, 0]
    assert usual[1, 0] == pytest.approx(steady[1, 0], rel=0.02)
    assert 0.68 < ebbed[1, 0] / usual[1, 0] < 0.85
    assert ebbed[2, 0] < usual[2, 0]
