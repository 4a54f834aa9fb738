"""The outlook put to the test at past cuts: of planted shops, and of real records."""

from __future__ import annotations

import numpy as np
import pytest

from goodwill.pricing.outlook.backtest import backtest, cuts_of, learnt
from goodwill.pricing.outlook.branches import Breaches, active_weeks, branches
from goodwill.pricing.outlook.calibration import Calibration
from goodwill.pricing.outlook.purchases import Purchases
from goodwill.pricing.treatment import Effect
from tests.pricing.outlook.coverage import SHORT, Case, Plan, as_good_as, cases, held, wilson
from tests.pricing.outlook.deciles import tenths
from tests.pricing.outlook.sets import FILES, read
from tests.real import real

SHOP = np.log([1.0, 8.0, 0.8, 60.0])
UNTIL = 104.0


def a_shop(seed, number=1500, season=None):
    """Customers who join over two years; a season multiplies their pace week by week."""
    rng = np.random.default_rng(seed)
    r, alpha, s, beta = np.exp(SHOP)
    born = np.floor(rng.uniform(0, UNTIL, number) * 7) / 7
    left = np.minimum(born + rng.exponential(1 / rng.gamma(s, 1 / beta, number)), UNTIL)
    top = 1.0 if season is None else max(season.values())
    count = rng.poisson(top * rng.gamma(r, 1 / alpha, number) * (left - born))
    who = np.repeat(np.arange(number), count)
    week = born[who] + rng.random(len(who)) * (left - born)[who]
    if season is not None:
        factor = np.array([season.get(int(w // 26), 1.0) for w in week])
        kept = rng.random(len(who)) < factor / top
        who, week = who[kept], week[kept]
    who = np.concatenate([np.arange(number), who])
    week = np.concatenate([born, np.floor(week * 7) / 7])
    order = np.lexsort((week, who))
    who, week = who[order], week[order]
    single = np.ones(len(who), dtype=bool)
    single[1:] = (np.diff(who) != 0) | (np.diff(week) > 0)
    return Purchases(who[single], week[single], np.full(single.sum(), 10.0))


@pytest.fixture(scope="module")
def steady():
    return backtest(a_shop(1), UNTIL, cuts_of(UNTIL))


def test_cuts_are_a_quarter_apart_and_leave_half_a_year_to_learn_from():
    assert cuts_of(UNTIL) == (26, 39, 52, 65, 78, 91)
    assert cuts_of(30.0) == ()
    assert cuts_of(39.0) == (26,)
    assert len(cuts_of(1000.0)) == 8
    assert cuts_of(1000.0)[-1] == 987


def test_a_steady_shop_keeps_within_its_bands(steady):
    assert {each.weeks for each in steady} == {13, 26, 52}
    assert all(each.cut + each.weeks <= UNTIL for each in steady)
    within = np.mean([each.said.holds(each.actual) for each in steady], axis=0)
    assert within[1] > 0.7
    assert within[2] == 1
    assert abs(np.mean([each.missed.error for each in steady])) < 0.1


def test_a_model_that_fared_well_is_trusted_more_and_one_that_did_not_less(steady):
    jumpy = backtest(a_shop(2, season={1: 2.0, 3: 2.0}), UNTIL, cuts_of(UNTIL))
    good, bad = learnt(steady, UNTIL), learnt(jumpy, UNTIL)
    assert good.square < 1 < bad.square
    assert good.freedom > Calibration().freedom
    assert learnt(steady, 20.0) == Calibration()


def test_a_cut_learns_only_from_windows_that_had_ended_by_then():
    shop = a_shop(3)
    whole = backtest(shop, UNTIL, cuts_of(UNTIL))
    earlier = Purchases(*(column[shop.week < 65] for column in shop))
    part = backtest(earlier, 65.0, (26.0, 39.0, 52.0))
    said = {(each.cut, each.weeks): each.said for each in whole}
    assert len(part) == 5
    for each in part:
        assert each.said.mid == pytest.approx(said[each.cut, each.weeks].mid)
        assert each.said.high80 == pytest.approx(said[each.cut, each.weeks].high80, rel=0.05)


def test_too_few_customers_are_not_put_to_the_test():
    shop = a_shop(4, 20)
    assert backtest(shop, UNTIL, cuts_of(UNTIL)) == []


def test_branches_follow_from_how_often_customers_were_hurt():
    shop, rng = a_shop(5), np.random.default_rng(6)
    active = active_weeks(SHOP, shop, np.arange(0.0, UNTIL + 1, 13))
    assert np.all(np.diff(active) > 0)
    effect = Effect(0.3, 0.1, 6.0, 3.0)
    often = np.concatenate([rng.uniform(0, UNTIL, 400), rng.uniform(39, 52, 400)])
    found = branches(SHOP, shop, [Breaches(effect, often, np.ones(800))], UNTIL)
    assert found["today"].changes == ()
    (kept,), (worst,) = found["standard"].changes, found["worst"].changes
    year = often[often >= UNTIL - 52]
    assert -kept.weekly == pytest.approx(len(year) / active[-4:].sum())
    quarter = ((often >= 39) & (often < 52)).sum() / active[3]
    assert worst.weekly - kept.weekly == pytest.approx(quarter)
    assert found["standard"].newcomers == 1
    assert found["worst"].newcomers == 0
    assert branches(SHOP, shop, [], UNTIL)["standard"].changes == ()


def test_nobody_is_hurt_less_than_never():
    shop, effect = a_shop(7), Effect(0.3, 0.1, 6.0, 3.0)
    week = np.linspace(50, 103, 60)
    found = branches(SHOP, shop, [Breaches(effect, week, np.full(60, 2.04))], UNTIL)
    (kept,) = found["standard"].changes
    assert kept.doses.tolist() == [2.0]
    assert kept.shares.tolist() == [1.0]
    assert kept.weekly < 0


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "most"), [("CDNOW", 39.0), ("groceries", 65.0), ("online retail", 40.0)]
)
def test_bands_hold_on_real_records(name, most):
    """A smaller version of the table in docs/outlook.md: fewer cuts and parts.

    The wholesaler has one Christmas and no second one to learn it from.
    """
    purchases, until = read(name, real(FILES[name]))
    cuts = [cut for cut in SHORT.cuts if cut <= most][::2]
    found = cases(purchases, until, Plan(cuts, (13.0, 26.0), 5))
    assert len(found) >= 12
    parts = [case for case in found if case.part >= 0]
    for share, said in zip(held(parts), (0.5, 0.8, 0.95), strict=True):
        low, high = wilson(share, as_good_as(parts))
        assert low < said < high
    assert held(parts)[2] > 0.85


@pytest.mark.real
def test_precious_customers_are_told_from_others_on_real_records():
    """CDNOW by tenths: the order is kept, the best tenth is right; the poorest are underrated."""
    found = tenths(read("CDNOW", real(FILES["CDNOW"]))[0])
    brought = [tenth.brought for tenth in found]
    assert brought[9] > brought[8] > brought[7] > brought[6] > max(brought[:5])
    best = found[9]
    assert abs(best.value - best.brought) < 2.5 * best.error
    assert found[0].brought > found[0].value


def a_case(cut, weeks=13.0, part=-1, error=0.1):
    return Case(cut, weeks, part, (True, True, True), error)


def test_overlapping_windows_and_alike_parts_count_for_less():
    apart = [a_case(26.0), a_case(39.0), a_case(52.0)]
    assert as_good_as(apart) == pytest.approx(3)
    assert as_good_as([a_case(26.0), a_case(26.0)]) == pytest.approx(1)
    half = as_good_as([a_case(26.0), a_case(32.5)])
    assert half == pytest.approx(4 / (2 + 2 * 0.25))
    same = [a_case(26.0, part=part) for part in range(4)]
    assert as_good_as(same) == pytest.approx(1)
    rng = np.random.default_rng(8)
    alone = [a_case(26.0, part=part, error=error) for part, error in enumerate(rng.normal(size=50))]
    assert as_good_as(alone) > 20


def test_limits_of_a_share_are_those_of_wilson():
    assert wilson(0.81, 263) == pytest.approx((0.7583, 0.8527), abs=2e-3)
    assert wilson(0.0, 10) == pytest.approx((0, 0.2775), abs=1e-4)
    assert wilson(1.0, 10)[0] == pytest.approx(1 - 0.2775, abs=1e-4)


def test_shares_that_held_are_counted_by_band():
    found = [Case(1, 1, 0, (True, True, True), 0.0), Case(1, 1, 0, (False, True, True), 0.0)]
    assert held(found) == [0.5, 1.0, 1.0]
