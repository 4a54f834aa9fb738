"""Drift, seasons and gusts: found again where they were planted, and left open where unseen."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import poisson

from goodwill.pricing.outlook.pace import tide_of
from goodwill.pricing.outlook.tides import (
    BUYING,
    JOINING,
    MOST_SPANS,
    SPAN,
    YEAR,
    Kind,
    _laplace,
    ahead,
    learn_tide,
    spans,
)
from tests.pricing.outlook.test_backtest import SHOP, UNTIL, a_shop

NOTHING = np.zeros(0)
QUARTERS = 13.0 * np.arange(4)


def when(years):
    """Middles of the spans of so many years up to the cut."""
    number = int(years * YEAR / SPAN)
    return -SPAN * (np.arange(number, 0, -1) - 0.5)


def planted(wave, years, seed=0, many=2000):
    """What was learnt from counts whose log pace was a function of the week."""
    weeks = when(years)
    expected = np.full(len(weeks), float(many))
    counts = np.random.default_rng(seed).poisson(expected * np.exp(wave(weeks))).astype(float)
    return learn_tide(BUYING, weeks, counts, expected)


def a_season(weeks, size=0.3):
    return size * np.cos(2 * np.pi * weeks / YEAR)


def sizes(tide):
    return tide.likely @ tide.sizes


def test_a_season_is_learnt_from_two_years_and_foreseen():
    tide = planted(a_season, 3)
    swell = ahead(tide, QUARTERS, QUARTERS + 13)
    truth = [a_season(np.linspace(start, start + 13, 100)).mean() for start in QUARTERS]
    assert swell.middle == pytest.approx(truth, abs=0.06)
    assert np.sqrt(swell.variance).max() < 0.12
    assert sizes(tide)[1] > 0.15
    flat = planted(np.zeros_like, 3)
    assert sizes(flat)[1] < 0.07
    assert np.abs(ahead(flat, QUARTERS, QUARTERS + 13).middle).max() < 0.03


def test_a_part_of_the_year_that_was_never_seen_stays_as_open_as_is_usual():
    steady = planted(np.zeros_like, 39 / YEAR)
    swell = ahead(steady, QUARTERS, QUARTERS + 13)
    spread = np.sqrt(swell.variance)
    assert spread[0] > 0.13
    assert np.all(spread[1:] < 0.11)
    assert np.abs(swell.middle).max() < 0.04
    whole = planted(np.zeros_like, 2)
    assert np.sqrt(ahead(whole, QUARTERS, QUARTERS + 13).variance).max() < 0.1


def test_what_drifts_goes_on_and_fades():
    tide = planted(lambda weeks: np.where(weeks > -40, -0.4, 0.0), 4)
    near, far = ahead(tide, np.array([0.0, 520.0]), np.array([13.0, 572.0])).middle
    assert -0.45 < near < -0.25
    assert abs(far) < 0.05


def test_a_whole_year_of_a_season_is_no_change_but_for_its_unevenness():
    swell = ahead(planted(a_season, 4), np.zeros(1), np.array([YEAR]))
    bulge = np.log(np.mean(np.exp(a_season(np.linspace(0, YEAR, 1000)))))
    assert swell.middle[0] == pytest.approx(bulge, abs=0.04)


def test_draws_have_the_mean_and_the_spread_that_are_told():
    swell = ahead(planted(a_season, 0.6), QUARTERS, QUARTERS + 13)
    rng = np.random.default_rng(4)
    drawn = swell.drawn(rng, rng.normal(size=(60_000, 4)))
    assert drawn.mean(axis=0) == pytest.approx(np.zeros(4), abs=0.01)
    assert drawn.var(axis=0) == pytest.approx(swell.variance, rel=0.05)


def test_with_no_records_there_is_what_is_usual_and_with_empty_spans_no_harm():
    swell = ahead(learn_tide(BUYING, NOTHING, NOTHING, NOTHING), np.zeros(2), np.array([4.0, 52.0]))
    assert swell.middle[0] == pytest.approx(0, abs=0.01)
    assert 0.2 < np.sqrt(swell.variance[0]) < 0.5
    assert swell.variance[1] < swell.variance[0]
    empty = learn_tide(JOINING, when(1), np.zeros(13), np.full(13, 5.0))
    assert np.all(np.isfinite(empty.pull))
    assert ahead(empty, np.zeros(1), np.full(1, 13.0)).middle[0] < -3


def test_one_span_agrees_with_the_integral_over_its_pace():
    """Laplace's evidence and mean of one count, against the sum over a fine grid."""
    count, expected, spread = 40.0, 30.0, 0.3
    log = np.linspace(-2, 2, 20_001)
    weight = np.exp(-(log**2) / (2 * spread**2)) / (spread * np.sqrt(2 * np.pi))
    chance = poisson.pmf(count, expected * np.exp(log)) * weight
    evidence = np.log(chance.sum() * (log[1] - log[0]))
    found, pull, _ = _laplace(np.full((1, 1), spread**2), *np.array([[count], [expected]]))
    constant = poisson.logpmf(count, expected) - (count * 0 - expected)
    assert found + constant == pytest.approx(evidence, abs=0.01)
    mean = (chance @ log) / chance.sum()
    assert spread**2 * pull[0] == pytest.approx(mean, abs=0.02)


def test_guesses_that_make_the_counts_likely_count_for_more():
    rng = np.random.default_rng(5)
    weeks, expected = when(4), np.full(len(when(4)), 2000.0)
    gusty = rng.poisson(expected * np.exp(0.1 * rng.normal(size=len(weeks)))).astype(float)
    kind = Kind((0.05,), (0.04,), (0.0, 0.1))
    assert learn_tide(kind, weeks, gusty, expected).likely[1] > 0.99
    even = rng.poisson(expected).astype(float)
    assert learn_tide(kind, weeks, even, expected).likely[1] < 0.01


def test_the_tide_of_a_steady_shop_is_calm_and_that_of_a_jumpy_one_is_not():
    steady = tide_of(SHOP, a_shop(1), UNTIL)
    jumpy = tide_of(SHOP, a_shop(2, season={1: 2.0, 3: 2.0}), UNTIL)
    assert sizes(steady)[:2].max() < 0.12 < sizes(jumpy)[:2].max()
    half = ahead(steady, np.zeros(1), np.full(1, 26.0))
    assert abs(half.middle[0]) < 0.1
    assert np.sqrt(half.variance[0]) < 0.1


def test_nothing_after_the_cut_is_looked_at():
    shop = a_shop(6)
    earlier = shop._replace(**{name: getattr(shop, name)[shop.week < 65] for name in shop._fields})
    whole, part = tide_of(SHOP, shop, 65.0), tide_of(SHOP, earlier, 65.0)
    assert whole.likely == pytest.approx(part.likely, abs=1e-6)
    assert whole.pull == pytest.approx(part.pull, abs=1e-6)


def test_a_tide_of_less_than_one_span_is_what_is_usual():
    short = ahead(tide_of(SHOP, a_shop(6), 3.0), np.zeros(1), np.full(1, 13.0))
    none = ahead(learn_tide(BUYING, NOTHING, NOTHING, NOTHING), np.zeros(1), np.full(1, 13.0))
    assert short.middle == pytest.approx(none.middle)
    assert short.variance == pytest.approx(none.variance)


def test_spans_reach_back_from_the_cut_six_years_at_most():
    assert spans(10.0).tolist() == [2, 6, 10]
    assert len(spans(5000.0)) == MOST_SPANS + 1
    assert spans(3.0).tolist() == [3]
